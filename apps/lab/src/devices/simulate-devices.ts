/** A simulated shop, published as the devices of a configuration by the machine's own clock. */

import type { Observation } from "@saunter/engine/observation";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import type { Physics } from "@saunter/sim/physics";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { findDoors } from "../simulator/simulated-source.ts";
import { type PublishDevicesOptions, publishDevices, retime } from "./publish-devices.ts";

export interface SimulateDevicesOptions extends PublishDevicesOptions {
  readonly config: Pick<ShopConfig, "floor" | "shopModel">;
  readonly scenario: ScenarioName;
  /** So many times as fast as people walk. */
  readonly speed: number;
  readonly shoppersAtOnce?: number;
  /** How plates are sampled and ring; the measured ones where not given. */
  readonly physics?: Physics;
  /** People are about to be seen, so many at once. */
  readonly onParty: (size: number) => void;
}

/** Runs until the signal is given. */
export function simulateDevices(options: SimulateDevicesOptions): Promise<void> {
  const { speed } = options;
  return publishDevices(
    {
      isRecorded: false,
      observe: function* (startMs) {
        const toMs = (timeMs: number): number => startMs + (timeMs - startMs) / speed;
        for (const one of openWorld(options, startMs)) yield retime(one, toMs, speed);
      },
    },
    options,
  );
}

function openWorld(
  { config, onParty, physics, scenario, seed, shoppersAtOnce }: SimulateDevicesOptions,
  startMs: number,
): Iterable<Observation> {
  const { floor, shopModel } = config;
  const simulation = createSimulation({
    seed,
    scenario,
    startMs,
    ...(shopModel === null ? {} : { shop: shopModel }),
    ...(floor === null ? {} : { doors: findDoors(floor) }),
    minutes: Number.POSITIVE_INFINITY,
    ...(shoppersAtOnce === undefined ? {} : { shoppersAtOnce }),
    ...(physics === undefined ? {} : { physics }),
    onReceipt: () => {},
    onEvent: () => {},
    onParty: (ids) => onParty(ids.length),
  });
  return simulation.observations();
}
