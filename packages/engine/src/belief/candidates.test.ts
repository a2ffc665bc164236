import { describe, expect, it } from "vitest";
import { UNITS_MAX } from "../limits.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_WEIGHTS } from "../parameters/weights.ts";
import type { Block, ShelfChange } from "../sensing/changes.ts";
import { partitionChange } from "../sensing/changes.ts";
import { createShopIndex, type ShopIndex } from "../shop-index.ts";
import { createFacing, createShop } from "../test-builders.ts";
import { WRONG_SHARE } from "./belief-builders.ts";
import { findPickCandidates, type ProductCandidate, weightLogDensity } from "./candidates.ts";
import type { Override } from "./hypotheses.ts";

const weightsG = {
  chips: 105,
  bar: 60,
  twin: 106,
  jar: 400,
  soap: 118,
  unplanned: 1500,
  unweighed: Number.NaN,
};

/** Products of another shelf, so that the shop has many more than this one shelf. */
const others = Array.from({ length: 60 }, (_, at) => `other ${at}`);

/** Shelf 1: chips on plates 1-2, bar on 3, unweighed on 4, twin on 8. Shelf 2: jar, and soap far off. */
const index = createShopIndex(
  createShop(
    [
      createFacing(1, [1, 2], "chips"),
      createFacing(1, [3], "bar"),
      createFacing(1, [4], "unweighed"),
      createFacing(1, [5], null),
      createFacing(1, [8], "twin"),
      createFacing(2, [1, 2, 3], "jar"),
      createFacing(3, [1], "soap"),
      ...others.map((barcode, at) => createFacing(4, [at + 1], barcode)),
    ],
    { ...weightsG, ...Object.fromEntries(others.map((barcode) => [barcode, 5000])) },
  ),
  ENGINE_PARAMETERS,
);

interface Lost {
  readonly shelf?: number;
  readonly spreadMs?: number;
}

/** A change of which the given plates lost the given grams, seen as one block. */
function createLoss(gramsByPlate: Record<number, number>, { shelf = 1, spreadMs = 0 }: Lost = {}) {
  const plates = Object.entries(gramsByPlate).map(([plate, grams], at) => ({
    plate: Number(plate),
    changeG: -grams,
    errorG: 0.4,
    levelG: 500,
    crossingsMs: new Float64Array(7).fill(1000 + at * spreadMs),
  }));
  const change: ShelfChange = {
    id: 1,
    gondola: 1,
    shelf,
    plates,
    beside: new Map(),
    besideG: 0,
    startMs: 900,
    settledMs: 1500,
  };
  const block = partitionChange(change, new Map(), ENGINE_PARAMETERS)[0]![0]!;
  return { change, block };
}

interface Asked extends Lost {
  readonly override?: Override;
  readonly shop?: ShopIndex;
  readonly wrongShare?: number;
}

function findCandidates(
  gramsByPlate: Record<number, number>,
  { override, shop = index, wrongShare = WRONG_SHARE, ...lost }: Asked = {},
): ProductCandidate[] {
  const { change, block } = createLoss(gramsByPlate, lost);
  return findPickCandidates(shop, change, block, override, wrongShare);
}

const nameOf = ({ barcode, count }: ProductCandidate): string => `${count} ${barcode}`;
const weightOf = (candidates: readonly ProductCandidate[], name: string): number =>
  candidates.find((candidate) => nameOf(candidate) === name)?.logWeight ?? -Infinity;

describe("the density of a weight", () => {
  const { block } = createLoss({ 1: 105 });

  it("is greatest at the catalogue's", () => {
    const at = weightLogDensity(block, 105, 1, DEFAULT_WEIGHTS);
    expect(at).toBeGreaterThan(weightLogDensity(block, 103, 1, DEFAULT_WEIGHTS));
    expect(at).toBeGreaterThan(weightLogDensity(block, 107, 1, DEFAULT_WEIGHTS));
  });

  it("adds up to one over all totals", () => {
    let total = 0;
    for (let totalG = 1; totalG < 1000; totalG += 0.25) {
      total +=
        0.25 * Math.exp(weightLogDensity({ ...block, totalG: -totalG }, 400, 1, DEFAULT_WEIGHTS));
    }
    expect(total).toBeCloseTo(1, 3);
  });

  it("is wider where the plates' gain is less known, and where the plates are noisier", () => {
    const off = (changed: Partial<Block>): number =>
      weightLogDensity({ ...block, ...changed }, 95, 1, DEFAULT_WEIGHTS) -
      weightLogDensity({ ...block, ...changed }, 105, 1, DEFAULT_WEIGHTS);
    expect(off({ gainSpread: 0.028 })).toBeGreaterThan(off({ gainSpread: 0.01 }));
    expect(off({ errorG: 5 })).toBeGreaterThan(off({ errorG: 0.4 }));
  });
});

