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
 * The same chunks, held back, up to a bound of their time, until readings are known to be in the
 * format's units. Throws RecordingError where they are not: what an engine would make of them looks
 * like an empty shop. `dir` is for telling where.
 */
export async function* checkUnits(
  dir: string,
  shop: ShopModel,
  chunks: AsyncIterable<readonly Observation[]>,
): AsyncGenerator<readonly Observation[], void, undefined> {
  const watch = createUnitWatch(createShopIndex(shop, ENGINE_PARAMETERS), { jointUnit: "inches" });
  const [first] = watch.shopFaults;
  if (first !== undefined) throw toError(dir, first);
  const frontEnds = new Map<number, GondolaFrontEnd>();
  let held: (readonly Observation[])[] | null = [];
  let startMs = Number.NaN;
  for await (const chunk of chunks) {
    if (held === null) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    for (const observation of chunk) {
      if (Number.isNaN(startMs)) startMs = observation.timestampMs;
      const fault =
        observation.kind === "plates"
          ? watchBatch(watch, frontEnds, observation)
          : watchJointUnits(watch, observation);
      if (fault !== null) throw toError(dir, fault);
    }
    const lastMs = chunk.at(-1)?.timestampMs ?? startMs;
    if (
      lastMs - startMs > RECORDING_LIMITS.unitCheckMs ||
      isUnitWatchSettled(watch, frontEnds.keys())
    ) {
      yield* held;
      held = null;
    }
  }
  if (held !== null) yield* held;
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
