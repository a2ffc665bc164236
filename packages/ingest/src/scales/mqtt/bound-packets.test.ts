import { describe, expect, it } from "vitest";
import { PACKET_BYTES_MAX } from "../scale-limits.ts";
import { createPacketBound } from "./bound-packets.ts";

/** A PUBLISH whose body looks like the start of one that is too long. */
function makePacket(length: number): Buffer {
  const header = [0x30];
  let rest = length;
  do {
    header.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

function isWithin(bytes: Buffer, pieceBytes: number): boolean {
  const take = createPacketBound();
  let last = true;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    last = take(bytes.subarray(at, at + pieceBytes));
  }
  return last;
}

describe.each([1, 7, 65_536])("a stream of packets in pieces of %s bytes", (pieceBytes) => {
  const usual = Buffer.concat([0, 1, 127, 128, 16_384, PACKET_BYTES_MAX, 0].map(makePacket));

  it("is within the bound while each packet is", () => {
    expect(isWithin(usual, pieceBytes)).toBe(true);
  });

  it("is not from a packet on that is one byte too long", () => {
    const long = Buffer.concat([usual, makePacket(PACKET_BYTES_MAX + 1).subarray(0, 4)]);
    expect(isWithin(long, pieceBytes)).toBe(false);
  });

  it("is not from a length on that does not end", () => {
    expect(isWithin(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]), pieceBytes)).toBe(false);
  });
});
