import { useLocale } from "@saunter/ui/components/locale";
import { formatProbability } from "@saunter/ui/format";
import { listFalls } from "./list-falls.ts";
import { type Telling, wordAccount } from "./visit-words.ts";

interface DoubtChartProps {
  readonly tellings: readonly Telling[];
  readonly party: ReadonlySet<string>;
}

const WIDTH = 240;
const HEIGHT = 64;

/** How each account of one interaction rose or fell with what was seen later. */
export function DoubtChart({ tellings, party }: DoubtChartProps) {
  const { locale } = useLocale();
  const falls = listFalls(tellings);
  const fromMs = tellings[0]!.atMs;
  const lastMs = tellings.at(-1)!.atMs;
  const tookMs = Math.max(1, lastMs - fromMs);
  return (
    <details class="doubt">
      <summary class="small">
        {falls.length === 1 ? "1 explanation" : `${falls.length} explanations`}
        {lastMs > fromMs ? `, compared over ${(tookMs / 1000).toFixed(1)} s` : ""}
      </summary>
      <div class="doubt-body">
        <svg viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} class="doubt-chart" aria-hidden="true">
          <path
            class="doubt-grid"
            d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`}
          />
          {falls.map(({ key, points }, at) => (
            <path
              key={key}
              class={`doubt-line share-${Math.min(at, 3)}`}
              d={drawSteps(points, fromMs, tookMs)}
            />
          ))}
        </svg>
        <ol class="small doubt-accounts">
          {falls.map(({ key, account, points }, at) => (
            <li key={key}>
              <span class={`doubt-key share-${Math.min(at, 3)}`} aria-hidden="true" />
              <span class="two-lines" title={wordAccount(account, party)}>
                {wordAccount(account, party)}
              </span>
              <span class="soft doubt-numbers">
                {points.map(({ probability }, index) => (
                  <span key={points[index]!.atMs}>
                    {index === 0 ? "" : " → "}
                    {probability === 0 ? "out" : formatProbability(probability, locale)}
                  </span>
                ))}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </details>
  );
}

interface FallPoint {
  readonly atMs: number;
  readonly probability: number;
}

/** A step at each telling: in between nothing is known. */
function drawSteps(points: readonly FallPoint[], fromMs: number, tookMs: number): string {
  const x = ({ atMs }: FallPoint): number => (WIDTH * (atMs - fromMs)) / tookMs;
  const y = ({ probability }: FallPoint): number => HEIGHT * (1 - probability);
  const [first, ...others] = points;
  const steps = others.map((point) => `H${x(point).toFixed(1)}V${y(point).toFixed(1)}`).join("");
  return `M${x(first!).toFixed(1)} ${y(first!).toFixed(1)}${steps}H${WIDTH}`;
}
