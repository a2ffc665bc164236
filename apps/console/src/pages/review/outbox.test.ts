import { NO_CONNECTION, Problem } from "@saunter/client/problem";
import { describe, expect, it } from "vitest";
import { createOutbox, type Letter, RETRY_MS_MAX, RETRY_MS_MIN } from "./outbox.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));
const refuse = (status: number) =>
  new Problem({ ...NO_CONNECTION, code: "internal-error", status });

function start() {
  const sent: string[] = [];
  const refused: string[] = [];
  const timers: { act: () => void; delayMs: number }[] = [];
  /** What the shop says to each sending, in order; nothing said is consent. */
  const answers: (Problem | null)[] = [];
  const outbox = createOutbox((act, delayMs) => {
    const timer = { act, delayMs };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  });
  const letter = (name: string): Letter => ({
    send: async () => {
      sent.push(name);
      const answer = answers.shift() ?? null;
      if (answer !== null) throw answer;
    },
    onRefused: ({ status }) => void refused.push(`${name} ${status}`),
  });
  return { outbox, sent, refused, timers, answers, letter };
}

describe("an outbox", () => {
  it("sends in order, one at a time", async () => {
    const { outbox, sent, letter } = start();
    let free = (): void => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    outbox.add({ send: () => held, onRefused: () => {} });
    outbox.add(letter("b"));
    outbox.add(letter("c"));
    await settle();
    expect([sent, outbox.unsent.value]).toEqual([[], 3]);
    free();
    await settle();
    expect([sent, outbox.unsent.value]).toEqual([["b", "c"], 0]);
  });

  it("keeps what got no answer before the rest, and sends it again ever more seldom", async () => {
    const { outbox, sent, timers, answers, letter, refused } = start();
    answers.push(...Array.from({ length: 6 }, () => new Problem(NO_CONNECTION)));
    outbox.add(letter("a"));
    outbox.add(letter("b"));
    const delays: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      await settle();
      expect(outbox.isStuck.value).toBe(true);
      outbox.add(letter(`later ${turn}`));
      await settle();
      const [timer] = timers.splice(0);
      delays.push(timer!.delayMs);
      timer!.act();
    }
    await settle();
    expect(delays.slice(0, 3)).toEqual([RETRY_MS_MIN, 2 * RETRY_MS_MIN, 4 * RETRY_MS_MIN]);
    expect(delays.at(-1)).toBe(RETRY_MS_MAX);
    expect(sent.slice(0, 8)).toEqual([...Array.from({ length: 7 }, () => "a"), "b"]);
    expect([outbox.isStuck.value, outbox.unsent.value, refused]).toEqual([false, 0, []]);
  });

  it("sends at once when it is told that the shop is there again", async () => {
    const { outbox, sent, timers, answers, letter } = start();
    answers.push(new Problem(NO_CONNECTION));
    outbox.add(letter("a"));
    await settle();
    outbox.tryNow();
    await settle();
    expect([sent, timers]).toEqual([["a", "a"], []]);
  });

  it("gives back what is refused, and goes on; what failed there is no refusal", async () => {
    const { outbox, sent, timers, answers, letter, refused } = start();
    answers.push(refuse(409), refuse(500), refuse(429));
    outbox.add(letter("a"));
    outbox.add(letter("b"));
    await settle();
    expect(refused).toEqual(["a 409"]);
    for (let turn = 0; turn < 2; turn++) {
      timers.splice(0)[0]!.act();
      await settle();
    }
    expect([sent, refused, timers]).toEqual([["a", "b", "b", "b"], ["a 409"], []]);
  });
});
