/**
 * Whether plates read grams, the catalogue weighs in grams, and joints and shelves are in metres. A
 * stream in another unit makes no sense and yet looks quiet: without this, receipts would be empty
 * and sure. Nothing is converted: what is wrong is named, with what to do.
 */
import { median, quantileOfFinite } from "@saunter/numerics/statistics";
import { UNIT_CHANGES_MAX, UNIT_COUNTED_MAX, UNIT_LENGTHS_MAX } from "../limits.ts";
import { JOINT_STRIDE, type JointFrame } from "../observation.ts";
import type { BoardParameters } from "../parameters/boards.ts";
import {
  BONES,
  CATALOGUE_OUNCES,
  LENGTH_UNITS,
  type UnitParameters,
  WEIGHT_UNITS,
} from "../parameters/units.ts";
import { formatShelfKey, type ShopIndex } from "../shop-index.ts";
import type { Facing, Product, ShopModel } from "../shop-model.ts";
import type { BoardLayout, GondolaBoards } from "./board-types.ts";
import { findCentre } from "./boards.ts";
import { type GondolaFrontEnd, readBinMean } from "./front-end.ts";

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
  /** Of plates: whose, and what they read for a gram. */
  readonly plates?: { readonly gondolas: readonly number[]; readonly readsAs: number };
}

export type LengthUnit = keyof typeof LENGTH_UNITS;

/** One product alone does not show a unit: its weight may be wrong. */
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
  /** By shelf: what weighs on it. */
  readonly scales: Map<number, readonly Scale[]>;
  /** By shelf: the bin up to which its change has been used. */
  readonly heldUntil: Map<number, number>;
  evaluatedAt: number;
  /** Nothing more has to be checked: these are grams, or it has been reported that they are not. */
  isSettled: boolean;
}

export interface UnitWatch {
  readonly index: ShopIndex;
  readonly parameters: UnitParameters;
  /** What joints were before they were converted to metres, for the message. */
  readonly jointUnit: LengthUnit;
  /** What the shop itself has wrong; where it is the catalogue, plates are not compared with it. */
  readonly shopFaults: readonly UnitFault[];
  readonly plates: Map<number, PlateEvidence>;
  /** Lengths between joints over an adult's, and heights of heads, metres. */
  readonly lengths: number[];
  readonly headsM: number[];
  /** Number of lengths at which they are judged again; it doubles each time. */
  judgedFrom: number;
  areJointsSettled: boolean;
}

export interface UnitWatchOptions {
  readonly jointUnit?: LengthUnit;
}

