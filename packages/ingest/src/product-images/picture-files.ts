/**
 * Pictures of products: files of one folder, named by GTIN. What is shown of them is what the folder
 * has listed, so that no request names a file; a file that is no picture is reported, and never served.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { extname, join } from "node:path";
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { PictureType } from "@saunter/protocol/picture-types";

/** Largest file that is taken for a picture: what is shown is small. */
export const PICTURE_BYTES_MAX = 2 * 1024 * 1024;
/** Files that are reported by their names; those beyond are counted. */
export const FAULT_NAMES_MAX = 5;

export interface ProductPicture {
  /** Absolute. */
  readonly file: string;
  readonly type: PictureType;
  /** Another one whenever the file is another. */
  readonly version: string;
}

export interface PictureList {
  /** By GTIN as the catalogue writes it. */
  readonly pictures: ReadonlyMap<string, ProductPicture>;
  /** What is in the folder and not shown: one sentence a reason, with how many and their names. */
  readonly faults: readonly string[];
}

export const NO_PICTURES: PictureList = { pictures: new Map(), faults: [] };

const NAME = /^\d{8,14}\.(?:jpg|jpeg|png|webp|avif)$/i;
/** As much of a file as says what it is. */
const HEAD_BYTES = 64;

const WHY = {
  nobody: "not named by a product's GTIN, such as 5000112637922.jpg",
  doubled: "not used, as their products have another image",
  large: `larger than ${PICTURE_BYTES_MAX / 1024 / 1024} MB`,
  other: "neither JPEG, PNG, WebP nor AVIF inside",
  unreadable: "unreadable",
} as const;
type Reason = keyof typeof WHY;

/**
 * The pictures in `folder` of the products that there are, those of two names for one product by the
 * first. Hidden files and folders in it are passed over. Throws where the folder cannot be read.
 */
export function listPictures(folder: string, gtins: Iterable<string>): PictureList {
  const sold = new Map(Array.from(gtins, (gtin) => [normalizeGtin(gtin), gtin]));
  const pictures = new Map<string, ProductPicture>();
  const refused = new Map<Reason, string[]>();
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted(byName)) {
    const { name } = entry;
    if (entry.isDirectory() || name.startsWith(".")) continue;
    const gtin = NAME.test(name)
      ? sold.get(normalizeGtin(name.slice(0, -extname(name).length)))
      : undefined;
    const found = gtin === undefined ? "nobody" : checkPicture(join(folder, name));
    if (typeof found !== "string" && !pictures.has(gtin!)) pictures.set(gtin!, found);
    else {
      const reason = typeof found === "string" ? found : "doubled";
      refused.set(reason, [...(refused.get(reason) ?? []), name]);
    }
  }
  return { pictures, faults: [...refused].map(([reason, names]) => describeFault(reason, names)) };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function describeFault(reason: Reason, names: readonly string[]): string {
  const told = names.slice(0, FAULT_NAMES_MAX);
  const more = names.length - told.length;
  const list = [...told, ...(more === 0 ? [] : [`and ${more} more`])].join(", ");
  return `${names.length} ${names.length === 1 ? "file is" : "files are"} ${WHY[reason]}: ${list}`;
}

function checkPicture(file: string): ProductPicture | Exclude<Reason, "nobody" | "doubled"> {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return "unreadable";
    if (stats.size > PICTURE_BYTES_MAX) return "large";
    const type = findPictureType(readHead(file));
    return type === null ? "other" : { file, type, version: nameVersion(stats) };
  } catch (error) {
    if (isSystemError(error)) return "unreadable";
    throw error;
  }
}

function readHead(file: string): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, "r");
  try {
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Of its size and when it was written: a folder of thousands is not read through for it. */
function nameVersion({ size, mtimeMs }: Stats): string {
  return createHash("sha256").update(`${size} ${mtimeMs}`).digest("base64url").slice(0, 8);
}

/**
 * What a file is by how it begins, whatever its name: JPEG (ITU-T T.81, B.1.1.3), PNG (W3C, 5.2), WebP
 * (RFC 9649, 2.4), AVIF (AV1 Image File Format, 6.3: a brand of its `ftyp` box). Null of all else, SVG
 * too: it may hold a program, which would run in the shop's own pages.
 */
export function findPictureType(head: Buffer): PictureType | null {
  const text = head.toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  return text.slice(4, 8) === "ftyp" && isAvif(head, text) ? "image/avif" : null;
}

/** The main brand, then four bytes of version, then the brands that it is compatible with. */
function isAvif(head: Buffer, text: string): boolean {
  const end = Math.min(head.readUInt32BE(0), head.length);
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12 && text.slice(at, at + 4) === "avif") return true;
  }
  return false;
}

/** Its bytes as they are now; null where the file is gone, or is no picture of its type any more. */
export async function readPicture({ file, type }: ProductPicture): Promise<Buffer | null> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, "r");
    const { size } = await handle.stat();
    if (size > PICTURE_BYTES_MAX) return null;
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return bytesRead === size && findPictureType(bytes) === type ? bytes : null;
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  } finally {
    await handle?.close();
  }
}

/** What the system says of files: not there, not to be read. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
