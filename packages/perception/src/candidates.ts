/**
 * Which products, and how many of each, explain the change of a block of plates: the planogram says
 * what should stand there, the weight checks it. Densities are per gram, so that they compare across
 * explanations.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import type { Block, ShelfChange } from "./changes.ts";
import type { Override } from "./hypotheses.ts";
import { UNITS_MAX } from "./limits.ts";
import { formatShelfKey, type ShopIndex } from "./shop-index.ts";
import { formatPlateKey, type Product } from "./shop-model.ts";

/**
 * Tails of a weight (degrees of freedom of Student's t). Hands and contacts that add to a weight are
 * explained as forces of their own, so what is left is nearly normal.
 */
export const WEIGHT_TAIL = 20;
/** Tails against the catalogue: a gain or a catalogue's weight may be off by far more than most. */
const CATALOGUE_TAIL = 6;
/** Leakage, as it differs with where an item lies, as a share of the weight (standard deviation). */
const LEAKAGE_SPREAD = 0.008;
/** One unit's weight against the catalogue's. */
const ITEM_SPREAD = 0.016;
/** Density of a weight that nothing explains: anything up to two kilograms. */
export const UNKNOWN_LOG_DENSITY = Math.log(1 / 2000);

/** How likely a count is: most take one; who takes several may take many. */
const COUNT_LOG_PRIOR = Float64Array.from({ length: UNITS_MAX + 1 }, (_, count) => {
  if (count === 0) return 0;
  return count <= 2
    ? Math.log(0.78) + (count - 1) * Math.log(0.2)
    : Math.log(0.78 * 0.2) + (count - 2) * Math.log(0.4);
});

/** Where the planogram is wrong: a product of the same shelf, of the shop, of the catalogue. */
const SHELF_SHARE = 0.4;
const SHOP_SHARE = 0.22;
const CATALOGUE_SHARE = 0.22;

/** A product weighs otherwise than its catalogue says, or its plate reads quite otherwise: how often. */
const ODD_SHARE = 0.015;
/** By how much, as a share of its weight (standard deviation of its logarithm). */
const ODD_SPREAD = 0.15;

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

