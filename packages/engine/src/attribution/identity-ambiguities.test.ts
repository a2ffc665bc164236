import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWho } from "../belief/belief-builders.ts";
import { AMBIGUITY_PAIRS_MAX, AMBIGUITY_SPANS_MAX } from "../limits.ts";
import type { IdentityAmbiguity } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_IDENTITY } from "../parameters/identity.ts";
import {
  type AmbiguityTable,
  blendShares,
  blendWho,
  createAmbiguityTable,
  forgetAmbiguities,
  type IdSwitch,
  isOfTime,
  listIdSwitches,
  listPartners,
  recordAmbiguities,
} from "./identity-ambiguities.ts";

type Said = readonly [fromMs: number, toMs: number, probability: number];

const ambiguity = (
  [fromMs, toMs, probability]: Said,
  shopperIds = ["ada", "bob"],
): IdentityAmbiguity => ({
  shopperIds: shopperIds as [string, string],
  fromMs,
  toMs,
  probability,
});

/** Each is said at its own time, the first first. */
function record(sayings: readonly (readonly [atMs: number, ...said: Said])[]): AmbiguityTable {
  const table = createAmbiguityTable(DEFAULT_IDENTITY);
  for (const [timestampMs, ...said] of sayings)
    recordAmbiguities(table, {
      kind: "joints",
      timestampMs,
      shoppers: [],
      ambiguities: [ambiguity(said)],
    });
  return table;
}

const at = (table: AmbiguityTable, atMs: number): number =>
  listIdSwitches(table, atMs)[0]?.probability ?? 0;

