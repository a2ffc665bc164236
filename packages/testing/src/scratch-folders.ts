import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ScratchFolders {
  /** Makes a new empty folder. */
  make(): string;
  remove(): void;
}

/** Temporary folders for a test file: call `remove` in `afterAll`. */
export function createScratchFolders(): ScratchFolders {
  const folders: string[] = [];
  return {
    make: () => {
      const folder = mkdtempSync(join(tmpdir(), "saunter-test-"));
      folders.push(folder);
      return folder;
    },
    remove: () => {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
