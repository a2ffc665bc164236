import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RecordingError } from "./recording-codes.ts";

/** The files of a recording. */
export const PLATES_FILE = "plate_data.json";
export const JOINTS_FILE = "full_targets.json";
export const PLANOGRAM_FILE = "planogram.json";
export const PRODUCTS_FILE = "products.json";
/** Boards on load cells; not there where every plate weighs by itself. */
export const BOARDS_FILE = "boards.json";
/** Gondolas that are more than shelves with plates of one width; missing if there are none. */
export const FIXTURES_FILE = "fixtures.json";
export const TRUTH_FILE = "truth.json";

/** Bytes of a file of the recording, or null where there is none; throws where it is no file. */
export async function measureFile(dir: string, name: string): Promise<number | null> {
  const path = join(dir, name);
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new RecordingError("file-unreadable", path, null, "cannot be read", error);
  }
  throw new RecordingError("file-unreadable", path, null, "is not a file");
}

/** Bytes of a file that every recording holds. */
export async function measureNeededFile(dir: string, name: string): Promise<number> {
  const bytes = await measureFile(dir, name);
  if (bytes !== null) return bytes;
  const needed = [PLATES_FILE, PLANOGRAM_FILE, PRODUCTS_FILE].join(", ");
  const detail = `missing; a recording is a folder that holds ${needed}`;
  throw new RecordingError("not-a-recording", join(dir, name), null, detail);
}
