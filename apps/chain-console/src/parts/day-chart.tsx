import type { ChainAnswer } from "@saunter/client/chain-api";
import { useLocale } from "@saunter/ui/components/locale";
import { Empty } from "@saunter/ui/components/notes";
import { formatMoney } from "@saunter/ui/format";
import { words } from "../words.ts";
import { formatDay, listDays } from "./report-days.ts";

type Report = ChainAnswer<"GET /v1/report">;
type Row = Report["rows"][number];

interface DayChartProps {
  /** By day. */
  readonly report: Report;
  readonly fromDay: string;
  readonly untilDay: string;
}

/** Of the currency that is sold most in; a chart has one unit. */
function findCurrency(rows: readonly Row[]): string | null {
  const totals = new Map<string, number>();
  for (const { currency, totalMinor } of rows.flatMap(({ sums }) => sums)) {
    totals.set(currency, (totals.get(currency) ?? 0) + totalMinor);
  }
  return [...totals].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function sumOf(rows: readonly Row[], day: string | undefined, currency: string): number {
  const row = rows.find(({ key }) => key === day);
  return row?.sums.find((sum) => sum.currency === currency)?.totalMinor ?? 0;
}

/** Sales by day, with those of before; a table says the same to those who do not see it. */
export function DayChart({ report, fromDay, untilDay }: DayChartProps) {
  const { locale } = useLocale();
  const { rows, before } = report;
  const t = words.texts.reports;
  const currency = findCurrency(rows);
  if (currency === null) return <Empty title={t.nothing} />;
  const days = listDays(fromDay, untilDay);
  const daysBefore = before === null ? [] : listDays(before.period.fromDay, before.period.untilDay);
  const bars = days.map((day, at) => ({
    day,
    now: sumOf(rows, day, currency),
    before: before === null ? null : sumOf(before.rows, daysBefore[at], currency),
  }));
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.now, bar.before ?? 0]));
  const heightOf = (minor: number): string => `${(Math.max(0, minor) / most) * 100}%`;
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const title = before === null ? t.chart : t.chartWithBefore;
  return (
    <figure>
      <div class="day-bars own-colours" aria-hidden="true">
        {bars.map((bar) => (
          <div key={bar.day} title={`${formatDay(bar.day, locale)}: ${money(bar.now)}`}>
            {bar.before === null ? null : (
              <span class="before" style={{ blockSize: heightOf(bar.before) }} />
            )}
            <span style={{ blockSize: heightOf(bar.now) }} />
          </div>
        ))}
      </div>
      <table class="unseen">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.key.day}</th>
            <th scope="col">{t.sales}</th>
            {before === null ? null : <th scope="col">{t.before}</th>}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.day}>
              <th scope="row">{formatDay(bar.day, locale)}</th>
              <td>{money(bar.now)}</td>
              {bar.before === null ? null : <td>{money(bar.before)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
