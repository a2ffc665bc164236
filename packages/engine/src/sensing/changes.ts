/**
 * From steps of single plates to changes of a shelf: steps of neighbouring plates that belong
 * together are explained together, because an item may lie across plates and two shoppers may reach
 * into neighbouring facings at once.
 */

import {
  GROUP_PLATES_MAX,
  LEAK_WAIT_MS_MAX,
  NEIGHBOUR_WAIT_MS_MAX,
  TAKEN_STEPS_MS_MAX,
} from "../limits.ts";
import type { ChangeParameters } from "../parameters/changes.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { BoardChange, BoardSpot, SpotLoad } from "./board-types.ts";
import {
  binTimeMs,
  findSettledMs,
  findStartedMs,
  type GondolaFrontEnd,
  isDisturbed,
  measureChange,
  type PlateRest,
  readLevel,
  readMoved,
  readUnrest,
  resetLevel,
  type Step,
  settleNow,
} from "./front-end.ts";
import { findGain, type Gains } from "./gains.ts";

/** One plate's part in a change. */
export interface PlateChange {
  readonly plate: number;
  readonly changeG: number;
  readonly errorG: number;
  /** Level after the change. */
  readonly levelG: number;
  readonly crossingsMs: Float64Array;
  /** How the plate lay before; not given of one that has no step of its own. */
  readonly rest?: PlateRest;
}

/** What a plate did beside a change without a step of its own. */
export interface Beside {
  readonly changeG: number;
  readonly errorG: number;
}

/** What changed on neighbouring plates of a shelf at one time. */
export interface ShelfChange {
  readonly id: number;
  readonly gondola: number;
  readonly shelf: number;
  /** By plate, ascending. */
  readonly plates: readonly PlateChange[];
  /** Change of the plates beside those that stepped, by plate: mostly leakage. */
  readonly beside: ReadonlyMap<number, Beside>;
  readonly startMs: number;
  readonly settledMs: number;
  /** The largest change of other plates of the shelf around this time, signed: this may be what it leaks. 0: none. */
  readonly besideG: number;
  /** Of a board: where on it. Its one plate is the board's middle, and weighs what all of its cells do. */
  readonly board?: BoardChange;
}

interface PendingChange {
  readonly gondola: number;
  readonly shelf: number;
  steps: Step[];
  sinceMs: number;
  /** Another plate moved far enough meanwhile for this to be its leakage. */
  isLeakage: boolean;
}

/** A step that has been made part of a change, for what leaks from it later. */
interface TakenStep {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly changeG: number;
  /** Of all of its change. */
  readonly startMs: number;
  readonly settledMs: number;
}

export interface ChangeCollector {
  readonly parameters: ChangeParameters;
  pending: PendingChange[];
  taken: TakenStep[];
  /** Steps that are no change: too small, or leakage. The weight balance takes them out. */
  readonly dropped: Step[];
  nextId: number;
}

export function createChangeCollector(parameters: ChangeParameters): ChangeCollector {
  return { parameters, pending: [], taken: [], dropped: [], nextId: 1 };
}

export function addStep(collector: ChangeCollector, step: Step): void {
  const { changeGMin, togetherPlates, togetherMs } = collector.parameters;
  if (Math.abs(step.changeG) < changeGMin || isLeakage(collector, step)) {
    collector.dropped.push(step);
    return;
  }
  for (const pending of collector.pending) {
    if (pending.gondola !== step.gondola || pending.shelf !== step.shelf) continue;
    if (pending.steps.length >= GROUP_PLATES_MAX) continue;
    const startMs = Math.min(...pending.steps.map((other) => other.startMs));
    const belongs = pending.steps.some(
      (other) =>
        Math.abs(other.plate - step.plate) <= togetherPlates &&
        other.startMs <= step.settledMs + togetherMs &&
        // What waits for its neighbours goes on for as long.
        (step.startMs <= other.settledMs + togetherMs || step.startMs >= startMs),
    );
    if (!belongs) continue;
    addTo(pending, step);
    return;
  }
  collector.pending.push({
    gondola: step.gondola,
    shelf: step.shelf,
    steps: [step],
    sinceMs: step.settledMs,
    isLeakage: false,
  });
}

