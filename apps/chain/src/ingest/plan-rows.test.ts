import { hash } from "node:crypto";
import { formatForHash, type UpRow } from "@saunter/protocol/chain/up-row";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BEFORE_FIRST, planRows } from "./plan-rows.ts";

/** A journal of so many rows. */
function makeRows(count: number, body = "{}"): UpRow[] {
  const rows: UpRow[] = [];
  let before = BEFORE_FIRST.hash;
  for (let position = 1; position <= count; position++) {
    const row = { position, stream: "visit-a", version: position, type: "T", atMs: 5, body };
    const one = { ...row, hash: hash("sha256", formatForHash(before, row), "base64url") };
    rows.push(one);
    before = one.hash;
  }
  return rows;
}

const JOURNAL = makeRows(12);
const findHash = (position: number): string | undefined => JOURNAL[position - 1]?.hash;

describe("rows of a shop", () => {
  it("are each taken once and in order, however they come", () => {
    const order = fc.array(fc.nat({ max: JOURNAL.length - 1 }), { maxLength: 60 });
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 9 }), (indices, atOnce) => {
        const all = [...indices, ...JOURNAL.keys()].map((index) => JOURNAL[index]!);
        let head = BEFORE_FIRST;
        let waiting: readonly UpRow[] = [];
        const taken: UpRow[] = [];
        for (let from = 0; from < all.length; from += atOnce) {
          const plan = planRows(head, [...waiting, ...all.slice(from, from + atOnce)], findHash);
          expect(plan.refused).toEqual([]);
          taken.push(...plan.taken);
          head = taken.at(-1) ?? head;
          waiting = plan.waiting;
        }
        expect(taken).toEqual(JOURNAL);
        expect(waiting).toEqual([]);
      }),
    );
  });

  it("are refused where one does not follow the one before it, and what follows waits", () => {
    const [first, second, third] = JOURNAL;
    const wrong = { ...second!, body: '{"amountMinor":1}' };
    const plan = planRows(BEFORE_FIRST, [first!, wrong, third!], findHash);
    expect(plan).toEqual({
      taken: [first],
      refused: [{ row: wrong, reason: "hash-wrong" }],
      waiting: [third],
    });
    expect(planRows(first!, [second!, third!], findHash).taken).toEqual([second, third]);
    expect(planRows(first!, [wrong], findHash)).toEqual({
      taken: [],
      refused: [{ row: wrong, reason: "hash-wrong" }],
      waiting: [],
    });
  });

  it("are refused where another was taken in their place, also of the same batch", () => {
    const other = makeRows(2, "[]");
    const before = planRows(JOURNAL[4]!, [other[1]!], findHash);
    expect(before.refused).toEqual([{ row: other[1], reason: "forked" }]);
    const beside = planRows(BEFORE_FIRST, [JOURNAL[0]!, other[0]!], () => undefined);
    expect(beside.taken).toEqual([JOURNAL[0]]);
    expect(beside.refused).toEqual([{ row: other[0], reason: "forked" }]);
  });
});
