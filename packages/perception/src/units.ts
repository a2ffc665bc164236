/**
 * Whether plates read grams, the catalogue weighs in grams, and joints and shelves are in metres. A
 * stream in another unit makes no sense and yet looks quiet: without this, receipts would be empty
 * and sure. Nothing is converted: what is wrong is named, with what to do.
 */
import { median, quantileOfFinite } from "@saunter/numerics/statistics";
import { type GondolaFrontEnd, readBinMean } from "./front-end.ts";
import { JOINT_STRIDE, type JointFrame } from "./observation.ts";
import { DEFAULT_UNITS, type UnitParameters } from "./parameters/units.ts";
import { formatShelfKey, type ShopIndex } from "./shop-index.ts";
import type { Facing, Product, ShopModel } from "./shop-model.ts";

/** What is in another unit than it should be. */
export type UnitFaultCode =
  | "plates-unit"
  | "catalogue-unit"
  | "joints-unit"
  | "joints-axes"
  | "places-unit";

export interface UnitFault {
  readonly code: UnitFaultCode;
  /** What is wrong and what to do, in a sentence or two. */
  readonly message: string;
}

/** Units of weight that scales are set to by mistake, and what they read for a gram. */
const WEIGHT_UNITS: readonly (readonly [name: string, readsAs: number])[] = [
  ["kilograms", 1 / 1000],
  ["pounds", 1 / 453.592_37],
  ["newtons", 1 / 101.971_62],
  ["ounces", 1 / 28.349_523],
  ["tenths of a gram", 10],
  ["hundredths of a gram", 100],
  ["milligrams", 1000],
];

/** The catalogue's weights were ounces, if plates read so much for one. */
const CATALOGUE_OUNCES = 28.349_523;

/** Units of length, metres. */
const LENGTH_UNITS = {
  metres: 1,
  centimetres: 0.01,
  millimetres: 0.001,
  inches: 0.0254,
  feet: 0.3048,
} as const;

export type LengthUnit = keyof typeof LENGTH_UNITS;

/** Changes and lengths that are kept: more say no more. */
const CHANGES_MAX = 32;
const LENGTHS_MAX = 600;
/** Most units of a product in a change that is compared with the catalogue. */
const COUNTED_UNITS = 3;
/** A unit is not told by one product alone, whose weight may be wrong. */
const PRODUCTS_LEAST = 2;
/** Windows in a row: two before a change, two for it to happen in, two after it. */
const WINDOWS = 6;

/** A gondola's changes, each over the weight of what stands there. */
interface PlateEvidence {
  readonly gondola: number;
  readonly logRatios: number[];
  /** Of which product each was. */
  readonly barcodes: string[];
  /** Spreads of the changed facings' bins before, as the stream has them. */
  readonly noises: number[];
  /** The smallest difference between two bins of a facing so far: a coarse scale's step, about. */
  quantum: number;
  /** By shelf: the bin up to which its change has been told. */
  readonly heldUntil: Map<number, number>;
  evaluatedAt: number;
  /** Nothing more has to be looked at: these are grams, or it has been told that they are not. */
  isSettled: boolean;
}

export interface UnitWatch {
  readonly index: ShopIndex;
  readonly parameters: UnitParameters;
  /** What joints were before they were converted to metres, for what is told. */
  readonly jointUnit: LengthUnit;
  /** What the shop itself has wrong; where it is the catalogue, plates are not compared with it. */
  readonly shopFaults: readonly UnitFault[];
  readonly plates: Map<number, PlateEvidence>;
  /** Lengths between joints over an adult's, and heights of heads, metres. */
  readonly lengths: number[];
  readonly headsM: number[];
  areJointsSettled: boolean;
}

export interface UnitWatchOptions {
  readonly jointUnit?: LengthUnit;
  readonly parameters?: UnitParameters;
}

