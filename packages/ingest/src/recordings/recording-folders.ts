import { checkShopUnits, checkUnits } from "./check-units.ts";
import { findRecordings } from "./find-recordings.ts";
import type { RecordingSource } from "./open-recording.ts";
import { readObservations } from "./read-observations.ts";
import { readShop } from "./read-shop.ts";
import { readTruth } from "./read-truth.ts";

/** Recordings as folders on disk. */
export const RECORDING_FOLDERS: RecordingSource = {
  find: findRecordings,
  open: async (dir) => {
    const { shop, warnings } = await readShop(dir);
    checkShopUnits(dir, shop);
    const reader = await readObservations(dir);
    const chunks = checkUnits(dir, shop, reader.chunks);
    return { shop, chunks, warnings: () => [...warnings, ...reader.warnings()] };
  },
  readTruth,
};
