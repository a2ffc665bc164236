import { describe, expect, it } from "vitest";
import { type FilledIn, makeElse } from "./make-else.ts";

const filled = (more: Partial<FilledIn> = {}): FilledIn => ({
  product: { gtin: "01", priceOf: "unit" },
  quantity: "2",
  weight: "",
  kind: "pick",
  who: "p1",
  giver: "p2",
  ...more,
});
const candidate = { kind: "pick", shopperId: "p1", giverId: null, gtin: "01", quantity: 2 };

describe("what was filled in", () => {
  it("is another candidate of an interaction, or what is missing of a gap", () => {
    expect(makeElse("other", filled())).toEqual({ kind: "other", candidate });
    expect(makeElse("add", filled())).toEqual({ kind: "add", gtin: "01", quantity: 2 });
  });

  it("has a giver where something was handed over, and there alone", () => {
    const handed = makeElse("other", filled({ kind: "handover" }));
    expect(handed).toMatchObject({ candidate: { kind: "handover", giverId: "p2" } });
    expect(makeElse("other", filled({ kind: "handover", giver: "p1" }))).toBeNull();
    const found = makeElse("other", filled({ kind: "handover", giver: "" }));
    expect(found).toMatchObject({ candidate: { giverId: null, shopperId: "p1" } });
    expect(makeElse("other", filled({ who: "" }))).toMatchObject({
      candidate: { shopperId: null },
    });
  });

  it("has the net weight of goods by weight, and is no choice without one", () => {
    const product = { gtin: "01", priceOf: "kilogram" } as const;
    const weigh = (weight: string) => makeElse("add", filled({ product, quantity: "1", weight }));
    const added = { kind: "add", gtin: "01", weighing: { netG: 845 }, quantity: 1 };
    expect([weigh("0.845"), weigh("0,845")]).toEqual([added, added]);
    for (const weight of ["", "0", "0.0001", "x", "-1"]) expect(weigh(weight)).toBeNull();
    expect(makeElse("other", filled({ product, quantity: "1", weight: "1.2" }))).toMatchObject({
      candidate: { gtin: "01", weighing: { netG: 1200 } },
    });
  });

  it("is no choice without a product and a number that somebody can carry", () => {
    expect(makeElse("other", filled({ product: null }))).toBeNull();
    for (const quantity of ["", "0", "1.5", "100", "x", "-1"]) {
      expect(makeElse("add", filled({ quantity }))).toBeNull();
    }
    expect(makeElse(null, filled())).toBeNull();
  });
});
