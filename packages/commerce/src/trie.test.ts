import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findIn, hashText, listEntries, putInto, type Trie } from "./trie.ts";

const fill = (keys: Iterable<string>): Trie<number> => {
  let trie: Trie<number> = null;
  let at = 0;
  for (const key of keys) trie = putInto(trie, key, at++);
  return trie;
};

/** Nodes of a trie. */
function listNodes(node: Trie<unknown>): object[] {
  if (node === null) return [];
  return "children" in node ? [node, ...node.children.flatMap(listNodes)] : [node];
}

/** Texts that FNV-1a of 32 bits is known to take for each other. */
const SAME_HASH = ["costarring", "liquid"] as const;

describe("a trie", () => {
  it("has what was put into it last, as a map has", () => {
    const keys = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...SAME_HASH));
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.nat()), { maxLength: 200 }), (entries) => {
        const map = new Map<string, number>();
        let trie: Trie<number> = null;
        for (const [key, value] of entries) {
          map.set(key, value);
          trie = putInto(trie, key, value);
        }
        expect(new Map(listEntries(trie))).toEqual(map);
        expect([...listEntries(trie)]).toHaveLength(map.size);
        for (const [key, value] of map) expect(findIn(trie, key)).toBe(value);
        expect(findIn(trie, "nothing has this key")).toBeUndefined();
      }),
    );
  });

  it("leaves the one before as it was", () => {
    const before = fill(["a", "b", "c"]);
    const copy = structuredClone(before);
    const after = putInto(putInto(before, "a", 7), "d", 8);
    expect(before).toEqual(copy);
    expect([findIn(before, "a"), findIn(before, "d")]).toEqual([0, undefined]);
    expect([findIn(after, "a"), findIn(after, "d")]).toEqual([7, 8]);
  });

  it("keeps texts of the same hash apart", () => {
    const [one, other] = SAME_HASH;
    expect(hashText(one)).toBe(hashText(other));
    const trie = fill([one, "x", other]);
    expect([findIn(trie, one), findIn(trie, other)]).toEqual([0, 2]);
    expect(findIn(putInto(trie, one, 9), one)).toBe(9);
    expect(fill([other, "x", one])).toEqual(
      putInto(putInto(putInto(null, one, 2), "x", 1), other, 0),
    );
  });

  it("is the same in whatever order its entries came", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 50 }), fc.integer(), (keys, seed) => {
        const values = new Map(keys.map((key, at) => [key, at]));
        const shuffled = keys.toSorted((a, b) => hashText(a + seed) - hashText(b + seed));
        const build = (order: readonly string[]): Trie<number> =>
          order.reduce<Trie<number>>((trie, key) => putInto(trie, key, values.get(key)!), null);
        expect(build(shuffled)).toEqual(build(keys));
      }),
    );
  });

  it("copies few nodes for an entry, however many there are", () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `v${at}.1`);
    const trie = fill(keys);
    const known = new Set(listNodes(trie));
    for (const key of ["v1.1", "v19999.1", "v20000.1"]) {
      const copied = listNodes(putInto(trie, key, 1)).filter((node) => !known.has(node));
      // 20,000 texts fill four levels of sixteen; some lie deeper.
      expect(copied.length).toBeLessThanOrEqual(7);
    }
  });

  it("hashes as FNV-1a does", () => {
    // http://www.isthe.com/chongo/src/fnv/test_fnv.c
    expect(hashText("")).toBe(0x811c9dc5);
    expect(hashText("a")).toBe(0xe40c292c);
    expect(hashText("foobar")).toBe(0xbf9cf968);
  });
});
