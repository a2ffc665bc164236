import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameReader, type Place } from "./frame-reader.ts";

const FRAME_BYTES = 7;

interface Read {
  readonly index: number;
  readonly ptsMs: number;
  readonly bytes: readonly number[] | null;
}

const stampOf = (index: number): string =>
  `frame:${index}    pts:${index * 250_000}  pts_time:${index}\ncamera=1\n`;

function open(findPlace: (index: number) => Place = () => new Uint8Array(FRAME_BYTES)) {
  const read: Read[] = [];
  let unreadable = 0;
  const reader = createFrameReader({
    frameBytes: FRAME_BYTES,
    stampsMax: 3,
    findPlace,
    onFrame: ({ index, ptsMs, rgb }) =>
      void read.push({ index, ptsMs, bytes: rgb === null ? null : [...rgb] }),
    onUnreadable: () => void unreadable++,
  });
  return { reader, read, countUnreadable: () => unreadable };
}

/** Cut where it is told to. */
function cut<T extends string | Uint8Array>(whole: T, at: readonly number[]): T[] {
  const ends = [...new Set(at.map((end) => end % (whole.length + 1)))].sort((a, b) => a - b);
  return [...ends, whole.length].map((end, i) => whole.slice(i === 0 ? 0 : ends[i - 1], end) as T);
}

describe("createFrameReader", () => {
  it("gives the same frames however the pipes cut them", () => {
    const cuts = fc.array(fc.nat(1000), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, cuts, fc.boolean(), (byteCuts, textCuts, areStampsFirst) => {
        const bytes = Uint8Array.from({ length: 3 * FRAME_BYTES }, (_, at) => at);
        const { reader, read } = open();
        const takeBytes = (): void => {
          for (const part of cut(bytes, byteCuts)) expect(reader.takeBytes(part)).toBe(part.length);
        };
        if (!areStampsFirst) takeBytes();
        for (const part of cut([0, 1, 2].map(stampOf).join(""), textCuts)) reader.takeStamps(part);
        if (areStampsFirst) takeBytes();
        expect(read).toEqual(
          [0, 1, 2].map((index) => ({
            index,
            ptsMs: index * 250,
            bytes: [...bytes.slice(index * FRAME_BYTES, (index + 1) * FRAME_BYTES)],
          })),
        );
      }),
    );
  });

  it("gives a frame that has no time none", () => {
    const { reader, read } = open();
    reader.takeStamps("frame:0    pts:NOPTS   pts_time:NOPTS\n");
    reader.takeBytes(new Uint8Array(FRAME_BYTES));
    expect(read[0]!.ptsMs).toBeNaN();
  });

  it("leaves frames out without losing their times", () => {
    const { reader, read } = open((index) => (index === 1 ? "skip" : new Uint8Array(FRAME_BYTES)));
    reader.takeStamps([0, 1, 2].map(stampOf).join(""));
    reader.takeBytes(new Uint8Array(3 * FRAME_BYTES));
    expect(read.map(({ index, ptsMs, bytes }) => [index, ptsMs, bytes !== null])).toEqual([
      ...[[0, 0, true] as const, [1, 250, false] as const, [2, 500, true] as const],
    ]);
  });

  it("returns what has to wait", () => {
    let isFull = true;
    const { reader, read } = open((index) =>
      index === 1 && isFull ? "wait" : new Uint8Array(FRAME_BYTES),
    );
    reader.takeStamps(stampOf(0) + stampOf(1));
    const bytes = new Uint8Array(2 * FRAME_BYTES);
    expect(reader.takeBytes(bytes)).toBe(FRAME_BYTES);
    expect(reader.takeBytes(bytes.subarray(FRAME_BYTES))).toBe(0);
    isFull = false;
    expect(reader.takeBytes(bytes.subarray(FRAME_BYTES))).toBe(FRAME_BYTES);
    expect(read.map(({ index }) => index)).toEqual([0, 1]);
  });

  it("says that it cannot be read where times are missing, one past the bound", () => {
    const { reader, countUnreadable } = open();
    reader.takeBytes(new Uint8Array(3 * FRAME_BYTES));
    expect(countUnreadable()).toBe(0);
    reader.takeBytes(new Uint8Array(FRAME_BYTES));
    expect(countUnreadable()).toBe(1);
  });

  it("gives back the bytes of frames that were begun", () => {
    const { reader } = open();
    reader.takeBytes(new Uint8Array(FRAME_BYTES + 2));
    expect(reader.abandon()).toHaveLength(2);
    expect(reader.abandon()).toHaveLength(0);
  });
});
