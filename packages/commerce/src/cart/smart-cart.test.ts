import { describe, expect, it } from "vitest";
import { createEvidence } from "./evidence-builders.ts";
import { findTripOf, listConflicts, nameTripShopper, SAME_UNIT_MS_MAX } from "./smart-cart.ts";

const TRIP = nameTripShopper("cart-1", "t");
const SHOPPERS = ["p1", TRIP];

let ids = 0;
const seen = (gtin: string, atMs: number, quantity = 1, kind: "pick" | "putback" = "pick") =>
  createEvidence(`e${++ids}`, { shopperId: "p1", gtin, quantity, kind, occurredMs: atMs });
const scanned = (gtin: string, atMs: number, quantity = 1) =>
  createEvidence(`e${++ids}`, { shopperId: TRIP, gtin, quantity, occurredMs: atMs });

describe("a smart cart and shelves", () => {
  it.each([
    ["the same thing", [seen("01", 0), scanned("01", 20_000)], []],
    ["what the shelves did not see", [seen("01", 0), scanned("01", 9), scanned("02", 9)], []],
    ["what nobody scanned, and nothing else", [seen("03", 0)], []],
    ["what was put back", [seen("01", 0), seen("01", 9, 1, "putback")], []],
    ["another number", [seen("01", 0, 2), scanned("01", 20_000)], ["01"]],
    ["another product", [seen("01", 0), scanned("02", 20_000)], ["01", "02"]],
    ["the same thing at the bound", [seen("01", 0), scanned("01", SAME_UNIT_MS_MAX)], []],
    ["the same thing past it", [seen("01", 0), scanned("01", SAME_UNIT_MS_MAX + 1)], ["01"]],
  ])("that tell of %s conflict or do not", (_, evidence, conflicts) => {
    expect(listConflicts(SHOPPERS, evidence)).toEqual(conflicts);
  });

  it("conflict in nothing where there is no cart", () => {
    expect(listConflicts(["p1", "p2"], [seen("01", 0, 2)])).toEqual([]);
  });
});

describe("a trip's shopper", () => {
  it("tells which trip it is, and people are none", () => {
    expect(findTripOf(TRIP)).toEqual({ cartId: "cart-1", tripId: "t" });
    expect(findTripOf("p1")).toBeNull();
    expect(findTripOf("cart:cart-1")).toBeNull();
  });
});
