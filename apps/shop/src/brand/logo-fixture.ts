/** For tests: logos, and PNGs of any header. */
import { deflateSync } from "node:zlib";

export const SVG = Buffer.from(
  `<?xml version="1.0"?><!-- a mark --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="20" fill="#0b7a75"/></svg>`,
);

interface PngOptions {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly interlace?: number;
  /** What is packed into it; left out: as many bytes as it says. */
  readonly lines?: Uint8Array;
}

/** Of opaque red, green and blue. Checksums are left empty: readers here take none. */
export function makePng({ width, height, depth = 8, interlace = 0, lines }: PngOptions): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, 2, 0, 0, interlace], 8);
  const packed = deflateSync(lines ?? Buffer.alloc(height * (1 + (width * 3 * depth) / 8)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[makeChunk("IHDR", head), makeChunk("IDAT", packed), makeChunk("IEND", Buffer.alloc(0))],
  ]);
}

function makeChunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, "latin1"), data, Buffer.alloc(4)]);
}
