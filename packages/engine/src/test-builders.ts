/** Small synthetic shops, plates and people, for the tests beside the code. */
import type { Random } from "@saunter/numerics/random";
import { createTracks, pushFrame, type Tracks } from "./attribution/tracks.ts";
import { JOINT_NAMES, JOINT_STRIDE, type JointName, type PlateBatch } from "./observation.ts";
import { DEFAULT_SENSING } from "./parameters/sensing.ts";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "./sensing/front-end.ts";
import type { Facing, PlatePlace, Product, ShopModel } from "./shop-model.ts";

export const HZ = 60;
/** Samples of a batch as the real sensors send them: 0.2 s. */
export const BATCH_SAMPLES = 12;
/** Samples of a bin at that rate. */
export const BIN_SAMPLES = (DEFAULT_SENSING.binMs * HZ) / 1000;

/** What a plate reads at a time, grams. Called once a sample and plate, in order of time. */
export type Signal = (second: number, shelf: number, plate: number) => number;

/** Plate readings of one gondola before they are cut into batches. */
export interface PlateRecording {
  readonly gondola: number;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly shelfCount: number;
  readonly plateCount: number;
  readonly sampleCount: number;
  readonly samplesG: Float32Array;
}

export interface RecordingShape {
  readonly sampleRateHz?: number;
  readonly gondola?: number;
  readonly startMs?: number;
  readonly shelves?: number;
  readonly plates?: number;
}

/** Unused cells (index 0 of shelf and plate) read NaN, as the real sensors' do. */
export function recordPlates(
  seconds: number,
  signal: Signal,
  shape: RecordingShape = {},
): PlateRecording {
  const { gondola = 1, startMs = 1_000_000, shelves = 1, plates = 3 } = shape;
  const { sampleRateHz = HZ } = shape;
  const shelfCount = shelves + 1;
  const plateCount = plates + 1;
  const sampleCount = Math.round(seconds * sampleRateHz);
  const samplesG = new Float32Array(sampleCount * shelfCount * plateCount).fill(Number.NaN);
  for (let sample = 0; sample < sampleCount; sample++) {
    for (let shelf = 1; shelf < shelfCount; shelf++) {
      for (let plate = 1; plate < plateCount; plate++) {
        samplesG[(sample * shelfCount + shelf) * plateCount + plate] = signal(
          sample / sampleRateHz,
          shelf,
          plate,
        );
      }
    }
  }
  return { gondola, startMs, sampleRateHz, shelfCount, plateCount, sampleCount, samplesG };
}

/** Cuts a recording into batches of the given sizes, the last of which goes on to the end. */
export function cutBatches(
  recording: PlateRecording,
  sizes: readonly number[] = [BATCH_SAMPLES],
): PlateBatch[] {
  const { gondola, startMs, sampleRateHz, shelfCount, plateCount, sampleCount, samplesG } =
    recording;
  const stride = shelfCount * plateCount;
  const batches: PlateBatch[] = [];
  for (let from = 0, at = 0; from < sampleCount; at++) {
    const size = Math.min(sizes[at % sizes.length]!, sampleCount - from);
    batches.push({
      kind: "plates",
      gondola,
      timestampMs: startMs + (from * 1000) / sampleRateHz,
      sampleRateHz,
      sampleCount: size,
      shelfCount,
      plateCount,
      samplesG: samplesG.slice(from * stride, (from + size) * stride),
    });
    from += size;
  }
  return batches;
}

export interface FrontEndRun {
  readonly state: GondolaFrontEnd;
  readonly steps: Step[];
  /** Warnings by code, counted. */
  readonly warnings: Map<string, number>;
  push(batch: PlateBatch): void;
}

export function startFrontEnd(gondola = 1): FrontEndRun {
  const state = createGondolaFrontEnd(gondola, DEFAULT_SENSING);
  const steps: Step[] = [];
  const warnings = new Map<string, number>();
  const warn = (code: string): void => {
    warnings.set(code, (warnings.get(code) ?? 0) + 1);
  };
  return { state, steps, warnings, push: (batch) => pushBatch(state, batch, steps, warn) };
}

export function runFrontEnd(batches: readonly PlateBatch[]): FrontEndRun {
  const run = startFrontEnd(batches[0]?.gondola);
  for (const batch of batches) run.push(batch);
  return run;
}

export function runSignal(
  seconds: number,
  signal: Signal,
  shape: RecordingShape = {},
): FrontEndRun {
  return runFrontEnd(cutBatches(recordPlates(seconds, signal, shape)));
}

/** A level, white noise of the given spread a sample, and changes at given seconds, by plate. */
export function createSignal(
  random: Random,
  noiseG: number | readonly number[],
  changes: readonly { readonly second: number; readonly plate: number; readonly grams: number }[],
): Signal {
  return (second, shelf, plate) => {
    let level = 1000;
    for (const change of changes) {
      if (shelf === 1 && change.plate === plate && second >= change.second) level += change.grams;
    }
    const spread = typeof noiseG === "number" ? noiseG : noiseG[plate]!;
    return level + random.normal(0, spread);
  };
}

