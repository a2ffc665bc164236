import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { RecordingError } from "./recording-codes.ts";
import { PLATES_FILE } from "./recording-files.ts";

/** How many folders down from a path recordings are looked for. */
const DEPTH_MAX = 2;
const collator = new Intl.Collator("en", { numeric: true });

/**
 * Finds recordings: each path is one (it holds plate_data.json) or a folder that holds some, at
 * most two levels down. In the order of the paths, and natural order below each; none twice.
 * Throws RecordingError for a path that is none and holds none.
 */
export async function findRecordings(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const recordings = await findBelow(path, DEPTH_MAX);
    if (recordings.length === 0) {
      const detail = `is no recording and holds none; a recording is a folder with ${PLATES_FILE}`;
      throw new RecordingError("no-recordings", path, null, detail);
    }
    for (const recording of recordings) found.add(recording);
  }
  return [...found];
}

async function findBelow(path: string, depth: number): Promise<string[]> {
  if (await exists(join(path, PLATES_FILE))) return [path];
  if (depth === 0) return [];
  const found: string[] = [];
  for (const name of await listNames(path))
    found.push(...(await findBelow(join(path, name), depth - 1)));
  return found;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return throwUnlessMissing(path, error) ?? false;
  }
}

/** Names in a folder in natural order; none where the path is no folder. */
async function listNames(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort(collator.compare);
  } catch (error) {
    return throwUnlessMissing(path, error) ?? [];
  }
}

function throwUnlessMissing(path: string, error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
  throw new RecordingError("file-unreadable", path, null, "cannot be read", error);
}
