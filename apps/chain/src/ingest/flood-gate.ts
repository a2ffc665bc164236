/** Bounds what is kept of messages that could not be taken, by shop: of a flood it is known how many there were. */

/** So many are kept of a shop that sent none before. */
export const KEPT_AT_ONCE_MAX = 100;
/** After these, one in so long. */
export const KEPT_EVERY_MS = 60_000;

export interface FloodGate {
  /** @param shopId null: of no shop that the chain has; these are one. */
  isKept(shopId: string | null, nowMs: number): boolean;
}

interface Allowance {
  readonly count: number;
  readonly atMs: number;
}

/** A token bucket a shop (Turner, "New directions in communications", 1986). */
export function createFloodGate(): FloodGate {
  const allowances = new Map<string | null, Allowance>();
  return {
    isKept: (shopId, nowMs) => {
      const before = allowances.get(shopId) ?? { count: KEPT_AT_ONCE_MAX, atMs: nowMs };
      // A clock that is set back gives nothing, and takes nothing away.
      const refilled = Math.max(0, nowMs - before.atMs) / KEPT_EVERY_MS;
      const count = Math.min(KEPT_AT_ONCE_MAX, before.count + refilled);
      const isKept = count >= 1;
      allowances.set(shopId, { count: isKept ? count - 1 : count, atMs: nowMs });
      return isKept;
    },
  };
}
