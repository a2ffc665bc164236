import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DRY_STEPS, dryInSteps } from "./dry.ts";

describe("dryInSteps", () => {
  let wet: string[] = [];
  const style = {
    setProperty: (name: string, value: string | null) => void wet.push(`${name} ${value}`),
    removeProperty: (name: string) => {
      wet.push(`${name} gone`);
      return "";
    },
  };
  beforeEach(() => {
    wet = [];
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is wet at once, drier with each step, and has nothing to do when it is dry", () => {
    dryInSteps(style, false);
    expect(wet).toEqual(["--wet 1"]);
    vi.advanceTimersByTime(10_000);
    expect(wet).toEqual(["--wet 1", "--wet 0.75", "--wet 0.5", "--wet 0.25", "--wet gone"]);
    expect(wet).toHaveLength(DRY_STEPS + 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops where its line goes", () => {
    const stop = dryInSteps(style, false);
    stop();
    vi.advanceTimersByTime(10_000);
    expect(wet).toEqual(["--wet 1"]);
  });

  it("washes nothing where nothing is to move", () => {
    dryInSteps(style, true);
    vi.advanceTimersByTime(10_000);
    expect(wet).toEqual([]);
  });
});
