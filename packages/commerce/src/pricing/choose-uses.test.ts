import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseExactly,
  chooseGreedily,
  chooseUses,
  type RepeatedUse,
  type UnitClass,
} from "./choose-uses.ts";
import { LOOKS_MAX, STATES_MAX, STEPS_MAX } from "./limits.ts";
import type { GroupOffer } from "./pricing-types.ts";

const terms = { name: "Offer", membersOnly: false, gtins: ["any"] };

function fixed(quantity: number, amountMinor: number): GroupOffer {
  return {
    ...terms,
    id: `${quantity} for ${amountMinor}`,
    kind: "multibuy",
    quantity,
    amountMinor,
  };
}

function cheapestFree(quantity: number): GroupOffer {
  return { ...terms, id: `1 of ${quantity} free`, kind: "cheapest-free", quantity };
}

function units(unitMinor: number, count: number, offers: number[], baseMinor = 0): UnitClass {
  return { unitMinor, count, offers: new Set(offers), baseMinor };
}

function sumGain(uses: readonly RepeatedUse[]): number {
  return uses.reduce((sum, { use, times }) => sum + use.gainMinor * times, 0);
}

function describeUses(uses: readonly RepeatedUse[]): string[] {
  return uses.map(({ use, times }) => {
    const takes = use.takes.map(({ unitClass, count }) => `${count}×${unitClass}`).join("+");
    return `${times} times ${use.offer}: ${takes}, ${use.discountMinor} off, ${use.gainMinor} gained`;
  });
}

/** The slow and obvious version: every group with the first unit left, or that unit alone. */
function findBestGain(left: readonly UnitClass[], offers: readonly GroupOffer[]): number {
  const [first, ...others] = left;
  if (first === undefined) return 0;
  let best = findBestGain(others, offers);
  const tryGroups = (offer: number, group: UnitClass[], from: number, rest: UnitClass[]): void => {
    const offered = offers[offer]!;
    if (group.length === offered.quantity) {
      const prices = group.map(({ unitMinor }) => unitMinor);
      const offMinor =
        offered.kind === "multibuy"
          ? prices.reduce((sum, price) => sum + price, 0) - offered.amountMinor
          : Math.min(...prices);
      const gainMinor = offMinor - group.reduce((sum, { baseMinor }) => sum + baseMinor, 0);
      best = Math.max(best, gainMinor + findBestGain(rest, offers));
      return;
    }
    for (let at = from; at < rest.length; at++) {
      if (!rest[at]!.offers.has(offer)) continue;
      tryGroups(offer, [...group, rest[at]!], at, rest.toSpliced(at, 1));
    }
  };
  for (const offer of first.offers) tryGroups(offer, [first], 0, others);
  return best;
}

const offersOfAll = fc.array(
  fc.oneof(
    fc.record({
      quantity: fc.integer({ min: 2, max: 4 }),
      amountMinor: fc.nat({ max: 60 }),
    }),
    fc.record({ quantity: fc.integer({ min: 2, max: 4 }) }),
  ),
  { minLength: 1, maxLength: 3 },
);
const shelves = offersOfAll.chain((all) =>
  fc.record({
    offers: fc.constant(
      all.map((one) =>
        "amountMinor" in one ? fixed(one.quantity, one.amountMinor) : cheapestFree(one.quantity),
      ),
    ),
    classes: fc
      .array(
        fc.record({
          unitMinor: fc.nat({ max: 30 }),
          count: fc.integer({ min: 1, max: 3 }),
          baseShare: fc.constantFrom(0, 0, 0.25, 0.5, 1),
          offers: fc.subarray([...all.keys()], { minLength: 1 }),
        }),
        { maxLength: 4 },
      )
      .map((list) =>
        list
          .map(({ unitMinor, count, baseShare, offers }) =>
            units(unitMinor, count, offers, Math.floor(unitMinor * baseShare)),
          )
          .sort((a, b) => b.unitMinor - a.unitMinor),
      ),
  }),
);

const spread = (classes: readonly UnitClass[]): UnitClass[] =>
  classes.flatMap((one) => Array.from({ length: one.count }, () => one));