describe("what was taken", () => {
  it("is what the planogram has there, if the weight fits", () => {
    const [best] = findCandidates({ 1: 104 });
    expect(best).toMatchObject({ barcode: "chips", count: 1, planned: true, weightG: 105 });
    expect(nameOf(findCandidates({ 3: 61 })[0]!)).toBe("1 bar");
    expect(nameOf(findCandidates({ 2: 405 }, { shelf: 2 })[0]!)).toBe("1 jar");
  });

  it("is as many as the weight says, up to the bound and none past it", () => {
    for (let count = 1; count <= UNITS_MAX; count++) {
      expect(nameOf(findCandidates({ 3: 60 * count })[0]!)).toBe(`${count} bar`);
    }
    const past = findCandidates({ 3: 60 * (UNITS_MAX + 2) });
    expect(past.filter(({ barcode }) => barcode === "bar")).toEqual([]);
    for (const { count } of findCandidates({ 3: 60 * (UNITS_MAX + 1) })) {
      expect(count).toBeLessThanOrEqual(UNITS_MAX);
    }
  });

  it("is one of a shelf-mate where the weight says so, the nearer the likelier", () => {
    const [best] = findCandidates({ 2: 60 });
    expect(best).toMatchObject({ barcode: "bar", count: 1, planned: false });
    const near = weightOf(findCandidates({ 3: 106 }), "1 chips");
    const far = weightOf(findCandidates({ 3: 106 }), "1 twin");
    expect(near).toBeGreaterThan(far);
  });

  it("is one from elsewhere in the shop before one that the planogram does not have at all", () => {
    expect(candidateNames(findCandidates({ 3: 400 }))).toContain("1 jar");
    expect(candidateNames(findCandidates({ 3: 1500 }))).toContain("1 unplanned");
    const same = createShopIndex(
      createShop([createFacing(1, [1], "chips"), createFacing(2, [1], "jar")], {
        chips: 105,
        jar: 250,
        unplanned: 250,
      }),
      ENGINE_PARAMETERS,
    );
    const candidates = findCandidates({ 1: 250 }, { shop: same });
    expect(weightOf(candidates, "1 jar")).toBeGreaterThan(weightOf(candidates, "1 unplanned"));
  });

  it("is two of a product out of place where twice its weight comes near", () => {
    expect(candidateNames(findCandidates({ 3: 3000 }))).toContain("2 unplanned");
  });

  it("is what earlier events put there, before what the planogram has", () => {
    const before = findCandidates({ 1: 105.5 });
    const after = findCandidates({ 1: 105.5 }, { override: { barcode: "twin", rawG: null } });
    expect(nameOf(before[0]!)).toBe("1 chips");
    expect(nameOf(after[0]!)).toBe("1 twin");
    expect(weightOf(after, "1 chips")).toBeLessThan(weightOf(before, "1 chips"));
  });

  it("is what the planogram has where what was put there is not in the catalogue", () => {
    const nothing = { barcode: "no such thing", rawG: null };
    expect(nameOf(findCandidates({ 1: 105 }, { override: nothing })[0]!)).toBe("1 chips");
  });

  it("is what the planogram has at another weight where no other product explains it", () => {
    const candidates = findCandidates({ 1: 84 });
    expect(candidates[0]).toMatchObject({ barcode: "chips", count: 1, planned: true, isOdd: true });
    expect(candidates[0]!.weightG).toBe(105);
    expect(findCandidates({ 1: 105 })[0]!.isOdd).toBe(false);
    // A product of that weight on the same shelf is likelier.
    expect(findCandidates({ 1: 60 })[0]).toMatchObject({ barcode: "bar", isOdd: false });
  });

  it("is at another weight the less likely the further off, one or two of it, and no more", () => {
    const odd = (grams: number): ProductCandidate[] =>
      findCandidates({ 2: grams }, { shelf: 2 }).filter(({ isOdd }) => isOdd);
    const logs = [310, 290, 270].map((grams) => odd(grams)[0]!.logWeight);
    expect(logs).toEqual([...logs].sort((a, b) => b - a));
    expect(odd(620).map(({ count }) => count)).toContain(2);
    for (const grams of [300, 620, 1100, 2300]) {
      for (const { count } of odd(grams)) expect(count).toBeLessThanOrEqual(2);
    }
    expect(odd(130)).toEqual([]);
  });

  it("is what earlier events say it weighs, in any number", () => {
    const override = { barcode: "chips", rawG: 84 };
    for (const count of [1, 2, 3, 4]) {
      const [best] = findCandidates({ 1: 84 * count }, { override });
      expect(best).toMatchObject({ barcode: "chips", count, planned: true, isOdd: false });
      expect(best!.weightG).toBeCloseTo(84, 9);
    }
    const once = weightOf(findCandidates({ 1: 84 }), "1 chips");
    const again = weightOf(findCandidates({ 1: 84 }, { override }), "1 chips");
    expect(again).toBeGreaterThan(once + 3);
  });

  it("weighs otherwise as its plate reads it: the gain is made good", () => {
    const { change, block } = createLoss({ 1: 88.2 });
    const gained: Block = { ...block, totalG: -84, gain: 1.05 };
    const override = { barcode: "chips", rawG: 88.2 };
    const [best] = findPickCandidates(index, change, gained, override, WRONG_SHARE);
    expect(best!.weightG).toBeCloseTo(84, 9);
  });

  it("is the sooner something else the more the planogram was seen to be wrong", () => {
    const odds = (wrongShare: number): number => {
      const candidates = findCandidates({ 3: 60 }, { wrongShare });
      const other = findCandidates({ 3: 105 }, { wrongShare });
      return weightOf(other, "1 chips") - weightOf(candidates, "1 bar");
    };
    expect(odds(0.2) - odds(0.05)).toBeCloseTo(Math.log(4 / (0.8 / 0.95)), 6);
    expect(odds(0.05)).toBeGreaterThan(odds(0.01));
  });

  it("may be of unknown weight: then one of it is as likely for any weight", () => {
    const light = findCandidates({ 4: 33 });
    const heavy = findCandidates({ 4: 733 });
    for (const candidates of [light, heavy]) {
      expect(candidates[0]).toMatchObject({ barcode: "unweighed", count: 1, planned: true });
      expect(candidates[0]!.weightG).toBeNaN();
    }
    expect(light[0]!.logWeight).toBe(heavy[0]!.logWeight);
  });

  it("is reported from the shop alone where the planogram has nothing", () => {
    const [best] = findCandidates({ 5: 118 }, { shelf: 3 });
    expect(best).toMatchObject({ barcode: "soap", count: 1, planned: false });
  });

  it("is nothing that is known where no weight comes near", () => {
    const empty = createShopIndex(createShop([], {}), ENGINE_PARAMETERS);
    expect(findCandidates({ 1: 105 }, { shop: empty })).toEqual([]);
  });
});

