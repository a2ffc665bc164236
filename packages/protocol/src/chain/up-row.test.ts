import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRow, encodeRow, formatForHash, type UpRow } from "./up-row.ts";

const text = fc.string({ minLength: 1 });
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const row: fc.Arbitrary<UpRow> = fc.record({
  position: count,
  stream: text,
  version: count,
  type: text,
  atMs: fc.integer({ min: 1, max: 253_402_300_799_999 }),
  body: text,
  hash: text,
});

describe("rows of a journal", () => {
  it("are the same after the way", () => {
    fc.assert(
      fc.property(row, (one) => {
        expect(decodeRow(encodeRow(one))).toEqual(one);
      }),
    );
  });

  it.each([
    "",
    "{}",
    "[]",
    "null",
    '[1,"s",1,"t",1,"{}"]',
    '[0,"s",1,"t",1,"{}","h"]',
    '[1.5,"s",1,"t",1,"{}","h"]',
    '[1,"",1,"t",1,"{}","h"]',
    '[1,"s",1,"t",-1,"{}","h"]',
    '[1,"s",1,"t",253402300800000,"{}","h"]',
    '[1,"s",1,"t",1,{},"h"]',
    '[1,"s",1,"t",1,"{}",null]',
    '[1,"s",1,"t",1,"{}","h",2]',
  ])("are none of %j", (other) => {
    expect(decodeRow(other)).toBeNull();
  });

  it("have their hash of all that they say", () => {
    const one = { position: 2, stream: "visit-a", version: 1, type: "T", atMs: 5, body: "{}" };
    expect(formatForHash("before", one)).toBe("before\n2\nvisit-a\n1\nT\n5\n{}");
  });
});