describe("a fixed amount", () => {
  it("replaces the dearest units, as often as it gains", () => {
    // 3 for 10: 5 + 5 + 4 is 4 less; 4 + 4 + 3 is 1 less; 3 + 3 + 3 would be 1 more.
    const classes = [units(5, 2, [0]), units(4, 3, [0]), units(3, 4, [0])];
    const expected = ["1 times 0: 2×0+1×1, 4 off, 4 gained", "1 times 0: 2×1+1×2, 1 off, 1 gained"];
    expect(describeUses(chooseGreedily(classes, [fixed(3, 10)]))).toEqual(expected);
    expect(sumGain(chooseExactly(classes, [fixed(3, 10)])!)).toBe(5);
  });

  it("is not used where it gains nothing", () => {
    const classes = [units(5, 2, [0])];
    expect(chooseGreedily(classes, [fixed(2, 10)])).toEqual([]);
    expect(chooseExactly(classes, [fixed(2, 10)])).toEqual([]);
    expect(sumGain(chooseGreedily(classes, [fixed(2, 9)]))).toBe(1);
    expect(sumGain(chooseExactly(classes, [fixed(2, 9)])!)).toBe(1);
  });

  it("prefers units that have no share off them", () => {
    // 10 with 5 off gives up as much as it saves; 8 and 7 save 5.
    const classes = [units(10, 1, [0], 5), units(8, 1, [0]), units(7, 1, [0])];
    const expected = ["1 times 0: 1×1+1×2, 5 off, 5 gained"];
    expect(describeUses(chooseGreedily(classes, [fixed(2, 10)]))).toEqual(expected);
    expect(describeUses(chooseExactly(classes, [fixed(2, 10)])!)).toEqual(expected);
  });

  it("passes over units whose share off is worth keeping", () => {
    const classes = [units(10, 1, [0]), units(9, 1, [0], 9), units(8, 1, [0])];
    const expected = ["1 times 0: 1×0+1×2, 8 off, 8 gained"];
    expect(describeUses(chooseGreedily(classes, [fixed(2, 10)]))).toEqual(expected);
    expect(describeUses(chooseExactly(classes, [fixed(2, 10)])!)).toEqual(expected);
  });

  it("is used many times at once", () => {
    const classes = [units(5, 7, [0])];
    const expected = ["3 times 0: 2×0, 2 off, 2 gained"];
    expect(describeUses(chooseGreedily(classes, [fixed(2, 8)]))).toEqual(expected);
    expect(sumGain(chooseExactly(classes, [fixed(2, 8)])!)).toBe(6);
  });
});

describe("the cheapest free", () => {
  it("groups units in descending order of price", () => {
    // 9 8 7, then 3 2 1: 7 and 1 are free. Any other grouping frees less.
    const classes = [9, 8, 7, 3, 2, 1].map((price) => units(price, 1, [0]));
    const expected = [
      "1 times 0: 1×0+1×1+1×2, 7 off, 7 gained",
      "1 times 0: 1×3+1×4+1×5, 1 off, 1 gained",
    ];
    expect(describeUses(chooseGreedily(classes, [cheapestFree(3)]))).toEqual(expected);
    expect(sumGain(chooseExactly(classes, [cheapestFree(3)])!)).toBe(8);
  });

  it("leaves out units whose share off is more than they would free", () => {
    const classes = [units(9, 1, [0], 9), units(8, 2, [0])];
    const expected = ["1 times 0: 2×1, 8 off, 8 gained"];
    expect(describeUses(chooseGreedily(classes, [cheapestFree(2)]))).toEqual(expected);
    expect(describeUses(chooseExactly(classes, [cheapestFree(2)])!)).toEqual(expected);
  });

  it("is looked for among cheaper units where dearer ones gain nothing", () => {
    // 9 and 8 have 4 off each, as much as the 8 that would be free.
    const classes = [units(9, 1, [0], 4), units(8, 1, [0], 4), units(3, 1, [0]), units(2, 1, [0])];
    const expected = ["1 times 0: 1×2+1×3, 2 off, 2 gained"];
    expect(describeUses(chooseGreedily(classes, [cheapestFree(2)]))).toEqual(expected);
    expect(describeUses(chooseExactly(classes, [cheapestFree(2)])!)).toEqual(expected);
  });

  it("needs all its units", () => {
    expect(chooseGreedily([units(9, 2, [0])], [cheapestFree(3)])).toEqual([]);
    expect(chooseExactly([units(9, 2, [0])], [cheapestFree(3)])).toEqual([]);
    expect(chooseGreedily([], [cheapestFree(3)])).toEqual([]);
    expect(chooseExactly([], [cheapestFree(3)])).toEqual([]);
  });
});

