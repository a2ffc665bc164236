import { checkUnits } from "./ingest/recording/check-units.ts";
import { findRecordings } from "./ingest/recording/find-recordings.ts";
import { readObservations } from "./ingest/recording/read-observations.ts";
import { readShop } from "./ingest/recording/read-shop.ts";
import { readTruth } from "./ingest/recording/read-truth.ts";
import type { RecordingSource } from "./open-recording.ts";

/** Recordings as folders on disk. */
export const RECORDING_FOLDERS: RecordingSource = {
  find: findRecordings,
  open: async (dir) => {
    const { shop, warnings } = await readShop(dir);
    const reader = await readObservations(dir);
    const chunks = checkUnits(dir, shop, reader.chunks);
    return { shop, chunks, warnings: () => [...warnings, ...reader.warnings()] };
  },
  readTruth,
};
