/**
 * Who was admitted at a gate that counts who passes, and has passed. It is kept for the moment and nowhere else: after
 * a restart nobody is said not to have passed.
 */

export interface Admitted {
  readonly visitId: string;
  readonly partySize: number;
  readonly atMs: number;
}

export interface GatePassages {
  admit(admitted: Admitted): void;
  /** Somebody has come in. Returns the visit that they are of; null: nobody was admitted for them. */
  passIn(nowMs: number): string | null;
  /** What the gate counts may be lost now: of those who are waited for nobody is said not to have passed. */
  markUncertain(): void;
  /** Visits through whose entry nobody has passed in their time, each once. */
  takeUnpassed(nowMs: number): string[];
}

export function createGatePassages(withinMs: number): GatePassages {
  let waiting: (Admitted & { passed: number; isUncertain: boolean })[] = [];
  return {
    admit: (admitted) => void waiting.push({ ...admitted, passed: 0, isUncertain: false }),
    passIn: (nowMs) => {
      const next = waiting.find(({ atMs }) => nowMs - atMs <= withinMs);
      if (next === undefined) return null;
      next.passed++;
      if (next.passed === next.partySize) waiting = waiting.filter((one) => one !== next);
      return next.visitId;
    },
    markUncertain: () => {
      for (const one of waiting) one.isUncertain = true;
    },
    takeUnpassed: (nowMs) => {
      const over = waiting.filter(({ atMs }) => nowMs - atMs > withinMs);
      waiting = waiting.filter((one) => !over.includes(one));
      return over
        .filter(({ isUncertain, passed }) => passed === 0 && !isUncertain)
        .map(({ visitId }) => visitId);
    },
  };
}
