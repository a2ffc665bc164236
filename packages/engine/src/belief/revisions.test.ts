import { describe, expect, it } from "vitest";
import type { WhoDistribution } from "../attribution/associator.ts";
import { shareOut } from "../attribution/associator.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_WHO } from "../parameters/who.ts";
import {
  createAction,
  createBelief,
  createHypothesis,
  createItem,
  createWho,
} from "./belief-builders.ts";
import { type ActionRecord, addHistory, type Cluster, type Hypothesis } from "./hypotheses.ts";
import { listReweighings, type Revision, reweigh } from "./revisions.ts";

const CHANGE_ID = 7;

/** A shopper's own share each, with what the reaches of all said on top. */
const createReached = (shares: Record<string, number>, evidence = 3): WhoDistribution => {
  const who = createWho(shares);
  return { ...who, evidence, logProbabilities: who.logProbabilities.map((log) => log + evidence) };
};

interface Asked {
  readonly plates?: string;
  readonly before: Record<string, number>;
  readonly now: Record<string, number>;
}

const createRevision = (...blocks: readonly Asked[]): Revision => ({
  changeId: CHANGE_ID,
  dueMs: 12_000,
  blocks: blocks.map(({ plates = "3", before, now }) => ({
    plates,
    shares: shareOut(createReached(before)),
    ask: () => createReached(now, -2),
  })),
});

const pick = (shopperId: string | null, more: Partial<ActionRecord> = {}): ActionRecord =>
  createAction({ changeId: CHANGE_ID, shopperId, barcode: "tea", plates: [3], ...more });

/** A hypothesis that says who took what, with carts so that no two are the same. */
const explanation = (weight: number, ...actions: readonly ActionRecord[]): Hypothesis => {
  const taken = Object.groupBy(actions, ({ shopperId }) => shopperId ?? "nobody");
  const carts = Object.entries(taken).map(([id, own]) => [id, own!.map(({ barcode }) => barcode!)]);
  return actions.reduce(addHistory, createHypothesis(weight, Object.fromEntries(carts)));
};

const byAda = (weight: number): Hypothesis => explanation(weight, pick("ada"));
const byBob = (weight: number): Hypothesis => explanation(weight, pick("bob"));

/** Belief in each shopper's having made a pick of the change. */
function revise(cluster: Cluster, revision: Revision): Record<string, number> {
  const believed: Record<string, number> = {};
  for (const { history, logWeight } of reweigh(
    cluster,
    CHANGE_ID,
    listReweighings(revision, DEFAULT_WHO),
    ENGINE_PARAMETERS,
  )) {
    const action = history?.action;
    const name = action === undefined ? "none" : `${action.shopperId} ${action.kind}`;
    believed[name] = (believed[name] ?? 0) + Math.exp(logWeight);
  }
  return believed;
}

describe("shares of shoppers", () => {
  it("are their probabilities, without what the reaches say for anybody's", () => {
    const shares = shareOut(createReached({ ada: 0.9, bob: 0.1 }));
    expect(shares.get("ada")).toBeCloseTo(0.9, 9);
    expect(shares.get("bob")).toBeCloseTo(0.1, 9);
  });

  it("leave out nobody", () => {
    const shoppers = [null, "ada"];
    const who = createWho({}, { shoppers, logProbabilities: [-1, -0.5] });
    expect([...shareOut(who).keys()]).toEqual(["ada"]);
  });
});

