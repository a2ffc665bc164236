/**
 * Which products, and how many of each, explain the change of a block of plates: the planogram says
 * what should stand there, the weight checks it. Densities are per gram, so that they compare across
 * explanations.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import { CANDIDATES_MAX, UNITS_MAX } from "../limits.ts";
import type { CandidateParameters } from "../parameters/candidates.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { WeightParameters } from "../parameters/weights.ts";
import type { Block, ShelfChange } from "../sensing/changes.ts";
import { formatShelfKey, type ShopIndex } from "../shop-index.ts";
import { formatPlateKey, type Product } from "../shop-model.ts";
import type { Override } from "./hypotheses.ts";

/** Density of a weight that nothing explains. */
export function unknownLogDensity({ unknownG }: WeightParameters): number {
  return Math.log(1 / unknownG);
}

/** How likely a count is: most take one; who takes several may take many. */
export function countLogPrior(
  { oneUnitShare, secondUnitRatio, furtherUnitRatio }: CandidateParameters,
  count: number,
): number {
  if (count === 0) return 0;
  return count <= 2
    ? Math.log(oneUnitShare) + (count - 1) * Math.log(secondUnitRatio)
    : Math.log(oneUnitShare * secondUnitRatio) + (count - 2) * Math.log(furtherUnitRatio);
}

export interface ProductCandidate {
  readonly barcode: string;
  readonly count: number;
  /** log prior + log density of the block's weight. */
  readonly logWeight: number;
  /** The prior alone, and the catalogue's weight of one (NaN where it has none). */
  readonly logPrior: number;
  readonly weightG: number;
  /** The planogram, or what was seen before, has the product on this block's plates. */
  readonly planned: boolean;
  /** Each unit weighs otherwise than the catalogue says: its weight is what was measured. */
  readonly isOdd: boolean;
}

/** log density of a block's change, given the number and weight of units that made it. */
export function weightLogDensity(
  block: Block,
  weightG: number,
  count: number,
  { leakSpreadShare, itemSpreadShare, catalogueRoundingG2, catalogueTail }: WeightParameters,
): number {
  const { errorG } = block;
  const totalG = Math.abs(block.totalG);
  const mean = weightG * count;
  const gain = Math.hypot(block.gainSpread, leakSpreadShare) * mean;
  const item = itemSpreadShare * weightG * Math.sqrt(count);
  const scale = Math.sqrt(gain * gain + item * item + errorG * errorG + catalogueRoundingG2);
  return studentLogDensity(totalG, mean, scale, catalogueTail);
}

/** Share of a block's change that lies on each of its plates' planned products, by barcode. */
function findPlannedShares(
  index: ShopIndex,
  change: ShelfChange,
  block: Block,
): Map<string, number> {
  const shares = new Map<string, number>();
  let total = 0;
  for (const plate of block.plates) total += Math.abs(plate.changeG);
  for (const plate of block.plates) {
    const key = formatPlateKey(change.gondola, change.shelf, plate.plate);
    const facings = index.facingsByPlate.get(key) ?? [];
    for (const facing of facings) {
      const share = Math.abs(plate.changeG) / total / facings.length;
      shares.set(facing.barcode!, (shares.get(facing.barcode!) ?? 0) + share);
    }
  }
  return shares;
}

/**
 * log probability of an arrangement: so large a share of the change on the product's own plates. An
 * item may hang over its facing's edge, but the larger part of it lies on its own, and several units
 * seldom all hang over.
 */
function weighArrangement(
  { ownPlatesShareMin, overhangShare, overhangPower, overhangShareMin }: CandidateParameters,
  share: number,
  count: number,
): number {
  if (share > ownPlatesShareMin) return 0;
  const logLess = overhangPower * Math.log(Math.max(overhangShareMin, share));
  return count * (Math.log(overhangShare) + logLess);
}

/** Plates under one unit step together; those of a series step one after the other. */
export function weighSpread(
  { unitSpreadMs, seriesSpreadMs, logSpreadMin }: CandidateParameters,
  block: Block,
  count: number,
): number {
  if (block.plates.length === 1) return 0;
  const late = block.spreadMs / (count === 1 ? unitSpreadMs : seriesSpreadMs);
  return Math.max(logSpreadMin, -0.5 * late * late);
}