export function createUnitWatch(
  index: ShopIndex,
  { jointUnit = "metres" }: UnitWatchOptions = {},
): UnitWatch {
  const { units: parameters } = index.parameters;
  return {
    index,
    parameters,
    jointUnit,
    plates: new Map(),
    lengths: [],
    headsM: [],
    shopFaults: checkShopUnits(index.shop, parameters),
    judgedFrom: parameters.bodiesLeast,
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
  parameters: UnitParameters,
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
    parameters.highestShare,
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
 * Checks a gondola's newest bins, with the rows for its boards; to be called after each bin. A fault
 * is reported once.
 */
export function watchPlateUnits(
  watch: UnitWatch,
  frontEnd: GondolaFrontEnd,
  boards: GondolaBoards,
): UnitFault | null {
  const { gondola, binCount, settledBins } = frontEnd;
  let evidence = watch.plates.get(gondola);
  if (evidence === undefined) {
    const kept = { gondola, logRatios: [], barcodes: [], noises: [] };
    const isSettled = watch.shopFaults.some(({ code }) => code === "catalogue-unit");
    evidence = {
      ...kept,
      scales: new Map(),
      heldUntil: new Map(),
      quantum: Number.POSITIVE_INFINITY,
      evaluatedAt: 0,
      isSettled,
    };
    watch.plates.set(gondola, evidence);
  }
  if (evidence.isSettled) return null;
  if (binCount < evidence.evaluatedAt) evidence.evaluatedAt = 0;
  if (binCount - evidence.evaluatedAt < settledBins) return null;
  evidence.evaluatedAt = binCount;
  if (binCount - frontEnd.historyFrom < WINDOWS * settledBins) return null;
  const before = evidence.logRatios.length;
  for (let shelf = 1; shelf < boards.shelfCount; shelf++) {
    let scales = evidence.scales.get(shelf);
    if (scales === undefined) {
      scales = listScales(watch.index, gondola, shelf, boards);
      evidence.scales.set(shelf, scales);
    }
    addChangeOf(watch, evidence, frontEnd, shelf, scales);
  }
  if (evidence.logRatios.length === before) return null;
  return judgePlates(watch, evidence);
}

/** What weighs one facing, or one board: rows and columns of the readings. */
interface Scale {
  readonly row: number;
  readonly columns: readonly number[];
  readonly barcode: string | null;
  /** Of a board of several facings, which its cells distinguish. */
  readonly layout: BoardLayout | null;
}

/** Facings on plates, and boards. */
function listScales(
  index: ShopIndex,
  gondola: number,
  shelf: number,
  { layouts }: GondolaBoards,
): Scale[] {
  const onCells = layouts.filter(({ board }) => board.shelf === shelf);
  const facings = index.facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  const onPlates = facings.filter(
    ({ plates }) => !onCells.some(({ board }) => board.plates.includes(plates[0]!)),
  );
  return [
    ...onPlates.map(({ plates, barcode }) => ({
      row: shelf,
      columns: plates,
      barcode,
      layout: null,
    })),
    ...onCells.map((layout): Scale => {
      const { sumRow, spots } = layout;
      const isOne = spots.length === 1;
      const barcode = isOne ? spots[0]!.barcode : null;
      return { row: sumRow, columns: [1], barcode, layout: isOne ? null : layout };
    }),
  ];
}

/** Adds a shelf's change, if all but some of it is one facing's and its levels are flat around it. */
function addChangeOf(
  { index, parameters }: UnitWatch,
  evidence: PlateEvidence,
  frontEnd: GondolaFrontEnd,
  shelf: number,
  scales: readonly Scale[],
): void {
  const { binCount } = frontEnd;
  if (binCount < (evidence.heldUntil.get(shelf) ?? 0)) return;
  let largest: Scale | null = null;
  let change = 0;
  let total = 0;
  let size = 0;
  for (const scale of scales) {
    const own = scanChange(frontEnd, scale, evidence);
    if (!Number.isFinite(own)) continue;
    total += own;
    size += Math.abs(own);
    if (largest !== null && Math.abs(own) <= Math.abs(change)) continue;
    largest = scale;
    change = own;
  }
  // Nearly always nothing has changed: the check ends then.
  if (
    largest === null ||
    Math.abs(change) < parameters.aloneShare * size ||
    !(total / change > 0.5) ||
    Math.abs(change) < parameters.quantaLeast * evidence.quantum
  )
    return;
  const { restless, spread } = measureRest(frontEnd, largest, change);
  const isClear =
    restless <= parameters.flatShare * Math.abs(change) &&
    Math.abs(change) >= parameters.spreadsLeast * spread;
  if (!isClear) return;
  const barcode =
    largest.layout === null
      ? largest.barcode
      : findTaken(frontEnd, largest.layout, index.parameters.boards);
  const weightG = index.shop.products.get(barcode ?? "")?.weightG ?? Number.NaN;
  evidence.heldUntil.set(shelf, binCount + WINDOWS * frontEnd.settledBins);
  if (!(weightG > 0)) return;
  if (evidence.logRatios.length >= UNIT_CHANGES_MAX) {
    evidence.logRatios.shift();
    evidence.barcodes.shift();
    evidence.noises.shift();
  }
  evidence.logRatios.push(Math.log(Math.abs(total) / weightG));
  evidence.barcodes.push(barcode!);
  evidence.noises.push(spread);
}

/** The product of a board that lies where its change does: no unit is needed for that. */
function findTaken(
  frontEnd: GondolaFrontEnd,
  { board, spots, cellRow }: BoardLayout,
  boards: BoardParameters,
): string | null {
  const changes = board.cells.map((_, at) =>
    scanChange(frontEnd, { row: cellRow, columns: [at + 1] }, { quantum: 0 }),
  );
  const { alongM } = findCentre(
    board,
    changes,
    changes.map(() => 0),
    boards,
  );
  return spots.find(({ fromM, toM }) => alongM >= fromM && alongM < toM)?.barcode ?? null;
}

type Columns = Pick<Scale, "row" | "columns">;

/** What some plates read together in a bin. */
function sumAt(frontEnd: GondolaFrontEnd, { row, columns }: Columns, bin: number): number {
  let sum = 0;
  for (const column of columns) sum += readBinMean(frontEnd, row, column, bin);
  return sum;
}

/**
 * What some plates changed by over the last six windows, in whatever unit they read: the last window
 * less the second. The smallest difference between two bins is kept on the way.
 */
function scanChange(
  frontEnd: GondolaFrontEnd,
  columns: Columns,
  smallest: { quantum: number },
): number {
  const { binCount, settledBins } = frontEnd;
  let before = 0;
  let after = 0;
  let previous = sumAt(frontEnd, columns, binCount - settledBins - 1);
  for (let k = 0; k < settledBins; k++) {
    before += sumAt(frontEnd, columns, binCount - 5 * settledBins + k);
    const now = sumAt(frontEnd, columns, binCount - settledBins + k);
    after += now;
    // What drifts over one step of a coarse scale moves by that step alone.
    const step = Math.abs(now - previous);
    if (step > 0 && step < smallest.quantum) smallest.quantum = step;
    previous = now;
  }
  return (after - before) / settledBins;
}

interface Rest {
  /** How far the two windows before a change are apart, or the two after it, or half of how far their bins are. */
  readonly restless: number;
  /** Standard deviation of the bins before it. */
  readonly spread: number;
}

function measureRest(frontEnd: GondolaFrontEnd, columns: Columns, change: number): Rest {
  const { binCount, settledBins } = frontEnd;
  const readWindow = (back: number): number[] =>
    Array.from({ length: settledBins }, (_, k) =>
      sumAt(frontEnd, columns, binCount - back * settledBins + k),
    );
  const still = [...readWindow(6), ...readWindow(5)];
  const moved = [...readWindow(2), ...readWindow(1)];
  const before = findMean(still.slice(settledBins));
  const after = before + change;
  let squares = 0;
  for (let k = 1; k < still.length; k++) squares += (still[k]! - still[k - 1]!) ** 2;
  return {
    restless: Math.max(
      Math.abs(findMean(still.slice(0, settledBins)) - before),
      Math.abs(findMean(moved.slice(0, settledBins)) - after),
      ...still.map((value) => Math.abs(value - before) / 2),
      ...moved.map((value) => Math.abs(value - after) / 2),
    ),
    // Differences of neighbours: drift is no noise.
    spread: Math.sqrt(squares / (2 * (still.length - 1))),
  };
}

/** By all gondolas first: one alone says less, but is checked where they differ. */
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
    return describePlateUnit(open, common);
  }
  // Others read grams: what was put here by mistake, taken and put back, may look like a unit.
  const own = { least: parameters.changesLeastUnnamed, isQuiet: false };
  const alone = findPlateUnit(evidence, own, parameters);
  if (alone === null) return null;
  evidence.isSettled = true;
  return describePlateUnit([evidence], alone);
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

function describePlateUnit(
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
  return { code: "plates-unit", message, plates: { gondolas: numbers, readsAs } };
}

/**
 * Whether what was seen of some plates so far is no product's weight in grams, though too little to
 * name a unit: receipts are not sure until more is known.
 */
export function isUnitUncertain({ plates, parameters }: UnitWatch): boolean {
  let count = 0;
  for (const { logRatios, isSettled } of plates.values()) {
    if (isSettled) return false;
    for (const log of logRatios) {
      // Three ounces for three hundred grams are 0.11; what is more may be a touch.
      if (log > Math.log(parameters.uncertainMost) && log < Math.log(parameters.usualMost))
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
    for (let units = 1; units <= UNIT_COUNTED_MAX; units++) {
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

/** Checks a frame of joints. A fault is reported once. */
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
      // Joints that are all at one point are known by nobody.
      if (apart > 0 && apart < Infinity && lengths.length < UNIT_LENGTHS_MAX)
        lengths.push(apart / lengthM);
    }
    const headM = joints[2]!;
    if (Number.isFinite(headM) && headsM.length < UNIT_LENGTHS_MAX) headsM.push(headM);
  }
  if (lengths.length < watch.judgedFrom) return null;
  watch.judgedFrom = Math.min(2 * lengths.length, UNIT_LENGTHS_MAX);
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
    const unit = findLengthUnit(LENGTH_UNITS[jointUnit] / ratio, parameters);
    const size = `people would be ${formatNumber(parameters.adultM * ratio)} m tall`;
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
  if (lengths.length >= UNIT_LENGTHS_MAX) watch.areJointsSettled = true;
  return null;
}

/** The unit of about this many metres; null where there is none. */
function findLengthUnit(unitM: number, { namedRatioMost }: UnitParameters): LengthUnit | null {
  let best: LengthUnit | null = null;
  let nearest = Math.log(namedRatioMost);
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
export function explainUnplaced(gondola: number): string {
  return `shelf positions of gondola ${gondola} are not configured: who took from it is not known`;
}

const REASONS: Readonly<Record<UnitFaultCode, string>> = {
  "plates-unit": "scales do not read grams",
  "catalogue-unit": "the catalogue's weights are not grams",
  "joints-unit": "joints of shoppers are not in metres",
  "joints-axes": "joints of shoppers are not in the shop's axes",
  "places-unit": "shelf positions are not in metres",
};

/** Why every receipt is reviewed while units are wrong or ambiguous, and how likely one is right then at most. */
export function findUnitReasons(
  watch: UnitWatch,
  faults: readonly UnitFault[],
): { readonly reasons: readonly string[]; readonly probabilityMost: number } {
  const reasons = [...new Set(faults.map(({ code }) => REASONS[code]))];
  if (reasons.length > 0) {
    return { reasons, probabilityMost: watch.parameters.rightProbability };
  }
  if (!isUnitUncertain(watch)) return { reasons, probabilityMost: 1 };
  const ambiguous = "scales may not read grams: no change so far weighs what a product does";
  return { reasons: [ambiguous], probabilityMost: watch.parameters.uncertainProbability };
}