function addTo(pending: PendingChange, step: Step): void {
  pending.isLeakage = false;
  const again = pending.steps.findIndex((other) => other.plate === step.plate);
  if (again < 0) pending.steps.push(step);
  else pending.steps[again] = joinSteps(pending.steps[again]!, step);
}

function isLeakage(collector: ChangeCollector, step: Step): boolean {
  const { parameters } = collector;
  return collector.taken.some(
    (taken) =>
      taken.gondola === step.gondola &&
      taken.shelf === step.shelf &&
      canLeak(parameters, taken, step) &&
      // Where the clock was set back since, what was taken lies ahead.
      step.settledMs >= taken.startMs &&
      step.startMs <= taken.settledMs + parameters.leaksLateMs,
  );
}

function findLeakShareMax(
  { farLeakShareMax, leakShareMax }: ChangeParameters,
  fromPlate: number,
  toPlate: number,
): number {
  return Math.abs(fromPlate - toPlate) > 1 ? farLeakShareMax : leakShareMax;
}

/** Whether a change is no more than what another leaks, which has the other's sign. */
function canLeak(parameters: ChangeParameters, from: LeakingStep, step: LeakingStep): boolean {
  const share = findLeakShareMax(parameters, from.plate, step.plate);
  return (
    Math.sign(step.changeG) === Math.sign(from.changeG) &&
    Math.abs(step.changeG) <= share * Math.abs(from.changeG)
  );
}

/** Whether a step is what another change of its shelf leaks that waits, too. */
function isPendingLeakage(collector: ChangeCollector, own: PendingChange, step: Step): boolean {
  const { parameters } = collector;
  return collector.pending.some(
    ({ gondola, shelf, steps }) =>
      steps !== own.steps &&
      gondola === step.gondola &&
      shelf === step.shelf &&
      steps.some(
        (other) =>
          canLeak(parameters, other, step) && step.startMs >= other.startMs - parameters.togetherMs,
      ),
  );
}

type LeakingStep = Pick<Step, "plate" | "changeG">;

/** A plate that settled, and then moved on before its neighbours had settled: one step. */
function joinSteps(first: Step, second: Step): Step {
  const larger = Math.abs(first.changeG) >= Math.abs(second.changeG) ? first : second;
  return {
    ...larger,
    changeG: first.changeG + second.changeG,
    levelG: second.levelG,
    errorG: Math.max(first.errorG, second.errorG),
    startMs: Math.min(first.startMs, second.startMs),
    settledMs: Math.max(first.settledMs, second.settledMs),
  };
}

/**
 * Changes whose neighbours have settled too, or that have waited long enough by their gondola's own
 * newest bin. It is asked after every bin, so that the answer does not depend on how batches are cut.
 *
 * @param isEnd nothing more will come: takes all that is left.
 */
export function takeReady(
  collector: ChangeCollector,
  frontEnds: ReadonlyMap<number, GondolaFrontEnd>,
  isEnd: boolean,
): ShelfChange[] {
  const { parameters } = collector;
  const ready: ShelfChange[] = [];
  const left: PendingChange[] = [];
  for (const pending of collector.pending) {
    const frontEnd = frontEnds.get(pending.gondola)!;
    const isLeaking = !isEnd && mayLeakFrom(parameters, pending, frontEnd);
    pending.isLeakage ||= isLeaking;
    const moving = isEnd ? [] : listMoving(parameters, pending, frontEnd);
    if (mustWait(pending, frontEnd, moving, isLeaking)) {
      left.push(pending);
      continue;
    }
    const latestMs =
      Math.max(...pending.steps.map(({ settledMs }) => settledMs)) + parameters.togetherMs;
    for (const plate of moving) {
      if (!beganWith(parameters, pending, frontEnd, plate)) continue;
      const step = settleNow(frontEnd, pending.shelf, plate, latestMs);
      if (step !== null) addTo(pending, step);
    }
    const leaked = pending.steps.filter(
      (step) => pending.isLeakage || isPendingLeakage(collector, pending, step),
    );
    collector.dropped.push(...leaked);
    pending.steps = pending.steps.filter((step) => !leaked.includes(step));
    if (pending.isLeakage) continue;
    const change = toShelfChange(collector, pending, frontEnd);
    if (change !== null) ready.push(change);
  }
  collector.pending = left;
  ready.sort((a, b) => a.settledMs - b.settledMs);
  return ready;
}

