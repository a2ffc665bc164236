import { describe, expect, it } from "vitest";
import { createAction, createHypothesis } from "./belief-builders.ts";
import { addHistory, createCluster, filterHistory, getCart, listHistory } from "./hypotheses.ts";

describe("a new cluster", () => {
  it("is sure of an empty cart", () => {
    const cluster = createCluster("ada");
    expect(cluster.hypotheses.map(({ logWeight }) => logWeight)).toEqual([0]);
    expect(getCart(cluster.hypotheses[0]!, "ada")).toEqual([]);
    expect(getCart(cluster.hypotheses[0]!, "nobody")).toEqual([]);
  });
});

describe("a history", () => {
  it("lists actions from the oldest, and tells each shopper's last pick or put-back", () => {
    const first = createAction({ changeId: 1, timestampMs: 1000 });
    const given = createAction({ changeId: 2, kind: "handover", timestampMs: 2000 });
    const one = addHistory(createHypothesis(1), first);
    const both = addHistory(one, given);
    expect(listHistory(both.history)).toEqual([first, given]);
    expect(both.history!.length).toBe(2);
    expect(both.lastActs.get("ada")).toMatchObject({ timestampMs: 1000, plate: 1 });
  });

  it("stays the same object where nothing is left out", () => {
    const { history } = addHistory(
      addHistory(createHypothesis(1), createAction()),
      createAction({ changeId: 2, shopperId: "bob" }),
    );
    expect(filterHistory(history, () => true)).toBe(history);
    const ofBob = filterHistory(history, ({ shopperId }) => shopperId === "bob");
    expect(listHistory(ofBob).map(({ changeId }) => changeId)).toEqual([2]);
    expect(ofBob!.length).toBe(1);
    expect(filterHistory(history, () => false)).toBeNull();
  });
});