export function createUnitWatch(
  index: ShopIndex,
  { jointUnit = "metres", parameters = DEFAULT_UNITS }: UnitWatchOptions = {},
): UnitWatch {
  return {
    ...{ index, parameters, jointUnit, plates: new Map(), lengths: [], headsM: [] },
    shopFaults: checkShopUnits(index.shop, parameters),
    areJointsSettled: false,
  };
}

/** Whether a watch has made up its mind about joints and about the plates of these gondolas. */
export function isUnitWatchSettled(watch: UnitWatch, gondolas: Iterable<number>): boolean {
  for (const gondola of gondolas) {
    if (watch.plates.get(gondola)?.isSettled !== true) return false;
  }
  return watch.areJointsSettled;
}

/** What the planogram and the catalogue show before anything is read. */
export function checkShopUnits(
  { facings, products }: ShopModel,
  parameters: UnitParameters = DEFAULT_UNITS,
): UnitFault[] {
  const faults: UnitFault[] = [];
  const weights = listPlannedWeights(facings, products);
  const middleG = quantileOfFinite(weights, 0.5);
  if (middleG < parameters.catalogueLeastG || middleG > parameters.catalogueMostG) {
    const unit = middleG < 1 ? "kilograms or pounds" : middleG < 10 ? "ounces" : "milligrams";
    faults.push({
      code: "catalogue-unit",
      message: `The catalogue's weights are not grams: the median product would weigh ${formatNumber(middleG)} g, as if they were ${unit}. Give weights in grams.`,
    });
  }
  const places = facings.flatMap(({ place, plates }) =>
    place === null || plates.length === 0 ? [] : [{ place, plates }],
  );
  const widths = places.map(({ place, plates }) => place.widthM / plates.length);
  const widthM = quantileOfFinite(widths, 0.5);
  const heightM = quantileOfFinite(
    places.map(({ place }) => place.z),
    0.95,
  );
  if (widthM > parameters.plateWidthMostM || heightM > parameters.shelfHeightMostM) {
    faults.push({
      code: "places-unit",
      message: `Shelf positions are not in metres: a plate would be ${formatNumber(widthM)} m wide and the highest shelf ${formatNumber(heightM)} m above the floor. Give positions and sizes in metres.`,
    });
  }
  return faults;
}

/** Weights of the products that stand somewhere; of all of them where none is placed. */
function listPlannedWeights(
  facings: readonly Facing[],
  products: ReadonlyMap<string, Product>,
): number[] {
  const planned = new Set(facings.map(({ barcode }) => barcode));
  const all = [...products.values()];
  const placed = all.filter(({ barcode }) => planned.has(barcode));
  return (placed.length > 0 ? placed : all).map(({ weightG }) => weightG);
}

/**
 * Looks at a gondola's newest bins; to be called after each bin. A fault is told once.
 */
export function watchPlateUnits(watch: UnitWatch, frontEnd: GondolaFrontEnd): UnitFault | null {
  const { gondola, binCount, settledBins } = frontEnd;
  let evidence = watch.plates.get(gondola);
  if (evidence === undefined) {
    const kept = { gondola, logRatios: [], barcodes: [], noises: [], heldUntil: new Map() };
    const isSettled = watch.shopFaults.some(({ code }) => code === "catalogue-unit");
    evidence = { ...kept, quantum: Number.POSITIVE_INFINITY, evaluatedAt: 0, isSettled };
    watch.plates.set(gondola, evidence);
  }
  if (evidence.isSettled) return null;
  if (binCount < evidence.evaluatedAt) evidence.evaluatedAt = 0;
  if (binCount - evidence.evaluatedAt < settledBins) return null;
  evidence.evaluatedAt = binCount;
  if (binCount - frontEnd.historyFrom < WINDOWS * settledBins) return null;
  const before = evidence.logRatios.length;
  for (let shelf = 1; shelf < frontEnd.shelfCount; shelf++) {
    addChangeOf(watch, evidence, frontEnd, shelf);
  }
  if (evidence.logRatios.length === before) return null;
  return judgePlates(watch, evidence);
}