/** Whether a change has to wait for plates that still move: for a while, and longer for what it may leak from. */
function mustWait(
  pending: PendingChange,
  frontEnd: GondolaFrontEnd,
  moving: readonly number[],
  isLeaking: boolean,
): boolean {
  if (moving.length === 0 && !isLeaking) return false;
  const nowMs = binTimeMs(frontEnd, frontEnd.binCount - 1);
  const settledMs = Math.max(...pending.steps.map((step) => step.settledMs));
  const waitsMs = isLeaking ? LEAK_WAIT_MS_MAX : NEIGHBOUR_WAIT_MS_MAX;
  // A step is reported half a second after it had settled.
  const leftMs = frontEnd.parameters.settledMs + waitsMs;
  return nowMs - settledMs <= leftMs && nowMs - pending.sinceMs <= LEAK_WAIT_MS_MAX;
}

/** Whether another plate of the shelf moves far enough for all of a change to be its leakage. */
function mayLeakFrom(
  parameters: ChangeParameters,
  pending: PendingChange,
  frontEnd: GondolaFrontEnd,
): boolean {
  for (let plate = 1; plate < frontEnd.plateCount; plate++) {
    const isSource = pending.steps.every((step) => {
      const share = findLeakShareMax(parameters, plate, step.plate);
      return isDisturbed(frontEnd, pending.shelf, plate, Math.abs(step.changeG) / share);
    });
    if (isSource) return true;
  }
  return false;
}

function findLargestG({ steps }: PendingChange): number {
  return Math.max(...steps.map((step) => Math.abs(step.changeG)));
}

/** Plates of a change, and those beside it, that move by more than it leaks. */
function listMoving(
  parameters: ChangeParameters,
  pending: PendingChange,
  frontEnd: GondolaFrontEnd,
): number[] {
  const { movingGMin, leakShareMax } = parameters;
  const leastG = Math.max(movingGMin, leakShareMax * findLargestG(pending));
  const moving = new Set<number>();
  for (const { plate } of listOwn(parameters, pending.steps)) {
    for (const beside of [plate - 1, plate, plate + 1]) {
      if (isDisturbed(frontEnd, pending.shelf, beside, leastG)) moving.add(beside);
    }
  }
  return [...moving];
}

/** Whether a plate began to move with a change: what moved before it is a hand, or another item. */
function beganWith(
  parameters: ChangeParameters,
  pending: PendingChange,
  frontEnd: GondolaFrontEnd,
  plate: number,
): boolean {
  const own = listOwn(parameters, pending.steps);
  const beside = own.filter((step) => Math.abs(step.plate - plate) <= 1);
  const startsMs = beside.map(({ startMs }) => startMs);
  return beganAt(parameters, frontEnd, pending.shelf, plate, startsMs);
}

function beganAt(
  { beganWithMs }: ChangeParameters,
  frontEnd: GondolaFrontEnd,
  shelf: number,
  plate: number,
  startsMs: readonly number[],
): boolean {
  const startedMs = findStartedMs(frontEnd, shelf, plate);
  return startsMs.some((startMs) => Math.abs(startMs - startedMs) <= beganWithMs);
}

