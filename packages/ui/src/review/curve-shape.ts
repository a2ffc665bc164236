/** The plates' curves of one interaction as a drawing needs them: changes from how they stood before. */
import type { Curve } from "./review-evidence.ts";

export interface CurveShape {
  /** Of all plates together, grams from before; null where one of them read nothing. */
  readonly total: readonly (number | null)[];
  readonly plates: readonly {
    readonly plate: number;
    readonly deltas: readonly (number | null)[];
  }[];
  /** How the total stands at the end. */
  readonly changeG: number | null;
  readonly leastG: number;
  readonly mostG: number;
}

/** How things stood before, and stand after: the outer parts of what there is. */
const OUTER = 0.2;
/** What is quiet looks quiet: no smaller range is shown, grams. */
const RANGE_MIN_G = 60;

export function shapeCurve({ plates }: Pick<Curve, "plates">): CurveShape {
  const moved = plates.map(({ plate, gramsG }) => {
    const before = findMedian(gramsG.slice(0, Math.max(1, Math.round(gramsG.length * OUTER))));
    const deltas = gramsG.map((grams) =>
      grams === null || before === null ? null : grams - before,
    );
    return { plate, deltas };
  });
  const steps = Math.max(0, ...moved.map(({ deltas }) => deltas.length));
  const total = Array.from({ length: steps }, (_, step) => {
    const values = moved.map(({ deltas }) => deltas[step] ?? null);
    return values.some((value) => value === null) ? null : values.reduce((a, b) => a! + b!, 0);
  });
  const known = [...total, ...moved.flatMap(({ deltas }) => deltas)].filter(
    (value) => value !== null,
  );
  const [leastG, mostG] = [Math.min(0, ...known), Math.max(0, ...known)];
  const spareG = Math.max(0, RANGE_MIN_G - (mostG - leastG)) / 2;
  return {
    total,
    plates: moved,
    leastG: leastG - spareG,
    mostG: mostG + spareG,
    changeG: findMedian(total.slice(Math.floor(steps * (1 - OUTER)))),
  };
}

function findMedian(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[known.length >> 1] ?? null;
}

/** An SVG path of a curve, with gaps where nothing was read. */
export function drawCurve(
  values: readonly (number | null)[],
  toX: (step: number) => number,
  toY: (grams: number) => number,
): string {
  let path = "";
  let isDrawing = false;
  for (const [step, value] of values.entries()) {
    if (value !== null) {
      path += `${isDrawing ? "L" : "M"}${toX(step).toFixed(1)} ${toY(value).toFixed(1)}`;
    }
    isDrawing = value !== null;
  }
  return path;
}
