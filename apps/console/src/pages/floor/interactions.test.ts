import { describe, expect, it } from "vitest";
import {
  addBefore,
  formatQuantity,
  KEPT_MAX,
  listDoneAt,
  SHOWN_MAX,
  type ShownInteraction,
  takeTold,
} from "./interactions.ts";
import { PAST_MS } from "./snapshot-history.ts";

const event = (evidenceId: string, occurredMs: number, more: object = {}) => ({
  visitId: "v1",
  atMs: occurredMs + 800,
  data: {
    evidenceId,
    status: "provisional",
    kind: "pick",
    shopperId: "t1",
    gtin: "01",
    quantity: 1,
    probability: 0.9,
    occurredMs,
    gondola: 1,
    shelf: 1,
    plates: [1],
    ...more,
  },
});

describe("interactions that are shown", () => {
  it("are in order of when they happened, the newest first", () => {
    let list: readonly ShownInteraction[] = [];
    list = takeTold(list, event("b", 2000), 1);
    list = takeTold(list, event("a", 1000), 2);
    list = takeTold(list, event("c", 3000), 3);
    expect(list.map(({ evidenceId }) => evidenceId)).toEqual(["c", "b", "a"]);
  });

  it("show their latest revision, and the time at which the first one was received", () => {
    const first = takeTold([], event("a", 1000), 5);
    const revised = takeTold(first, event("a", 1000, { probability: 0.99, status: "final" }), 9);
    expect(revised).toMatchObject([{ probability: 0.99, receivedMs: 5, atMs: 1800 }]);
    expect(takeTold(revised, event("a", 1000, { status: "retracted" }), 9)).toEqual([]);
  });

  it("are, back in time, those of who is still shown, for some seconds", () => {
    let list: readonly ShownInteraction[] = [];
    list = takeTold(list, event("a", 1000), 1);
    list = takeTold(list, event("b", 1500, { shopperId: "gone" }), 1);
    list = takeTold(list, event("c", 1600, { shopperId: null }), 1);
    const at = (atMs: number): readonly string[] =>
      listDoneAt(list, [{ shopperId: "t1" }], atMs, 5000).map(({ evidenceId }) => evidenceId);
    expect([999, 1000, 5999, 6000].map(at)).toEqual([[], ["a"], ["a"], []]);
    expect(listDoneAt(list, [], 2000, 5000)).toEqual([]);
  });

  it("are all of the time that one can go back to, however many they are to a bound", () => {
    let list: readonly ShownInteraction[] = [];
    for (let at = 0; at < KEPT_MAX; at++) list = takeTold(list, event(`e${at}`, at), 0);
    expect(list).toHaveLength(KEPT_MAX);
    list = takeTold(list, event("last", PAST_MS), 0);
    expect(list).toHaveLength(KEPT_MAX);
    expect(list.at(-1)!.evidenceId).toBe("e1");
  });

  it("of longer ago than one can go back to are as many as are listed, and no more", () => {
    const nowMs = 10 * PAST_MS;
    let list: readonly ShownInteraction[] = [];
    for (let at = 0; at < SHOWN_MAX; at++) list = takeTold(list, event(`e${at}`, nowMs - at), 0);
    list = takeTold(list, event("old", nowMs - PAST_MS - 1), 0);
    expect(list).toHaveLength(SHOWN_MAX);
    list = takeTold(list, event("within", nowMs - PAST_MS), 0);
    expect(list).toHaveLength(SHOWN_MAX + 1);
    expect(list.at(-1)!.evidenceId).toBe("within");
    const few = takeTold(takeTold([], event("old", 0), 0), event("new", nowMs), 0);
    expect(few).toHaveLength(2);
  });

  it("that were there before are added to those received, which stay as they are", () => {
    const received = takeTold([], event("a", 2000, { probability: 0.99 }), 5);
    const item = (evidenceId: string, occurredMs: number) =>
      ({ ...event(evidenceId, occurredMs).data, visitId: "v1" }) as never;
    const list = addBefore(received, [item("a", 2000), item("b", 1000)]);
    expect(list).toMatchObject([
      { evidenceId: "a", receivedMs: 5, probability: 0.99 },
      { evidenceId: "b", receivedMs: null, probability: 0.9 },
    ]);
  });

  it("say what a cart has more or less of", () => {
    expect(formatQuantity({ kind: "pick", quantity: 2 })).toBe("+2");
    expect(formatQuantity({ kind: "putback", quantity: 1 })).toBe("−1");
  });
});
