/** What is shown of the process at this moment, put together from what the process has. */
import type { Engine } from "@saunter/engine/engine";
import type { Observation } from "@saunter/engine/observation";
import { createLiveFloor, type LiveFloor } from "../../live/live-floor.ts";
import { LIVE_READERS_MAX } from "../../live/live-limits.ts";
import { createLiveShelves, type LiveShelves } from "../../live/live-shelves.ts";
import { readLiveVisit } from "../../live/read-live-visit.ts";
import type { ShopProcess } from "../../process/shop-process.ts";

export interface Live {
  readonly floor: LiveFloor;
  readonly shelves: LiveShelves;
  see(observation: Observation): void;
  watch(engine: Engine): void;
  beat(): void;
  close(): void;
}

export function openLive({ shop, store, goods, recorder, surroundings }: ShopProcess): Live {
  const room = { taken: 0, max: LIVE_READERS_MAX };
  const floor = createLiveFloor({
    store,
    room,
    nowMs: shop.nowMs,
    readVisit: (visitId) => readLiveVisit(shop, visitId),
    defer: (act, delayMs) => {
      const stop = surroundings.every(delayMs, () => {
        stop();
        act();
      });
    },
  });
  const shelves = createLiveShelves({
    store,
    room,
    recorder,
    listFacings: () => {
      const { facings, model } = goods.current();
      return facings.map((planned) => ({
        ...planned,
        weightG: model.products.get(planned.gtin)?.weightG ?? Number.NaN,
      }));
    },
  });
  return {
    floor,
    shelves,
    see: (observation) => {
      floor.see(observation);
      shelves.see(observation);
    },
    watch: (engine) => {
      floor.watch(engine);
      shelves.watch(engine);
    },
    beat: () => {
      floor.beat();
      shelves.beat();
    },
    close: () => {
      floor.close();
      shelves.close();
    },
  };
}
