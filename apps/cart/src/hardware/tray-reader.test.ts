import { createArrivalFrames } from "@saunter/ingest/scales/arrival-frames";
import { CHANNEL_STATUS } from "@saunter/protocol/devices/scale-frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEGATIVE_G, NEGATIVE_MS, STABLE_MS } from "../cart-limits.ts";
import { createTrayReader } from "./tray-reader.ts";

const DIVISION_G = 5;
const CAPACITY_G = 15_000;
const START_MS = 1_790_000_000_000;

/** A reader that is given a sample at a time, as a scale's line gives them. */
function openReader(rateHz: number) {
  const reader = createTrayReader(
    { channel: 0, channelCount: 1, calibration: { zero: 0, gramsPerUnit: 1 } },
    { divisionG: DIVISION_G, capacityG: CAPACITY_G },
    0,
    START_MS,
    () => {},
  );
  const makeFrame = createArrivalFrames({ deviceId: "tray", channelCount: 1, rateHz, unit: "g" });
  let atMs = 0;
  const push = (weightG: number, status = 0): number => {
    atMs += 1000 / rateHz;
    reader.push(makeFrame([weightG], atMs, [status]), START_MS + atMs);
    reader.advance(START_MS + atMs);
    return START_MS + atMs;
  };
  const hold = (weightG: number, ms: number, status = 0): number => {
    let nowMs = 0;
    for (let at = 0; at < (ms * rateHz) / 1000; at++) nowMs = push(weightG, status);
    return nowMs;
  };
  return { reader, push, hold };
}

const PHASE = fc.record({
  samples: fc.integer({ min: 1, max: 60 }),
  noiseG: fc.constantFrom(0, 1, 2, 4, 20, 300),
  slopeG: fc.constantFrom(0, 0, 0.2, 3, -3),
  toG: fc.integer({ min: 0, max: 5000 }),
});

describe("the readings of a tray", () => {
  it("are no weight to price by while they move, whatever moves them", () => {
    let priced = 0;
    let moving = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(5, 10, 40, 80),
        fc.array(PHASE, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (rateHz, phases, noises) => {
          const { push, reader } = openReader(rateHz);
          const pushed: number[] = [];
          for (const { noiseG, samples, slopeG, toG } of phases) {
            for (let at = 0; at < samples; at++) {
              const weightG = toG + slopeG * at + noiseG * noises.next().value;
              pushed.push(Math.fround(weightG));
              const restG = reader.readRest(push(weightG));
              const last = pushed.slice(-Math.floor((STABLE_MS * rateHz) / 1000) + 1);
              const isStill = Math.max(...last) - Math.min(...last) <= DIVISION_G;
              if (restG === null) moving += isStill ? 0 : 1;
              else {
                priced++;
                expect(isStill).toBe(true);
                expect(last).toEqual(expect.arrayContaining([...restG].slice(1)));
              }
            }
          }
        },
      ),
    );
    expect(priced).toBeGreaterThan(100);
    expect(moving).toBeGreaterThan(100);
  });

  it("are none for as long as there are few of them, or the scale says that it moves", () => {
    const { hold, push, reader } = openReader(40);
    let nowMs = hold(800, 1200);
    expect(reader.readRest(nowMs)?.every((weightG) => weightG === 800)).toBe(true);
    nowMs = push(800, CHANNEL_STATUS.inMotion);
    expect(reader.readRest(nowMs)).toBeNull();
    expect(reader.readRest(hold(800, STABLE_MS / 2))).toBeNull();
    nowMs = hold(800, STABLE_MS);
    expect(reader.readRest(nowMs)).not.toBeNull();
    expect(reader.readRest(nowMs + 2 * STABLE_MS)).toBeNull();
  });

  it("are saturated above the capacity, and not below it", () => {
    const { hold, reader } = openReader(40);
    expect(reader.findFault(hold(CAPACITY_G + 9 * DIVISION_G, 1500))).toBeNull();
    expect(reader.findFault(hold(CAPACITY_G + 9 * DIVISION_G + 1, 100))).toBe("saturated");
    expect(reader.findFault(hold(CAPACITY_G, 1000))).toBeNull();
  });

  it("are negative where they stay so, and not while somebody lifts the cart", () => {
    const { hold, reader } = openReader(40);
    hold(0, 1500);
    expect(reader.findFault(hold(-NEGATIVE_G - 1, NEGATIVE_MS - 500))).toBeNull();
    expect(reader.findFault(hold(-NEGATIVE_G - 1, 1000))).toBe("negative");
    expect(reader.findFault(hold(0, 100))).toBeNull();
  });
});
