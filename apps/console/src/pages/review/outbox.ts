/**
 * What has to be told to the shop, in order and one at a time. What gets no answer is sent again, so
 * each letter has an idempotency key of its own; what is refused is given back to who wrote it.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Problem, toProblem } from "@saunter/client/problem";

export interface Letter {
  /** Rejects with a `Problem`. Called again, it asks for the same thing. */
  readonly send: () => Promise<void>;
  /** It was refused, and is not sent again. */
  readonly onRefused: (problem: Problem) => void;
}

export interface Outbox {
  /** Letters without an answer yet. */
  readonly unsent: ReadonlySignal<number>;
  /** The shop does not answer: what is unsent waits. */
  readonly isStuck: ReadonlySignal<boolean>;
  add(letter: Letter): void;
  /** The shop is there again, as far as anybody knows. */
  tryNow(): void;
}

export const RETRY_MS_MIN = 1000;
export const RETRY_MS_MAX = 10_000;

const FAILED_FROM = 500;
const TOO_MANY = 429;

type SetTimer = (act: () => void, delayMs: number) => () => void;

export function createOutbox(setTimer: SetTimer = startTimer): Outbox {
  const letters: Letter[] = [];
  const unsent = signal(0);
  const isStuck = signal(false);
  let isSending = false;
  let retryMs = RETRY_MS_MIN;
  let stopTimer = (): void => {};

  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    stopTimer();
    for (;;) {
      const [letter] = letters;
      if (letter === undefined) break;
      const problem = await findProblem(letter);
      if (problem !== null && isPassing(problem)) {
        isStuck.value = true;
        stopTimer = setTimer(() => void sendAll(), retryMs);
        retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
        break;
      }
      retryMs = RETRY_MS_MIN;
      letters.shift();
      unsent.value = letters.length;
      isStuck.value = false;
      if (problem !== null) letter.onRefused(problem);
    }
    isSending = false;
  };

  return {
    unsent,
    isStuck,
    add: (letter) => {
      letters.push(letter);
      unsent.value = letters.length;
      // While the shop is silent what is new waits with the rest.
      if (!isStuck.value) void sendAll();
    },
    tryNow: () => void sendAll(),
  };
}

async function findProblem({ send }: Letter): Promise<Problem | null> {
  try {
    await send();
    return null;
  } catch (error) {
    return toProblem(error);
  }
}

/** The request itself was not judged: the same one can be sent again later. */
function isPassing({ status }: Problem): boolean {
  return status === 0 || status === TOO_MANY || status >= FAILED_FROM;
}

function startTimer(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
