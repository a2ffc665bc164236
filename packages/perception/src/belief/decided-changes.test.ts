import { describe, expect, it } from "vitest";
import {
  blendShares,
  createDoubtTable,
  type Exchange,
  hearDoubts,
} from "../attribution/identity-doubts.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "../limits.ts";
import type { IdentityDoubt } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_IDENTITY } from "../parameters/identity.ts";
import { createAction, createBelief, createHypothesis, listCart } from "./belief-builders.ts";
import {
  type DecidedChange,
  type DecidedChanges,
  findMisgiven,
  hearOfBlock,
  listParts,
  listReweighed,
  takeOld,
} from "./decided-changes.ts";
import { addHistory, type Cluster, type Hypothesis } from "./hypotheses.ts";
import { type DecidedBlock, reweigh } from "./revisions.ts";

const CHANGE_ID = 7;
const AT_MS = 5000;
const swapped = (probability: number, other = "bob"): Exchange => ({
  ...{ shopperIds: ["ada", other], probability },
});

/** Ada's by what was seen there; weighed by some exchanges, while others are said now. */
function makeBlock(more: Partial<DecidedBlock> = {}): DecidedBlock {
  const { base = new Map([["ada", 1]]), rested = [], said = rested } = more;
  const ask = () => {
    throw new Error("nobody asks");
  };
  const shares = blendShares(base, rested);
  return { plates: "3", timestampMs: AT_MS, ask, base, shares, rested, said, ...more };
}

const makeDecided = (
  blocks: readonly DecidedBlock[],
  more: Partial<DecidedChange> = {},
): DecidedChange => ({
  ...{ changeId: CHANGE_ID, atMs: AT_MS, blocks, isFinal: false },
  ...{ left: new Set<string>(), misgiven: new Map<string, number>(), ...more },
});

describe("changes that were decided", () => {
  it("are kept in mind for a time, and no more of them than a bound", () => {
    const decided: DecidedChanges = new Map();
    const add = (changeId: number, atMs: number) =>
      decided.set(changeId, makeDecided([], { changeId, atMs }));
    add(1, 0);
    add(2, 10);
    expect(takeOld(decided, DECIDED_CHANGES_MS_MAX)).toEqual([]);
    expect(takeOld(decided, DECIDED_CHANGES_MS_MAX + 1).map((one) => one.changeId)).toEqual([1]);
    for (let id = 3; decided.size < DECIDED_CHANGES_MAX; id++) add(id, 10);
    expect(takeOld(decided, 10)).toEqual([]);
    add(9999, 10);
    expect(takeOld(decided, 10).map(({ changeId }) => changeId)).toEqual([2]);
  });

  it("have those for parts whose share is worth an account", () => {
    const shares = new Map(Object.entries({ ada: 0.961, bob: 0.02, cyd: 0.019 }));
    expect([...listParts([makeBlock({ shares })], DEFAULT_IDENTITY)]).toEqual(["ada", "bob"]);
  });
});

describe("what is said of a change's time", () => {
  const hear = (block: DecidedBlock, more: Partial<IdentityDoubt> = {}, known = "ada bob cyd") => {
    const doubts = [
      { shopperIds: ["ada", "bob"], fromMs: 4000, toMs: 6000, probability: 0.3, ...more },
    ] as const;
    const table = createDoubtTable(DEFAULT_IDENTITY);
    hearDoubts(table, { kind: "joints", timestampMs: 9000, shoppers: [], doubts });
    return hearOfBlock(block, doubts, table, (shopperId) => known.includes(shopperId));
  };

  it("is taken in where the time and somebody concerned are meant", () => {
    const block = makeBlock();
    expect(hear(block, { shopperIds: ["bob", "cyd"] })).toBe(false);
    expect(hear(block, { fromMs: AT_MS + 1 })).toBe(false);
    expect(hear(block, { fromMs: 0, toMs: AT_MS - DEFAULT_IDENTITY.doubtHoldsMs - 1 })).toBe(false);
    expect(block.said).toEqual([]);
    expect(hear(block)).toBe(true);
    expect(block.said).toEqual([swapped(0.3)]);
    const held = { fromMs: 0, toMs: AT_MS - DEFAULT_IDENTITY.doubtHoldsMs, probability: 0.4 };
    expect(hear(block, held)).toBe(true);
    expect(block.said).toEqual([swapped(0.4)]);
    expect(hear(block, { probability: 0 })).toBe(true);
    expect(block.said).toEqual([]);
  });

  it("leaves what was said of others who are forgotten by now, and is none of who was not there", () => {
    const block = makeBlock({ said: [swapped(0.2, "cyd")] });
    hear(block);
    expect(block.said).toEqual([swapped(0.3), swapped(0.2, "cyd")]);
    const other = makeBlock();
    hear(other, {}, "ada");
    expect(other.said).toEqual([]);
  });
});

const act = (shopperId: string, plates = [3]) =>
  createAction({ changeId: CHANGE_ID, shopperId, barcode: "tea", plates });
const byAda = (weight: number): Hypothesis =>
  addHistory(createHypothesis(weight, { ada: ["tea"] }), act("ada"));
