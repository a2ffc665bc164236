import { closeSync, fsyncSync, openSync } from "node:fs";

/** Puts the names of a folder's files on the disk, and waits for it: a new file is there after a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