/** Adds a shelf's change, if all but some of it is one facing's and its levels are flat around it. */
function addChangeOf(
  { index, parameters }: UnitWatch,
  evidence: PlateEvidence,
  frontEnd: GondolaFrontEnd,
  shelf: number,
): void {
  const { binCount, gondola } = frontEnd;
  if (binCount < (evidence.heldUntil.get(shelf) ?? 0)) return;
  const facings = index.facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  let largest: FacingChange | null = null;
  let total = 0;
  let size = 0;
  for (const facing of facings) {
    const change = measureFacing(frontEnd, shelf, facing.plates);
    evidence.quantum = Math.min(evidence.quantum, change.smallest);
    if (!Number.isFinite(change.change)) continue;
    total += change.change;
    size += Math.abs(change.change);
    if (largest !== null && Math.abs(change.change) <= Math.abs(largest.change)) continue;
    largest = { ...change, facing };
  }
  if (largest === null) return;
  const { change, restless, spread, facing } = largest;
  const weightG = index.shop.products.get(facing.barcode!)?.weightG ?? Number.NaN;
  const isClear =
    weightG > 0 &&
    Math.abs(change) >= parameters.aloneShare * size &&
    total / change > 0.5 &&
    restless <= parameters.flatShare * Math.abs(change) &&
    Math.abs(change) >= parameters.spreadsLeast * spread &&
    Math.abs(change) >= parameters.quantaLeast * evidence.quantum;
  if (!isClear) return;
  evidence.heldUntil.set(shelf, binCount + WINDOWS * frontEnd.settledBins);
  if (evidence.logRatios.length >= CHANGES_MAX) {
    evidence.logRatios.shift();
    evidence.barcodes.shift();
    evidence.noises.shift();
  }
  evidence.logRatios.push(Math.log(Math.abs(total) / weightG));
  evidence.barcodes.push(facing.barcode!);
  evidence.noises.push(spread);
}

interface Measured {
  readonly change: number;
  /** How far the two windows before it are apart, or the two after it, or half of how far their bins are. */
  readonly restless: number;
  /** Standard deviation of the bins before it; the smallest difference between two in a row, infinite where there is none. */
  readonly spread: number;
  readonly smallest: number;
}

type FacingChange = Measured & { readonly facing: Facing };

/** What the plates of a facing did in the last six windows, in whatever unit they read. */
function measureFacing(
  frontEnd: GondolaFrontEnd,
  shelf: number,
  plates: readonly number[],
): Measured {
  const { binCount, settledBins } = frontEnd;
  const sumAt = (bin: number): number => {
    let sum = 0;
    for (const plate of plates) sum += readBinMean(frontEnd, shelf, plate, bin);
    return sum;
  };
  const windowAt = (back: number): number[] =>
    Array.from({ length: settledBins }, (_, k) => sumAt(binCount - back * settledBins + k));
  const first = windowAt(6);
  const second = windowAt(5);
  const third = windowAt(2);
  const fourth = windowAt(1);
  const [a, b] = [findMean(first), findMean(second)];
  const [c, d] = [findMean(third), findMean(fourth)];
  let squares = 0;
  const still = [...first, ...second];
  for (let k = 1; k < still.length; k++) squares += (still[k]! - still[k - 1]!) ** 2;
  // What drifts over one step of a coarse scale moves by that step alone.
  let smallest = Number.POSITIVE_INFINITY;
  for (let bin = binCount - WINDOWS * settledBins + 1; bin < binCount; bin++) {
    const step = Math.abs(sumAt(bin) - sumAt(bin - 1));
    if (step > 0) smallest = Math.min(smallest, step);
  }
  return {
    change: d - b,
    restless: Math.max(
      ...[Math.abs(b - a), Math.abs(d - c)],
      ...[...first, ...second].map((value) => Math.abs(value - b) / 2),
      ...[...third, ...fourth].map((value) => Math.abs(value - d) / 2),
    ),
    // Differences of neighbours: drift is no noise.
    spread: Math.sqrt(squares / (2 * (still.length - 1))),
    smallest,
  };
}

