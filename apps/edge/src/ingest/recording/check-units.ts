import { join } from "node:path";
import type { PlateBatch } from "@saunter/perception/observation";
import { ENGINE_PARAMETERS } from "@saunter/perception/parameters/engine";
import { addBoardRows, layOutBoards } from "@saunter/perception/sensing/boards";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "@saunter/perception/sensing/front-end";
import {
  createUnitWatch,
  isUnitWatchSettled,
  type UnitFault,
  type UnitFaultCode,
  type UnitWatch,
  watchJointUnits,
  watchPlateUnits,
} from "@saunter/perception/sensing/units";
import { createShopIndex } from "@saunter/perception/shop-index";
import type { ShopModel } from "@saunter/perception/shop-model";
import { readObservations } from "./read-observations.ts";
import { RecordingError } from "./recording-codes.ts";
import { JOINTS_FILE, PLANOGRAM_FILE, PLATES_FILE, PRODUCTS_FILE } from "./recording-files.ts";
import { RECORDING_LIMITS } from "./recording-limits.ts";

/** Where each fault lies. */
const FILES: Readonly<Record<UnitFaultCode, string>> = {
  "plates-unit": PLATES_FILE,
  "catalogue-unit": PRODUCTS_FILE,
  "joints-unit": JOINTS_FILE,
  "joints-axes": JOINTS_FILE,
  "places-unit": PLANOGRAM_FILE,
};

/**
 * Looks through the recording in `dir`, up to a bound of its time, for readings in another unit than
 * the format's. Throws RecordingError where there are any: what an engine would make of them looks
 * like an empty shop. Whatever else is wrong is left to who reads the recording next.
 */
export async function checkRecordingUnits(dir: string, shop: ShopModel): Promise<void> {
  const watch = createUnitWatch(createShopIndex(shop, ENGINE_PARAMETERS), { jointUnit: "inches" });
  const [first] = watch.shopFaults;
  if (first !== undefined) throw toError(dir, first);
  const frontEnds = new Map<number, GondolaFrontEnd>();
  const reader = await readObservations(dir);
  let startMs = Number.NaN;
  for await (const chunk of reader.chunks) {
    for (const observation of chunk) {
      if (Number.isNaN(startMs)) startMs = observation.timestampMs;
      const fault =
        observation.kind === "plates"
          ? watchBatch(watch, frontEnds, observation)
          : watchJointUnits(watch, observation);
      if (fault !== null) throw toError(dir, fault);
    }
    const lastMs = chunk.at(-1)?.timestampMs ?? startMs;
    if (lastMs - startMs > RECORDING_LIMITS.unitCheckMs) return;
    if (isUnitWatchSettled(watch, frontEnds.keys())) return;
  }
}

function watchBatch(
  watch: UnitWatch,
  frontEnds: Map<number, GondolaFrontEnd>,
  batch: PlateBatch,
): UnitFault | null {
  let frontEnd = frontEnds.get(batch.gondola);
  if (frontEnd === undefined) {
    frontEnd = createGondolaFrontEnd(batch.gondola, ENGINE_PARAMETERS.sensing);
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
