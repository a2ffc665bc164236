import { describe, expect, it } from "vitest";
import {
  createAction,
  createBelief,
  createHypothesis,
  createItem,
  SHELF,
} from "../belief/belief-builders.ts";
import { addHistory, type Hypothesis } from "../belief/hypotheses.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import { writeReceipt } from "./receipts.ts";
import { describeUnclear, findPutBack, listUnreported } from "./unclear-changes.ts";

const INDEX = createShopIndex(SHELF, ENGINE_PARAMETERS);
const RULES = {
  overchargeCost: 5,
  wrongReceiptCost: 20,
  acceptProbability: 0.9,
  calibrate: (probability: number) => probability,
  reasonMin: DEFAULT_BELIEF.reasonMin,
};
const UNKNOWN = createAction({ changeId: 4, barcode: null, weightG: 86, plates: [2] });
const RESTOCK = createAction({ changeId: 4, kind: "restock", shopperId: null, plates: [2] });
const TEA = createAction({ changeId: 4, barcode: "tea", weightG: 86, plates: [2] });

const withHistory = (weight: number, ...actions: readonly (typeof UNKNOWN)[]): Hypothesis =>
  actions.reduce(addHistory, createHypothesis(weight));

describe("a change that the likeliest hypothesis reports as no interaction", () => {
  it("is listed with what it may have been, and not where it is too unlikely to matter", () => {
    const cluster = createBelief(["ada"], [withHistory(0.8, UNKNOWN), withHistory(0.2, TEA)]);
    expect(listUnreported(cluster, 4, 0.03)).toEqual([UNKNOWN]);
    expect(describeUnclear(cluster, UNKNOWN, INDEX)).toMatchObject({
      id: "4:2",
      kind: "pick",
      barcode: null,
      weightG: 86,
      plates: [2],
      alternatives: [{ barcode: "tea", kind: "pick", targetId: "ada", probability: 0.2 }],
    });
    const rare = createBelief(["ada"], [withHistory(0.98, RESTOCK), withHistory(0.02, TEA)]);
    expect(listUnreported(rare, 4, 0.03)).toEqual([]);
    expect(listUnreported(rare, 4, 0.02)).toEqual([TEA]);
  });

  it("is not listed where an interaction of the same plates is reported", () => {
    const cluster = createBelief(["ada"], [withHistory(0.8, TEA), withHistory(0.2, UNKNOWN)]);
    expect(listUnreported(cluster, 4, 0.03)).toEqual([]);
    const beside = createAction({ changeId: 4, barcode: null, plates: [9] });
    const two = createBelief(["ada"], [withHistory(1, TEA, beside)]);
    expect(listUnreported(two, 4, 0.03)).toEqual([beside]);
  });

  it("keeps the name and the plates under which its evidence is kept", () => {
    const wide = createAction({ changeId: 4, barcode: "tea", plates: [1, 2] });
    const cluster = createBelief(["ada"], [withHistory(0.6, RESTOCK), withHistory(0.4, wide)]);
    const before = describeUnclear(cluster, UNKNOWN, INDEX);
    const later = describeUnclear(cluster, wide, INDEX, new Map([[4, [before]]]));
    expect(later).toMatchObject({ id: "4:2", plates: [2] });
    const reported = createBelief(["ada"], [withHistory(0.6, TEA), withHistory(0.4, wide)]);
    expect(describeUnclear(reported, wide, INDEX).id).toBe("4:2");
  });
});

describe("what a receipt is unsure of", () => {
  it("is something unknown that was taken, at its own place", () => {
    const held = createItem(null, { changeId: 4, weightG: 86, gondola: 1, shelf: 1, plates: [2] });
    const sure = createHypothesis(1, { ada: ["soup", held] });
    const receipt = writeReceipt(
      createBelief(["ada"], [addHistory(sure, UNKNOWN)]),
      "ada",
      INDEX,
      RULES,
      [],
    );
    expect(receipt.unclear).toMatchObject([
      { id: "4:2", gondola: 1, shelf: 1, plates: [2], weightG: 86 },
    ]);
    expect(receipt.unclear[0]!.reason).toBe(receipt.reasons[0]);
  });

  it("is the put-back, where it is certain that the product was taken", () => {
    const putBack = createAction({ changeId: 7, kind: "putback", timestampMs: 9000, plates: [1] });
    const pick = createAction({ changeId: 1 });
    const kept = addHistory(createHypothesis(0.6, { ada: ["soup"] }), pick);
    const back = withHistory(0.4, pick, putBack);
    const cluster = createBelief(["ada"], [kept, back]);
    expect(findPutBack(cluster, "ada", "soup")).toBe(putBack);
    expect(findPutBack(cluster, "bob", "soup")).toBeNull();
    const { unclear } = writeReceipt(cluster, "ada", INDEX, RULES, []);
    expect(unclear).toMatchObject([{ id: "7:1", kind: "putback", timestampMs: 9000 }]);
  });

  it("is nothing on a receipt that needs no review", () => {
    const cluster = createBelief(["ada"], [createHypothesis(1, { ada: ["soup"] })]);
    expect(writeReceipt(cluster, "ada", INDEX, RULES, []).unclear).toEqual([]);
  });
});