/** By all gondolas first: one alone tells less, but is looked at where they differ. */
function judgePlates(watch: UnitWatch, evidence: PlateEvidence): UnitFault | null {
  const { parameters } = watch;
  const usual = countUsual(evidence.logRatios, parameters);
  const near = countNear(evidence, 0, parameters.nearLog);
  if (near.count >= parameters.changesSure && 2 * usual > evidence.logRatios.length) {
    evidence.isSettled = true;
    return null;
  }
  const open = [...watch.plates.values()].filter(({ isSettled }) => !isSettled);
  const least = parameters.changesLeast;
  const all = joinEvidence(open);
  const isQuiet = median(all.noises) < parameters.noiseLeastG && median(all.noises) > 0;
  const common = findPlateUnit(all, { least, isQuiet }, parameters);
  if (common !== null) {
    for (const one of open) one.isSettled = true;
    return tellPlateUnit(open, common);
  }
  // Others read grams: what was put here by mistake, taken and put back, may look like a unit.
  const own = { least: parameters.changesLeastUnnamed, isQuiet: false };
  const alone = findPlateUnit(evidence, own, parameters);
  if (alone === null) return null;
  evidence.isSettled = true;
  return tellPlateUnit([evidence], alone);
}

function countUsual(logRatios: readonly number[], parameters: UnitParameters): number {
  const least = Math.log(parameters.usualLeast);
  const most = Math.log(parameters.usualMost);
  return logRatios.filter((log) => log > least && log < most).length;
}

/** What plates read, and how much of it for a gram; null where it has no name. */
interface PlateUnit {
  readonly name: string | null;
  readonly readsAs: number;
}

type Changes = Pick<PlateEvidence, "logRatios" | "barcodes" | "noises">;

function joinEvidence(evidence: readonly PlateEvidence[]): Changes {
  return {
    logRatios: evidence.flatMap(({ logRatios }) => logRatios),
    barcodes: evidence.flatMap(({ barcodes }) => barcodes),
    noises: evidence.flatMap(({ noises }) => noises),
  };
}

/**
 * The unit that plates read, and what they read for a gram; null where they seem to read grams, or
 * too little is known.
 *
 * @param least changes that must fit, of two products at least; one where plates are too quiet for grams.
 */
function findPlateUnit(
  changes: Changes,
  { least, isQuiet }: { readonly least: number; readonly isQuiet: boolean },
  parameters: UnitParameters,
): PlateUnit | null {
  const { logRatios } = changes;
  const count = logRatios.length;
  if (countUsual(logRatios, parameters) > parameters.unusualShare * count) return null;
  let best: PlateUnit | null = null;
  let most: Near = { count: 0, products: 0, off: 0 };
  for (const [name, readsAs] of [...WEIGHT_UNITS, [null, CATALOGUE_OUNCES] as const]) {
    const near = countNear(changes, Math.log(readsAs), parameters.nearLog);
    const isEnough =
      (near.count >= least && near.products >= PRODUCTS_LEAST) ||
      (near.count >= 1 && isQuiet && readsAs < 1);
    if (!isEnough || near.count < parameters.explainedShare * count) continue;
    if (near.count < most.count || (near.count === most.count && near.off >= most.off)) continue;
    best = { name, readsAs };
    most = near;
  }
  if (best !== null) return best;
  const middle = median(logRatios);
  const near = logRatios.filter((log) => Math.abs(log - middle) < 2 * parameters.nearLog).length;
  const isFar = middle < Math.log(parameters.usualLeast) || middle > Math.log(parameters.usualMost);
  if (!isFar || near < parameters.changesLeastUnnamed || near < parameters.explainedShare * count)
    return null;
  return { name: null, readsAs: Math.exp(middle) };
}

