/** From a shop's pictures of products to what tells them apart in a hand. */
import { readdirSync } from "node:fs";
import { extname } from "node:path";
import type { StartFfmpeg } from "../cameras/ffmpeg-run.ts";
import { listPictures } from "../product-images/picture-files.ts";
import { type HandClassifier, trainHandClassifier } from "./hand-classifier.ts";
import { readCutouts } from "./read-product-pictures.ts";

/** Files by barcode. */
export type PictureFiles = ReadonlyMap<string, { readonly file: string }>;

/** The same pictures make the same classifier. */
const SEED = 1;

/**
 * Reads the pictures and learns from them, which takes seconds; other things go on meanwhile. Null where
 * fewer than two can be read: hands are not classified then. Throws where ffmpeg cannot be started.
 */
export async function openHandClassifier(
  pictures: PictureFiles,
  start: StartFfmpeg,
): Promise<HandClassifier | null> {
  if (pictures.size === 0) return null;
  const cutouts = await readCutouts(pictures, start);
  return trainHandClassifier(cutouts, SEED, () => new Promise((resolve) => setImmediate(resolve)));
}

/** Pictures of a folder by the GTIN that each is named by. Throws where the folder cannot be read. */
export function findPictures(folder: string): PictureFiles {
  const gtins = readdirSync(folder).map((name) =>
    name.slice(0, name.length - extname(name).length),
  );
  return listPictures(
    folder,
    gtins.filter((gtin) => /^\d{8,14}$/.test(gtin)),
  ).pictures;
}
