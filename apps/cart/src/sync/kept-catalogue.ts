/** The catalogue's copy on the cart's disk, for as long as the shop is away. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { CART_CATALOGUE, type CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import { readTextFile } from "@saunter/shop/config/read-text-file";
import { PRIVATE_FILE } from "@saunter/shop/store/private-files";
import { syncFolder } from "@saunter/shop/store/sync-folder";
import { Compile } from "typebox/compile";
import { CATALOGUE_BYTES_MAX } from "../cart-limits.ts";
import { parseOrNull } from "../parse-or-null.ts";

const FILE = "catalogue.json";
const CATALOGUE = Compile(CART_CATALOGUE);

/** Null where there is none, or it is damaged: then it is got again. */
export function readKeptCatalogue(folder: string): CartCatalogue | null {
  const path = join(folder, FILE);
  if (!existsSync(path)) return null;
  const read = readTextFile(path, CATALOGUE_BYTES_MAX);
  const catalogue = read.ok ? parseOrNull(read.text) : null;
  if (catalogue !== null && CATALOGUE.Check(catalogue)) return catalogue;
  rmSync(path);
  return null;
}

/** @param text of a catalogue that was found good. */
export async function keepCatalogue(folder: string, text: string): Promise<void> {
  const next = join(folder, `${FILE}.next`);
  const handle = await open(next, "w", PRIVATE_FILE);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  renameSync(next, join(folder, FILE));
  syncFolder(folder);
}