/** Steps that are not what larger ones leak. */
function listOwn(parameters: ChangeParameters, steps: readonly Step[]): Step[] {
  return steps.filter((step) => !steps.some((other) => canLeak(parameters, other, step)));
}

/** @returns null where nothing but leakage is left. */
function toShelfChange(
  collector: ChangeCollector,
  pending: PendingChange,
  frontEnd: GondolaFrontEnd,
): ShelfChange | null {
  // A scale of coarse steps comes back to the very number that it left.
  const moved = pending.steps.filter(({ changeG }) => changeG !== 0);
  const steps = listOwn(collector.parameters, moved).sort((a, b) => a.plate - b.plate);
  if (steps.length === 0) return null;
  const startMs = Math.min(...steps.map((step) => step.startMs));
  const settledMs = Math.max(...steps.map((step) => step.settledMs));
  const plates: PlateChange[] = steps.map((step) => {
    const { plate, changeG, errorG, levelG, crossingsMs, rest } = step;
    return { plate, changeG, errorG, levelG, crossingsMs, rest };
  });
  const { gondola, shelf } = pending;
  collector.taken = collector.taken.filter(
    (taken) =>
      taken.gondola !== gondola || Math.abs(settledMs - taken.settledMs) < TAKEN_STEPS_MS_MAX,
  );
  const besideG = findLargestBeside(collector, pending, startMs, settledMs);
  for (const { plate, changeG } of steps) {
    collector.taken.push({ gondola, shelf, plate, changeG, startMs, settledMs });
  }
  const beside = measureBeside(collector, frontEnd, pending.shelf, plates, startMs, settledMs);
  return {
    id: collector.nextId++,
    gondola,
    shelf,
    plates,
    beside,
    startMs,
    settledMs,
    besideG,
  };
}

/** What other changes of the shelf moved while a change went on, or just before: the largest on one plate. */
function findLargestBeside(
  { parameters, taken }: ChangeCollector,
  { gondola, shelf, steps }: PendingChange,
  startMs: number,
  settledMs: number,
): number {
  let largest = 0;
  for (const one of taken) {
    if (one.gondola !== gondola || one.shelf !== shelf) continue;
    if (steps.some(({ plate }) => plate === one.plate)) continue;
    if (startMs > one.settledMs + parameters.leaksLateMs || settledMs < one.startMs) continue;
    if (Math.abs(one.changeG) > Math.abs(largest)) largest = one.changeG;
  }
  return largest;
}

/**
 * Makes a plate's present level its settled one, so that it will not step again for what is already
 * counted. A plate with a step of its own that waits is left to it.
 */
function takeUnder(
  collector: ChangeCollector,
  frontEnd: GondolaFrontEnd,
  shelf: number,
  plate: number,
): boolean {
  const waits = collector.pending.some(
    (pending) =>
      pending.gondola === frontEnd.gondola &&
      pending.shelf === shelf &&
      pending.steps.some((step) => step.plate === plate),
  );
  return !waits && resetLevel(frontEnd, shelf, plate);
}

/** A plate began to move with a change and has arrived, though it shakes too much to be settled. */
function isOnlyRestless(
  parameters: ChangeParameters,
  frontEnd: GondolaFrontEnd,
  shelf: number,
  plate: number,
  changeG: number,
  startsMs: readonly number[],
): boolean {
  const movedG = Math.abs(readMoved(frontEnd, shelf, plate));
  const restlessG = parameters.restlessShareMax * Math.abs(changeG);
  return movedG <= restlessG && beganAt(parameters, frontEnd, shelf, plate, startsMs);
}

/**
 * What the plates beside a change did meanwhile. What stands still beside it moves by leakage; one
 * that moved by more, the same way, carries an end of the same item, too light to be a step of its
 * own: it is added to `plates`.
 */
