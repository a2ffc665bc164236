/**
 * The last moments of plates and people in memory, for the pieces that are cut out of them as
 * evidence. All is written over after `RECORDED_MS`; nothing grows while the shop runs.
 */

import { LATE_MS_MAX } from "@saunter/engine/limits";
import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type JointName,
  type Observation,
  type PlateBatch,
  type ShopperPose,
} from "@saunter/engine/observation";
import { listChannels } from "@saunter/engine/sensing/boards";
import type { Board } from "@saunter/engine/shop-model";
import {
  CURVE_STEP_MS,
  POSITION_STEP_MS,
  RECORDED_CELLS_MAX,
  RECORDED_MS,
  RECORDED_SAMPLES_MAX,
  RECORDED_SHOPPERS_MAX,
} from "./evidence-limits.ts";

/** What is kept of an interaction, with its time by the same clock. */
export type Piece<Cut> = Cut & { readonly happenedMs: number };

/** Curves of some plates of a shelf. Times are the sensors' own, Unix ms. */
export interface CurveCut {
  readonly gondola: number;
  readonly shelf: number;
  /** The beginning of the first step. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly plates: readonly {
    readonly plate: number;
    /** Mean of each step, to 0.1 g; null where nothing was read. */
    readonly gramsG: readonly (number | null)[];
  }[];
}

/** Metres on the world's axes, to the centimetre. */
export type Place = readonly [x: number, y: number, z: number];

/** Where people were. */
export interface PositionsCut {
  readonly startMs: number;
  readonly stepMs: number;
  readonly shoppers: readonly {
    readonly shopperId: string;
    /** Head, or neck where the head was not seen; null where neither was. */
    readonly body: readonly (Place | null)[];
    readonly leftWrist: readonly (Place | null)[];
    readonly rightWrist: readonly (Place | null)[];
  }[];
}

export interface CurveRecorder {
  /** Takes a batch. False where it is none that is recorded: beyond the bounds, or too late. */
  takePlates(batch: PlateBatch): boolean;
  takeFrame(frame: JointFrame): void;
  /** Null where nothing of it is in memory. Cuts `RECORDED_MS` at most, the last of it. */
  cutCurve(
    gondola: number,
    shelf: number,
    plates: readonly number[],
    fromMs: number,
    toMs: number,
  ): CurveCut | null;
  /** As `cutCurve`; of everybody, or of those who are named. */
  cutPositions(
    fromMs: number,
    toMs: number,
    shopperIds?: readonly string[] | null,
  ): PositionsCut | null;
}

/**
 * @param listBoards boards as they are now: of what lies on one its cells are cut out.
 */
export function takeObservation(recorder: CurveRecorder, observation: Observation): void {
  if (observation.kind === "plates") recorder.takePlates(observation);
  else recorder.takeFrame(observation);
}

export function createCurveRecorder(listBoards: () => readonly Board[] = () => []): CurveRecorder {
  const rings = new Map<number, PlateRing>();
  const positions = createPositionRing();
  let cellsRecorded = 0;
  return {
    takePlates: (batch) => {
      const { gondola, shelfCount, plateCount, sampleCount, sampleRateHz } = batch;
      if (sampleCount > RECORDED_SAMPLES_MAX || !(sampleRateHz > 0)) return false;
      const known = rings.get(gondola);
      if (known?.shelfCount === shelfCount && known.plateCount === plateCount) {
        return writeBatch(known, batch);
      }
      const cells = cellsRecorded + shelfCount * plateCount - (known?.cells ?? 0);
      if (cells > RECORDED_CELLS_MAX) return false;
      cellsRecorded = cells;
      const ring = createPlateRing(shelfCount, plateCount);
      rings.set(gondola, ring);
      return writeBatch(ring, batch);
    },
    takeFrame: (frame) => writeFrame(positions, frame),
    cutCurve: (gondola, shelf, plates, fromMs, toMs) => {
      const ring = rings.get(gondola);
      if (ring === undefined || !isPlace(shelf, ring.shelfCount)) return null;
      const channels = listChannels({ boards: listBoards() }, gondola, shelf, plates);
      const known = channels.filter((plate) => isPlace(plate, ring.plateCount));
      const cut = readCurve(ring, shelf, known, fromMs, toMs);
      return cut === null ? null : { gondola, shelf, ...cut };
    },
    cutPositions: (fromMs, toMs, shopperIds = null) =>
      readPositions(positions, fromMs, toMs, shopperIds),
  };
}

/** Shelves and plates are counted from 1. */
function isPlace(number: number, count: number): boolean {
  return Number.isInteger(number) && number > 0 && number < count;
}

