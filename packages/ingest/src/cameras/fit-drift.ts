/** Offsets that are needed before drift is reported. */
const POINTS_MIN = 4;

/**
 * How fast an offset changes, parts in a million; null where there are too few points. The median of
 * the slopes of all pairs (Theil 1950, Sen 1968): up to a quarter of the points may be wrong.
 */
export function fitDrift(
  points: readonly { readonly timeMs: number; readonly offsetMs: number }[],
): number | null {
  if (points.length < POINTS_MIN) return null;
  const slopes: number[] = [];
  for (const [at, a] of points.entries()) {
    for (const b of points.slice(at + 1)) {
      if (b.timeMs !== a.timeMs) slopes.push((b.offsetMs - a.offsetMs) / (b.timeMs - a.timeMs));
    }
  }
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const half = slopes.length / 2;
  return ((slopes[Math.ceil(half) - 1]! + slopes[Math.floor(half)]!) / 2) * 1e6;
}
