/** For tests: the least files that are pictures, and a folder for them. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A transparent pixel, which browsers draw. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

/** How files of each kind begin; no browser draws them. */
export const BEGINNINGS = {
  jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
  webp: Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1"),
  avif: Buffer.from("\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "latin1"),
} as const;

/** Makes a folder with these files in it; of null, a folder. */
export function makePictureFolder(files: Readonly<Record<string, Uint8Array | string | null>>) {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  for (const [name, content] of Object.entries(files)) {
    if (content === null) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), content);
  }
  return folder;
}