/** A step as the front end reports it, all of whose eighths are crossed half-way. */
export function createStep(
  step: Partial<Step> & { readonly plate: number; readonly changeG: number },
): Step {
  const startMs = step.startMs ?? 1_005_000;
  const settledMs = step.settledMs ?? startMs + 200;
  const crossingsMs = new Float64Array(7).fill((startMs + settledMs) / 2);
  return {
    gondola: 1,
    shelf: 1,
    errorG: 0.5,
    levelG: 1000 + step.changeG,
    startMs,
    rest: { bins: 0, spreadG: 0, noiseG: 0.5 },
    settledMs,
    crossingsMs,
    ...step,
  };
}

export type Point = readonly [number, number, number];

export interface Body {
  readonly x: number;
  readonly y: number;
  /** Joints that are elsewhere than those of somebody who stands at rest; null: not seen. */
  readonly joints?: Partial<Record<JointName, Point | null>>;
  readonly scores?: Partial<Record<JointName, number>>;
}

const AT_REST: Record<JointName, Point> = {
  head: [0, 0, 1.65],
  neck: [0, 0, 1.43],
  l_shoulder: [-0.18, 0, 1.4],
  r_shoulder: [0.18, 0, 1.4],
  l_elbow: [-0.22, 0, 1.12],
  r_elbow: [0.22, 0, 1.12],
  l_wrist: [-0.22, 0.05, 0.88],
  r_wrist: [0.22, 0.05, 0.88],
};

/** The eight joints of somebody who stands at a place, arms hanging, but for what is given. */
export function createJoints({ x, y, joints = {}, scores = {} }: Body): Float64Array {
  const values = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE);
  for (const [at, name] of JOINT_NAMES.entries()) {
    const [restX, restY, restZ] = AT_REST[name];
    const given = joints[name];
    const point = given === undefined ? [x + restX, y + restY, restZ] : given;
    if (point === null) values.fill(Number.NaN, at * JOINT_STRIDE, (at + 1) * JOINT_STRIDE);
    else values.set([...point, scores[name] ?? 0.9], at * JOINT_STRIDE);
  }
  return values;
}

/** Somebody who reaches: a wrist at a point, its elbow half a forearm back towards the shoulder. */
export function reachTo(body: Body, [x, y, z]: Point, side: "l" | "r" = "r"): Body {
  const [shoulderX, shoulderY, shoulderZ] = AT_REST[`${side}_shoulder`];
  const away = [body.x + shoulderX - x, body.y + shoulderY - y, shoulderZ - z] as const;
  const back = 0.28 / Math.hypot(...away);
  const joints: Partial<Record<JointName, Point | null>> = {
    [`${side}_wrist`]: [x, y, z],
    [`${side}_elbow`]: [x + back * away[0], y + back * away[1], z + back * away[2]],
  };
  return { ...body, joints: { ...joints, ...body.joints } };
}

export const FRAME_MS = 1000 / 15;

/** Tracks of people who do, from `fromMs` to `toMs`, what is reported for each time. */
export function trackPeople(
  fromMs: number,
  toMs: number,
  people: (timestampMs: number) => Readonly<Record<string, Body>>,
  tracks: Tracks = createTracks(),
): Tracks {
  for (let frame = 0; fromMs + frame * FRAME_MS <= toMs; frame++) {
    const timestampMs = fromMs + frame * FRAME_MS;
    const shoppers = Object.entries(people(timestampMs)).map(([shopperId, body]) => ({
      shopperId,
      joints: createJoints(body),
    }));
    pushFrame(tracks, { kind: "joints", timestampMs, shoppers });
  }
  return tracks;
}

export const PLATE_M = 0.1;

/** A facing of gondola 1, whose plates run along +x and whose front is the line y = 0. */
export function createFacing(
  shelf: number,
  plates: readonly number[],
  barcode: string | null,
  place: Partial<PlatePlace> | null = {},
): Facing {
  return {
    gondola: 1,
    shelf,
    plates,
    barcode,
    place:
      place === null
        ? null
        : {
            x: (plates[0]! - 1) * PLATE_M,
            y: 0,
            z: shelf * 0.4,
            yawRad: 0,
            widthM: plates.length * PLATE_M,
            depthM: 0.45,
            ...place,
          },
  };
}

/** @param weightsG weight by barcode; NaN where the catalogue gives none. */
export function createShop(
  facings: readonly Facing[],
  weightsG: Readonly<Record<string, number>>,
): ShopModel {
  const products = Object.entries(weightsG).map(
    ([barcode, weightG]): Product => ({ barcode, name: barcode, weightG, price: 1 }),
  );
  return { facings, products: new Map(products.map((product) => [product.barcode, product])) };
}
