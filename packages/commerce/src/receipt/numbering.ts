/** The shop's one sequence of documents, without gaps. Stream `documents`. */

export interface NumberingEvent {
  readonly type: "NumberAssigned";
  readonly documentNumber: number;
  /** Stream of the receipt that has it. */
  readonly document: string;
}

export interface NumberingState {
  readonly lastNumber: number;
}

export const NO_NUMBERS: NumberingState = { lastNumber: 0 };

export function evolveNumbering(state: NumberingState, event: NumberingEvent): NumberingState {
  if (event.documentNumber !== state.lastNumber + 1) {
    throw new Error(`document ${event.documentNumber} follows ${state.lastNumber}`);
  }
  return { lastNumber: event.documentNumber };
}

/** The next number; the event is appended together with the document. */
export function assignNumber(state: NumberingState, document: string): NumberingEvent {
  return { type: "NumberAssigned", documentNumber: state.lastNumber + 1, document };
}
