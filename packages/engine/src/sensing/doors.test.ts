/** A door's contact says when nobody can have taken anything, and never more than it knows. */
import { describe, expect, it } from "vitest";
import { createEngine, stepEngine } from "../engine.ts";
import type { PlateBatch } from "../observation.ts";
import { DEFAULT_FIXTURES } from "../parameters/fixtures.ts";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import type { Fixture } from "../shop-model.ts";
import { createFacing, createShop } from "../test-builders.ts";
import { createDoorWatch, wasClosed, watchDoor } from "./doors.ts";

const HZ = 10;
const { missingMs } = DEFAULT_SENSING;

/** A second of readings whose contact reads `contact`. */
function makeSecond(fromS: number, contact: number, levelG = 500): PlateBatch {
  const samplesG = new Float32Array(HZ * 4).fill(Number.NaN);
  for (let sample = 0; sample < HZ; sample++) {
    samplesG[4 * sample] = contact;
    // A scale is never quite still.
    samplesG[4 * sample + 3] = levelG + 0.3 * ((fromS * 7 + sample * 5) % 3);
  }
  const shape = { sampleRateHz: HZ, sampleCount: HZ, shelfCount: 2, plateCount: 2 };
  return { kind: "plates", gondola: 1, timestampMs: 1000 * fromS, ...shape, samplesG };
}

const wasClosedAt = (contacts: readonly number[], fromS: number, toS: number): boolean => {
  const watch = createDoorWatch();
  for (const [at, contact] of contacts.entries()) {
    if (contact !== LOST) watchDoor(watch, makeSecond(at, contact), missingMs);
  }
  const change = { startMs: 1000 * fromS, settledMs: 1000 * toS };
  return wasClosed(watch, change, DEFAULT_FIXTURES);
};
const LOST = -1;

describe("a door", () => {
  it.each([
    ["closed all the while", [0, 0, 0, 0, 0, 0], true],
    ["open then", [0, 0, 1, 0, 0, 0], false],
    ["open until a moment before", [0, 1, 0, 0, 0, 0], false],
    ["open from a moment after", [0, 0, 0, 0, 1, 0], false],
    ["open long before", [1, 0, 0, 0, 0, 0], true],
    ["of a contact that reads nothing", [0, 0, Number.NaN, 0, 0, 0], false],
    ["of a contact that reads neither", [0, 0, 7, 0, 0, 0], false],
    ["whose readings were lost then", [0, 0, LOST, 0, 0, 0], false],
  ])("that was %s lets a hand through or not", (_, contacts, isClosed) => {
    expect(wasClosedAt(contacts, 2.3, 3.5)).toBe(isClosed);
  });
});

describe("an interval that comes late", () => {
  it("counts as open from when it began", () => {
    const watch = createDoorWatch();
    for (const [at, contact] of [
      [0, 0],
      [5, 1],
      [2, 1],
    ] as const)
      watchDoor(watch, makeSecond(at, contact), Number.POSITIVE_INFINITY);
    const change = { startMs: 2300, settledMs: 2700 };
    expect(wasClosed(watch, change, DEFAULT_FIXTURES)).toBe(false);
  });
});

describe("a fridge", () => {
  const fixture: Fixture = { gondola: 1, kind: "fridge", hasDoorContact: true };
  const shop = {
    ...createShop([createFacing(1, [1], "milk", null)], { milk: 500 }),
    fixtures: [fixture],
  };

  /** What the engine says of 300 g that leave after ten seconds, and of 200 more after twenty. */
  function watchFridge(contactAt: (second: number) => number) {
    const engine = createEngine(shop);
    const outputs = [];
    for (let second = 0; second < 30; second++) {
      const levelG = second < 10 ? 1500 : second < 20 ? 1000 : 500;
      outputs.push(...stepEngine(engine, makeSecond(second, contactAt(second), levelG)));
    }
    const warned = outputs.filter((one) => one.kind === "warning" && one.code === "door-closed");
    return { warned: warned.length, moved: outputs.filter((one) => one.kind === "interaction") };
  }

  it("has nothing taken through a closed door, and says so", () => {
    const { moved, warned } = watchFridge((second) => (second > 8 && second < 12 ? 1 : 0));
    expect(warned).toBe(1);
    expect(new Set(moved.map((one) => Math.round(one.interaction.timestampMs / 1000)))).toEqual(
      new Set([10]),
    );
  });

  it("whose contact says nothing is as one without", () => {
    const { moved, warned } = watchFridge(() => Number.NaN);
    expect(warned).toBe(0);
    expect(moved.length).toBeGreaterThan(1);
  });
});
