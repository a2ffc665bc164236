import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { words } from "../../words.ts";
import { Bars } from "./bars.tsx";
import { type Bar, makeBars } from "./group-days.ts";
import { formatDay, formatHour } from "./period.ts";
import type { Sales } from "./sales-words.ts";

const HEIGHT = 160;

/** Takings by hour, day or week, with those of before; a table says the same to those who do not see it. */
export function SalesChart({ sales: { period, before, currency } }: { readonly sales: Sales }) {
  const { locale } = useLocale();
  const { charts: t, noneYet } = words.texts.numbers;
  const { step, bars } = makeBars(period, before);
  const most = Math.max(
    ...bars.map(({ totalMinor, beforeMinor }) => Math.max(totalMinor, beforeMinor ?? 0)),
  );
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const nameOf = ({ start }: Bar): string =>
    "day" in start ? formatDay(start.day, locale, "short") : formatHour(start.hour, locale);
  const heightOf = (minor: number): string =>
    `${(Math.max(0, minor) / Math.max(1, most)) * HEIGHT}px`;
  const title = t.takingsPer[step];
  return (
    <figure class="card steps">
      <figcaption class="row apart">
        <h2>{title}</h2>
        <span class="soft small">
          {most <= 0 ? noneYet : t.highest(money(most))}
          {before === null
            ? null
            : t.keyBefore(<span class="key-mark before own-colours" aria-hidden="true" />)}
        </span>
      </figcaption>
      <Bars
        class="tall"
        bars={bars.map((bar) => ({
          key: bar.key,
          name: nameOf(bar),
          title: `${nameOf(bar)}: ${money(bar.totalMinor)}`,
          mark: (
            <div class="bar-pair">
              {bar.beforeMinor === null ? null : (
                <div class="bar-before" style={{ blockSize: heightOf(bar.beforeMinor) }} />
              )}
              <div class="bar-now" style={{ blockSize: heightOf(bar.totalMinor) }} />
            </div>
          ),
        }))}
      />
      <div class="unseen">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.from}</th>
              <th scope="col">{t.takings}</th>
              <th scope="col">{t.receipts}</th>
              {before === null ? null : <th scope="col">{t.takingsBefore}</th>}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">{nameOf(bar)}</th>
                <td>{money(bar.totalMinor)}</td>
                <td>{bar.receipts}</td>
                {bar.beforeMinor === null ? null : <td>{money(bar.beforeMinor)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