describe("what is said of two", () => {
  it("holds in its time, and on until more is said, but not for long", () => {
    const table = record([[5000, 1000, 4000, 0.3]]);
    expect(
      [
        999,
        1000,
        4000,
        4000 + DEFAULT_IDENTITY.ambiguityHoldsMs,
        4001 + DEFAULT_IDENTITY.ambiguityHoldsMs,
      ].map((ms) => at(table, ms)),
    ).toEqual([...[0, 0.3, 0.3, 0.3, 0]]);
    expect(at(createAmbiguityTable(DEFAULT_IDENTITY), 1000)).toBe(0);
  });

  it("replaces what was said before of the same time, and leaves what is beside it", () => {
    const table = record([
      [5000, 1000, 5000, 0.3],
      [6000, 2000, 3000, 0.8],
    ]);
    expect([1500, 2500, 3500].map((ms) => at(table, ms))).toEqual([0.3, 0.8, 0.3]);
  });

  it("is the same by whatever order frames came in", () => {
    const saying = fc
      .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 100 }))
      .map(([from, length, share]): Said => [100 * from, 100 * (from + length), share / 100]);
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (all, keys) => {
        const sayings = all.map((said, index) => [5000 + index, ...said] as const);
        const order = new Map(sayings.map((said) => [said, keys.next().value!]));
        const turned = [...sayings].sort((a, b) => order.get(a)! - order.get(b)!);
        const [plain, mixed] = [record(sayings), record(turned)];
        for (let ms = 50; ms < 5000; ms += 100) expect(at(mixed, ms)).toBe(at(plain, ms));
      }),
    );
  });

  it("counts for nothing where it cannot be", () => {
    const table = createAmbiguityTable(DEFAULT_IDENTITY);
    const odd = [
      ambiguity([0, 1000, 0.5], ["ada", "ada"]),
      ambiguity([1000, 0, 0.5]),
      ambiguity([0, 1000, 1.1]),
      ambiguity([0, 1000, -0.1]),
      ambiguity([0, Number.NaN, 0.5]),
      ambiguity([0, 1000, Number.NaN]),
    ];
    const frame = { kind: "joints", timestampMs: 1000, shoppers: [], ambiguities: odd } as const;
    expect(recordAmbiguities(table, frame)).toEqual([]);
    expect(table.pairs.size).toBe(0);
  });

  it("is never sure, and too little of it is nothing", () => {
    expect(at(record([[2000, 1000, 2000, 1]]), 1500)).toBe(0.995);
    expect(at(record([[2000, 1000, 2000, 0.004]]), 1500)).toBe(0);
    expect(at(record([[2000, 1000, 2000, 0.005]]), 1500)).toBe(0.005);
  });

  it("holds on into a time of which nothing is said, whatever came after it", () => {
    const table = record([
      [5000, 1000, 4000, 0.3],
      [9000, 6000, 9000, 0.2],
    ]);
    expect(
      [
        4000 + DEFAULT_IDENTITY.ambiguityHoldsMs,
        4001 + DEFAULT_IDENTITY.ambiguityHoldsMs,
        6000,
      ].map((ms) => at(table, ms)),
    ).toEqual([...[0.3, 0, 0.2]]);
    const turned = record([
      [5000, 1000, 5000, 0.9],
      [5000, 5000, 5000, 0.1],
    ]);
    expect([4999, 5001].map((ms) => at(turned, ms))).toEqual([0.9, 0.1]);
  });

  it("says something else of the times it is of, and of those it holds for", () => {
    const said = ambiguity([1000, 2000, 0.5]);
    const times = [
      999,
      1000,
      2000 + DEFAULT_IDENTITY.ambiguityHoldsMs,
      2001 + DEFAULT_IDENTITY.ambiguityHoldsMs,
    ];
    expect(times.map((ms) => isOfTime(said, ms, DEFAULT_IDENTITY))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("is kept of so many times, and none before one", () => {
    const many = record(
      Array.from(
        { length: AMBIGUITY_SPANS_MAX + 1 },
        (_, n) => [n, 10 * n, 10 * n + 10, 0.5] as const,
      ),
    );
    expect([at(many, 5), at(many, 15)]).toEqual([0, 0.5]);
    forgetAmbiguities(many, () => true, 30);
    expect([at(many, 15), at(many, 25)]).toEqual([0, 0.5]);
    forgetAmbiguities(many, () => true, 10 * AMBIGUITY_SPANS_MAX + 11);
    expect(many.pairs.size).toBe(0);
  });

  it("is kept of so many pairs, those of whom something was said last, while both are there", () => {
    const table = createAmbiguityTable(DEFAULT_IDENTITY);
    const say = (other: string, isHere?: (shopperId: string) => boolean) =>
      recordAmbiguities(
        table,
        {
          kind: "joints",
          timestampMs: 1000,
          shoppers: [],
          ambiguities: [ambiguity([0, 1000, 0.5], ["ada", other])],
        },
        isHere,
      );
    for (let n = 0; n < AMBIGUITY_PAIRS_MAX; n++) say(`p${n}`);
    expect(table.pairs.size).toBe(AMBIGUITY_PAIRS_MAX);
    expect(listPartners(table, "ada", 500).size).toBe(AMBIGUITY_PAIRS_MAX);
    say("p0");
    say("one more");
    expect(table.pairs.size).toBe(AMBIGUITY_PAIRS_MAX);
    expect([...listPartners(table, "p0", 500)]).toEqual([["ada", 0.5]]);
    expect(listPartners(table, "p1", 500).size).toBe(0);
    forgetAmbiguities(table, (shopperId) => shopperId === "p7" || shopperId === "ada");
    expect([...listPartners(table, "ada", 500)]).toEqual([["p7", 0.5]]);
    expect(say("p8", () => false)).toEqual([]);
    expect(say("p8", (shopperId) => shopperId === "p8")).toHaveLength(1);
    forgetAmbiguities(table, (shopperId) => shopperId === "ada");
    expect(table.pairs.size).toBe(0);
  });
});

const swap = (one: string, other: string, probability: number): IdSwitch => ({
  shopperIds: [one, other],
  probability,
});

describe("who made a change", () => {
  it("is either of two by how likely they are swapped", () => {
    const shares = blendShares(
      new Map([
        ["ada", 0.9],
        ["bob", 0.1],
      ]),
      [swap("ada", "bob", 0.25)],
    );
    expect(shares.get("ada")).toBeCloseTo(0.7, 9);
    expect(shares.get("bob")).toBeCloseTo(0.3, 9);
  });

  it("is somebody all the same: the sum of shares stays, and each is a share", () => {
    const name = fc.constantFrom("ada", "bob", "cid", "dan");
    const pair = fc
      .tuple(name, name, fc.double({ min: 0, max: 1, noNaN: true }))
      .filter(([a, b]) => a !== b)
      .map(([a, b, probability]) => swap(a, b, probability));
    const shares = fc.dictionary(name, fc.double({ min: 0, max: 0.25, noNaN: true }));
    fc.assert(
      fc.property(shares, fc.array(pair, { maxLength: 6 }), (given, switches) => {
        const before = new Map(Object.entries(given));
        const after = blendShares(before, switches);
        const sum = (of: ReadonlyMap<string, number>) =>
          [...of.values()].reduce((a, b) => a + b, 0);
        expect(sum(after)).toBeCloseTo(sum(before), 12);
        const most = Math.max(0, ...before.values());
        for (const share of after.values()) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(most + 1e-12);
        }
      }),
    );
  });

  it("adds people who were out of the question, once they are likely enough", () => {
    const who = { ...createWho({ ada: 0.99 }), evidence: 0 };
    const blended = blendWho(
      who,
      [swap("ada", "bob", 0.2), swap("bob", "eve", 1e-5)],
      ENGINE_PARAMETERS,
    );
    expect(blended.shoppers).toEqual(["ada", "bob"]);
    expect(blended.logProbabilities.map(Math.exp)).toEqual([
      expect.closeTo(0.792, 9),
      expect.closeTo(0.198, 4),
    ]);
    expect(blended.reaches).toHaveLength(2);
  });

  it("keeps what the reaches say, and nobody's part", () => {
    const logs = [Math.log(0.1) + 3, Math.log(0.9) + 3];
    const who = { ...createWho({ a: 1 }), shoppers: [null, "ada"], logProbabilities: logs };
    const given = { ...who, evidence: 3, reaches: [-10, 7] };
    const blended = blendWho(given, [swap("ada", "bob", 0.5)], ENGINE_PARAMETERS);
    expect(blended.shoppers).toEqual([null, "ada", "bob"]);
    expect(blended.logProbabilities.map((log) => Math.exp(log - 3))).toEqual([
      ...[expect.closeTo(0.1, 9), expect.closeTo(0.45, 9), expect.closeTo(0.45, 9)],
    ]);
  });

  it("is as it was where nobody of a pair is in question", () => {
    const who = createWho({ ada: 0.7, bob: 0.3 });
    expect(blendWho(who, [], ENGINE_PARAMETERS)).toBe(who);
    expect(blendWho(who, [swap("cid", "dan", 0.5)], ENGINE_PARAMETERS)).toBe(who);
  });
});
