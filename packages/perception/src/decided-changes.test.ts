import { describe, expect, it } from "vitest";
import {
  createAction,
  createBelief,
  createHypothesis,
  createItem,
  listCart,
} from "./belief-builders.ts";
import {
  addLateAccounts,
  type DecidedChange,
  type DecidedChanges,
  listLate,
  listMisgiven,
  listMoved,
  rememberDecided,
} from "./decided-changes.ts";
import { type ActionRecord, addHistory, type Cluster, type Hypothesis } from "./hypotheses.ts";
import type { Exchange } from "./identity-doubts.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "./limits.ts";
import { type Reweighing, reweigh } from "./revisions.ts";

const CHANGE_ID = 7;
const shares = (of: Record<string, number>) => new Map(Object.entries(of));

function makeDecided(changeId: number, atMs: number, base: Record<string, number>): DecidedChange {
  const ask = () => {
    throw new Error("nobody asks");
  };
  const block = { plates: "3", timestampMs: atMs, base: shares(base), shares: shares(base), ask };
  return { changeId, atMs, blocks: [block], final: new Set() };
}

const swapped = (probability: number) => (): Exchange[] => [
  { shopperIds: ["ada", "bob"], probability },
];

describe("changes that were decided", () => {
  it("are kept in mind for a time, and no more of them than a bound", () => {
    const decided: DecidedChanges = new Map();
    rememberDecided(decided, makeDecided(1, 0, {}), 0);
    rememberDecided(decided, makeDecided(2, 10, {}), DECIDED_CHANGES_MS_MAX);
    expect([...decided.keys()]).toEqual([1, 2]);
    const old = rememberDecided(decided, makeDecided(3, 20, {}), DECIDED_CHANGES_MS_MAX + 1);
    expect(old.map(({ changeId }) => changeId)).toEqual([1]);
    for (let id = 4; decided.size < DECIDED_CHANGES_MAX; id++)
      expect(rememberDecided(decided, makeDecided(id, 20, {}), 20)).toEqual([]);
    expect(rememberDecided(decided, makeDecided(9999, 20, {}), 20)).toHaveLength(1);
    expect(decided.size).toBe(DECIDED_CHANGES_MAX);
  });

  it("are weighed anew where shares have moved", () => {
    const decided = makeDecided(1, 0, { ada: 0.9, bob: 0.1 });
    expect(listMoved(decided, () => [])).toEqual([]);
    expect(listMoved(decided, swapped(0.002))).toEqual([]);
    const [moved] = listMoved(decided, swapped(0.5));
    expect(moved!.now.get("bob")).toBeCloseTo(0.5, 9);
  });

  it("and are final are told of by how far they are another's now", () => {
    const decided = makeDecided(1, 0, { ada: 1 });
    expect(listMisgiven(decided, swapped(0.5)).size).toBe(0);
    decided.final.add("ada");
    expect([...listMisgiven(decided, swapped(0.4))]).toEqual([
      ["ada", expect.closeTo(0.4, 9)],
      ["bob", expect.closeTo(0.4, 9)],
    ]);
  });

  it("are late for whoever was out of the question and is not now", () => {
    const one: Reweighing = {
      plates: "3",
      before: shares({ ada: 1 }),
      now: shares({ ada: 0.5, bob: 0.5 }),
    };
    expect(listLate(one, swapped(0.5)())).toEqual([{ from: "ada", to: "bob" }]);
    const known = { ...one, before: shares({ ada: 0.97, bob: 0.03 }) };
    expect(listLate(known, swapped(0.5)())).toEqual([]);
    const little = { ...one, now: shares({ ada: 0.981, bob: 0.019 }) };
    expect(listLate(little, swapped(0.019)())).toEqual([]);
  });
});

const act = (more: Partial<ActionRecord> = {}): ActionRecord =>
  createAction({ changeId: CHANGE_ID, shopperId: "ada", barcode: "tea", plates: [3], ...more });

