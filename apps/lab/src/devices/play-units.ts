/** A simulated shop whose devices send in another unit than they are configured for, or whose catalogue is in one. */
import {
  concludeShopper,
  createEngine,
  type Engine,
  finishEngine,
  listUnitFaults,
  stepEngine,
} from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createPeopleStream } from "@saunter/ingest/scales/people-stream";
import { createScaleHub } from "@saunter/ingest/scales/scale-hub";
import { createRandom } from "@saunter/numerics/random";
import { createEmulatedDevices, type SentFrame } from "./emulated-devices.ts";

/** What becomes of a frame on its way: a device that is set otherwise than the shop believes. */
export type Distort = (sent: SentFrame) => SentFrame;

export interface UnitRun {
  /** By shopper, the last receipt that they got. */
  readonly receipts: ReadonlyMap<string, Extract<EngineOutput, { kind: "receipt" }>["receipt"]>;
  /** What is in another unit, upside down or swapped, in the engine's words; a suspicion alone doesn't count. */
  readonly faults: ReturnType<typeof listUnitFaults>;
  /** When the first of them was told, by the shop's clock; null where there is none. */
  readonly toldMs: number | null;
}

const listSure = (engine: Engine): UnitRun["faults"] =>
  listUnitFaults(engine).filter(({ code }) => code !== "swap-suspected");

/** How often it is asked whether anything is wrong. */
const ASK_MS = 500;

/** Time without being seen after which somebody has left, milliseconds. */
const LEFT_AFTER_MS = 2500;

export function playUnits(
  shop: ShopModel,
  observations: readonly Observation[],
  distort: Distort,
): UnitRun {
  const engine = createEngine(shop, { keepResults: false, isZeroed: true });
  const receipts = new Map<string, Extract<EngineOutput, { kind: "receipt" }>["receipt"]>();
  const seenMs = new Map<string, number>();
  const note = (outputs: readonly EngineOutput[]): void => {
    for (const output of outputs) {
      if (output.kind !== "receipt" || output.receipt.targetId === null) continue;
      receipts.set(output.receipt.targetId, output.receipt);
    }
  };
  let toldMs: number | null = null;
  let askedMs = Number.NEGATIVE_INFINITY;
  const take = (observation: Observation): void => {
    note(stepEngine(engine, observation));
    if (toldMs === null && observation.timestampMs - askedMs > ASK_MS) {
      askedMs = observation.timestampMs;
      if (listSure(engine).length > 0) toldMs = askedMs;
    }
    if (observation.kind !== "joints") return;
    for (const { shopperId } of observation.shoppers)
      seenMs.set(shopperId, observation.timestampMs);
    for (const [shopperId, lastMs] of seenMs) {
      if (observation.timestampMs - lastMs <= LEFT_AFTER_MS) continue;
      seenMs.delete(shopperId);
      note(concludeShopper(engine, shopperId));
    }
  };
  const emulated = createEmulatedDevices({ split: "gondola", random: createRandom(7) });
  const sent = observations.flatMap((observation) => emulated.send(observation));
  const people = createPeopleStream(take);
  const hub = createScaleHub({
    devices: emulated.devices,
    planogram: shop.facings,
    onBatch: take,
    startedMs: sent[0]!.measuredMs,
  });
  for (const one of sent.map(distort)) {
    if (one.kind === "people") people.push(one.frame, one.measuredMs);
    else hub.push(one.frame, one.measuredMs);
  }
  hub.advance(Number.POSITIVE_INFINITY);
  note(finishEngine(engine).outputs);
  return { receipts, faults: listSure(engine), toldMs };
}