const CURVE_SLOTS = RECORDED_MS / CURVE_STEP_MS;
const POSITION_SLOTS = RECORDED_MS / POSITION_STEP_MS;

/** Slot of a step: its number modulo the ring's length. `steps` says which step is there. */
interface PlateRing {
  readonly shelfCount: number;
  readonly plateCount: number;
  readonly cells: number;
  readonly steps: Float64Array;
  /** Row-major [slot, shelf, plate]. */
  readonly sumsG: Float32Array;
  readonly counts: Uint16Array;
  newestStep: number;
}

function createPlateRing(shelfCount: number, plateCount: number): PlateRing {
  const cells = shelfCount * plateCount;
  return {
    shelfCount,
    plateCount,
    cells,
    steps: new Float64Array(CURVE_SLOTS).fill(Number.NEGATIVE_INFINITY),
    sumsG: new Float32Array(CURVE_SLOTS * cells),
    counts: new Uint16Array(CURVE_SLOTS * cells),
    newestStep: Number.NEGATIVE_INFINITY,
  };
}

/** A clock that was set back leaves a future behind that never comes. */
function isClockBack(newestStep: number, step: number, stepMs: number): boolean {
  return (newestStep - step) * stepMs > LATE_MS_MAX;
}

function forget(ring: { readonly steps: Float64Array; newestStep: number }): void {
  ring.steps.fill(Number.NEGATIVE_INFINITY);
  ring.newestStep = Number.NEGATIVE_INFINITY;
}

/** Standalone, over arrays alone: it runs for every reading of the shop. */
function addSample(
  sumsG: Float32Array,
  counts: Uint16Array,
  at: number,
  samplesG: Float32Array,
  from: number,
  cells: number,
): void {
  for (let cell = 0; cell < cells; cell++) {
    const grams = samplesG[from + cell]!;
    if (Number.isNaN(grams)) continue;
    sumsG[at + cell]! += grams;
    counts[at + cell]!++;
  }
}

function writeBatch(ring: PlateRing, batch: PlateBatch): boolean {
  const { timestampMs, sampleRateHz, sampleCount, samplesG } = batch;
  const { steps, sumsG, counts, cells } = ring;
  const periodMs = 1000 / sampleRateHz;
  let isRecorded = false;
  for (let sample = 0; sample < sampleCount; sample++) {
    // Where means begin is of no matter; a sample at the end of a step is not to slip into the next.
    const step = Math.floor((timestampMs + sample * periodMs) / CURVE_STEP_MS + 1e-6);
    if (isClockBack(ring.newestStep, step, CURVE_STEP_MS)) forget(ring);
    const slot = step % CURVE_SLOTS;
    if (!(steps[slot]! <= step)) continue;
    const at = slot * cells;
    if (steps[slot] !== step) {
      steps[slot] = step;
      sumsG.fill(0, at, at + cells);
      counts.fill(0, at, at + cells);
      if (step > ring.newestStep) ring.newestStep = step;
    }
    addSample(sumsG, counts, at, samplesG, sample * cells, cells);
    isRecorded = true;
  }
  return isRecorded;
}

interface Span {
  readonly first: number;
  readonly count: number;
}

/** The steps from one time to another that may be in memory, both ends included; null for none. */
function findSpan(
  newestStep: number,
  slots: number,
  stepMs: number,
  fromMs: number,
  toMs: number,
): Span | null {
  const last = Math.min(Math.floor(toMs / stepMs), newestStep);
  const first = Math.max(Math.floor(fromMs / stepMs), newestStep - slots + 1);
  // Written so that times that are none give none.
  return first <= last ? { first, count: last - first + 1 } : null;
}

function readCurve(
  ring: PlateRing,
  shelf: number,
  plates: readonly number[],
  fromMs: number,
  toMs: number,
): Omit<CurveCut, "gondola" | "shelf"> | null {
  const span = findSpan(ring.newestStep, CURVE_SLOTS, CURVE_STEP_MS, fromMs, toMs);
  if (span === null) return null;
  const { steps, sumsG, counts, cells, plateCount } = ring;
  let isEmpty = true;
  const readMean = (step: number, plate: number): number | null => {
    const slot = step % CURVE_SLOTS;
    const cell = slot * cells + shelf * plateCount + plate;
    if (steps[slot] !== step || counts[cell] === 0) return null;
    isEmpty = false;
    return Math.round((sumsG[cell]! / counts[cell]!) * 10) / 10;
  };
  const curves = plates.map((plate) => ({
    plate,
    gramsG: Array.from({ length: span.count }, (_, at) => readMean(span.first + at, plate)),
  }));
  if (isEmpty) return null;
  return { startMs: span.first * CURVE_STEP_MS, stepMs: CURVE_STEP_MS, plates: curves };
}

