/** Something that is done again and again, never twice at once, and goes on where it fails. */
import type { StoreErrorCode } from "@saunter/protocol/problem-codes";
import type { DueItem, DueWork } from "../domain/due-work.ts";
import { StoreError } from "../store/store-error.ts";

export interface Repeated {
  /** Does it now, unless it is being done, or has failed a short while ago. */
  readonly go: () => void;
  /** Resolves when it is not being done. */
  rest(): Promise<void>;
}

export interface RepeatedOptions {
  readonly item: DueItem;
  readonly work: () => Promise<unknown>;
  readonly due: DueWork;
  /** Called where the process cannot go on. */
  readonly onError: (error: unknown) => void;
}

/** A disk may have room again, or keep up again: what was due is due the next time. */
const PASSING: readonly StoreErrorCode[] = ["disk-full", "queue-full"];

export function createRepeated(options: RepeatedOptions): Repeated {
  const { item, work, due, onError } = options;
  let working: Promise<void> | null = null;
  let passing: StoreErrorCode | null = null;

  function onFailure(error: unknown): void {
    if (!(error instanceof StoreError && PASSING.includes(error.code))) {
      onError(error);
      return;
    }
    // Reported once, not each time until it has passed.
    if (passing !== error.code) due.tell(error, item);
    passing = error.code;
  }

  return {
    go: () => {
      if (working !== null || due.isWaiting(item.key)) return;
      working = due
        .performLong(item, work)
        .then(() => {
          passing = null;
        }, onFailure)
        .finally(() => {
          working = null;
        });
    },
    rest: async () => {
      await working;
    },
  };
}