function measureBeside(
  collector: ChangeCollector,
  frontEnd: GondolaFrontEnd,
  shelf: number,
  plates: PlateChange[],
  startMs: number,
  settledMs: number,
): Map<number, Beside> {
  const { parameters } = collector;
  const { changeGMin, leakShareMax, besideErrorGMin, besideGMax, besideErrorsMax } = parameters;
  const beside = new Map<number, Beside>();
  const startsMs = [startMs];
  for (const step of [...plates]) {
    for (const plate of [step.plate - 1, step.plate + 1]) {
      if (beside.has(plate) || plates.some((other) => other.plate === plate)) continue;
      // A plate that stepped meanwhile has been reported, or is no part of this; one that still moves will be.
      if (findSettledMs(frontEnd, shelf, plate) >= startMs) continue;
      const changeG = measureChange(frontEnd, shelf, plate, startMs, settledMs);
      const isMoving = isDisturbed(frontEnd, shelf, plate, changeGMin);
      if (isMoving && !isOnlyRestless(parameters, frontEnd, shelf, plate, changeG, startsMs))
        continue;
      const errorG = Math.max(besideErrorGMin, readUnrest(frontEnd, shelf, plate));
      const beyond = changeG / Math.sign(step.changeG);
      // What leaks has the sign of the change.
      const leakedG = beyond > 0 ? leakShareMax * Math.abs(step.changeG) : 0;
      if (Math.abs(changeG) <= Math.max(besideGMax, leakedG) + besideErrorsMax * errorG) {
        beside.set(plate, { changeG, errorG });
      } else if (beyond > 0) {
        const beforeG = readLevel(frontEnd, shelf, plate);
        if (Number.isNaN(beforeG) || !takeUnder(collector, frontEnd, shelf, plate)) continue;
        // The level moves by what is reported: no gram is lost, none reported twice.
        const levelG = readLevel(frontEnd, shelf, plate);
        if (levelG === beforeG) continue;
        const { crossingsMs } = step;
        plates.push({ plate, changeG: levelG - beforeG, errorG, levelG, crossingsMs });
      }
    }
  }
  plates.sort((a, b) => a.plate - b.plate);
  return beside;
}

/** Neighbouring plates of a change that one or more units explain: one sign, without a gap. */
export interface Block {
  readonly plates: readonly PlateChange[];
  /** Change of the block, leakage taken out and its plates' gains made good, signed. */
  readonly totalG: number;
  /** Standard error of `totalG` from noise alone. */
  readonly errorG: number;
  /** The plates' gain, as it is known now, and its standard deviation, as shares of the change. */
  readonly gain: number;
  readonly gainSpread: number;
  /** Sure picks of the planned product from one of its plates, so far. */
  readonly sureCount: number;
  /** How far apart in time its plates stepped, milliseconds. */
  readonly spreadMs: number;
  /** How much may have slid from some of its plates to the others, grams; 0 of a block of one sign. */
  readonly slidG: number;
  /** Of a board: which of its facings, and where along the board if that is known (NaN). */
  readonly spot?: BoardSpot;
  readonly alongM?: number;
  readonly errorM?: number;
  /** Share of its change that was done when half of this block was; a half where not given. */
  readonly timeShare?: number;
  /** Of a part of a change: what it is taken for, whose weight was judged with that of the other part. */
  readonly only?: SpotLoad;
}

/** Two neighbouring blocks of opposite signs as one, of which something slid to the other. */
export function joinBlocks(one: Block, other: Block): Block {
  const spreadMs = Math.max(one.spreadMs, other.spreadMs);
  return {
    plates: [...one.plates, ...other.plates],
    totalG: one.totalG + other.totalG,
    errorG: Math.hypot(one.errorG, other.errorG),
    gain: (one.gain + other.gain) / 2,
    gainSpread: Math.max(one.gainSpread, other.gainSpread),
    sureCount: Math.max(one.sureCount, other.sureCount),
    spreadMs,
    slidG: Math.max(Math.abs(one.totalG), Math.abs(other.totalG)),
  };
}

/** What blocks are made by. */
type BlockParameters = Pick<EngineParameters, "changes" | "weights">;