describe("who made a change, asked once more", () => {
  it("is no matter where nothing has changed", () => {
    const before = { ada: 0.9, bob: 0.1 };
    expect(listReweighings(createRevision({ before, now: before }), DEFAULT_WHO)).toEqual([]);
    const hardly = { ada: 0.899, bob: 0.101 };
    expect(listReweighings(createRevision({ before, now: hardly }), DEFAULT_WHO)).toEqual([]);
    const cluster = createBelief(["ada", "bob"], [byAda(0.7), byBob(0.3)]);
    const kept = reweigh(cluster, CHANGE_ID, [], ENGINE_PARAMETERS);
    expect(kept.map(({ logWeight }) => Math.exp(logWeight))).toEqual([
      expect.closeTo(0.7, 9),
      expect.closeTo(0.3, 9),
    ]);
  });

  it("lists blocks that have changed, and a shopper who is out of the question now", () => {
    const same = { ada: 1 };
    const revision = createRevision(
      { plates: "3", before: same, now: same },
      { plates: "4", before: { ada: 0.6, bob: 0.4 }, now: { ada: 1 } },
    );
    expect(listReweighings(revision, DEFAULT_WHO).map(({ plates }) => plates)).toEqual(["4"]);
  });

  it("turns the belief where the two were swapped", () => {
    const cluster = createBelief(["ada", "bob"], [byAda(0.97), byBob(0.03)]);
    const revision = createRevision({
      before: { ada: 0.97, bob: 0.03 },
      now: { ada: 0.02, bob: 0.98 },
    });
    const believed = revise(cluster, revision);
    expect(believed["ada pick"]).toBeCloseTo(0.02, 6);
    expect(believed["bob pick"]).toBeCloseTo(0.98, 6);
  });

  it("gives what they would have believed had they known at once, with other evidence kept", () => {
    // The weight of the item spoke for Bob twice as much as for Ada.
    const cluster = createBelief(["ada", "bob"], [byAda(0.5 / 0.75), byBob(0.25 / 0.75)]);
    const believed = revise(
      cluster,
      createRevision({ before: { ada: 0.8, bob: 0.2 }, now: { ada: 0.5, bob: 0.5 } }),
    );
    expect(believed["bob pick"]! / believed["ada pick"]!).toBeCloseTo(2, 6);
  });

  it("of a shopper who was out of the question then counts from a least share on", () => {
    const cluster = createBelief(["ada", "bob"], [byAda(0.999), byBob(0.001)]);
    const revision = createRevision({ before: { ada: 1 }, now: { ada: 0.5, bob: 0.5 } });
    const believed = revise(cluster, revision);
    expect(believed["bob pick"]! / believed["ada pick"]!).toBeCloseTo(
      (0.001 / 0.999) * (0.5 / 1e-4 / 0.5),
      6,
    );
  });

  it("changes one shopper's part by what is left for others", () => {
    // Ada's part alone: she took it, or somebody else did.
    const cluster = createBelief(["ada"], [byAda(0.97), explanation(0.03)]);
    const believed = revise(
      cluster,
      createRevision({ before: { ada: 0.97, bob: 0.03 }, now: { ada: 0.02, bob: 0.98 } }),
    );
    expect(believed["ada pick"]).toBeCloseTo(0.02, 6);
    expect(believed.none).toBeCloseTo(0.98, 6);
  });

  it("makes a hand's force no likelier, nor what has no action where nobody else was thought of", () => {
    const pressed: Hypothesis = {
      ...explanation(0.03),
      ledger: [createItem("tea", { isTouch: true, changeId: CHANGE_ID })],
    };
    const shares = { before: { ada: 1 }, now: { ada: 0.96, bob: 0.04 } };
    const cuts = ["3,4", "3", "4"].map((plates) => ({ plates, ...shares }));
    for (const other of [pressed, explanation(0.03)]) {
      const cluster = createBelief(["ada"], [byAda(0.97), other]);
      expect(revise(cluster, createRevision(...cuts)).none).toBeCloseTo(0.03, 2);
    }
    const thought = { before: { ada: 0.97, bob: 0.03 }, now: { ada: 0.02, bob: 0.98 } };
    const cluster = createBelief(["ada"], [byAda(0.97), pressed]);
    expect(revise(cluster, createRevision(thought)).none).toBeCloseTo(0.6, 1);
  });

  it("counts what is left for others once, however the change may be cut", () => {
    const thought = { before: { ada: 0.9, bob: 0.1 }, now: { ada: 0.8, bob: 0.2 } };
    const cuts = ["3", "3,4", "4"].map((plates) => ({ plates, ...thought }));
    const cluster = createBelief(["ada"], [byAda(0.9), explanation(0.1)]);
    expect(revise(cluster, createRevision(...cuts)).none).toBeCloseTo(0.2, 2);
  });

  it("changes no part of a shopper who is not concerned", () => {
    const cluster = createBelief(
      ["cid"],
      [explanation(0.8), explanation(0.2, pick("cid", { changeId: 3 }))],
    );
    const believed = revise(
      cluster,
      createRevision({ before: { ada: 0.97, bob: 0.03 }, now: { ada: 0.02, bob: 0.98 } }),
    );
    expect(believed.none).toBeCloseTo(0.8, 9);
  });

  it("weighs actions of other changes not at all", () => {
    const earlier = pick("bob", { changeId: 3 });
    const cluster = createBelief(
      ["ada", "bob"],
      [explanation(0.6, earlier, pick("ada")), explanation(0.4, pick("ada"))],
    );
    const hypotheses = reweigh(
      cluster,
      CHANGE_ID,
      listReweighings(
        createRevision({ before: { ada: 0.9, bob: 0.1 }, now: { ada: 0.1, bob: 0.9 } }),
        DEFAULT_WHO,
      ),
      ENGINE_PARAMETERS,
    );
    const weights = hypotheses.map(({ logWeight }) => Math.exp(logWeight));
    expect(weights).toEqual([expect.closeTo(0.6, 9), expect.closeTo(0.4, 9)]);
  });

  it("weighs each block by its own reach", () => {
    const each = (weight: number, tea: string, jam: string): Hypothesis =>
      explanation(weight, pick(tea), pick(jam, { plates: [4], barcode: "jam" }));
    const cluster = createBelief(
      ["ada", "bob"],
      [each(0.9, "ada", "ada"), each(0.1, "ada", "bob")],
    );
    const revision = createRevision(
      { plates: "3", before: { ada: 0.99, bob: 0.01 }, now: { ada: 0.99, bob: 0.01 } },
      { plates: "4", before: { ada: 0.9, bob: 0.1 }, now: { ada: 0.2, bob: 0.8 } },
    );
    const believed = revise(cluster, revision);
    expect(believed["bob pick"]).toBeCloseTo(0.8, 6);
    expect(believed["ada pick"]).toBeCloseTo(0.2, 6);
  });

  it("leaves a cut of the change in which a block is none as it was against its own kind", () => {
    // Both in one block across the plates, or each in a block of its own.
    const across = (shopper: string): ActionRecord => pick(shopper, { plates: [3, 4] });
    const cluster = createBelief(
      ["ada", "bob"],
      [explanation(0.8, across("ada")), explanation(0.2, across("bob"))],
    );
    const before = { ada: 0.8, bob: 0.2 };
    const now = { ada: 0.1, bob: 0.9 };
    const believed = revise(cluster, createRevision({ before, now }, { plates: "4", before, now }));
    expect(believed["ada pick"]).toBeCloseTo(0.8, 9);
  });

  it("of nobody known is left as it is", () => {
    const cluster = createBelief(["ada", null], [byAda(0.5), explanation(0.5, pick(null))]);
    const believed = revise(cluster, createRevision({ before: { ada: 0.9 }, now: { ada: 0.45 } }));
    expect(believed["ada pick"]! / believed["null pick"]!).toBeCloseTo(0.5, 6);
  });

  it("keeps weights that sum to one", () => {
    const cluster = createBelief(["ada", "bob"], [byAda(0.6), byBob(0.3), explanation(0.1)]);
    const believed = revise(
      cluster,
      createRevision({ before: { ada: 0.7, bob: 0.3 }, now: { ada: 0.01, bob: 0.6 } }),
    );
    const total = Object.values(believed).reduce((sum, share) => sum + share, 0);
    expect(total).toBeCloseTo(1, 9);
  });
});
