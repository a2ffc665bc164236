/** A scale that the screen draws: things are dragged onto it and off it. It trembles, and things come to rest. */

import { createArrivalFrames } from "@saunter/ingest/scales/arrival-frames";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { CHANNEL_STATUS, COUNTS_MOST } from "@saunter/protocol/devices/scale-frame";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";

export type SimulatedFault = Extract<ScreenAct, { kind: "simulate-fault" }>["fault"];
export type SimulatedThing = NonNullable<ScreenState["simulated"]>[number];

/** What a cell under a basket reads, grams. Times are those of a clock that is never set, and only go on. */
export interface ScalePhysics {
  /** How often it is asked for a sample. */
  readonly rateHz: number;
  /** Weight comes, or goes where it is negative. */
  move(atMs: number, changeG: number): void;
  /** Null: no new sample is there yet. */
  read(atMs: number, isRolling: boolean): number | null;
}

export interface SimulatedScale {
  readonly rateHz: number;
  put(thing: SimulatedThing): void;
  take(thingId: string): void;
  setFault(fault: SimulatedFault): void;
  listThings(): SimulatedThing[];
  /** A sample, in counts of a tenth of a gram; null: the scale says nothing. */
  sample(monotonicMs: number): ScaleFrame | null;
}

export const SIMULATED_COUNTS_PER_G = 10;
const NEGATIVE_G = -400;
/** A hand on the basket's edge. */
const LEANING_G = 1500;

export function createSimulatedScale(physics: ScalePhysics): SimulatedScale {
  const { rateHz } = physics;
  const things = new Map<string, SimulatedThing>();
  const makeFrame = createArrivalFrames({
    deviceId: "simulated",
    channelCount: 1,
    rateHz,
    unit: "counts",
  });
  let fault: SimulatedFault = "none";
  let heldCounts = 0;
  let nowMs = 0;
  return {
    rateHz,
    put: (thing) => {
      things.set(thing.thingId, thing);
      physics.move(nowMs, thing.weightG);
    },
    take: (thingId) => {
      const thing = things.get(thingId);
      if (things.delete(thingId)) physics.move(nowMs, -thing!.weightG);
    },
    setFault: (next) => {
      if (next === "leaning" && fault !== "leaning") physics.move(nowMs, LEANING_G);
      if (next !== "leaning" && fault === "leaning") physics.move(nowMs, -LEANING_G);
      fault = next;
    },
    listThings: () => [...things.values()],
    sample: (monotonicMs) => {
      nowMs = monotonicMs;
      const weightG = physics.read(nowMs, fault === "rolling");
      if (weightG === null || fault === "unplugged") return null;
      if (fault === "saturated") {
        return makeFrame([COUNTS_MOST], monotonicMs, [CHANNEL_STATUS.saturated]);
      }
      if (fault !== "frozen") {
        const offG = fault === "negative" ? NEGATIVE_G : 0;
        heldCounts = Math.round(SIMULATED_COUNTS_PER_G * (weightG + offG));
      }
      return makeFrame([heldCounts], monotonicMs);
    },
  };
}

const RATE_HZ = 40;
const NOISE_G = 0.6;
const ROLLING_G = 150;
const REST_MS = 120;
const RINGING_HZ = 6;

/** A good cell on an even floor. @param random from 0 to 1, as `Math.random` gives it. */
export function createPlainPhysics(random: () => number): ScalePhysics {
  let sumG = 0;
  let ringing = { fromMs: 0, byG: 0 };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  };
  return {
    rateHz: RATE_HZ,
    move: (atMs, changeG) => {
      sumG += changeG;
      ringing = { fromMs: atMs, byG: changeG };
    },
    read: (atMs, isRolling) => {
      const sinceMs = atMs - ringing.fromMs;
      const swing =
        Math.exp(-sinceMs / REST_MS) * Math.cos((2 * Math.PI * RINGING_HZ * sinceMs) / 1000);
      const shakeG = isRolling ? ROLLING_G * normal() : 0;
      return sumG - 0.6 * ringing.byG * swing + NOISE_G * normal() + shakeG;
    },
  };
}
