import { useLocale } from "@saunter/ui/components/locale";
import { formatProbability } from "@saunter/ui/format";
import { formatSeconds } from "../../parts/decimals.ts";
import { words } from "../../words.ts";
import { listExplanations } from "./list-explanations.ts";
import { type Revision, wordExplanation } from "./visit-words.ts";

interface ExplanationChartProps {
  readonly revisions: readonly Revision[];
  readonly party: ReadonlySet<string>;
}

const WIDTH = 240;
const HEIGHT = 64;

/** How each explanation of one interaction gained or lost probability as more was seen. */
export function ExplanationChart({ revisions, party }: ExplanationChartProps) {
  const texts = words.texts.visits.evidence;
  const { locale } = useLocale();
  const courses = listExplanations(revisions);
  const fromMs = revisions[0]!.atMs;
  const lastMs = revisions.at(-1)!.atMs;
  const counted = texts.explanations(courses.length);
  const tookMs = Math.max(1, lastMs - fromMs);
  return (
    <details class="explanations">
      <summary class="small">
        {lastMs > fromMs ? texts.comparedOver(counted, formatSeconds(tookMs)) : counted}
      </summary>
      <div class="explanation-body">
        <svg
          viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`}
          class="explanation-chart"
          aria-hidden="true"
        >
          <path
            class="explanation-grid"
            d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`}
          />
          {courses.map(({ key, points }, at) => (
            <path
              key={key}
              class={`explanation-line share-${Math.min(at, 3)}`}
              d={drawSteps(points, fromMs, tookMs)}
            />
          ))}
        </svg>
        <ol class="small explanation-list">
          {courses.map(({ key, explanation, points }, at) => (
            <li key={key}>
              <span class={`explanation-key share-${Math.min(at, 3)}`} aria-hidden="true" />
              <span class="two-lines" title={wordExplanation(explanation, party)}>
                {wordExplanation(explanation, party)}
              </span>
              <span class="soft explanation-numbers">
                {points.map(({ probability }, index) => (
                  <span key={points[index]!.atMs}>
                    {index === 0 ? "" : texts.arrow}
                    <bdi>
                      {probability === 0 ? texts.out : formatProbability(probability, locale)}
                    </bdi>
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

interface CoursePoint {
  readonly atMs: number;
  readonly probability: number;
}

/** A step at each revision: in between nothing is known. */
function drawSteps(points: readonly CoursePoint[], fromMs: number, tookMs: number): string {
  const x = ({ atMs }: CoursePoint): number => (WIDTH * (atMs - fromMs)) / tookMs;
  const y = ({ probability }: CoursePoint): number => HEIGHT * (1 - probability);
  const [first, ...others] = points;
  const steps = others.map((point) => `H${x(point).toFixed(1)}V${y(point).toFixed(1)}`).join("");
  return `M${x(first!).toFixed(1)} ${y(first!).toFixed(1)}${steps}H${WIDTH}`;
}