/** log probability that a number of units went in the time that the change took. */
function weighPace(
  { paceFromS, unitGapS, logGrabbedToo }: CandidateParameters,
  block: Block,
  count: number,
): number {
  if (count === 1) return 0;
  let largest = block.plates[0]!;
  for (const plate of block.plates) {
    if (Math.abs(plate.changeG) > Math.abs(largest.changeG)) largest = plate;
  }
  const { crossingsMs } = largest;
  const tookS = Math.max(block.spreadMs, crossingsMs[6]! - crossingsMs[0]!) / 1000;
  // Where noise hides the course of the change all its eighths are given one time.
  if (tookS === 0) return 0;
  const paced = Math.max(0, tookS - paceFromS) / unitGapS;
  return Math.max(0, count - 1 - paced) * logGrabbedToo;
}

/**
 * Products that may have been taken from a block, most likely first.
 *
 * @param totalG how much the block lost, positive.
 * @param override what earlier events say stands on this facing.
 * @param wrongShare of facings on which the planogram is wrong, before anything is known of this one.
 */
export function findPickCandidates(
  index: ShopIndex,
  change: ShelfChange,
  block: Block,
  override: Override | undefined,
  wrongShare: number,
): ProductCandidate[] {
  const { parameters } = index;
  const { surePicks, oddShare, overridePlannedShare, logPerPlateAway, platesAwayMax } =
    parameters.candidates;
  const { shelfShare, shopShare, catalogueShare } = parameters.candidates;
  const totalG = Math.abs(block.totalG);
  const shares = findPlannedShares(index, change, block);
  const candidates: ProductCandidate[] = [];
  const add = (
    product: Product | undefined,
    logPrior: number,
    planned: boolean,
    share = 1,
  ): void => {
    if (product === undefined) return;
    addCounts(parameters, candidates, product, logPrior, planned, block, share);
  };
  const { products } = index.shop;
  // Each sure pick of what is planned makes it less likely that something else stands there.
  const misplacedShare = wrongShare / (1 + surePicks * block.sureCount);
  const plannedShare = override === undefined ? 1 - misplacedShare : overridePlannedShare;
  if (override !== undefined) addOverride(candidates, index, block, override);
  for (const [barcode, share] of shares) {
    const product = products.get(barcode);
    add(product, Math.log(plannedShare), true, share);
    if (product !== undefined && override === undefined) {
      addOdd(parameters, candidates, product, Math.log(plannedShare * oddShare), block, share);
    }
  }
  const shelf = index.facingsByShelf.get(formatShelfKey(change.gondola, change.shelf)) ?? [];
  for (const facing of shelf) {
    if (shares.has(facing.barcode!) || facing.barcode === override?.barcode) continue;
    const gap = Math.min(
      ...facing.plates.map((plate) =>
        Math.min(...block.plates.map((other) => Math.abs(other.plate - plate))),
      ),
    );
    const logPrior =
      Math.log((misplacedShare * shelfShare) / shelf.length) +
      logPerPlateAway * Math.min(platesAwayMax, gap);
    add(products.get(facing.barcode!), logPrior, false);
  }
  const brands = new Set(shelf.map((facing) => findBrand(facing.barcode!)));
  addByWeight(
    parameters.candidates,
    index.plannedByWeight,
    misplacedShare * shopShare,
    totalG,
    brands,
    add,
  );
  addByWeight(
    parameters.candidates,
    index.catalogueByWeight,
    misplacedShare * catalogueShare,
    totalG,
    brands,
    add,
  );
  return keepLikely(candidates, parameters.belief.logCandidateMin);
}

/** log probability of a count, in its arrangement and the time that it took. */
function weighCount(
  parameters: CandidateParameters,
  block: Block,
  count: number,
  share: number,
): number {
  return (
    countLogPrior(parameters, count) +
    weighArrangement(parameters, share, count) +
    weighSpread(parameters, block, count) +
    weighPace(parameters, block, count)
  );
}

/** What earlier events say stands here. */
function addOverride(
  candidates: ProductCandidate[],
  index: ShopIndex,
  block: Block,
  { barcode, rawG }: Override,
): void {
  const product = index.shop.products.get(barcode);
  if (product === undefined) return;
  const weightG = rawG === null ? product.weightG : rawG / block.gain;
  const logPrior = Math.log(index.parameters.candidates.overrideShare);
  addCounts(index.parameters, candidates, { ...product, weightG }, logPrior, true, block, 1);
}

