import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { Figure } from "./figure.tsx";
import { countOf, formatCount } from "./number-words.ts";
import { formatChange, formatHours, LOSSES, type Sales, type SalesSums } from "./sales-words.ts";

/** What was sold in all, what was lost, and how it was before. */
export function SalesCards({ sales: { period, before, currency } }: { readonly sales: Sales }) {
  const { locale } = useLocale();
  const { sums, losses, empty } = period;
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const compare = (find: (of: SalesSums) => number, show = money): string | null => {
    if (before === null) return null;
    const then = find(before.sums);
    const change = formatChange(find(sums), then, locale);
    return change === null ? `${show(then)} before` : `${change}; ${show(then)} before`;
  };
  const count = (value: number): string => formatCount(value, locale);
  const lostMinor = losses.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    <section class="stack tight">
      <h2>Sales</h2>
      <div class="numbers">
        <Figure name="Sales" value={money(sums.totalMinor)}>
          {compare(({ totalMinor }) => totalMinor) ?? countOf(sums.receipts, "receipt", locale)}
        </Figure>
        <Figure name="Net of tax" value={money(sums.netMinor)}>
          {compare(({ netMinor }) => netMinor) ?? `plus ${money(sums.taxMinor)} tax`}
        </Figure>
        <Figure name="Receipts" value={count(sums.receipts)}>
          {compare(({ receipts }) => receipts, count) ?? countOf(sums.units, "unit", locale)}
        </Figure>
        <Figure name="Discounts" value={money(sums.discountMinor)}>
          {compare(({ discountMinor }) => discountMinor) ?? "by offers and member prices"}
        </Figure>
        <Figure name="Corrections" value={money(sums.correctedMinor)}>
          {countOf(sums.corrections, "corrected receipt", locale)}, included in sales
        </Figure>
        <Figure name="Shrinkage by uncertainty" value={money(lostMinor)}>
          {losses.length === 0
            ? "nothing uncertain was given to shoppers"
            : losses
                .map(({ kind, count: times, amountMinor }) => {
                  return `${LOSSES[kind].name}: ${count(times)}, ${money(amountMinor)}`;
                })
                .join("; ")}
        </Figure>
        <Figure name="Out of stock" value={formatHours(empty.hours)}>
          {empty.products === 0
            ? "no counted shelf was empty"
            : `${countOf(empty.products, "product", locale)}, all shelves added up`}
        </Figure>
      </div>
    </section>
  );
}
