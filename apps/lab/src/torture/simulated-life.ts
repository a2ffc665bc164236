/** One life of the process: put together as `saunter serve` does, from a start to a power cut. */

import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { createHttpLogger } from "@saunter/server/http/logger";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { createShopMetrics } from "@saunter/shop/http/metrics";
import { openCapabilities } from "@saunter/shop/process/open-capabilities";
import { openShopProcess } from "@saunter/shop/process/open-shop-process";
import { openHttpSide } from "@saunter/shop/serve/serve-http";
import { prepared } from "@saunter/shop/store/prepared";
import type { Store } from "@saunter/shop/store/store";
import { never } from "./never.ts";
import { runFloor } from "./run-floor.ts";
import { createSurroundings } from "./simulated-surroundings.ts";
import { TORTURE_MODEL } from "./torture-shop.ts";
import type { Life, World } from "./world.ts";

export interface Opening {
  /** Never settles where the power fails before the process serves. */
  readonly life: Promise<Life>;
  /** Lets go of what the system would take back from a dead process. */
  end(): void;
}

const LOGGER = createHttpLogger("silent");

/** To the process its sensors are a recording that goes on for as long as it lives. */
function makeRecordings({ floor }: World): RecordingSource {
  return {
    find: async () => [],
    open: async () => ({
      shop: floor?.model ?? TORTURE_MODEL,
      chunks: floor?.listen() ?? (async function* () {})(),
      warnings: () => [],
    }),
    readTruth: async () => null,
  };
}

export function openLife(world: World, number: number, isAlive: () => boolean): Opening {
  const { promise: ended, resolve } = Promise.withResolvers<null>();
  const ends: (() => void)[] = [() => resolve(null)];
  return {
    life: open(world, number, isAlive, ends, ended),
    end: () => {
      for (const end of ends.splice(0)) end();
    },
  };
}

async function open(
  world: World,
  number: number,
  isAlive: () => boolean,
  ends: (() => void)[],
  ended: Promise<null>,
): Promise<Life> {
  const { kernel, disk, floor } = world;
  const onError = (error: unknown): void => void (isAlive() && world.fail(error));
  const process = await openShopProcess({
    config: { ...world.config, dataFolder: disk.folder() },
    loadGoods: () => ({ ok: true, config: world.config, warnings: [] }),
    nowMs: kernel.nowMs,
    recordings: makeRecordings(world),
    capabilities: SHOP_CAPABILITIES,
    measure: (store) => {
      ends.push(() => void store.close());
      return watchStore(store, world, isAlive);
    },
    surroundings: createSurroundings(world, number, isAlive),
    // It would be tried again; here nothing that is due may fail.
    ...{ onError, onTrouble: onError },
  });
  const { shop, runner } = process;
  const metrics = createShopMetrics(kernel.nowMs);
  ends.push(metrics.close);
  const opened = await openCapabilities(SHOP_CAPABILITIES, {
    process,
    metrics,
    onError,
    findNotReady: () => null,
  });
  ends.push(opened.close);
  const onLost = (words: string): void => void world.lostCarts.push(words);
  const startFloor = (): void => {
    if (floor === null) return;
    runFloor(process, opened.hooks, onLost).catch(onError);
  };
  if (!world.isOverHttp) {
    startFloor();
    return { shop, runner, ended, app: null };
  }
  const { extensions } = opened;
  const app = await openHttpSide({ process, metrics, extensions, screens: null, logger: LOGGER });
  ends.push(() => void app.close());
  startFloor();
  return { shop, runner, ended, app };
}

/** A dead process takes nothing more and acknowledges nothing. */
function watchStore(store: Store, world: World, isAlive: () => boolean): Store {
  store.onCommitted((events) => {
    const { position } = events.at(-1)!;
    // What was acknowledged first stays: another event in its place is found as a loss.
    if (!isAlive() || world.acknowledged.has(position)) return;
    const row = prepared(store.db, "SELECT hash FROM journal WHERE position = ?").get(position);
    world.acknowledged.set(position, row?.hash as string);
  });
  const watched: Store = {
    ...store,
    transact: (work) => {
      if (!isAlive()) return never();
      return store.transact(world.acts.follow(work)).then(
        (value) => (isAlive() ? value : never()),
        (error: unknown) => {
          if (isAlive()) throw error;
          return never();
        },
      );
    },
  };
  return world.plant.store?.(watched) ?? watched;
}
