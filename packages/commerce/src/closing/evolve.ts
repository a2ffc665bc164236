import type { ClosingEvent, SignedClosing } from "./events.ts";

export interface ClosingsState {
  /** Null before the first. */
  readonly last: SignedClosing | null;
}

export const NO_CLOSINGS: ClosingsState = { last: null };
/** "Before" the first closing. */
export const FIRST_HASH = "saunter";

/** What follows the closing before: its number, its documents, its hash. */
export interface ClosingPlace
  extends Pick<
    SignedClosing,
    "closingNumber" | "fromMs" | "afterDocument" | "previousHash" | "grandTotalMinor"
  > {
  /** Payments after this position of the journal. */
  readonly afterPosition: number;
}

export function findNextPlace({ last }: ClosingsState): ClosingPlace {
  return {
    closingNumber: (last?.closingNumber ?? 0) + 1,
    fromMs: last?.untilMs ?? 0,
    afterDocument: last?.lastDocument ?? 0,
    afterPosition: last?.lastPosition ?? 0,
    previousHash: last?.hash ?? FIRST_HASH,
    grandTotalMinor: last?.grandTotalMinor ?? 0,
  };
}

export function evolveClosings(state: ClosingsState, { closing }: ClosingEvent): ClosingsState {
  const next = findNextPlace(state);
  const follows =
    closing.closingNumber === next.closingNumber &&
    closing.afterDocument === next.afterDocument &&
    closing.previousHash === next.previousHash &&
    closing.fromMs === next.fromMs &&
    closing.grandTotalMinor === next.grandTotalMinor + closing.sums.totalMinor;
  if (!follows) {
    throw new Error(`closing ${closing.closingNumber} follows ${next.closingNumber - 1}`);
  }
  return { last: closing };
}
