import { resolve } from "node:path";
import {
  isSystemError,
  listPictures,
  NO_PICTURES,
  type PictureList,
} from "@saunter/ingest/product-images/picture-files";
import { noteAt } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import type { LookupContext } from "./take-secret.ts";

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "this is not a folder",
};

/**
 * The pictures that are in the folder, of the products that there are. A folder that cannot be read is
 * a problem, or a warning where goods are changed; files in it that are no pictures of products are
 * warned of.
 */
export function makePictures(
  settings: Settings["pictures"],
  catalogue: ReadonlyMap<string, unknown> | null,
  context: LookupContext,
): PictureList {
  if (settings === undefined) return NO_PICTURES;
  const folder = resolve(context.folder, settings.folder);
  try {
    const list = listPictures(folder, catalogue?.keys() ?? []);
    // Without a catalogue, that is what is wrong.
    if (catalogue === null) return NO_PICTURES;
    for (const one of list.faults) noteAt(context, settings, "folder", one, context.warnings);
    return list;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why = FAULTS[error.code] ?? `the folder cannot be read (${error.code})`;
    // While the shop is open, prices have to be changed all the same.
    const sink = context.isReload ? context.warnings : context.problems;
    noteAt(context, settings, "folder", `${folder}: ${why}`, sink);
    return { ...NO_PICTURES, faults: [why] };
  }
}
