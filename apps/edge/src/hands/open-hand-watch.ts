/** From a shop's pictures of products to a watch of hands: read, trained, ready. */
import type { StartFfmpeg } from "../ingest/camera/ffmpeg-run.ts";
import { trainHandClassifier } from "./hand-classifier.ts";
import { createHandWatch, type HandWatch, type HandWatchOptions } from "./hand-watch.ts";
import { readCutouts } from "./read-product-pictures.ts";

/** The same pictures make the same classifier, on every machine. */
const SEED = 1;

export interface HandWatchSources extends Pick<HandWatchOptions, "cameras" | "correct"> {
  /** Pictures of products, by barcode. */
  readonly pictures: ReadonlyMap<string, { readonly file: string }>;
  readonly start: StartFfmpeg;
  /** Lets other things be done while it is trained, which takes seconds. */
  readonly breathe: () => Promise<void>;
}

/** Null where there are too few pictures that can be read: hands are not looked at then. */
export async function openHandWatch(sources: HandWatchSources): Promise<HandWatch | null> {
  const { pictures, start, breathe } = sources;
  if (pictures.size === 0) return null;
  const cutouts = await readCutouts(pictures, start);
  const classifier = await trainHandClassifier(cutouts, SEED, breathe);
  return classifier === null ? null : createHandWatch({ ...sources, classifier });
}
