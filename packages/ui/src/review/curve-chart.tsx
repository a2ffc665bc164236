import { drawCurve, shapeCurve } from "./curve-shape.ts";
import type { Curve } from "./review-evidence.ts";

export interface CurveWords {
  /** What it shows; null: a plate's readings are missing. */
  readonly describe: (changeG: number | null) => string;
  /** "+415 g", "0 g". */
  readonly formatChange: (grams: number) => string;
}

interface CurveChartProps {
  readonly curve: Curve;
  /** What the slider stands at, from when it happened. */
  readonly afterMs: number;
  readonly words: CurveWords;
}

const WIDTH = 600;
const HEIGHT = 150;
const PAD = 8;

/** How the plates moved: all of them together in ink, each alone pale. */
export function CurveChart({ curve, afterMs, words }: CurveChartProps) {
  const shape = shapeCurve(curve);
  const steps = Math.max(2, shape.total.length);
  const rangeG = shape.mostG - shape.leastG;
  const toX = (step: number): number => (WIDTH * step) / (steps - 1);
  const toY = (grams: number): number =>
    PAD + ((HEIGHT - 2 * PAD) * (shape.mostG - grams)) / rangeG;
  const timeX = (sinceMs: number): number =>
    toX((curve.happenedMs + sinceMs - curve.startMs) / curve.stepMs);
  const change = shape.changeG === null ? null : Math.round(shape.changeG);
  // Time runs to the right in every language, as the keys have it.
  return (
    <div class="curve" role="img" aria-label={words.describe(change)} dir="ltr">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="curve-zero" d={`M0 ${toY(0)}H${WIDTH}`} />
        <path class="curve-then" d={`M${timeX(0)} 0V${HEIGHT}`} />
        {shape.plates.length > 1
          ? shape.plates.map(({ plate, deltas }) => (
              <path key={plate} class="curve-plate" d={drawCurve(deltas, toX, toY)} />
            ))
          : null}
        <path class="curve-total" d={drawCurve(shape.total, toX, toY)} />
        {afterMs === 0 ? null : <path class="curve-now" d={`M${timeX(afterMs)} 0V${HEIGHT}`} />}
      </svg>
      <span class="curve-label" style={{ insetBlockStart: `${(100 * toY(0)) / HEIGHT}%` }}>
        <bdi>{words.formatChange(0)}</bdi>
      </span>
      {change === null || Math.abs(toY(change) - toY(0)) < 20 ? null : (
        <span
          class="curve-label strong"
          style={{ insetBlockStart: `${(100 * toY(change)) / HEIGHT}%` }}
        >
          <bdi>{words.formatChange(change)}</bdi>
        </span>
      )}
    </div>
  );
}
