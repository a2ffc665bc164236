/** How many were inside in the last minutes, as the shop tells it: numbers, and nobody's way. */
import { words } from "../../words.ts";
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
  const t = words.texts.floor.past;
  if (inside === null) return t.unknown;
  if (inside === 0) return t.nobody;
  const gone = inside - stillKnown;
  if (gone <= 0) return t.inside(inside);
  return `${t.inside(inside)} ${gone < inside ? t.someLeft(gone) : t.allLeft(inside)}`;
}
