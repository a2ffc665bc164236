/** How many were inside in the last minutes: numbers alone, which say of nobody where they were. */
import { PAST_MS } from "./live-limits.ts";

export interface InsideCount {
  /** Since when it is so, by the shop's clock. */
  readonly atMs: number;
  readonly inside: number;
}

export interface InsideCounts {
  /** Takes how many are inside by now; gives what is new of it, null where nothing is. */
  note(atMs: number, inside: number): InsideCount | null;
  /** In order; the first may be older than the minutes that are remembered. */
  list(): readonly InsideCount[];
}

export function createInsideCounts(): InsideCounts {
  let counts: InsideCount[] = [];
  return {
    note: (atMs, inside) => {
      const last = counts.at(-1);
      if (last?.inside === inside) return null;
      const count = { atMs, inside };
      // The last of those that are too old says how it was when the others began.
      const first = counts.findLastIndex((one) => one.atMs <= atMs - PAST_MS);
      counts = [...counts.slice(Math.max(0, first)).filter((one) => one.atMs < atMs), count];
      return count;
    },
    list: () => counts,
  };
}
