import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createDrawnPhysics } from "./drawn-physics.ts";

const SEED = 7;

/** Readings of so many seconds, from a time on. */
function read(
  physics: ReturnType<typeof createDrawnPhysics>,
  fromMs: number,
  seconds: number,
  isRolling = false,
): number[] {
  const ticks = Array.from({ length: seconds * physics.rateHz }, (_, at) => at + 1);
  return ticks.flatMap((tick) => {
    const weightG = physics.read(fromMs + (tick * 1000) / physics.rateHz, isRolling);
    return weightG === null ? [] : [weightG];
  });
}

function findMiddle(weightsG: readonly number[]): number {
  return weightsG.toSorted((a, b) => a - b)[Math.floor(weightsG.length / 2)]!;
}

function findSpread(weightsG: readonly number[]): number {
  const middle = findMiddle(weightsG);
  return findMiddle(weightsG.map((weightG) => Math.abs(weightG - middle)));
}

describe("a drawn scale that reads as a real one", () => {
  it("trembles, rests at what lies on it, and shakes while it rolls", () => {
    const physics = createDrawnPhysics(0, createRandom(SEED));
    const empty = read(physics, 0, 10);
    expect(new Set(empty).size).toBeGreaterThan(100);
    physics.move(10_000, 1000);
    // A hand may press on it for a while.
    read(physics, 10_000, 10);
    const loaded = read(physics, 20_000, 10);
    expect(findMiddle(loaded) - findMiddle(empty)).toBeGreaterThan(960);
    expect(findMiddle(loaded) - findMiddle(empty)).toBeLessThan(1040);
    const rolling = read(physics, 30_000, 10, true);
    expect(findSpread(rolling)).toBeGreaterThan(20 * findSpread(loaded));
    expect(findSpread(loaded)).toBeGreaterThan(0.1);
  });

  it("has no sample where none is due", () => {
    const physics = createDrawnPhysics(0, createRandom(SEED));
    expect(physics.read(50, false)).not.toBeNull();
    expect(physics.read(60, false)).toBeNull();
  });
});