/** log density of a block's change if so many units of such a weight made it. */
export function weightLogDensity(block: Block, weightG: number, count: number): number {
  const { errorG } = block;
  const totalG = Math.abs(block.totalG);
  const mean = weightG * count;
  const gain = Math.hypot(block.gainSpread, LEAKAGE_SPREAD) * mean;
  const item = ITEM_SPREAD * weightG * Math.sqrt(count);
  const scale = Math.sqrt(gain * gain + item * item + errorG * errorG + 0.3);
  return studentLogDensity(totalG, mean, scale, CATALOGUE_TAIL);
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

/** An item that hangs over its facing's edge: how often, against one that does not. */
const OVERHANG_SHARE = 0.5;

/**
 * log probability of an arrangement: so large a share of the change on the product's own plates. An
 * item may hang over its facing's edge, but the larger part of it lies on its own, and several units
 * seldom all hang over.
 */
function weighArrangement(share: number, count: number): number {
  if (share > 0.93) return 0;
  return count * (Math.log(OVERHANG_SHARE) + 3 * Math.log(Math.max(0.05, share)));
}

/** Plates under one unit step together; those of a series step one after the other. */
function weighSpread(block: Block, count: number): number {
  if (block.plates.length === 1) return 0;
  const late = block.spreadMs / (count === 1 ? 180 : 450);
  return -Math.min(6, 0.5 * late * late);
}

/** Units taken one after the other are at least this far apart, seconds; each that is not costs. */
const UNIT_GAP_S = 0.15;
const LOG_GRABBED_TOO = -1.3;

/** log probability that so many units went in the time that the change took. */
function weighPace(block: Block, count: number): number {
  if (count === 1) return 0;
  let largest = block.plates[0]!;
  for (const plate of block.plates) {
    if (Math.abs(plate.changeG) > Math.abs(largest.changeG)) largest = plate;
  }
  const { crossingsMs } = largest;
  const tookS = Math.max(block.spreadMs, crossingsMs[6]! - crossingsMs[0]!) / 1000;
  // Where noise hides the course of the change all its eighths are told at one time.
  if (tookS === 0) return 0;
  const paced = Math.max(0, tookS - 0.05) / UNIT_GAP_S;
  return Math.max(0, count - 1 - paced) * LOG_GRABBED_TOO;
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
    addCounts(candidates, product, logPrior, planned, block, share);
  };
  const { products } = index.shop;
  // Each sure pick of what is planned makes it less likely that something else stands there.
  const doubt = wrongShare / (1 + 2 * block.sureCount);
  const plannedShare = override === undefined ? 1 - doubt : 0.1;
  if (override !== undefined) addOverride(candidates, index, block, override);
  for (const [barcode, share] of shares) {
    const product = products.get(barcode);
    add(product, Math.log(plannedShare), true, share);
    if (product !== undefined && override === undefined) {
      addOdd(candidates, product, Math.log(plannedShare * ODD_SHARE), block, share);
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
    const logPrior = Math.log((doubt * SHELF_SHARE) / shelf.length) - 0.25 * Math.min(6, gap);
    add(products.get(facing.barcode!), logPrior, false);
  }
  const brands = new Set(shelf.map((facing) => findBrand(facing.barcode!)));
  addByWeight(index.plannedByWeight, doubt * SHOP_SHARE, totalG, brands, add);
  addByWeight(index.catalogueByWeight, doubt * CATALOGUE_SHARE, totalG, brands, add);
  return keepLikely(candidates);
}

/** log probability of a count: how often so many go, so arranged, in the time that it took. */
function weighCount(block: Block, count: number, share: number): number {
  return (
    COUNT_LOG_PRIOR[count]! +
    weighArrangement(share, count) +
    weighSpread(block, count) +
    weighPace(block, count)
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
  addCounts(candidates, { ...product, weightG }, Math.log(OVERRIDE_SHARE), true, block, 1);
}

const OVERRIDE_SHARE = 0.85;

/** The planned product, one or two of it, of another weight than the catalogue has. */
function addOdd(
  candidates: ProductCandidate[],
  { barcode, weightG }: Product,
  logPrior: number,
  block: Block,
  share: number,
): void {
  if (!(weightG > 0)) return;
  const totalG = Math.abs(block.totalG);
  for (const count of [1, 2]) {
    const off = Math.log(totalG / (count * weightG)) / ODD_SPREAD;
    const logDensity = -0.5 * off * off - Math.log(totalG * ODD_SPREAD * Math.sqrt(2 * Math.PI));
    const logCount = logPrior + weighCount(block, count, share);
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
    const logWeight = logPrior + weighArrangement(share, 1) + Math.log(1 / 700);
    candidates.push({ barcode, count: 1, logWeight, logPrior, weightG, planned, isOdd: false });
    return;
  }
  const nearest = Math.round(totalG / weightG);
  const from = Math.max(1, nearest - 1);
  const to = Math.min(UNITS_MAX, nearest + 1);
  for (let count = from; count <= to; count++) {
    const logCount = logPrior + weighCount(block, count, share);
    const logWeight = logCount + weightLogDensity(block, weightG, count);
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

/** Shelves are filled by maker: what stands there by mistake is likelier of one that is there. */
const KIN_ODDS = 5;
/** Digits of a GTIN-12 or -13 that name its maker, about. */
const BRAND_DIGITS = 6;

function findBrand(barcode: string): string {
  return barcode.length >= 11 ? barcode.slice(0, BRAND_DIGITS) : barcode;
}

const kinShares = new WeakMap<readonly Product[], Map<string, number>>();

/** Share of the products that are of one of some makers: where all are, the maker tells nothing. */
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
    for (let i = lowerBound(products, weightG * 0.85); i < products.length; i++) {
      if (products[i]!.weightG > weightG * 1.15) break;
      const product = products[i]!;
      const kin = brands.has(findBrand(product.barcode)) ? KIN_ODDS : 1;
      add(product, logPrior + Math.log(kin / (1 + (KIN_ODDS - 1) * kinShare)), false);
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

/** Candidates kept; beyond them the product is not known anyway. */
const CANDIDATES_MAX = 8;

/** A candidate less likely than the best by this much (a logarithm) cannot matter. */
const CANDIDATE_LOG_LEAST = -12;

/** Merges the same product and count found by two ways, and drops what cannot matter. */
function keepLikely(candidates: readonly ProductCandidate[]): ProductCandidate[] {
  let most = Number.NEGATIVE_INFINITY;
  for (const { logWeight } of candidates) most = Math.max(most, logWeight);
  const best = new Map<string, ProductCandidate>();
  for (const candidate of candidates) {
    if (candidate.logWeight <= most + CANDIDATE_LOG_LEAST) continue;
    const key = `${candidate.barcode}x${candidate.count}${candidate.isOdd ? "*" : ""}`;
    const known = best.get(key);
    if (known === undefined || known.logWeight < candidate.logWeight) best.set(key, candidate);
  }
  return [...best.values()].sort((a, b) => b.logWeight - a.logWeight).slice(0, CANDIDATES_MAX);
}
