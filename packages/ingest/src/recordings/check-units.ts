import { join } from "node:path";
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { addBoardRows, layOutBoards } from "@saunter/engine/sensing/boards";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "@saunter/engine/sensing/front-end";
import {
  createUnitWatch,
  isUnitWatchSettled,
  type UnitFault,
  type UnitFaultCode,
  type UnitWatch,
  watchJointUnits,
  watchPlateUnits,
} from "@saunter/engine/sensing/units";
import { createShopIndex } from "@saunter/engine/shop-index";
import type { ShopModel } from "@saunter/engine/shop-model";
import { RecordingError } from "./recording-codes.ts";
import { JOINTS_FILE, PLANOGRAM_FILE, PLATES_FILE, PRODUCTS_FILE } from "./recording-files.ts";
import { RECORDING_LIMITS, type RecordingLimits } from "./recording-limits.ts";

/** Where each fault lies. */
const FILES: Readonly<Record<UnitFaultCode, string>> = {
  "plates-unit": PLATES_FILE,
  "catalogue-unit": PRODUCTS_FILE,
  "joints-unit": JOINTS_FILE,
  "joints-axes": JOINTS_FILE,
  "places-unit": PLANOGRAM_FILE,
};

/** Throws RecordingError where the catalogue or the planogram itself is in another unit. */
export function checkShopUnits(dir: string, shop: ShopModel): void {
  const [fault] = createUnitWatch(createShopIndex(shop, ENGINE_PARAMETERS)).shopFaults;
  if (fault !== undefined) throw toError(dir, fault);
}

/**
 * The same chunks, held back until readings are known to be in the format's units, up to a bound of
 * memory; watched up to a bound of time. Throws RecordingError where they are not: what an engine
 * would make of them looks like an empty shop. `dir` is for the message.
 */
export async function* checkUnits(
  dir: string,
  shop: ShopModel,
  chunks: AsyncIterable<readonly Observation[]>,
  { unitCheckMs, unitCheckValuesMax }: RecordingLimits = RECORDING_LIMITS,
): AsyncGenerator<readonly Observation[], void, undefined> {
  const watch = createUnitWatch(createShopIndex(shop, ENGINE_PARAMETERS), { jointUnit: "inches" });
  const frontEnds = new Map<number, GondolaFrontEnd>();
  let held: (readonly Observation[])[] = [];
  let heldValues = 0;
  let isWatching = true;
  let startMs = Number.NaN;
  for await (const chunk of chunks) {
    if (!isWatching) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    for (const observation of chunk) {
      if (Number.isNaN(startMs)) startMs = observation.timestampMs;
      heldValues += countValues(observation);
      const fault =
        observation.kind === "plates"
          ? watchBatch(watch, frontEnds, observation)
          : watchJointUnits(watch, observation);
      if (fault !== null) throw toError(dir, fault);
    }
    const lastMs = chunk.at(-1)?.timestampMs ?? startMs;
    // The recorder's clock may have been set back.
    isWatching =
      Math.abs(lastMs - startMs) <= unitCheckMs && !isUnitWatchSettled(watch, frontEnds.keys());
    if (isWatching && heldValues <= unitCheckValuesMax) continue;
    yield* held;
    held = [];
  }
  yield* held;
}

/** Numbers that an observation keeps in memory. */
function countValues(observation: Observation): number {
  if (observation.kind === "plates") return observation.samplesG.length;
  return observation.shoppers.reduce((sum, { joints }) => sum + joints.length, 0);
}

function watchBatch(
  watch: UnitWatch,
  frontEnds: Map<number, GondolaFrontEnd>,
  batch: PlateBatch,
): UnitFault | null {
  let frontEnd = frontEnds.get(batch.gondola);
  if (frontEnd === undefined) {
    frontEnd = createGondolaFrontEnd(batch.gondola, ENGINE_PARAMETERS.sensing, () => null, false);
    frontEnds.set(batch.gondola, frontEnd);
  }
  const own = frontEnd;
  const boards = layOutBoards(watch.index, batch.gondola, batch.shelfCount);
  const steps: Step[] = [];
  let found: UnitFault | null = null;
  pushBatch(own, addBoardRows(boards, batch), steps, ignore, () => {
    found ??= watchPlateUnits(watch, own, boards);
  });
  return found;
}

/** Warnings of the stream are told when it is read for good. */
function ignore(): void {}

function toError(dir: string, { code, message }: UnitFault): RecordingError {
  return new RecordingError(code, join(dir, FILES[code]), null, message);
}
