import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS } from "../../parts/beat.ts";
import { createWash, WASH_STEPS } from "./wash.ts";

function openWash() {
  const steps = new Map<string, string>();
  const boards = new Map(
    ["1/1", "1/2"].map((key) => [
      key,
      {
        setAttribute: (_name: string, step: string) => void steps.set(key, step),
        removeAttribute: () => void steps.delete(key),
      },
    ]),
  );
  return { wash: createWash(boards), steps };
}

describe("a board on which something happens", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  const passBeat = (): void => void vi.advanceTimersByTime(Math.ceil(BEAT_MS));

  it("is washed with the next beat, and dries in four steps", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1"]);
    expect(steps.size).toBe(0);
    const seen = Array.from({ length: 5 }, () => {
      passBeat();
      return steps.get("1/1") ?? "0";
    });
    expect(seen.join("")).toBe("43210");
    wash.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stays washed while it is busy", () => {
    const { wash, steps } = openWash();
    for (let beat = 0; beat < 12; beat++) {
      wash.take(["1/1"]);
      wash.take([]);
      passBeat();
      expect([...steps]).toEqual([["1/1", "4"]]);
    }
    wash.close();
  });

  it("is washed or dry at once, as it was at another time that is shown", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1"]);
    passBeat();
    wash.take(["1/2"]);
    wash.begin([]);
    expect(steps.size).toBe(0);
    passBeat();
    expect(steps.size).toBe(0);
    wash.begin(["1/1"]);
    expect([...steps]).toEqual([["1/1", "4"]]);
    wash.begin(["1/2"]);
    expect([...steps]).toEqual([["1/2", "4"]]);
    wash.close();
  });

  it("dries where no more pictures come", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1", "1/2"]);
    passBeat();
    expect(steps.size).toBe(2);
    vi.advanceTimersByTime((WASH_STEPS + 1) * BEAT_MS);
    expect(steps.size).toBe(0);
    wash.close();
  });
});
