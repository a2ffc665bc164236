/**
 * A simulated shop with scales and cameras. Its people go on whatever becomes of the process: what the
 * sensors send while none runs is lost.
 */
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import type { Kernel } from "@saunter/sim/kernel";
import { createSimulation } from "@saunter/sim/simulate";

/** Period at which sensors are read. */
const CHUNK_MS = 250;
/** Whoever is in the shop and is not seen for so long is lost, which is reported then. */
const EMPTY_MS = 60_000;
const ENTRANCE_HALF_M = 0.7;
const SIZE = { gondolas: 2, shelves: 2, plates: 6 };

export interface SimulatedFloor {
  readonly model: ShopModel;
  /** Where people come in and go out. */
  readonly entrance: FloorZone;
  /** People begin to come, so many all in all; `onParty` is notified of those who come together. */
  open(shoppers: number, onParty: (partySize: number) => void): void;
  /** What a process that starts now receives; the one before receives no more. */
  listen(): AsyncIterable<readonly Observation[]>;
}

export function createSimulatedFloor(kernel: Kernel): SimulatedFloor {
  const { random, nowMs } = kernel;
  const seed = random.integer(0, 0x7fffffff);
  const options = {
    seed,
    scenario: random.pick(["busy", "hand-over", "misplace"] as const),
    floor: makeFloorPlan(SIZE),
    onReceipt: () => {},
    onEvent: () => {},
  };
  const { shop: model, floor } = createSimulation(options);
  let feed = createFeed();
  let startedMs = nowMs();
  return {
    model,
    entrance: makeSquare(floor.entrance),
    open: (shoppers, onParty) => {
      const simulation = createSimulation({
        ...options,
        shoppers,
        startMs: nowMs(),
        onParty: (ids) => onParty(ids.length),
      });
      const stream = simulation.observations();
      let next = stream.next();
      const pump = (): void => {
        const chunk: Observation[] = [];
        while (next.done !== true && next.value.timestampMs <= nowMs()) {
          chunk.push(next.value);
          next = stream.next();
        }
        const isOver = next.done === true;
        if (isOver) chunk.push({ kind: "joints", timestampMs: nowMs(), shoppers: [] });
        feed.push(chunk);
        if (isOver && nowMs() - startedMs > EMPTY_MS) return;
        kernel.schedule(CHUNK_MS, pump);
      };
      pump();
    },
    listen: () => {
      feed = createFeed();
      startedMs = nowMs();
      return feed.chunks;
    },
  };
}

/** Chunks as they come. */
function createFeed() {
  const queue: (readonly Observation[])[] = [];
  let wake = (): void => {};
  return {
    push: (chunk: readonly Observation[]): void => {
      queue.push(chunk);
      wake();
    },
    chunks: (async function* () {
      for (;;) {
        for (const chunk of queue.splice(0)) yield chunk;
        if (queue.length > 0) continue;
        await new Promise<void>((go) => {
          wake = go;
        });
      }
    })(),
  };
}

function makeSquare({ x, y }: { readonly x: number; readonly y: number }): FloorZone {
  const half = ENTRANCE_HALF_M;
  return [
    { x: x - half, y: y - half },
    { x: x + half, y: y - half },
    { x: x + half, y: y + half },
    { x: x - half, y: y + half },
  ];
}
