import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWash, DRY_AFTER_MS } from "./wash.ts";

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
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is washed, and dries in four steps of four pictures", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1"]);
    const seen = Array.from({ length: 16 }, () => {
      wash.take([]);
      return steps.get("1/1") ?? "0";
    });
    expect(seen.join("")).toBe("4443333222211110");
    wash.close();
  });

  it("is dry at once where another time is shown", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1"]);
    wash.dry();
    expect(steps.size).toBe(0);
    wash.take([]);
    expect(steps.size).toBe(0);
    wash.take(["1/1"]);
    expect([...steps]).toEqual([["1/1", "4"]]);
    wash.close();
  });

  it("dries where no more pictures come", () => {
    const { wash, steps } = openWash();
    wash.take(["1/1", "1/2"]);
    vi.advanceTimersByTime(DRY_AFTER_MS - 1);
    expect(steps.size).toBe(2);
    vi.advanceTimersByTime(1);
    expect(steps.size).toBe(0);
    wash.take(["1/2"]);
    expect([...steps]).toEqual([["1/2", "4"]]);
    wash.close();
  });
});
