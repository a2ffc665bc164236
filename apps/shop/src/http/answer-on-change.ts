/**
 * Answers that wait: whoever has what there is now is answered when there is something else, or after
 * a while. Gates and phones receive what concerns them at once, and need no more than plain requests.
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { GateNewsBoard } from "../domain/gate-news.ts";
import type { Store } from "../store/store.ts";
import { WAIT_LOOK_MS } from "./http-limits.ts";

export interface WaitOptions<T> {
  readonly store: Store;
  readonly news: GateNewsBoard;
  /** What there is now. */
  readonly read: () => T;
  /** What whoever asks has; undefined: nothing. */
  readonly version: string | undefined;
  /** Given when they are gone, or the process closes. */
  readonly signal: AbortSignal;
  /** After so long there is an answer in any case. */
  readonly waitMs: number;
}

export async function answerOnChange<T extends object>(
  options: WaitOptions<T>,
): Promise<T & { readonly version: string }> {
  const { read, version, signal, waitMs } = options;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const content = read();
    const now = nameVersion(content);
    if (now !== version || signal.aborted || performance.now() >= deadline) {
      return { ...content, version: now };
    }
    await waitForNews(options);
  }
}

function nameVersion(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 12);
}

/** Until something is written or published; time alone changes what there is, too. */
async function waitForNews<T>({ store, news, signal }: WaitOptions<T>): Promise<void> {
  const something = new AbortController();
  const wake = (): void => something.abort();
  const stops = [store.onCommitted(wake), news.listen(wake)];
  try {
    const either = AbortSignal.any([something.signal, signal]);
    await sleep(WAIT_LOOK_MS, undefined, { signal: either, ref: false });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AbortError") throw error;
  } finally {
    for (const stop of stops) stop();
  }
}
