import { Money } from "@saunter/ui/components/money";
import { parseAmount } from "../../parts/money/parse-amount.ts";
import { currencyOf } from "../../shop.ts";

/** An amount as the goods are written down ("2.50"), shown as money. */
export function WrittenAmount({ text }: { readonly text: string }) {
  const currency = currencyOf();
  const amountMinor = parseAmount(text, currency);
  return amountMinor === null ? text : <Money amountMinor={amountMinor} currency={currency} />;
}
