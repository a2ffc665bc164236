import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { formatMoney } from "@saunter/ui/format";
import { catalogue, sendAct, state } from "../session.ts";
import { words } from "../words.ts";
import { BudgetBar } from "./budget-bar.tsx";
import { HelpButton } from "./help-button.tsx";

/** The running total, and the way to the lane. */
export function Bill() {
  const { lines } = state.value!;
  const texts = words.texts.cart;
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <section class="cart-bill" aria-label={texts.total}>
      <p class="soft">{texts.things(count)}</p>
      <BillTotal />
      <BudgetBar />
      {lines.length === 0 ? (
        <Button class="wide" onPress={() => sendAct({ kind: "end" })}>
          {words.texts.lane.leave}
        </Button>
      ) : (
        <Button kind="main" class="wide" onPress={() => sendAct({ kind: "pay", laneId: null })}>
          {texts.pay}
        </Button>
      )}
      <HelpButton />
    </section>
  );
}

export function BillTotal() {
  const { bill, shop } = state.value!;
  const { locale } = useLocale();
  const { currency } = bill;
  const texts = words.texts.cart;
  if (currency === null) return null;
  const rows = [
    [bill.discountMinor, texts.savings],
    [bill.depositMinor, texts.deposits],
    // Where prices include it, the receipt has it.
    [catalogue.value?.pricesIncludeTax === false ? bill.taxMinor : 0, texts.tax],
  ] as const;
  return (
    <>
      <p class="cart-total" aria-live="polite">
        <span class="unseen">{texts.total} </span>
        <Money amountMinor={bill.totalMinor} currency={currency} />
      </p>
      {rows.map(([amountMinor, text]) =>
        amountMinor === 0 ? null : (
          <p key={text(" ")} class={text === texts.savings ? "cart-savings" : ""}>
            {text(formatMoney(Math.abs(amountMinor), currency, locale))}
          </p>
        ),
      )}
      {bill.pricedBy === "cart" && !shop.isOnline ? <p class="soft">{texts.estimate}</p> : null}
    </>
  );
}
