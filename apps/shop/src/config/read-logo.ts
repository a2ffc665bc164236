/** What a logo is, by its bytes and not by its name. */
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { LOGO_BYTES_MAX, LOGO_SIDE_PX_MAX } from "@saunter/protocol/brand";
import { decodeText } from "./read-text-file.ts";
import type { Logo } from "./shop-brand.ts";

/** The logo, or what is wrong with it and what to do. */
export function readLogo(bytes: Uint8Array): Logo | string {
  if (bytes.length > LOGO_BYTES_MAX) {
    return `a logo has ${LOGO_BYTES_MAX / 1024} kB at most; make it smaller, or save it as SVG`;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = createHash("sha256").update(bytes).digest("base64url").slice(0, 8);
  if (buffer.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    const size = readPng(buffer);
    return typeof size === "string" ? size : { type: "image/png", version, sizePx: size, bytes };
  }
  const text = decodeText(bytes);
  const root = text.ok ? findSvgRoot(text.text) : null;
  if (root === null) return "a logo is an SVG or a PNG; save it as one of them";
  if (text.ok && /<!ENTITY/i.test(text.text)) {
    return "the SVG declares entities; save it as plain SVG, without a document type";
  }
  return { type: "image/svg+xml", version, sizePx: readViewBox(root), bytes };
}

/** The first tag, after what an XML document may begin with (XML 1.0, 2.8); null where it is no SVG's. */
function findSvgRoot(text: string): string | null {
  const rest = text.replace(
    /^\ufeff?(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^<>[\]]*(?:\[[^\]]*\])?[^<>]*>)*/i,
    "",
  );
  const tag = /^<svg(?=[\s/>])[^>]*>/.exec(rest)?.[0];
  // Without its namespace, browsers show nothing.
  return tag?.includes('xmlns="http://www.w3.org/2000/svg"') ||
    tag?.includes("xmlns='http://www.w3.org/2000/svg'")
    ? tag
    : null;
}

function readViewBox(tag: string): readonly [number, number] | null {
  const [, box = ""] = /\sviewBox=["']([^"']*)["']/.exec(tag) ?? [];
  const [, , width, height] = box
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const isSize = (value: number | undefined): value is number => value !== undefined && value > 0;
  return isSize(width) && isSize(height) ? [width, height] : null;
}

/** PNG (W3C, third edition), 5.2. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel, by the type of colour (11.2.1). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DAMAGED = "the PNG is damaged; save it again";

/** Width and height of a PNG that everything which draws it can read, to its last pixel; or what is wrong. */
function readPng(bytes: Buffer): readonly [number, number] | string {
  const chunks = listChunks(bytes);
  const head = chunks?.[0];
  if (chunks === null || head?.type !== "IHDR" || head.data.length !== 13) return DAMAGED;
  const [width, height] = [head.data.readUInt32BE(0), head.data.readUInt32BE(4)];
  const [depth, colours, , , interlace] = head.data.subarray(8) as unknown as number[];
  const samples = SAMPLES[colours!];
  if (samples === undefined || width === 0 || height === 0) return DAMAGED;
  if (Math.max(width, height) > LOGO_SIDE_PX_MAX) {
    return `the PNG is ${width} x ${height} pixels; make it ${LOGO_SIDE_PX_MAX} x ${LOGO_SIDE_PX_MAX} at most`;
  }
  if (interlace !== 0) return "the PNG is interlaced; save it without interlacing";
  if (![1, 2, 4, 8].includes(depth!)) return "the PNG has 16 bits a channel; save it with 8";
  if (colours === 3 && !chunks.some(({ type }) => type === "PLTE")) return DAMAGED;
  const lineBytes = 1 + Math.ceil((width * samples * depth!) / 8);
  const packed = Buffer.concat(chunks.flatMap(({ type, data }) => (type === "IDAT" ? [data] : [])));
  return measureInflated(packed, lineBytes * height) ? [width, height] : DAMAGED;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Up to the end that it says itself; null where there is none. */
function listChunks(bytes: Buffer): readonly Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) return null;
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IEND") return chunks;
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return null;
}

/** Whether there are so many bytes in it, and no more. */
function measureInflated(packed: Buffer, expectedBytes: number): boolean {
  try {
    return inflateSync(packed, { maxOutputLength: expectedBytes }).length === expectedBytes;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
