import { describe, expect, it } from "vitest";
import { findPickCandidates, type ProductCandidate, weightLogDensity } from "./candidates.ts";
import type { Block, ShelfChange } from "./changes.ts";
import { partitionChange } from "./changes.ts";
import { UNITS_MAX } from "./limits.ts";
import { createShopIndex, type ShopIndex } from "./shop-index.ts";
import { createFacing, createShop } from "./test-builders.ts";

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
    startMs: 900,
    settledMs: 1500,
  };
  const block = partitionChange(change, new Map())[0]![0]!;
  return { change, block };
}

function findCandidates(
  gramsByPlate: Record<number, number>,
  { override, shop = index, ...lost }: Lost & { override?: string; shop?: ShopIndex } = {},
): ProductCandidate[] {
  const { change, block } = createLoss(gramsByPlate, lost);
  return findPickCandidates(shop, change, block, override);
}

const nameOf = ({ barcode, count }: ProductCandidate): string => `${count} ${barcode}`;
const weightOf = (candidates: readonly ProductCandidate[], name: string): number =>
  candidates.find((candidate) => nameOf(candidate) === name)?.logWeight ?? -Infinity;

describe("the density of a weight", () => {
  const { block } = createLoss({ 1: 105 });

  it("is greatest at the catalogue's", () => {
    const at = weightLogDensity(block, 105, 1);
    expect(at).toBeGreaterThan(weightLogDensity(block, 103, 1));
    expect(at).toBeGreaterThan(weightLogDensity(block, 107, 1));
  });

  it("adds up to one over all totals", () => {
    let total = 0;
    for (let totalG = 1; totalG < 1000; totalG += 0.25) {
      total += 0.25 * Math.exp(weightLogDensity({ ...block, totalG: -totalG }, 400, 1));
    }
    expect(total).toBeCloseTo(1, 3);
  });

  it("is wider where the plates' gain is less known, and where the plates are noisier", () => {
    const off = (changed: Partial<Block>): number =>
      weightLogDensity({ ...block, ...changed }, 95, 1) -
      weightLogDensity({ ...block, ...changed }, 105, 1);
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
    );
    const candidates = findCandidates({ 1: 250 }, { shop: same });
    expect(weightOf(candidates, "1 jar")).toBeGreaterThan(weightOf(candidates, "1 unplanned"));
  });

  it("is two of a product out of place where twice its weight comes near", () => {
    expect(candidateNames(findCandidates({ 3: 3000 }))).toContain("2 unplanned");
  });

  it("is what earlier events put there, before what the planogram has", () => {
    const before = findCandidates({ 1: 105.5 });
    const after = findCandidates({ 1: 105.5 }, { override: "twin" });
    expect(nameOf(before[0]!)).toBe("1 chips");
    expect(nameOf(after[0]!)).toBe("1 twin");
    expect(weightOf(after, "1 chips")).toBeLessThan(weightOf(before, "1 chips"));
  });

  it("is what the planogram has where what was put there is not in the catalogue", () => {
    expect(nameOf(findCandidates({ 1: 105 }, { override: "no such thing" })[0]!)).toBe("1 chips");
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

  it("is told from the shop alone where the planogram has nothing", () => {
    const [best] = findCandidates({ 5: 118 }, { shelf: 3 });
    expect(best).toMatchObject({ barcode: "soap", count: 1, planned: false });
  });

  it("is nothing that is known where no weight comes near", () => {
    const empty = createShopIndex(createShop([], {}));
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
    );
    const candidates = findCandidates({ 1: 105.5 }, { shop: overlapping });
    const [chips, twin] = ["1 chips", "1 twin"].map((name) => weightOf(candidates, name));
    expect(Math.abs(chips! - twin!)).toBeLessThan(0.1);
    expect(chips).toBeLessThan(weightOf(findCandidates({ 1: 105.5 }), "1 chips"));
  });

  it("speaks against one unit whose plates stepped one after the other, less against two", () => {
    const fall = (count: number): number => {
      const grams = { 1: 55 * count, 2: 50 * count };
      return (
        weightOf(findCandidates(grams), `${count} chips`) -
        weightOf(findCandidates(grams, { spreadMs: 400 }), `${count} chips`)
      );
    };
    expect(fall(1)).toBeGreaterThan(2);
    expect(fall(2)).toBeGreaterThan(0);
    expect(fall(2)).toBeLessThan(1);
  });
});

describe("the candidates", () => {
  const many = createShopIndex(
    createShop(
      Array.from({ length: 30 }, (_, at) => createFacing(1, [at + 1], `p${at}`)),
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${at}`, 100 + 0.05 * at])),
    ),
  );

  it("are at most eight, the likeliest first, none twice", () => {
    const candidates = findCandidates({ 10: 100.5 }, { shop: many });
    expect(candidates).toHaveLength(8);
    const weights = candidates.map(({ logWeight }) => logWeight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(new Set(candidateNames(candidates)).size).toBe(8);
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
    const [best] = findPickCandidates(index, change, block, undefined);
    expect(best!.logWeight - best!.logPrior).toBeCloseTo(weightLogDensity(block, 105, 1), 9);
    expect(best!.logPrior).toBeLessThan(0);
  });
});
