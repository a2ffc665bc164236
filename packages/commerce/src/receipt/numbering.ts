/** The shop's one sequence of documents, without gaps but those that it says itself. Stream `documents`. */

export interface NumberAssigned {
  readonly type: "NumberAssigned";
  readonly documentNumber: number;
  /** Stream of the receipt that has it. */
  readonly document: string;
}

/** The shop came back without its last events: documents with these numbers may exist, and are lost. */
export interface NumbersSkipped {
  readonly type: "NumbersSkipped";
  readonly firstNumber: number;
  readonly lastNumber: number;
}

export type NumberingEvent = NumberAssigned | NumbersSkipped;

export interface NumberingState {
  readonly lastNumber: number;
}

export const NO_NUMBERS: NumberingState = { lastNumber: 0 };

export function evolveNumbering(state: NumberingState, event: NumberingEvent): NumberingState {
  const isSkipped = event.type === "NumbersSkipped";
  const first = isSkipped ? event.firstNumber : event.documentNumber;
  const last = isSkipped ? event.lastNumber : event.documentNumber;
  if (first !== state.lastNumber + 1 || last < first) {
    throw new Error(`document ${first} follows ${state.lastNumber}`);
  }
  return { lastNumber: last };
}

/** No document will have the next numbers. @param count at least 1 */
export function skipNumbers({ lastNumber }: NumberingState, count: number): NumbersSkipped {
  const firstNumber = lastNumber + 1;
  return { type: "NumbersSkipped", firstNumber, lastNumber: lastNumber + count };
}

/** The next number; the event is appended together with the document. */
export function assignNumber(state: NumberingState, document: string): NumberAssigned {
  return { type: "NumberAssigned", documentNumber: state.lastNumber + 1, document };
}