const candidateNames = (candidates: readonly ProductCandidate[]): string[] =>
  candidates.map(nameOf);

describe("how it lay", () => {
  it("speaks for the product on whose plates most of it lay", () => {
    const onChips = weightOf(findCandidates({ 2: 80, 3: 25 }), "1 chips");
    const onBar = weightOf(findCandidates({ 2: 25, 3: 80 }), "1 chips");
    expect(onChips).toBeGreaterThan(onBar);
    expect(weightOf(findCandidates({ 1: 60, 2: 45 }), "1 chips")).toBeGreaterThan(onChips);
  });

  it("speaks against several units that all hang over", () => {
    const ratio = (count: number): number =>
      weightOf(findCandidates({ 2: 80 * count, 3: 25 * count }), `${count} chips`) -
      weightOf(findCandidates({ 1: 80 * count, 2: 25 * count }), `${count} chips`);
    expect(ratio(2)).toBeLessThan(ratio(1));
  });

  it("is shared among products where the planogram overlaps", () => {
    const overlapping = createShopIndex(
      createShop([createFacing(1, [1], "chips"), createFacing(1, [1], "twin")], weightsG),
      ENGINE_PARAMETERS,
    );
    const candidates = findCandidates({ 1: 105.5 }, { shop: overlapping });
    const [chips, twin] = ["1 chips", "1 twin"].map((name) => weightOf(candidates, name));
    expect(Math.abs(chips! - twin!)).toBeLessThan(0.1);
    expect(chips).toBeLessThan(weightOf(findCandidates({ 1: 105.5 }), "1 chips"));
  });

  it("speaks against one unit whose plates stepped one after the other, less against two", () => {
    const decrease = (count: number): number => {
      const grams = { 1: 55 * count, 2: 50 * count };
      return (
        weightOf(findCandidates(grams), `${count} chips`) -
        weightOf(findCandidates(grams, { spreadMs: 400 }), `${count} chips`)
      );
    };
    expect(decrease(1)).toBeGreaterThan(2);
    expect(decrease(2)).toBeGreaterThan(0);
    expect(decrease(2)).toBeLessThan(1);
  });
});

describe("the candidates", () => {
  const many = createShopIndex(
    createShop(
      Array.from({ length: 30 }, (_, at) => createFacing(1, [at + 1], `p${at}`)),
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${at}`, 100 + 0.05 * at])),
    ),
    ENGINE_PARAMETERS,
  );

  it("are at most eight, the likeliest first, none twice", () => {
    const candidates = findCandidates({ 10: 100.5 }, { shop: many });
    expect(candidates).toHaveLength(8);
    const weights = candidates.map(({ logWeight }) => logWeight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    const named = candidates.map((one) => `${nameOf(one)} ${one.isOdd}`);
    expect(new Set(named).size).toBe(8);
    expect(candidates[0]!.barcode).toBe("p9");
  });

  it("are none that cannot matter beside the best", () => {
    const candidates = findCandidates({ 1: 105, 2: 0.01 });
    const best = candidates[0]!.logWeight;
    expect(candidates.length).toBeGreaterThan(1);
    for (const { logWeight } of candidates) expect(logWeight).toBeGreaterThan(best - 12);
  });

  it("tell their prior apart from the weight's density", () => {
    const { change, block } = createLoss({ 1: 104 });
    const [best] = findPickCandidates(index, change, block, undefined, WRONG_SHARE);
    expect(best!.logWeight - best!.logPrior).toBeCloseTo(
      weightLogDensity(block, 105, 1, DEFAULT_WEIGHTS),
      9,
    );
    expect(best!.logPrior).toBeLessThan(0);
  });
});