const byBob = (weight: number): Hypothesis =>
  addHistory(createHypothesis(weight, { bob: ["tea"] }), act("bob"));

/** Belief in each one's having the tea, after what is said was weighed. */
function weigh(clusters: readonly Cluster[], change: DecidedChange): Record<string, number> {
  const reweighings = listReweighed(clusters, change, ENGINE_PARAMETERS);
  const belief: Record<string, number> = {};
  for (const cluster of clusters) {
    for (const one of reweigh(cluster, CHANGE_ID, reweighings, ENGINE_PARAMETERS)) {
      for (const shopper of ["ada", "bob"].filter((name) => listCart(one, name).length > 0))
        belief[shopper] = (belief[shopper] ?? 0) + Math.exp(one.logWeight);
    }
  }
  return belief;
}

const near = (value: number) => expect.closeTo(value, 3);

describe("a change of which something else is said", () => {
  const [rested, said] = [[swapped(0.1)], [swapped(0.8)]];
  const both = () => [createBelief(["ada", "bob"], [byAda(0.9), byBob(0.1)])];

  it("is weighed anew where there are accounts for it", () => {
    const block = makeBlock({ rested, said });
    expect(weigh(both(), makeDecided([block]))).toEqual({ ada: near(0.2), bob: near(0.8) });
    expect(block.rested).toEqual(said);
    expect([...block.shares.values()]).toEqual([near(0.2), near(0.8)]);
    expect(findMisgiven([block]).size).toBe(0);
    expect(listReweighed(both(), makeDecided([block]), ENGINE_PARAMETERS)).toEqual([]);
  });

  it("is weighed anew, too, where each of the two is looked at alone", () => {
    const clusters = [
      createBelief(["ada"], [byAda(0.9), createHypothesis(0.1, {})]),
      createBelief(["bob"], [byBob(0.1), createHypothesis(0.9, {})]),
    ];
    const change = makeDecided([makeBlock({ rested, said })]);
    expect(weigh(clusters, change)).toEqual({ ada: near(0.2), bob: near(0.8) });
  });

  it.each<[string, Partial<DecidedBlock>, () => Cluster[], Partial<DecidedChange>]>([
    ["whose part was not worth an account", { rested: [swapped(0.019)], said }, both, {}],
    ["final by now", { rested, said }, both, { isFinal: true }],
    [
      "in which somebody had a part who has left",
      { rested, said },
      both,
      { left: new Set(["bob"]) },
    ],
    [
      "of somebody in no cart",
      { rested, said },
      () => [createBelief(["ada"], [byAda(0.9), createHypothesis(0.1, {})])],
      {},
    ],
    [
      "whose accounts came to the same, and one is left",
      { rested, said },
      () => [createBelief(["ada", "bob"], [byAda(0.99), byBob(0.01)])],
      {},
    ],
    [
      "whose accounts came to the same where each is looked at alone",
      { rested, said },
      () => [
        createBelief(["ada"], [byAda(0.997), createHypothesis(0.003, {})]),
        createBelief(["bob"], [byBob(0.1), createHypothesis(0.9, {})]),
      ],
      {},
    ],
    [
      "where a hand that rests stands for others",
      { said },
      () => [createBelief(["ada"], [byAda(0.997), createHypothesis(0.003, {})])],
      {},
    ],
  ])("is left as it is, and misgiven, of one %s", (_, block, makeClusters, more) => {
    const own = makeBlock(block);
    const clusters = makeClusters();
    expect(listReweighed(clusters, makeDecided([own], more), ENGINE_PARAMETERS)).toEqual([]);
    const moved = 0.8 - (own.rested[0]?.probability ?? 0);
    expect([...findMisgiven([own])]).toEqual([
      ["ada", near(moved)],
      ["bob", near(moved)],
    ]);
    own.said = own.rested;
    expect(findMisgiven([own]).size).toBe(0);
  });

  it("is weighed anew by what can be, whatever else is said too late", () => {
    const block = makeBlock({ rested, said: [swapped(0.001), swapped(0.2, "cyd")] });
    const clusters = [...both(), createBelief(["cyd"], [createHypothesis(1, {})])];
    expect(weigh(clusters, makeDecided([block])).ada).toBeGreaterThan(0.99);
    expect([...findMisgiven([block])]).toEqual([
      ["ada", near(0.2)],
      ["cyd", near(0.2)],
    ]);
  });

  it("is not misgiven where what is said speaks for the one it was given to", () => {
    const block = makeBlock({ rested: [swapped(0.3)], said: [] });
    expect(listReweighed([], makeDecided([block], { isFinal: true }), ENGINE_PARAMETERS)).toEqual(
      [],
    );
    expect(findMisgiven([block]).size).toBe(0);
  });

  it("says nothing of a way to cut it that nobody believes in", () => {
    const blocks = [makeBlock({ rested, said }), makeBlock({ said, plates: "3,4" })];
    expect(weigh(both(), makeDecided(blocks))).toEqual({ ada: near(0.2), bob: near(0.8) });
    expect(findMisgiven(blocks).size).toBe(0);
  });
});