const tea = createItem("tea", { changeId: CHANGE_ID });
const MOVED: Reweighing = {
  ...{ plates: "3", before: shares({ ada: 1 }), now: shares({ ada: 0.1, bob: 0.9 }) },
};
const LATE = [{ from: "ada", to: "bob" }] as const;

/** What carts hold once it is said that it was Bob for the most part. */
function tell(clusters: readonly Cluster[]): Record<string, number> {
  addLateAccounts(clusters, CHANGE_ID, MOVED, LATE);
  const told: Record<string, number> = {};
  for (const cluster of clusters) {
    for (const one of reweigh(cluster, CHANGE_ID, [MOVED])) {
      for (const shopper of ["ada", "bob"].filter((id) => cluster.shoppers.has(id))) {
        const key = `${shopper}: ${listCart(one, shopper).sort().join("+")}`;
        told[key] = (told[key] ?? 0) + Math.exp(one.logWeight);
      }
    }
  }
  return Object.fromEntries(
    Object.entries(told).map(([key, value]) => [key, Number(value.toFixed(3))]),
  );
}

const taken = (carts: Parameters<typeof createHypothesis>[1], action = act()): Hypothesis =>
  addHistory(createHypothesis(1, carts), action);

describe("accounts that nobody made in time", () => {
  it("give what was taken to the other, where both are looked at together", () => {
    const cluster = createBelief(["ada", "bob"], [taken({ ada: [tea], bob: ["jam"] })]);
    expect(tell([cluster])).toEqual({
      ...{ "ada: tea": 0.1, "ada: ": 0.9, "bob: jam": 0.1, "bob: jam+tea": 0.9 },
    });
  });

  it("and where each is looked at alone", () => {
    const clusters = [
      createBelief(["ada"], [taken({ ada: [tea] })]),
      createBelief(["bob"], [createHypothesis(1, { bob: ["jam"] })]),
    ];
    expect(tell(clusters)).toEqual({
      ...{ "ada: tea": 0.1, "ada: ": 0.9, "bob: jam": 0.1, "bob: jam+tea": 0.9 },
    });
  });

  it("take what was put back from the other, who has to have had such a thing", () => {
    const action = act({ kind: "putback" });
    const both = createBelief(["ada", "bob"], [taken({ ada: [], bob: ["tea"] }, action)]);
    expect(tell([both])).toEqual({
      ...{ "ada: ": 0.1, "ada: tea": 0.9, "bob: tea": 0.1, "bob: ": 0.9 },
    });
    const neither = createBelief(["ada", "bob"], [taken({ ada: [], bob: ["jam"] }, action)]);
    expect(tell([neither])).toEqual({ "ada: ": 1, "bob: jam": 1 });
  });

  it("leave what has gone on since, and is in the cart no more", () => {
    const cluster = createBelief(["ada", "bob"], [taken({ ada: [], bob: ["jam"] })]);
    expect(tell([cluster])).toEqual({ "ada: ": 1, "bob: jam": 1 });
  });

  it("are none where they were made, or nobody has a part in it any more", () => {
    const known = addHistory(createHypothesis(0.4, { bob: [tea] }), act({ shopperId: "bob" }));
    const cluster = createBelief(["ada", "bob"], [taken({ ada: [tea] }), known]);
    addLateAccounts([cluster], CHANGE_ID, MOVED, LATE);
    expect(cluster.hypotheses).toHaveLength(2);
    const final = createBelief(["ada", "bob"], [createHypothesis(1, { ada: [tea] })]);
    addLateAccounts([final], CHANGE_ID, MOVED, LATE);
    expect(final.hypotheses).toHaveLength(1);
    const alone = createBelief(["ada"], [taken({ ada: [tea] })]);
    addLateAccounts([alone], CHANGE_ID, MOVED, LATE);
    expect(alone.hypotheses).toHaveLength(1);
  });
});
