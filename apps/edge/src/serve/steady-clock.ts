/** The process's clock: the machine's, except that it never goes back. */
export interface SteadyClock {
  readonly nowMs: () => number;
  /** How often the machine's clock was behind what it had said before. */
  readonly setBackCount: () => number;
}

/** A clock this far behind itself was set back; less is a correction of no account. */
const SET_BACK_MS = 1000;

export function createSteadyClock(
  machineMs: () => number,
  onSetBack: (byMs: number) => void = () => {},
): SteadyClock {
  let lastMs = Number.NEGATIVE_INFINITY;
  let highestRead = Number.NEGATIVE_INFINITY;
  let setBacks = 0;
  return {
    nowMs: () => {
      const readMs = machineMs();
      if (readMs < highestRead - SET_BACK_MS) {
        setBacks++;
        onSetBack(highestRead - readMs);
        // Counted once, not at each look until it has caught up.
        highestRead = readMs;
      }
      highestRead = Math.max(highestRead, readMs);
      lastMs = Math.max(lastMs, readMs);
      return lastMs;
    },
    setBackCount: () => setBacks,
  };
}
