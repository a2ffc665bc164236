/** How many were inside in the last minutes, as the shop tells it: numbers, and nobody's way. */
import { PAST_MS } from "./snapshot-history.ts";

export interface InsideCount {
  /** Since when it is so, by the shop's clock. */
  readonly atMs: number;
  readonly inside: number;
}

/** What is reported takes the place of all that was known from its first moment on. */
export function mergeCounts(
  known: readonly InsideCount[],
  told: readonly InsideCount[],
): readonly InsideCount[] {
  const [first] = told;
  if (first === undefined) return known;
  const all = [...known.filter(({ atMs }) => atMs < first.atMs), ...told];
  // The last of those that are too old says how it was when the others began.
  const oldest = all.findLastIndex(({ atMs }) => atMs <= all.at(-1)!.atMs - PAST_MS);
  return all.slice(Math.max(0, oldest));
}

/** How many were inside at a moment; null where that was before anything was known. */
export function findInside(counts: readonly InsideCount[], atMs: number): number | null {
  return counts.findLast((one) => one.atMs <= atMs)?.inside ?? null;
}

/**
 * What the snapshot of an earlier moment does not show, and why.
 * @param inside how many were inside then; null where that is not known
 * @param stillKnown of how many of them it is still known where they were
 */
export function wordForgotten(inside: number | null, stillKnown: number): string {
  const forgotten = "their positions are deleted";
  if (inside === null) return `Shoppers who have left since are not shown: ${forgotten}.`;
  if (inside === 0) return "Nobody was inside at this time.";
  const were = inside === 1 ? "1 was inside at this time" : `${inside} were inside at this time`;
  const gone = inside - stillKnown;
  if (gone <= 0) return `${were}.`;
  if (gone < inside) return `${were}. ${gone} ${gone === 1 ? "has" : "have"} left: ${forgotten}.`;
  const all = inside === 1 ? "They have" : inside === 2 ? "Both have" : "All have";
  return `${were}. ${all} left: ${forgotten}.`;
}