function tellPlateUnit(
  evidence: readonly PlateEvidence[],
  { name, readsAs }: PlateUnit,
): UnitFault {
  if (readsAs === CATALOGUE_OUNCES) {
    const message = `The catalogue's weights are ounces, not grams: changes on plates are ${formatNumber(readsAs)} times what its products weigh. Give weights in grams.`;
    return { code: "catalogue-unit", message };
  }
  const gondolas = evidence.filter(({ logRatios }) => logRatios.length > 0);
  const numbers = gondolas.map(({ gondola }) => gondola).sort((a, b) => a - b);
  const isOne = numbers.length === 1;
  const who = isOne ? `Gondola ${numbers[0]}` : `Gondolas ${numbers.join(", ")}`;
  const [times, by] =
    readsAs < 1 ? ["Multiply", formatNumber(1 / readsAs)] : ["Divide", formatNumber(readsAs)];
  const what = `changes on ${isOne ? "its" : "their"} plates are ${formatNumber(readsAs)} times what the catalogue's products weigh`;
  const message =
    name === null
      ? `${who} ${isOne ? "does" : "do"} not read grams: ${what}. Calibrate the scales, or give the catalogue's weights in grams.`
      : `${who} ${isOne ? "reads" : "read"} ${name}, not grams: ${what}. ${times} the readings by ${by}, or set the scales to grams.`;
  return { code: "plates-unit", message };
}

/**
 * Whether what was seen of some plates so far is no product's weight in grams, though too little to
 * name a unit: receipts are not sure until more is known.
 */
export function isUnitDoubtful({ plates, parameters }: UnitWatch): boolean {
  let count = 0;
  for (const { logRatios, isSettled } of plates.values()) {
    if (isSettled) return false;
    for (const log of logRatios) {
      // Three ounces for three hundred grams are 0.11; what is more may be a touch.
      if (log > Math.log(parameters.doubtfulMost) && log < Math.log(parameters.usualMost))
        return false;
      count++;
    }
  }
  return count > 0;
}

/** Changes that fit a unit, of how many products, and how far off they are in all. */
interface Near {
  readonly count: number;
  readonly products: number;
  readonly off: number;
}

/** Changes that are those of one to three units of a product, at least one of them of one. */
function countNear(
  { logRatios, barcodes }: Pick<Changes, "logRatios" | "barcodes">,
  logUnit: number,
  nearLog: number,
): Near {
  let count = 0;
  let ones = 0;
  let off = 0;
  const products = new Set<string>();
  for (const [at, log] of logRatios.entries()) {
    for (let units = 1; units <= COUNTED_UNITS; units++) {
      const apart = Math.abs(log - logUnit - Math.log(units));
      if (apart >= nearLog) continue;
      count++;
      off += apart;
      products.add(barcodes[at]!);
      if (units === 1) ones++;
      break;
    }
  }
  return ones > 0 ? { count, products: products.size, off } : { count: 0, products: 0, off };
}

/** Joints a bone apart, and how far an adult's are, metres (about the 50th percentile, ISO 7250). */
const BONES: readonly (readonly [from: number, to: number, lengthM: number])[] = [
  [2, 3, 0.36],
  [2, 4, 0.3],
  [3, 5, 0.3],
  [4, 6, 0.26],
  [5, 7, 0.26],
  [0, 1, 0.22],
];

/** Looks at a frame of joints. A fault is told once. */
export function watchJointUnits(watch: UnitWatch, { shoppers }: JointFrame): UnitFault | null {
  if (watch.areJointsSettled || shoppers.length === 0) return null;
  const { lengths, headsM } = watch;
  for (const { joints } of shoppers) {
    for (const [from, to, lengthM] of BONES) {
      const apart = Math.hypot(
        joints[from * JOINT_STRIDE]! - joints[to * JOINT_STRIDE]!,
        joints[from * JOINT_STRIDE + 1]! - joints[to * JOINT_STRIDE + 1]!,
        joints[from * JOINT_STRIDE + 2]! - joints[to * JOINT_STRIDE + 2]!,
      );
      if (Number.isFinite(apart) && lengths.length < LENGTHS_MAX) lengths.push(apart / lengthM);
    }
    const headM = joints[2]!;
    if (Number.isFinite(headM) && headsM.length < LENGTHS_MAX) headsM.push(headM);
  }
  if (lengths.length < watch.parameters.bodiesLeast) return null;
  return judgeJoints(watch);
}

