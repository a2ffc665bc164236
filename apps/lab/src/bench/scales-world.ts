/** Shops whose scales are measured: one in which nothing moves, and one in which people shop. */
import type { ShopModel } from "@saunter/engine/shop-model";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createRandom } from "@saunter/numerics/random";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation } from "@saunter/sim/simulate";
import { createEmulatedDevices } from "../devices/emulated-devices.ts";

/** 64 plates. */
const FLOOR = { gondolas: 2, shelves: 4, plates: 8 };
export const PLATES = FLOOR.gondolas * FLOOR.shelves * FLOOR.plates;

/** Controllers of as many gondolas. */
export function listRestingDevices(controllers: number, channels: number): ScaleDevice[] {
  return Array.from({ length: controllers }, (_, at) => ({
    deviceId: `controller-${at + 1}`,
    gondola: at + 1,
    calibrationId: null,
    channels: Array.from({ length: channels }, (_, channel) => ({
      shelf: 1,
      plate: channel + 1,
      zero: 0,
      gramsPerUnit: 1 / 430,
    })),
  }));
}

/** The same at each call. */
export function makeSmallShop(seed: number): {
  readonly shop: ShopModel;
  readonly devices: readonly ScaleDevice[];
} {
  const floor = makeFloorPlan(FLOOR);
  const simulation = createSimulation({ seed, scenario: "busy", shoppers: 1, floor });
  const emulated = createEmulatedDevices({ split: "gondola", random: createRandom(seed) });
  for (const observation of simulation.observations()) {
    emulated.send(observation);
    if (emulated.devices.length === FLOOR.gondolas) break;
  }
  return { shop: simulation.shop, devices: emulated.devices };
}
