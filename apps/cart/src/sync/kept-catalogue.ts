/**
 * The catalogue's copy on the cart's disk, for as long as the shop is away. Products are read from there one by one: in
 * memory is what they are found by.
 */
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CART_CATALOGUE,
  CART_PRODUCT,
  type CartCatalogue,
  type CartProduct,
  type CatalogueHead,
} from "@saunter/protocol/smart-cart/trip";
import { PRIVATE_FILE } from "@saunter/shop/store/private-files";
import { syncFolder } from "@saunter/shop/store/sync-folder";
import { Compile } from "typebox/compile";
import { CATALOGUE_BYTES_MAX, PRODUCTS_READ_MAX } from "../cart-limits.ts";
import { createGoodsIndex, type GoodsIndex, GoodsIndexBuilder } from "../codes/goods-index.ts";
import { parseOrNull } from "../parse-or-null.ts";
import { CatalogueCutter } from "./cut-catalogue.ts";

export interface OpenCatalogue {
  readonly head: CatalogueHead;
  readonly goods: GoodsIndex;
  /** Its text. */
  read(): Readable;
  close(): void;
}

const FILE = "catalogue.json";
const CATALOGUE = Compile(CART_CATALOGUE);
const PRODUCT = Compile(CART_PRODUCT);

/** One that is in memory as a whole, such as that of a cart of no shop. */
export function holdCatalogue(catalogue: CartCatalogue): OpenCatalogue {
  return {
    head: catalogue,
    goods: createGoodsIndex(catalogue.products),
    read: () => Readable.from([JSON.stringify(catalogue)]),
    close: () => {},
  };
}

/** Null where there is none, or it is damaged: then it is got again. */
export async function openKeptCatalogue(folder: string): Promise<OpenCatalogue | null> {
  const path = join(folder, FILE);
  if (!existsSync(path)) return null;
  const read = await readPieces(createReadStream(path), async () => {});
  if (read !== null) return openFile(path, read);
  rmSync(path);
  return null;
}

/**
 * Keeps a catalogue as it comes, in place of the one before. Null where it is none. Throws what the disk and the
 * pieces throw: the one before stays then.
 */
export async function keepCatalogue(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<OpenCatalogue | null> {
  const path = join(folder, FILE);
  const next = `${path}.next`;
  const handle = await open(next, "w", PRIVATE_FILE);
  try {
    const read = await readPieces(pieces, (piece) => handle.appendFile(piece));
    if (read === null) return null;
    await handle.sync();
    renameSync(next, path);
    syncFolder(folder);
    return openFile(path, read);
  } finally {
    await handle.close();
    rmSync(next, { force: true });
  }
}

interface ReadCatalogue {
  readonly head: CatalogueHead;
  readonly building: GoodsIndexBuilder;
  /** Of each product, in bytes. */
  readonly from: readonly number[];
  readonly lengths: readonly number[];
}

/** Null where it is none, or longer than anything that a shop sends. */
async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  onPiece: (piece: Buffer) => Promise<void>,
): Promise<ReadCatalogue | null> {
  const building = new GoodsIndexBuilder();
  const from: number[] = [];
  const lengths: number[] = [];
  let isGood = true;
  const cutter = new CatalogueCutter((text, fromByte, bytes) => {
    const product = parseOrNull(text);
    if (!PRODUCT.Check(product)) isGood = false;
    else {
      building.add(product);
      from.push(fromByte);
      lengths.push(bytes);
    }
  });
  let bytes = 0;
  for await (const one of pieces) {
    const piece = Buffer.from(one.buffer, one.byteOffset, one.byteLength);
    bytes += piece.length;
    if (bytes > CATALOGUE_BYTES_MAX) return null;
    cutter.push(piece);
    if (!isGood) return null;
    await onPiece(piece);
  }
  const text = cutter.end();
  const head = text === null ? null : parseOrNull(text);
  return CATALOGUE.Check(head) ? { head, building, from, lengths } : null;
}

function openFile(path: string, { building, head, ...places }: ReadCatalogue): OpenCatalogue {
  const from = Float64Array.from(places.from);
  const lengths = Uint32Array.from(places.lengths);
  const file = openSync(path, "r");
  /** The newest last. */
  const known = new Map<number, CartProduct>();
  const at = (position: number): CartProduct => {
    const product = known.get(position) ?? readProduct(file, from[position]!, lengths[position]!);
    known.delete(position);
    known.set(position, product);
    if (known.size > PRODUCTS_READ_MAX) known.delete(known.keys().next().value!);
    return product;
  };
  return {
    head,
    goods: building.build(at),
    read: () => createReadStream(path),
    close: () => closeSync(file),
  };
}

function readProduct(file: number, from: number, length: number): CartProduct {
  const text = Buffer.alloc(length);
  readSync(file, text, 0, length, from);
  return JSON.parse(text.toString()) as CartProduct;
}
