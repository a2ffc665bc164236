import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { changeSpeed, SPEEDS, wordSpeed } from "./clip-speed.ts";

showBritish();

describe("the speed of a clip", () => {
  it("goes from a quarter to one, and no further", () => {
    expect([1, 0.5, 0.25].map((speed) => changeSpeed(speed, -1))).toEqual([0.5, 0.25, 0.25]);
    expect([0.25, 0.5, 1].map((speed) => changeSpeed(speed, 1))).toEqual([0.5, 1, 1]);
  });

  it("that somebody has chosen in the player itself is left for one of these", () => {
    expect(changeSpeed(1.75, -1)).toBe(0.5);
  });

  it("has words of its own each", () => {
    expect(new Set(SPEEDS.map(wordSpeed)).size).toBe(SPEEDS.length);
  });
});