/** NaN where a bin has no reading. */
function findMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function judgeJoints(watch: UnitWatch): UnitFault | null {
  const { lengths, headsM, parameters, jointUnit } = watch;
  const ratio = median(lengths);
  if (ratio < parameters.bodyLeast || ratio > parameters.bodyMost) {
    watch.areJointsSettled = true;
    const unit = findLengthUnit(LENGTH_UNITS[jointUnit] / ratio);
    const size = `people would be ${formatNumber(1.7 * ratio)} m tall`;
    const message =
      unit === null
        ? `Joints are not in ${jointUnit}: ${size}. Give them in ${jointUnit}.`
        : `Joints are in ${unit}, not in ${jointUnit}: ${size}. Convert them to ${jointUnit}.`;
    return { code: "joints-unit", message };
  }
  if (headsM.length >= parameters.bodiesLeast) {
    const headM = median(headsM);
    if (headM < parameters.headLeastM || headM > parameters.headMostM) {
      watch.areJointsSettled = true;
      return {
        code: "joints-axes",
        message: `Joints are not in the shop's axes: people's heads would be ${formatNumber(headM)} m above the floor. The third axis points up and is 0 on the floor.`,
      };
    }
  }
  if (lengths.length >= LENGTHS_MAX) watch.areJointsSettled = true;
  return null;
}

/** The unit that is so many metres, within a factor of 1.6; null where none is. */
function findLengthUnit(unitM: number): LengthUnit | null {
  let best: LengthUnit | null = null;
  let nearest = Math.log(1.6);
  for (const [name, metres] of Object.entries(LENGTH_UNITS) as [LengthUnit, number][]) {
    const off = Math.abs(Math.log(metres / unitM));
    if (off < nearest) [best, nearest] = [name, off];
  }
  return best;
}

/** Three digits that say something. */
function formatNumber(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** Gondolas with products whose shelves nobody knows the positions of. */
export function listUnplaced({ shop, places }: ShopIndex): number[] {
  const gondolas = new Set<number>();
  for (const { gondola, barcode } of shop.facings) {
    if (barcode !== null && !places.has(gondola)) gondolas.add(gondola);
  }
  return [...gondolas].sort((a, b) => a - b);
}

export function describeUnplaced(gondolas: readonly number[]): string {
  const which =
    gondolas.length === 1 ? `gondola ${gondolas[0]}` : `gondolas ${gondolas.join(", ")}`;
  return `Shelf positions are not configured for ${which}: who takes something there is known only while one shopper is in the shop; other receipts are reviewed.`;
}

/** Why a receipt with a change on such a gondola is reviewed, where several shoppers were there. */
export function tellUnplaced(gondola: number): string {
  return `shelf positions of gondola ${gondola} are not configured: who took from it is not known`;
}

const REASONS: Readonly<Record<UnitFaultCode, string>> = {
  "plates-unit": "scales do not read grams",
  "catalogue-unit": "the catalogue's weights are not grams",
  "joints-unit": "joints of shoppers are not in metres",
  "joints-axes": "joints of shoppers are not in the shop's axes",
  "places-unit": "shelf positions are not in metres",
};

/** Why every receipt is reviewed while units are wrong or doubtful, and how likely one is right then at most. */
export function findUnitReasons(
  watch: UnitWatch,
  faults: readonly UnitFault[],
): { readonly reasons: readonly string[]; readonly probabilityMost: number } {
  const reasons = [...new Set(faults.map(({ code }) => REASONS[code]))];
  if (reasons.length > 0) {
    return { reasons, probabilityMost: watch.parameters.rightProbability };
  }
  if (!isUnitDoubtful(watch)) return { reasons, probabilityMost: 1 };
  const doubtful = "scales may not read grams: no change so far weighs what a product does";
  return { reasons: [doubtful], probabilityMost: watch.parameters.doubtfulProbability };
}
