import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { state } from "../session.ts";
import { wishes } from "../wishes.ts";
import { words } from "../words.ts";

/** How much of the shopper's own budget is left; nothing where there is none. */
export function BudgetBar() {
  const { currency, totalMinor } = state.value!.bill;
  const { locale } = useLocale();
  const { budgetMinor } = wishes.value;
  if (budgetMinor === null || currency === null) return null;
  const texts = words.texts.you;
  const leftMinor = budgetMinor - totalMinor;
  const amount = formatMoney(Math.abs(leftMinor), currency, locale);
  const text = leftMinor < 0 ? texts.budgetOver(amount) : texts.budgetLeft(amount);
  return (
    <div class={leftMinor < 0 ? "cart-budget over" : "cart-budget"}>
      <meter
        aria-label={texts.budget}
        aria-valuetext={text}
        max={Math.max(1, budgetMinor)}
        value={totalMinor}
      />
      <p>{text}</p>
    </div>
  );
}