describe("the choice among offers", () => {
  it("takes no unit for an offer that does not name it", () => {
    const classes = [units(9, 1, [0]), units(8, 1, [1]), units(7, 1, [0])];
    const offers = [cheapestFree(2), cheapestFree(2)];
    const expected = ["1 times 0: 1×0+1×2, 7 off, 7 gained"];
    expect(describeUses(chooseGreedily(classes, offers))).toEqual(expected);
    expect(describeUses(chooseExactly(classes, offers)!)).toEqual(expected);
  });

  it("is of the larger gain by the unit where it is greedy, of equals the first offer", () => {
    const classes = [units(10, 3, [0, 1, 2])];
    // 3 for 16 gains 14, 4.67 a unit; 2 for 9 gains 11, 5.5 a unit; so does the last.
    const offers = [fixed(3, 16), fixed(2, 9), fixed(2, 9)];
    expect(describeUses(chooseGreedily(classes, offers))).toEqual([
      "1 times 1: 2×0, 11 off, 11 gained",
    ]);
    expect(sumGain(chooseExactly(classes, offers)!)).toBe(14);
  });

  it("is exact in a small basket: nothing obvious and slow finds more", () => {
    fc.assert(
      fc.property(shelves, ({ offers, classes }) => {
        fc.pre(spread(classes).length <= 8);
        const chosen = chooseExactly(classes, offers)!;
        expect(sumGain(chosen)).toBe(findBestGain(spread(classes), offers));
      }),
      { numRuns: 300 },
    );
  });

  it("takes units that are there, gains with each use, and is never worse for being exact", () => {
    fc.assert(
      fc.property(shelves, ({ offers, classes }) => {
        const choices = [chooseExactly(classes, offers)!, chooseGreedily(classes, offers)] as const;
        for (const chosen of choices) {
          const left = classes.map(({ count }) => count);
          for (const { use, times } of chosen) {
            expect(use.gainMinor).toBeGreaterThan(0);
            expect(use.takes.reduce((sum, { count }) => sum + count, 0)).toBe(
              offers[use.offer]!.quantity,
            );
            for (const { unitClass, count } of use.takes) {
              left[unitClass]! -= count * times;
              expect(classes[unitClass]!.offers.has(use.offer)).toBe(true);
            }
          }
          expect(Math.min(0, ...left)).toBe(0);
        }
        expect(sumGain(choices[0])).toBeGreaterThanOrEqual(sumGain(choices[1]));
        expect(chooseUses(classes, offers)).toEqual(choices[0]);
      }),
      { numRuns: 300 },
    );
  });

  it("is exact too where it is greedy, for one offer on units without a share off them", () => {
    fc.assert(
      fc.property(shelves, ({ offers: [offer], classes }) => {
        const plain = classes.map(({ unitMinor, count }) => units(unitMinor, count, [0]));
        const exactMinor = sumGain(chooseExactly(plain, [offer!])!);
        expect(sumGain(chooseGreedily(plain, [offer!]))).toBe(exactMinor);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the exact choice", () => {
  it("looks at as many combinations as its bound, and not one more", () => {
    // Each class of one unit doubles them.
    const classes = Array.from({ length: Math.log2(STATES_MAX) }, () => units(5, 1, [0]));
    expect(chooseExactly(classes, [fixed(2, 1)])).toHaveLength(6);
    const more = [...classes, units(5, 1, [0])];
    expect(chooseExactly(more, [fixed(2, 1)])).toBeUndefined();
    expect(chooseExactly([units(5, STATES_MAX - 1, [0])], [fixed(100, 1)])).toHaveLength(40);
    expect(chooseExactly([units(5, STATES_MAX, [0])], [fixed(100, 1)])).toBeUndefined();
  });

  it("takes as many steps as its bound, and not one more", () => {
    // A class of 999 is 1,000 combinations, and an offer on it has one way to be used.
    const offers = Array.from({ length: STEPS_MAX / 1_000 + 1 }, () => fixed(2, 1));
    const classes = (count: number) => [units(5, 999, [...offers.keys()].slice(0, count))];
    expect(chooseExactly(classes(STEPS_MAX / 1_000), offers)).toHaveLength(499);
    expect(chooseExactly(classes(STEPS_MAX / 1_000 + 1), offers)).toBeUndefined();
  });

  it("looks for ways as often as its bound, and not once more", () => {
    // An offer of 3 on a class of 2 has none, and takes three looks: none, two, one taken.
    const quantities = Array.from({ length: Math.floor(LOOKS_MAX / 3) }, () => 3);
    const offers = [...quantities, 2].map((quantity) => fixed(quantity, 1));
    const all = [...offers.keys()];
    // One of 2 on a class of 1 takes two looks: none, one taken. In sum 3 × 6,666 + 2.
    const atBound = [units(9, 2, all.slice(0, -1)), units(8, 1, all.slice(-1))];
    expect(LOOKS_MAX % 3).toBe(2);
    expect(chooseExactly(atBound, offers)).toEqual([]);
    // On a class of 2 it takes three.
    const past = [units(9, 2, all.slice(0, -1)), units(8, 2, all.slice(-1))];
    expect(chooseExactly(past, offers)).toBeUndefined();
  });

  it("gives way to the greedy one past its bounds", () => {
    const classes = [units(5, STATES_MAX, [0])];
    const chosen = chooseUses(classes, [fixed(2, 8)]);
    expect(chosen).toEqual(chooseGreedily(classes, [fixed(2, 8)]));
    expect(sumGain(chosen)).toBe(STATES_MAX);
  });
});
