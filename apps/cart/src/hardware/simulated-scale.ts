/** A scale that the screen draws: things are dragged onto it and off it. It trembles, and things come to rest. */

import { createArrivalFrames } from "@saunter/ingest/scales/arrival-frames";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { CHANNEL_STATUS, COUNTS_MOST } from "@saunter/protocol/devices/scale-frame";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";

export type SimulatedFault = "none" | "unplugged" | "frozen" | "saturated" | "negative" | "rolling";
type Thing = NonNullable<ScreenState["simulated"]>[number];

export interface SimulatedScale {
  put(thing: Omit<Thing, "isInside">): void;
  take(thingId: string): void;
  setFault(fault: SimulatedFault): void;
  listThings(): Thing[];
  /** A sample, in counts of a tenth of a gram; null: the scale says nothing. */
  sample(monotonicMs: number): ScaleFrame | null;
}

export const SIMULATED_RATE_HZ = 40;
export const SIMULATED_COUNTS_PER_G = 10;
const NOISE_G = 0.6;
const ROLLING_G = 150;
const NEGATIVE_G = -400;
const REST_MS = 120;
const RINGING_HZ = 6;

/** @param random from 0 to 1, as `Math.random` gives it. */
export function createSimulatedScale(random: () => number): SimulatedScale {
  const things = new Map<string, Thing>();
  const makeFrame = createArrivalFrames({
    deviceId: "simulated",
    channelCount: 1,
    rateHz: SIMULATED_RATE_HZ,
    unit: "counts",
  });
  let fault: SimulatedFault = "none";
  let heldCounts = 0;
  let ringing = { fromMs: 0, byG: 0 };
  let nowMs = 0;
  const sum = (): number =>
    [...things.values()].reduce(
      (total, { isInside, weightG }) => total + (isInside ? weightG : 0),
      0,
    );
  const move = (change: () => void): void => {
    const beforeG = sum();
    change();
    ringing = { fromMs: nowMs, byG: sum() - beforeG };
  };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  };
  return {
    put: (thing) => move(() => things.set(thing.thingId, { ...thing, isInside: true })),
    take: (thingId) => {
      const thing = things.get(thingId);
      if (thing !== undefined) move(() => things.set(thingId, { ...thing, isInside: false }));
    },
    setFault: (next) => {
      fault = next;
    },
    listThings: () => [...things.values()],
    sample: (monotonicMs) => {
      nowMs = monotonicMs;
      if (fault === "unplugged") return null;
      if (fault === "saturated") {
        return makeFrame([COUNTS_MOST], monotonicMs, [CHANNEL_STATUS.saturated]);
      }
      if (fault !== "frozen") {
        const sinceMs = nowMs - ringing.fromMs;
        const swing =
          Math.exp(-sinceMs / REST_MS) * Math.cos((2 * Math.PI * RINGING_HZ * sinceMs) / 1000);
        const shake = fault === "rolling" ? ROLLING_G * normal() : 0;
        const offG = fault === "negative" ? NEGATIVE_G : 0;
        const weightG = sum() - 0.6 * ringing.byG * swing + NOISE_G * normal() + shake + offG;
        heldCounts = Math.round(SIMULATED_COUNTS_PER_G * weightG);
      }
      return makeFrame([heldCounts], monotonicMs);
    },
  };
}