function toBlock(
  change: ShelfChange,
  gains: Gains,
  from: number,
  to: number,
  { changes, weights }: BlockParameters,
): Block {
  const { leakedShare, leakedFarShare, leakSpread } = changes;
  const plates = change.plates.slice(from, to);
  const { gondola, shelf } = change;
  let totalG = 0;
  let variance = 0;
  let leaks = 0;
  let gain = 0;
  let gainVariance = 0;
  let absolute = 0;
  let sureCount = 0;
  for (const { plate, changeG, errorG } of plates) {
    const plateGain = findGain(gains, gondola, shelf, plate, weights);
    const size = Math.abs(changeG);
    totalG += changeG;
    variance += errorG * errorG;
    absolute += size;
    sureCount = Math.max(sureCount, plateGain.sureCount);
    gain += size * plateGain.mean;
    gainVariance += size * size * plateGain.variance;
  }
  // What other blocks of the same change leak to this one.
  for (const [at, other] of change.plates.entries()) {
    if (at >= from && at < to) continue;
    for (const { plate } of plates) {
      const isNext = Math.abs(plate - other.plate) === 1;
      const leakedG = other.changeG * (isNext ? leakedShare / 2 : leakedFarShare);
      totalG -= leakedG;
      variance += (leakSpread * leakedG) ** 2;
    }
  }
  for (const plate of [plates[0]!.plate - 1, plates.at(-1)!.plate + 1]) {
    const beside = change.beside.get(plate);
    if (beside === undefined) continue;
    totalG += beside.changeG;
    variance += beside.errorG * beside.errorG;
    leaks++;
  }
  const middles = plates.map((plate) => plate.crossingsMs[3]!);
  return {
    plates,
    totalG: totalG / (1 + (leakedShare * leaks) / 2) / (gain / absolute),
    errorG: Math.sqrt(variance),
    gain: gain / absolute,
    gainSpread: Math.sqrt(gainVariance) / absolute,
    sureCount,
    spreadMs: Math.max(...middles) - Math.min(...middles),
    slidG: 0,
  };
}

/**
 * All ways to cut a change into blocks of neighbouring plates of one sign. At most 2^(n-1) with n
 * plates; beyond eight plates the cut is made by sign alone.
 */
export function partitionChange(
  change: ShelfChange,
  gains: Gains,
  parameters: BlockParameters,
): Block[][] {
  const { plates } = change;
  const count = plates.length;
  const mustCut = (at: number): boolean =>
    Math.sign(plates[at]!.changeG) !== Math.sign(plates[at - 1]!.changeG) ||
    plates[at]!.plate - plates[at - 1]!.plate > 1;
  const partitions: Block[][] = [];
  const cuts = count > GROUP_PLATES_MAX ? 1 : 1 << (count - 1);
  for (let mask = 0; mask < cuts; mask++) {
    const blocks: Block[] = [];
    let from = 0;
    let valid = true;
    for (let at = 1; at <= count; at++) {
      const cut = at === count || ((mask >> (at - 1)) & 1) === 1;
      if (at < count && mustCut(at) && !cut) {
        if (cuts > 1) {
          valid = false;
          break;
        }
      }
      if (cut || (cuts === 1 && at < count && mustCut(at))) {
        blocks.push(toBlock(change, gains, from, at, parameters));
        from = at;
      }
    }
    if (valid) partitions.push(blocks);
  }
  return partitions;
}

/** Time at which a share (0..1) of the block's change was done, on its largest plate. */
export function findCrossingMs(block: Block, share: number): number {
  let largest = block.plates[0]!;
  for (const plate of block.plates) {
    if (Math.abs(plate.changeG) > Math.abs(largest.changeG)) largest = plate;
  }
  const eighths = Math.min(7, Math.max(1, share * 8));
  const low = Math.floor(eighths);
  const part = eighths - low;
  const at = largest.crossingsMs[low - 1]!;
  return part === 0 ? at : at + part * (largest.crossingsMs[low]! - at);
}
