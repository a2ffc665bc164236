/** Since when something has not come as far as it was to come: what is on its way is no lag. */

export interface LagWatch {
  /**
   * Since when there has been a goal that is not reached yet; null where it was reached.
   *
   * @param position how far it is
   * @param goal how far it is to come, as of now
   */
  note(key: string, position: number, goal: number, nowMs: number): number | null;
}

export function createLagWatch(): LagWatch {
  const waited = new Map<string, { readonly goal: number; readonly atMs: number }>();
  return {
    note: (key, position, goal, nowMs) => {
      const known = waited.get(key);
      // A shop that was restored from a backup has less than it had.
      if (known !== undefined && position < Math.min(known.goal, goal)) return known.atMs;
      if (position >= goal) {
        waited.delete(key);
        return null;
      }
      waited.set(key, { goal, atMs: nowMs });
      return nowMs;
    },
  };
}
