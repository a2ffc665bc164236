/** Bytes of scanners and of packed frames become codes and frames, wherever they are cut; any others become none. */
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCANNER_CHARS_MAX } from "../cart-limits.ts";
import { createScannerLines } from "./open-scanner.ts";
import { createPackedLine } from "./packed-line.ts";

function makeFrame(sequence: number): ScaleFrame {
  return {
    deviceId: "tray",
    calibrationId: 0,
    bootId: 7,
    sequence,
    timeUs: 1000 * sequence,
    rateHz: 80,
    unit: "counts",
    status: 0,
    channelStatus: Uint8Array.of(0),
    channelCount: 1,
    sampleCount: 2,
    samples: Float64Array.of(sequence, sequence + 1),
  };
}

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((at) => at % bytes.length).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, at) => bytes.subarray(places[at], to));
}

function readFrames(pieces: readonly Uint8Array[]) {
  const [numbers, faults]: [number[], string[]] = [[], []];
  const line = createPackedLine(
    ({ sequence }) => numbers.push(sequence),
    (fault) => faults.push(fault),
  );
  for (const piece of pieces) line.push(piece);
  return { numbers, faults };
}

describe("packed frames on a line", () => {
  it("are read wherever they are cut", () => {
    const bytes = Buffer.concat([1, 2, 3].map((number) => packFrame(makeFrame(number))));
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (cuts) => {
        expect(readFrames(cut(bytes, cuts))).toEqual({ numbers: [1, 2, 3], faults: [] });
      }),
    );
  });

  it("are found again after bytes that are none, and no other frame is made of these", () => {
    const frames = [1, 2, 3, 4, 5].map((number) => packFrame(makeFrame(number)));
    const [first, ...rest] = frames;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (between) => {
        const { numbers } = readFrames([Buffer.concat([first!, between, ...rest])]);
        expect(numbers[0]).toBe(1);
        for (const number of numbers) expect([1, 2, 3, 4, 5]).toContain(number);
      }),
    );
    const lost = readFrames([Buffer.concat([first!, Buffer.from("??"), ...rest])]);
    expect(lost).toEqual({ numbers: [1, 2, 3, 4, 5], faults: ["not-a-frame"] });
  });

  it("with a byte that was changed are left out", () => {
    const frames = [1, 2, 3].map((number) => packFrame(makeFrame(number)));
    frames[1]![40]! ^= 1;
    expect(readFrames(frames)).toEqual({ numbers: [1, 3], faults: ["checksum"] });
  });
});

describe("a scanner's lines", () => {
  const read = (pieces: readonly Uint8Array[]): string[] => {
    const codes: string[] = [];
    const lines = createScannerLines((code) => codes.push(code));
    for (const piece of pieces) lines.push(piece);
    return codes;
  };

  it("end with CR, LF or both, and may be cut anywhere", () => {
    const bytes = Buffer.from("4006381333931\r\n]e00109501101530003\u001d17\n\r4011\r");
    const codes = ["4006381333931", "]e00109501101530003\u001d17", "4011"];
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        expect(read(cut(bytes, cuts))).toEqual(codes);
      }),
    );
  });

  it("may be so long and no longer", () => {
    const of = (length: number) => read([Buffer.from(`${"1".repeat(length)}\n4011\n`)]).length;
    expect(of(SCANNER_CHARS_MAX)).toBe(2);
    expect(of(SCANNER_CHARS_MAX + 1)).toBe(1);
  });
});
