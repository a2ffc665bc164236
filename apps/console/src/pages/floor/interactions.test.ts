import { describe, expect, it } from "vitest";
import { formatQuantity, SHOWN_MAX, type ShownInteraction, takeTold } from "./interactions.ts";

const event = (evidenceId: string, occurredMs: number, more: object = {}) => ({
  ...{ visitId: "v1", atMs: occurredMs + 800 },
  data: {
    ...{ evidenceId, status: "provisional", kind: "pick", shopperId: "t1", gtin: "01" },
    ...{ quantity: 1, probability: 0.9, occurredMs, gondola: 1, shelf: 1, plates: [1] },
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

  it("are what was said of them last, and were heard when they were said first", () => {
    const first = takeTold([], event("a", 1000), 5);
    const revised = takeTold(first, event("a", 1000, { probability: 0.99, status: "final" }), 9);
    expect(revised).toMatchObject([{ probability: 0.99, heardMs: 5, atMs: 1800 }]);
    expect(takeTold(revised, event("a", 1000, { status: "retracted" }), 9)).toEqual([]);
  });

  it("are so many and no more", () => {
    let list: readonly ShownInteraction[] = [];
    for (let at = 0; at <= SHOWN_MAX; at++) list = takeTold(list, event(`e${at}`, at), 0);
    expect(list).toHaveLength(SHOWN_MAX);
    expect(list.at(-1)!.evidenceId).toBe("e1");
  });

  it("say what a cart has more or less of", () => {
    expect(formatQuantity({ kind: "pick", quantity: 2 })).toBe("+2");
    expect(formatQuantity({ kind: "putback", quantity: 1 })).toBe("−1");
  });
});
