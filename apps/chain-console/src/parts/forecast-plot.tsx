import type { ChainAnswer } from "@saunter/client/chain-api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { words } from "../words.ts";

export type Forecast = ChainAnswer<"GET /v1/forecasts">["items"][number];
type Result = NonNullable<Forecast["result"]>;
type FigureName = keyof Result["figures"];

const FIGURES: readonly FigureName[] = ["exact", "review", "lossMinor"];
const WIDTH = 200;
const ROW = 18;

interface ForecastPlotProps {
  readonly result: Result;
  /** Of the losses. */
  readonly currency: string;
}

/** Each figure before and after, with its interval; the table says the same in words. */
export function ForecastPlot({ result, currency }: ForecastPlotProps) {
  const { locale } = useLocale();
  const t = words.texts.forecasts;
  const show = (name: FigureName, value: number): string =>
    name === "lossMinor"
      ? formatMoney(Math.round(Math.max(0, value)), currency, locale)
      : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(
          Math.min(1, Math.max(0, value)),
        );
  const showRange = (
    name: FigureName,
    { value, low, high }: Result["figures"]["exact"]["before"],
  ) => t.range(show(name, value), show(name, low), show(name, high));
  return (
    <div class="table-scroll">
      <table class="table cards forecast-plot">
        <thead>
          <tr>
            <th scope="col">{t.figure}</th>
            <th scope="col">{t.before}</th>
            <th scope="col">{t.after}</th>
            <th scope="col">{t.difference}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((name) => (
            <tr key={name}>
              <th scope="row">{t.figures[name]}</th>
              <td data-name={t.before}>{showRange(name, result.figures[name].before)}</td>
              <td data-name={t.after}>{showRange(name, result.figures[name].after)}</td>
              <td>
                {wordDifference(name, result, (minor) => formatMoney(minor, currency, locale))}
              </td>
              <td aria-hidden="true">
                <Intervals compared={result.figures[name]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "About 3 more of 1,000 visits would go to review", and between what it may lie. */
function wordDifference(
  name: FigureName,
  { figures }: Result,
  money: (minor: number) => string,
): string {
  const { value, low, high } = figures[name].difference;
  const t = words.texts.forecasts;
  if (name === "lossMinor") {
    return t.loss(value, [low, high], (minor) => money(Math.round(Math.abs(minor))));
  }
  const perThousand = (share: number): number => Math.round(1000 * share);
  const range = [perThousand(low), perThousand(high)] as const;
  return t.ofThousand[name](perThousand(value), range);
}

function Intervals({ compared }: { readonly compared: Result["figures"]["exact"] }) {
  const { before, after } = compared;
  const lows = [before.low, after.low];
  const from = Math.min(...lows);
  const width = Math.max(before.high, after.high) - from || 1;
  const at = (value: number): number => 6 + ((value - from) / width) * (WIDTH - 12);
  return (
    <svg width={WIDTH} height={2 * ROW} class="own-colours" aria-hidden="true">
      {[before, after].map(({ value, low, high }, row) => {
        const y = ROW * (row + 0.5);
        return (
          <g key={row === 0 ? "before" : "after"} class={row === 0 ? "before" : "after"}>
            <line x1={at(low)} x2={at(high)} y1={y} y2={y} />
            <circle cx={at(value)} cy={y} r="5" />
          </g>
        );
      })}
    </svg>
  );
}
