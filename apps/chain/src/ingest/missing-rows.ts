/**
 * Asks shops for rows that are missing, and not for those that are on their way: what is sent again comes after all
 * that waits at the hub, so that asking whenever something seems to be missing would make ever more of it.
 */

/** How far a shard's stream has been taken, and how far it goes: sequence numbers of the hub's. */
export interface StreamReach {
  readonly taken: number;
  readonly end: number;
}

export interface MissingRowsOptions {
  /** Has a shop send all rows after one again. */
  readonly ask: (shopId: string, after: number) => Promise<unknown>;
  readonly nowMs: () => number;
  /** Of each shard. */
  readonly reaches: () => readonly StreamReach[];
}

export interface MissingRows {
  /** To be called whenever it is seen that a shop's rows after one have not come. Rejects where the shop cannot be asked. */
  note(shopId: string, after: number): Promise<void>;
}

/** Rows that come in another order are there within it. */
export const MISSING_MS_FIRST = 2000;
/** Waits double from the first to the most. */
export const MISSING_MS_MAX = 300_000;

interface Miss {
  readonly after: number;
  readonly sinceMs: number;
  readonly waitMs: number;
  /** What was at the hub then: the rows may be among it. */
  readonly ends: readonly number[];
}

export function createMissingRows({ ask, nowMs, reaches }: MissingRowsOptions): MissingRows {
  const misses = new Map<string, Miss>();

  const keep = (shopId: string, after: number, waitMs: number): void => {
    const ends = reaches().map(({ end }) => end);
    misses.set(shopId, { after, waitMs, ends, sinceMs: nowMs() });
  };

  const isTaken = ({ ends }: Miss): boolean =>
    reaches().every(({ taken }, shard) => taken >= (ends[shard] ?? 0));

  return {
    note: async (shopId, after) => {
      const miss = misses.get(shopId);
      if (miss === undefined || miss.after !== after) {
        keep(shopId, after, MISSING_MS_FIRST);
        return;
      }
      if (nowMs() - miss.sinceMs < miss.waitMs || !isTaken(miss)) return;
      const waitMs = Math.min(2 * miss.waitMs, MISSING_MS_MAX);
      keep(shopId, after, waitMs);
      await ask(shopId, after);
      // What it sends again comes after what is there by now.
      keep(shopId, after, waitMs);
    },
  };
}
