import type { Transaction } from "../store/transaction.ts";

export interface Watch {
  /** As in "watching stock". */
  readonly name: string;
  readonly write: (tx: Transaction, nowMs: number) => void;
}
