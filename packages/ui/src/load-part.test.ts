import { describe, expect, it } from "vitest";
import { loadPart, type PartSurroundings } from "./load-part.ts";

const FAILED = new Error("it did not come");
const fail = () => Promise.reject(FAILED);

function makeSurroundings(silentFor: number) {
  const told: string[] = [];
  const kept = new Map<string, string>();
  let nowMs = 1_000_000;
  let asked = 0;
  const around: PartSurroundings = {
    isThere: async () => ++asked > silentFor,
    wait: async (delayMs) => {
      nowMs += delayMs;
      told.push(`wait ${delayMs}`);
    },
    nowMs: () => nowMs,
    kept: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    reload: () => void told.push("reload"),
  };
  const pass = (byMs: number): void => {
    nowMs += byMs;
  };
  return { around, told, pass };
}

/** What it has done when all that can happen now has happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a part of a page", () => {
  it("is what was loaded", async () => {
    const { around, told } = makeSurroundings(0);
    expect(await loadPart(async () => "floor", around)).toBe("floor");
    expect(told).toEqual([]);
  });

  it("that does not come has the page reloaded, as soon as the shop is there", async () => {
    const { around, told } = makeSurroundings(2);
    void loadPart(fail, around);
    await settled();
    expect(told).toEqual(["wait 2000", "wait 2000", "reload"]);
  });

  it("that does not come again at once is reported, and loaded again a minute later", async () => {
    const { around, told, pass } = makeSurroundings(0);
    void loadPart(fail, around);
    await settled();
    pass(59_999);
    await expect(loadPart(fail, around)).rejects.toBe(FAILED);
    pass(1);
    void loadPart(fail, around);
    await settled();
    expect(told).toEqual(["reload", "reload"]);
  });
});
