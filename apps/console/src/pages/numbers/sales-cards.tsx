import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { words } from "../../words.ts";
import { Figure } from "./figure.tsx";
import { formatCount } from "./number-words.ts";
import { formatChange, formatHours, type Sales, type SalesSums } from "./sales-words.ts";

/** What was sold in all, what was lost, and how it was before. */
export function SalesCards({ sales: { period, before, currency } }: { readonly sales: Sales }) {
  const { locale } = useLocale();
  const t = words.texts.numbers.sales;
  const { sums, losses, empty } = period;
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const compare = (find: (of: SalesSums) => number, show = money): string | null => {
    if (before === null) return null;
    const then = find(before.sums);
    const change = formatChange(find(sums), then, locale);
    return change === null ? t.before(show(then)) : t.change(change, show(then));
  };
  const count = (value: number): string => formatCount(value, locale);
  const lostMinor = losses.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    <section class="stack tight">
      <h2>{t.title}</h2>
      <div class="numbers">
        <Figure name={t.total} value={money(sums.totalMinor)}>
          {compare(({ totalMinor }) => totalMinor) ?? t.receiptCount(sums.receipts)}
        </Figure>
        <Figure name={t.net} value={money(sums.netMinor)}>
          {compare(({ netMinor }) => netMinor) ?? t.plusTax(money(sums.taxMinor))}
        </Figure>
        <Figure name={t.receipts} value={count(sums.receipts)}>
          {compare(({ receipts }) => receipts, count) ?? t.units(sums.units)}
        </Figure>
        <Figure name={t.discounts} value={money(sums.discountMinor)}>
          {compare(({ discountMinor }) => discountMinor) ?? t.byOffers}
        </Figure>
        <Figure name={t.corrections} value={money(sums.correctedMinor)}>
          {t.corrected(sums.corrections)}
        </Figure>
        <Figure name={t.shrinkage} value={money(lostMinor)}>
          {losses.length === 0
            ? t.nothingLost
            : losses
                .map(({ kind, count: times, amountMinor }) =>
                  t.loss(t.losses[kind], count(times), money(amountMinor)),
                )
                .join(t.lossesBetween)}
        </Figure>
        <Figure name={t.outOfStock} value={formatHours(empty.hours)}>
          {empty.products === 0 ? t.neverEmpty : t.emptyShelves(empty.products)}
        </Figure>
      </div>
    </section>
  );
}
