import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Head, openHeadMark, readHeadMark } from "./head-mark.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const head = (position: number): Head => ({ position, hash: `hash-of-${position}` });

function write(path: string, ...positions: number[]): void {
  const mark = openHeadMark(path);
  for (const position of positions) mark.write(head(position));
  mark.close();
}

describe("the mark of the journal's head", () => {
  it("says what was written last", () => {
    const path = join(folders.make(), "mark");
    expect(readHeadMark(path)).toBeNull();
    write(path, 1);
    expect(readHeadMark(path)).toEqual(head(1));
    write(path, 2, 3, 4);
    expect(readHeadMark(path)).toEqual(head(4));
    write(path);
    expect(readHeadMark(path)).toEqual(head(4));
  });

  it("is the one before where the last write was torn, after a start too", () => {
    for (const [before, last] of [
      [[7], 8],
      [[7, 8], 9],
    ] as const) {
      const path = join(folders.make(), "mark");
      write(path, ...before);
      const whole = readFileSync(path);
      write(path, last);
      const written = readFileSync(path);
      const torn = written.map((byte, at) => (byte === whole[at] ? byte : 0));
      writeFileSync(path, torn);
      expect(readHeadMark(path)).toEqual(head(before.at(-1)!));
    }
  });

  it("is none where it is damaged, or one that was written", () => {
    const folder = folders.make();
    fc.assert(
      fc.property(
        fc.nat({ max: 255 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, isCut) => {
          const path = join(folder, "mark");
          writeFileSync(path, "");
          write(path, 11, 12);
          const bytes = readFileSync(path);
          bytes[at]! ^= change;
          writeFileSync(path, bytes);
          if (isCut) truncateSync(path, at);
          expect([null, head(11), head(12)]).toContainEqual(readHeadMark(path));
        },
      ),
    );
  });

  it.each([
    ["empty", ""],
    ["something else", "position 7\n".repeat(100)],
    ["two slots of spaces", " ".repeat(256)],
  ])("is none where the file is %s", (_, text) => {
    const path = join(folders.make(), "mark");
    writeFileSync(path, text);
    expect(readHeadMark(path)).toBeNull();
    write(path, 5);
    expect(readHeadMark(path)).toEqual(head(5));
  });

  it.skipIf(!existsSync("/dev/full"))("stays behind where the disk takes nothing", () => {
    const mark = openHeadMark("/dev/full");
    expect(() => mark.write(head(1))).not.toThrow();
    mark.close();
    expect(readHeadMark("/dev/full")).toBeNull();
  });

  it("is not written once it is closed", () => {
    const mark = openHeadMark(join(folders.make(), "mark"));
    mark.close();
    expect(() => mark.write(head(1))).toThrow(/EBADF/);
  });
});
