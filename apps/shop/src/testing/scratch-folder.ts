import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system in memory, where there is one. */
const MEMORY = "/dev/shm";

/** Makes an empty folder, in memory if possible: nothing in it has to outlast the run. */
export function makeScratchFolder(): string {
  return mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "saunter-scratch-"));
}