/** The planned product, one or two of it, of another weight than the catalogue has. */
function addOdd(
  { candidates: parameters }: EngineParameters,
  candidates: ProductCandidate[],
  { barcode, weightG }: Product,
  logPrior: number,
  block: Block,
  share: number,
): void {
  if (!(weightG > 0)) return;
  const { oddSpread } = parameters;
  const totalG = Math.abs(block.totalG);
  for (const count of [1, 2]) {
    const off = Math.log(totalG / (count * weightG)) / oddSpread;
    const logDensity = -0.5 * off * off - Math.log(totalG * oddSpread * Math.sqrt(2 * Math.PI));
    const logCount = logPrior + weighCount(parameters, block, count, share);
    candidates.push({
      barcode,
      count,
      logWeight: logCount + logDensity,
      logPrior: logCount,
      weightG,
      planned: true,
      isOdd: true,
    });
  }
}

function addCounts(
  { candidates: parameters, weights }: EngineParameters,
  candidates: ProductCandidate[],
  product: Product,
  logPrior: number,
  planned: boolean,
  block: Block,
  share: number,
): void {
  const { barcode, weightG } = product;
  const totalG = Math.abs(block.totalG);
  if (!(weightG > 0)) {
    // Nothing is known of its weight: any will do, one unit.
    const logDensity = Math.log(1 / weights.unweighedG);
    const logWeight = logPrior + weighArrangement(parameters, share, 1) + logDensity;
    candidates.push({ barcode, count: 1, logWeight, logPrior, weightG, planned, isOdd: false });
    return;
  }
  const nearest = Math.round(totalG / weightG);
  const from = Math.max(1, nearest - 1);
  const to = Math.min(UNITS_MAX, nearest + 1);
  for (let count = from; count <= to; count++) {
    const logCount = logPrior + weighCount(parameters, block, count, share);
    const logWeight = logCount + weightLogDensity(block, weightG, count, weights);
    candidates.push({
      barcode,
      count,
      logWeight,
      logPrior: logCount,
      weightG,
      planned,
      isOdd: false,
    });
  }
}

/** Digits of a GTIN-12 or -13 that name its maker, about. */
const BRAND_DIGITS = 6;

function findBrand(barcode: string): string {
  return barcode.length >= 11 ? barcode.slice(0, BRAND_DIGITS) : barcode;
}

const kinShares = new WeakMap<readonly Product[], Map<string, number>>();

/** Share of the products that are of one of some makers: where all are, the maker says nothing. */
function shareOfKin(products: readonly Product[], brands: ReadonlySet<string>): number {
  let known = kinShares.get(products);
  if (known === undefined) {
    known = new Map();
    for (const { barcode } of products) {
      const brand = findBrand(barcode);
      known.set(brand, (known.get(brand) ?? 0) + 1 / products.length);
    }
    kinShares.set(products, known);
  }
  let share = 0;
  for (const brand of brands) share += known.get(brand) ?? 0;
  return share;
}

/** Products anywhere whose single or double weight comes near: a misplaced item or a wrong row. */
function addByWeight(
  { nearWeightShare, kinRatio }: CandidateParameters,
  products: readonly Product[],
  share: number,
  totalG: number,
  brands: ReadonlySet<string>,
  add: (product: Product, logPrior: number, planned: boolean) => void,
): void {
  if (products.length === 0) return;
  const logPrior = Math.log(share / products.length);
  const kinShare = shareOfKin(products, brands);
  for (const count of [1, 2]) {
    const weightG = totalG / count;
    for (let i = lowerBound(products, weightG * (1 - nearWeightShare)); i < products.length; i++) {
      if (products[i]!.weightG > weightG * (1 + nearWeightShare)) break;
      const product = products[i]!;
      const kin = brands.has(findBrand(product.barcode)) ? kinRatio : 1;
      add(product, logPrior + Math.log(kin / (1 + (kinRatio - 1) * kinShare)), false);
    }
  }
}

function lowerBound(products: readonly Product[], weightG: number): number {
  let low = 0;
  let high = products.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (products[mid]!.weightG < weightG) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Merges the same product and count found by two ways, and drops what cannot matter. */
function keepLikely(
  candidates: readonly ProductCandidate[],
  logCandidateMin: number,
): ProductCandidate[] {
  let most = Number.NEGATIVE_INFINITY;
  for (const { logWeight } of candidates) most = Math.max(most, logWeight);
  const best = new Map<string, ProductCandidate>();
  for (const candidate of candidates) {
    if (candidate.logWeight <= most + logCandidateMin) continue;
    const key = `${candidate.barcode}x${candidate.count}${candidate.isOdd ? "*" : ""}`;
    const known = best.get(key);
    if (known === undefined || known.logWeight < candidate.logWeight) best.set(key, candidate);
  }
  return [...best.values()].sort((a, b) => b.logWeight - a.logWeight).slice(0, CANDIDATES_MAX);
}