/** Axes of each of the places of a person. */
const AXES = 3;
const PLACES = ["body", "leftWrist", "rightWrist"] as const;
const PERSON_STRIDE = PLACES.length * AXES;

interface PositionRing {
  readonly steps: Float64Array;
  /** Who is in each slot. */
  readonly shopperIds: readonly string[][];
  /** Row-major [slot, person, place, axis], metres; NaN where not seen. */
  readonly placesM: Float32Array;
  newestStep: number;
}

function createPositionRing(): PositionRing {
  return {
    steps: new Float64Array(POSITION_SLOTS).fill(Number.NEGATIVE_INFINITY),
    shopperIds: Array.from({ length: POSITION_SLOTS }, () => []),
    placesM: new Float32Array(POSITION_SLOTS * RECORDED_SHOPPERS_MAX * PERSON_STRIDE),
    newestStep: Number.NEGATIVE_INFINITY,
  };
}

/** The first frame of a step stands for it. */
function writeFrame(ring: PositionRing, { timestampMs, shoppers }: JointFrame): void {
  const step = Math.floor(timestampMs / POSITION_STEP_MS);
  if (isClockBack(ring.newestStep, step, POSITION_STEP_MS)) forget(ring);
  const slot = step % POSITION_SLOTS;
  if (!(ring.steps[slot]! < step)) return;
  ring.steps[slot] = step;
  if (step > ring.newestStep) ring.newestStep = step;
  const ids = ring.shopperIds[slot]!;
  ids.length = 0;
  for (const { shopperId, joints } of shoppers) {
    if (ids.length === RECORDED_SHOPPERS_MAX) return;
    const at = (slot * RECORDED_SHOPPERS_MAX + ids.length) * PERSON_STRIDE;
    writePlace(ring.placesM, at, joints, isSeen(joints, "head") ? "head" : "neck");
    writePlace(ring.placesM, at + AXES, joints, "l_wrist");
    writePlace(ring.placesM, at + 2 * AXES, joints, "r_wrist");
    ids.push(shopperId);
  }
}

function findJoint(name: JointName): number {
  return JOINT_NAMES.indexOf(name) * JOINT_STRIDE;
}

function isSeen(joints: ShopperPose["joints"], name: JointName): boolean {
  return !Number.isNaN(joints[findJoint(name)]!);
}

function writePlace(
  placesM: Float32Array,
  at: number,
  joints: ShopperPose["joints"],
  name: JointName,
): void {
  const from = findJoint(name);
  for (let axis = 0; axis < AXES; axis++) placesM[at + axis] = joints[from + axis]!;
}

function readPositions(
  ring: PositionRing,
  fromMs: number,
  toMs: number,
  wanted: readonly string[] | null,
): PositionsCut | null {
  const span = findSpan(ring.newestStep, POSITION_SLOTS, POSITION_STEP_MS, fromMs, toMs);
  if (span === null) return null;
  const people = new Map<string, Record<(typeof PLACES)[number], (Place | null)[]>>();
  const makeEmpty = (): null[] => Array<null>(span.count).fill(null);
  for (let at = 0; at < span.count; at++) {
    const slot = (span.first + at) % POSITION_SLOTS;
    if (ring.steps[slot] !== span.first + at) continue;
    for (const [index, shopperId] of ring.shopperIds[slot]!.entries()) {
      if (wanted !== null && !wanted.includes(shopperId)) continue;
      let person = people.get(shopperId);
      if (person === undefined) {
        person = { body: makeEmpty(), leftWrist: makeEmpty(), rightWrist: makeEmpty() };
        people.set(shopperId, person);
      }
      const from = (slot * RECORDED_SHOPPERS_MAX + index) * PERSON_STRIDE;
      for (const [place, name] of PLACES.entries()) {
        person[name][at] = readPlace(ring.placesM, from + place * AXES);
      }
    }
  }
  if (people.size === 0) return null;
  const shoppers = [...people].map(([shopperId, places]) => ({ shopperId, ...places }));
  return { startMs: span.first * POSITION_STEP_MS, stepMs: POSITION_STEP_MS, shoppers };
}

function readPlace(placesM: Float32Array, at: number): Place | null {
  const place = [placesM[at]!, placesM[at + 1]!, placesM[at + 2]!] as const;
  if (place.some(Number.isNaN)) return null;
  const [x, y, z] = place;
  return [roundToCentimetre(x), roundToCentimetre(y), roundToCentimetre(z)];
}

function roundToCentimetre(metres: number): number {
  return Math.round(metres * 100) / 100;
}
