import { describe, expect, it } from "vitest";
import { TERMINAL_ANSWERS_MAX, TERMINAL_STEPS_MAX } from "./entry-limits.ts";
import { createSimulatedTerminal, type TerminalStep } from "./simulated-terminal.ts";

const NOW_MS = 1_790_000_000_000;
const card = { kind: "card", token: "tok_a", lastFour: "4242" } as const;
const ask = (requestId: string) => ({ gateId: "gate-1", nowMs: NOW_MS, requestId });

describe("the simulated terminal", () => {
  it("plays its script, a step to each request, and then nobody comes", async () => {
    const script: TerminalStep[] = [
      { kind: "repeated" },
      { ...card, lateMs: 500 },
      { kind: "refused", reason: "blocked" },
      { kind: "repeated" },
      { kind: "offline" },
      { kind: "broken", answer: 7 },
    ];
    const terminal = createSimulatedTerminal(script);
    const answers = [];
    for (let i = 0; i < 7; i++) answers.push(await terminal.presentForEntry(ask(`request-${i}`)));
    const reading = { ...card, readingId: "simulated-request-1", readAtMs: NOW_MS - 500 };
    expect(answers).toEqual([
      { kind: "nobody" },
      reading,
      { kind: "refused", reason: "blocked" },
      reading,
      { kind: "offline" },
      7,
      { kind: "nobody" },
    ]);
  });

  it("answers a request that comes again as it did", async () => {
    const terminal = createSimulatedTerminal([card]);
    const first = await terminal.presentForEntry(ask("request-1"));
    terminal.addStep({ kind: "offline" });
    expect(await terminal.presentForEntry(ask("request-1"))).toEqual(first);
    expect(await terminal.presentForEntry(ask("request-2"))).toEqual({ kind: "offline" });
  });

  it("remembers so many answers and no more", async () => {
    const terminal = createSimulatedTerminal([card, card]);
    await terminal.presentForEntry(ask("request-1"));
    await terminal.presentForEntry(ask("request-2"));
    for (let i = 2; i < TERMINAL_ANSWERS_MAX; i++)
      await terminal.presentForEntry(ask(`other-${i}`));
    expect(await terminal.presentForEntry(ask("request-1"))).toMatchObject(card);
    await terminal.presentForEntry(ask("one more"));
    expect(await terminal.presentForEntry(ask("request-2"))).toMatchObject(card);
    expect(await terminal.presentForEntry(ask("request-1"))).toEqual({ kind: "nobody" });
  });

  it("holds so many steps and no more", () => {
    const full = createSimulatedTerminal(Array.from({ length: TERMINAL_STEPS_MAX }, () => card));
    expect(() => full.addStep(card)).toThrow(RangeError);
  });
});
