import { describe, expect, it } from "vitest";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { answerOnChange } from "./answer-on-change.ts";

const LONG_MS = 60_000;

/** Something that is counted, and those who may be told that it has changed. */
function start() {
  const news = createGateNewsBoard();
  const listeners = new Set<() => void>();
  const shown = { count: 0 };
  let looks = 0;
  const store = {
    onCommitted: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const leaving = new AbortController();
  const ask = (version: string | undefined, waitMs = LONG_MS) =>
    answerOnChange({
      store: store as never,
      news,
      version,
      waitMs,
      signal: leaving.signal,
      read: () => {
        looks++;
        return { ...shown };
      },
    });
  const tell = () =>
    news.tell({ kind: "asking", gateId: "north", customerId: null, code: null, atMs: 0 });
  const commit = () => {
    for (const listener of listeners) listener();
  };
  return { ask, shown, tell, commit, leave: () => leaving.abort(), listeners, looks: () => looks };
}

describe("an answer on change", () => {
  it("comes at once to whoever has nothing, or something else", async () => {
    const { ask, shown } = start();
    const first = await ask(undefined);
    expect(first).toEqual({ count: 0, version: expect.stringMatching(/^[\w-]{12}$/) });
    shown.count = 1;
    expect((await ask(first.version)).count).toBe(1);
  });

  it.each(["tell", "commit"] as const)("waits until something is new: %s", async (how) => {
    const made = start();
    const { version } = await made.ask(undefined);
    const waiting = made.ask(version);
    made[how]();
    // Woken for something else, it goes on waiting.
    await new Promise(setImmediate);
    expect(made.looks()).toBeGreaterThan(2);
    made.shown.count = 5;
    made[how]();
    expect((await waiting).count).toBe(5);
    expect(made.listeners.size).toBe(0);
  });

  it("comes after a while in any case, and when its reader goes", async () => {
    const { ask, leave } = start();
    const { version } = await ask(undefined);
    expect(await ask(version, 0)).toEqual({ count: 0, version });
    const waiting = ask(version);
    leave();
    expect(await waiting).toEqual({ count: 0, version });
  });
});
