import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CHECKS_ALL, drawSample, sampleTests } from "./sample.ts";

const CASES = Array.from({ length: 50 }, (_, place) => place);

describe("drawSample", () => {
  it("takes as many cases as asked for, each once and in order", () => {
    const chosen = drawSample(CASES, 10, 1, "");
    expect(chosen).toHaveLength(10);
    expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual(chosen);
  });

  it("takes the same cases for the same seed and label, and others for others", () => {
    const chosen = drawSample(CASES, 10, 1, "a");
    expect(drawSample(CASES, 10, 1, "a")).toEqual(chosen);
    expect(drawSample(CASES, 10, 2, "a")).not.toEqual(chosen);
    expect(drawSample(CASES, 10, 1, "b")).not.toEqual(chosen);
  });

  it("reaches every case within some seeds", () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= 50; seed++) {
      for (const one of drawSample(CASES, 10, seed, "")) seen.add(one);
    }
    expect(seen.size).toBe(CASES.length);
  });

  it("takes all cases if there are fewer", () => {
    expect(drawSample([1, 2], 5, 1, "")).toEqual([1, 2]);
  });
});

describe("sampleTests", () => {
  function countRun(share: number): number {
    let count = 0;
    const register = Object.assign((_: string) => void count++, {
      each: (cases: readonly number[]) => () => {
        count += cases.length;
      },
    });
    const sampled = sampleTests(register, share);
    for (let number = 0; number < 10; number++) sampled(`test ${number}`);
    sampled.each([...CASES])();
    return count;
  }

  it("runs a share of the tests, and all of them in CI", () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("CI", undefined);
    expect(countRun(0.5)).toBe(CHECKS_ALL ? 60 : 30);
    vi.stubEnv("CI", "true");
    expect(countRun(0.5)).toBe(60);
  });
});
