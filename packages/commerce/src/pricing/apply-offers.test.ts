import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyOffers, type OfferedLine } from "./apply-offers.ts";
import { createProduct } from "./pricing-builders.ts";
import type { Offer } from "./pricing-types.ts";

function createLine(gtin: string, unitMinor: number, quantity: number, lineId = gtin): OfferedLine {
  return { lineId, product: createProduct(gtin, unitMinor), unitMinor, quantity };
}

const base = { membersOnly: false };
const threeForTwo: Offer = {
  ...base,
  id: "321",
  name: "3 for 2",
  kind: "cheapest-free",
  quantity: 3,
  gtins: ["a", "b", "c"],
};

function apply(lines: readonly OfferedLine[], offers: readonly Offer[]): string[] {
  const applied = applyOffers(lines, offers);
  const told = lines.map(({ lineId }) => {
    const { discountMinor, offerIds } = applied.lines.get(lineId)!;
    return `${lineId}: ${discountMinor} ${offerIds.join("+")}`.trim();
  });
  const used = applied.used.map((one) => `${one.offerId} ${one.name}: ${one.discountMinor}`);
  return [...told, ...used];
}

describe("offers on lines", () => {
  it("are none without offers, and none without lines", () => {
    expect(apply([createLine("a", 300, 2)], [])).toEqual(["a: 0"]);
    expect(apply([], [threeForTwo])).toEqual([]);
  });

  it("share the discount by price, so that each line bears its part", () => {
    // 300 + 200 + 100, 100 off: 50, 33.33, 16.67.
    const lines = [createLine("a", 300, 1), createLine("b", 200, 1), createLine("c", 100, 1)];
    expect(apply(lines, [threeForTwo])).toEqual([
      "a: 50 321",
      "b: 33 321",
      "c: 17 321",
      "321 3 for 2: 100",
    ]);
  });

  it("mix units of several lines, and leave those over at their price", () => {
    // Four of 300 and one of 200: 300 300 300 and 300 200 left over.
    const lines = [createLine("b", 200, 1), createLine("a", 300, 4)];
    expect(apply(lines, [threeForTwo])).toEqual(["b: 0", "a: 300 321", "321 3 for 2: 300"]);
  });

  it("take equal units of the line with the smaller id first", () => {
    const lines = [createLine("a", 300, 2, "line-2"), createLine("a", 300, 2, "line-1")];
    expect(apply(lines, [threeForTwo])).toEqual([
      "line-2: 100 321",
      "line-1: 200 321",
      "321 3 for 2: 300",
    ]);
  });

  it("take equal units of the smaller GTIN first, whatever the ids of lines", () => {
    const lines = [createLine("b", 300, 2, "line-1"), createLine("a", 300, 2, "line-2")];
    expect(apply(lines, [threeForTwo])).toEqual([
      "line-1: 100 321",
      "line-2: 200 321",
      "321 3 for 2: 300",
    ]);
  });

  it("take the better share of two, of equals the one with the smaller id", () => {
    const share = (id: string, rate: string): Offer => ({
      ...base,
      id,
      name: `${rate} off`,
      kind: "percentage",
      rate,
      gtins: ["a"],
    });
    const lines = [createLine("a", 300, 2), createLine("b", 300, 2)];
    const offers = [share("o1", "0.1"), share("o2", "0.2"), share("o3", "0.2")];
    expect(apply(lines, offers)).toEqual(["a: 120 o2", "b: 0", "o2 0.2 off: 120"]);
    expect(apply(lines, offers.toReversed())).toEqual(["a: 120 o3", "b: 0", "o3 0.2 off: 120"]);
  });

  it("round a share half up by the unit", () => {
    const half: Offer = {
      ...base,
      id: "h",
      name: "Half",
      kind: "percentage",
      rate: "0.5",
      gtins: ["a"],
    };
    // 2.5 off each is 3.
    expect(apply([createLine("a", 5, 3)], [half])).toEqual(["a: 9 h", "h Half: 9"]);
    expect(apply([createLine("a", 0, 3)], [half])).toEqual(["a: 0"]);
  });

  it("do not stack on a unit: what a group does not take has its share off", () => {
    const share: Offer = {
      ...base,
      id: "10%",
      name: "10 % off",
      kind: "percentage",
      rate: "0.1",
      gtins: ["a"],
    };
    // Three of four at 300: one is free, 300 off instead of 90; the fourth has 30 off.
    const lines = [createLine("a", 300, 4)];
    expect(apply(lines, [share, threeForTwo])).toEqual([
      "a: 330 10%+321",
      "10% 10 % off: 30",
      "321 3 for 2: 300",
    ]);
    // All three in a group: no share is reported.
    expect(apply([createLine("a", 300, 3)], [share, threeForTwo])).toEqual([
      "a: 300 321",
      "321 3 for 2: 300",
    ]);
  });

  it("leave the group where shares are better", () => {
    const share: Offer = {
      ...base,
      id: "50%",
      name: "Half off",
      kind: "percentage",
      rate: "0.5",
      gtins: ["a"],
    };
    expect(apply([createLine("a", 300, 3)], [threeForTwo, share])).toEqual([
      "a: 450 50%",
      "50% Half off: 450",
    ]);
  });

  it("are chosen apart where they share no units, and together where a third joins them", () => {
    const pair = (id: string, gtins: string[], amountMinor: number): Offer => ({
      ...base,
      id,
      name: id,
      kind: "multibuy",
      quantity: 2,
      amountMinor,
      gtins,
    });
    const lines = [
      createLine("a", 10, 1),
      createLine("b", 9, 2),
      createLine("c", 8, 2),
      createLine("d", 7, 1),
    ];
    const apart = [pair("ab", ["a", "b"], 15), pair("cd", ["c", "d"], 12)];
    expect(apply(lines, apart)).toEqual([
      // 10 + 9 for 15: 4 off, 2.1 and 1.9. 8 + 8 for 12: 4 off.
      "a: 2 ab",
      "b: 2 ab",
      "c: 4 cd",
      "d: 0",
      "ab ab: 4",
      "cd cd: 4",
    ]);
    // One of each: 9 + 8 for 9 is 8 off; 10 + 9 for 15 and 8 + 7 for 12 are 7.
    const single = lines.map((line) => ({ ...line, quantity: 1 }));
    expect(apply(single, [...apart.slice(0, 1), pair("bc", ["b", "c"], 9), apart[1]!])).toEqual([
      "a: 0",
      "b: 4 bc",
      "c: 4 bc",
      "d: 0",
      "bc bc: 8",
    ]);
  });

  it("take everything off for nothing, and no more", () => {
    const free: Offer = {
      ...base,
      id: "free",
      name: "2 for nothing",
      kind: "multibuy",
      quantity: 2,
      amountMinor: 0,
      gtins: ["a", "b"],
    };
    const lines = [createLine("a", 7, 1), createLine("b", 0, 1)];
    expect(apply(lines, [free])).toEqual(["a: 7 free", "b: 0 free", "free 2 for nothing: 7"]);
  });

  it("are as good where there are too many units to look at all combinations", () => {
    // In order of price: 666 threes of 30, 30 30 20, 666 threes of 20, 20 10 10, 666 of 10.
    const lines = [
      createLine("b", 10, 2_000),
      createLine("a", 30, 2_000),
      createLine("c", 20, 2_000),
    ];
    const { used } = applyOffers(lines, [threeForTwo]);
    expect(used.map(({ discountMinor }) => discountMinor)).toEqual([
      666 * 30 + 20 + 666 * 20 + 10 + 666 * 10,
    ]);
  });

  it("do not depend on the order of lines", () => {
    const pairs: Offer = {
      ...base,
      id: "pairs",
      name: "2 for 70",
      kind: "multibuy",
      quantity: 2,
      amountMinor: 70,
      gtins: ["b", "c", "d"],
    };
    const lines = fc.array(
      fc.tuple(
        fc.constantFrom("a", "b", "c", "d"),
        fc.constantFrom(40, 50, 60),
        fc.nat({ max: 4 }),
      ),
      { maxLength: 6 },
    );
    const orders = lines
      .map((all) =>
        all.map(([gtin, unitMinor, more], at) => createLine(gtin, unitMinor, more + 1, `l${at}`)),
      )
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    fc.assert(
      fc.property(orders, ([all, shuffled]) => {
        const offers = [threeForTwo, pairs];
        const [one, other] = [applyOffers(all, offers), applyOffers(shuffled, offers)];
        expect(other.used).toEqual(one.used);
        for (const { lineId } of all) {
          expect(other.lines.get(lineId)).toEqual(one.lines.get(lineId));
        }
      }),
    );
  });
});
