import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { type CartHabit, DISHONEST_HABITS } from "./cart-habits.ts";
import { changeCartPhysics } from "./cart-physics.ts";
import { createCartScale } from "./cart-scale.ts";
import { CART_FAMILIES, drawCartWorld } from "./draw-cart-world.ts";
import { simulateTrip } from "./simulate-trip.ts";

function makeTrip(seed: number, habit: CartHabit) {
  const random = createRandom(seed);
  const world = drawCartWorld(random.fork("world"));
  return { world, trip: simulateTrip({ ...world, random, startMs: 1000, habit }) };
}

function runTrip(seed: number, habit: CartHabit) {
  const { trip } = makeTrip(seed, habit);
  const observations: CartObservation[] = [];
  for (const one of trip.observations()) observations.push(one);
  return { observations, truth: trip.truth() };
}

const isBillRight = ({ bill, goods }: { bill: readonly string[]; goods: readonly string[] }) =>
  [...bill].sort().join() === [...goods].sort().join();

describe("a simulated trip", () => {
  it("is the same for the same seed", () => {
    expect(runTrip(3, "swap")).toEqual(runTrip(3, "swap"));
    expect(runTrip(3, "swap")).not.toEqual(runTrip(4, "swap"));
  });

  it("goes on in time, and reads all of it", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { observations } = runTrip(seed, "honest");
      const times = observations.map(({ timestampMs }) => timestampMs);
      let untilMs = 1000;
      for (const one of observations) {
        if (one.kind !== "weights") continue;
        expect(one.timestampMs).toBeCloseTo(untilMs, 3);
        untilMs = one.timestampMs + (1000 * one.samplesG.length) / one.sampleRateHz;
      }
      expect(Math.min(...times)).toBe(1000);
      expect(untilMs).toBeGreaterThan(15_000);
    }
  });

  it("has a right bill of most who are honest, and of hardly any who are not", () => {
    const count = (habits: readonly CartHabit[], seeds: number): number => {
      let right = 0;
      for (const habit of habits) {
        for (let seed = 1; seed <= seeds; seed++) {
          if (isBillRight(runTrip(seed, habit).truth)) right++;
        }
      }
      return right;
    };
    expect(count(["honest"], 30)).toBeGreaterThan(24);
    expect(count(DISHONEST_HABITS, 5)).toBeLessThan(10);
  });

  it("has honest people do what they are asked, where it is so", () => {
    let [asked, so] = [0, 0];
    for (let seed = 1; seed <= 30; seed++) {
      const { trip } = makeTrip(seed, "unscanned");
      for (const { kind, timestampMs } of trip.observations()) {
        if (kind !== "weights" || Math.floor(timestampMs / 1000) % 10 !== 0) continue;
        asked++;
        const common = {
          kind: "question",
          key: "",
          weightG: 100,
          probability: 0.9,
          timestampMs,
        } as const;
        if (trip.ask({ ...common, about: "not-scanned", lineId: null })) so++;
        expect(trip.ask({ ...common, about: "not-in-cart", lineId: "line-99" })).toBe(false);
      }
    }
    expect(so).toBeGreaterThan(0);
    expect(so).toBeLessThan(asked);
  });

  it("has nobody scan twice what they are asked about and about to scan", () => {
    let [more, asked] = [0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const { trip } = makeTrip(seed, "honest");
      for (const { kind, timestampMs } of trip.observations()) {
        if (kind !== "weights" || timestampMs > 120_000) continue;
        const about = { about: "not-scanned", lineId: null } as const;
        const question = {
          kind: "question",
          key: "",
          weightG: 100,
          probability: 0.9,
          timestampMs,
          ...about,
        } as const;
        if (trip.ask(question)) asked++;
      }
      const { bill, goods } = trip.truth();
      if (bill.length > goods.length) more++;
    }
    expect(asked).toBeGreaterThan(100);
    expect(more).toBeLessThan(4);
  });

  it("is in a world of any family", () => {
    const families = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) families.add(makeTrip(seed, "honest").world.family);
    expect([...families].sort()).toEqual([...CART_FAMILIES].sort());
  });
});

describe("a simulated scale", () => {
  const exact = {
    ...{ noiseG: 0, spikesPerMinute: 0, gainSpread: 0, driftGPerMin: 0, slopeShare: 0 },
    ...{ pressShare: 0, sampleRateHz: 20 },
  };
  /** As the table of physics has it, but what is exact: bounds of single numbers are elsewhere. */
  const physics = { ...changeCartPhysics({}), ...exact };
  const readLast = (scale: ReturnType<typeof createCartScale>, untilMs: number): number =>
    scale.read(untilMs).samplesG.at(-1)!;

  it("reads what lies on it, what presses, and neither once they are gone", () => {
    const scale = createCartScale(0, physics, createRandom(1));
    scale.move(1000, 750);
    expect(readLast(scale, 900)).toBe(0);
    expect(readLast(scale, 8000)).toBeCloseTo(750, 1);
    scale.press(8000, 400, 3000, true);
    expect(readLast(scale, 10_000)).toBeCloseTo(1150, 1);
    expect(readLast(scale, 16_000)).toBeCloseTo(750, 1);
    scale.move(16_000, -750);
    expect(readLast(scale, 60_000)).toBeCloseTo(0, 1);
  });

  it("shakes while it rolls, and stands on another slope afterwards", () => {
    const scale = createCartScale(0, { ...physics, slopeShare: 0.002 }, createRandom(2));
    scale.roll(1000, 5000);
    const still = scale.read(950).samplesG;
    const rolling = scale.read(4900).samplesG;
    const after = readLast(scale, 20_000);
    expect(Math.max(...still.map(Math.abs))).toBe(0);
    expect(Math.max(...rolling.map(Math.abs))).toBeGreaterThan(50);
    expect(Math.abs(after)).toBeGreaterThan(0.5);
    expect(Math.abs(after)).toBeLessThan(100);
  });
});
