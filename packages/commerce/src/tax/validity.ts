/** When a price, an offer or a tax rate holds: half open, `[fromMs, untilMs)`; open where absent. */
export interface Validity {
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** Whether it holds at an instant: at `fromMs` it does, at `untilMs` no more. */
export function isValidAt(validity: Validity, atMs: number): boolean {
  const { fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = validity;
  return fromMs <= atMs && atMs < untilMs;
}

/** Whether there is an instant at which it holds. */
export function isPossible({ fromMs, untilMs }: Validity): boolean {
  const given = [fromMs, untilMs].filter((ms) => ms !== undefined);
  if (!given.every(Number.isSafeInteger)) return false;
  return fromMs === undefined || untilMs === undefined || fromMs < untilMs;
}

/**
 * The entry that holds at an instant. Entries may overlap, so that a week's price lies over the
 * everyday one: the later `fromMs` wins, and of equals the one that is listed later.
 */
export function findValid<T extends Validity>(entries: readonly T[], atMs: number): T | undefined {
  let found: T | undefined;
  for (const entry of entries) {
    if (!isValidAt(entry, atMs)) continue;
    if (found?.fromMs === undefined || (entry.fromMs ?? Number.NEGATIVE_INFINITY) >= found.fromMs) {
      found = entry;
    }
  }
  return found;
}
