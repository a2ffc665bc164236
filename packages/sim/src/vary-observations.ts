/**
 * Makes an existing stream harder: more noise, touches that vanish, joints not seen or thrown off,
 * people close together taken for each other. For robustness tests on recordings and re-enactments.
 */

import {
  JOINT_STRIDE,
  type JointFrame,
  type Observation,
  type PlateBatch,
  type ShopperPose,
} from "@saunter/engine/observation";
import { createRandom, type Random } from "@saunter/numerics/random";
import { type Contact, evaluateContact, makeForceContact } from "./contact.ts";
import { DEFAULT_PHYSICS } from "./physics.ts";
import type { TrueEvent } from "./world.ts";

export interface VariationOptions {
  readonly seed: number;
  /** 2 doubles what is left of each plate's signal around its slow level; 1 leaves it. */
  readonly noiseScale?: number;
  /** Additional share of joints not seen; a quarter as many are thrown off or lose the shopper. */
  readonly dropoutShare?: number;
  /** ID switches, and swapped wrists, a second for two people within 0.7 m. */
  readonly mixUpRate?: number;
  /** Touches in the whole shop while somebody is in it. */
  readonly touchesPerMinute?: number;
  /** Where given, touches fall near the shelves at which something happens within seconds. */
  readonly truth?: {
    readonly events: readonly Pick<TrueEvent, "timestamp" | "gondola" | "shelf" | "plates">[];
  };
}

/** Samples on each side of the running median: 15 samples, 2.5 periods of 10 Hz. */
const MEDIAN_REACH = 7;
/** Observations held back at most while a gondola's next batch is waited for. */
export const HELD_MAX = 512;
const TOUCH_NEAR_S = 4;

interface Held {
  observation: Observation;
  ready: boolean;
}

interface GondolaHistory {
  /** Original samples of the batch before the one that waits. */
  before: PlateBatch | null;
  waiting: Held | null;
  readonly touches: Contact[];
}

interface Variation {
  readonly options: Required<Omit<VariationOptions, "truth">> & Pick<VariationOptions, "truth">;
  readonly random: Random;
  readonly histories: Map<number, GondolaHistory>;
  /** The running median's window, in order, and the samples that it runs over. */
  readonly window: Float64Array;
  series: Float64Array;
  readonly mixes: Map<string, Mix>;
  readonly lostUntilMs: Map<string, number>;
  visible: number;
  lastFrameMs: number;
}

interface Mix {
  readonly other: string;
  readonly kind: "identity" | "l_wrist" | "r_wrist";
  readonly untilMs: number;
}

export function* varyObservations(
  observations: Iterable<Observation>,
  options: VariationOptions,
): Generator<Observation, void, void> {
  const variation: Variation = {
    options: { noiseScale: 1, dropoutShare: 0, mixUpRate: 0, touchesPerMinute: 0, ...options },
    random: createRandom(options.seed).fork("vary"),
    histories: new Map(),
    window: new Float64Array(2 * MEDIAN_REACH + 1),
    series: new Float64Array(0),
    mixes: new Map(),
    lostUntilMs: new Map(),
    visible: 0,
    lastFrameMs: Number.NEGATIVE_INFINITY,
  };
  const held: Held[] = [];
  for (const observation of observations) {
    const entry: Held = { observation, ready: observation.kind === "joints" };
    held.push(entry);
    if (observation.kind === "joints") entry.observation = varyFrame(variation, observation);
    else takeBatch(variation, entry, observation);
    while (held.length > 0 && (held[0]!.ready || held.length > HELD_MAX)) {
      const first = held.shift()!;
      if (!first.ready) releaseWaiting(variation, first);
      yield first.observation;
    }
  }
  for (const entry of held) {
    if (!entry.ready) releaseWaiting(variation, entry);
    yield entry.observation;
  }
}

/** The batch that waited has its successor now; the new one waits. */
function takeBatch(variation: Variation, entry: Held, batch: PlateBatch): void {
  let history = variation.histories.get(batch.gondola);
  if (history === undefined) {
    history = { before: null, waiting: null, touches: [] };
    variation.histories.set(batch.gondola, history);
  }
  const { waiting } = history;
  if (waiting !== null) {
    const original = waiting.observation as PlateBatch;
    waiting.observation = varyBatch(variation, history, original, batch);
    waiting.ready = true;
    history.before = original;
  }
  history.waiting = entry;
}

/** Nothing follows (in time): the batch is varied with what is known. */
function releaseWaiting(variation: Variation, entry: Held): void {
  const batch = entry.observation as PlateBatch;
  const history = variation.histories.get(batch.gondola)!;
  entry.observation = varyBatch(variation, history, batch, null);
  entry.ready = true;
  if (history.waiting !== entry) return;
  history.before = batch;
  history.waiting = null;
}

function varyBatch(
  variation: Variation,
  history: GondolaHistory,
  batch: PlateBatch,
  after: PlateBatch | null,
): PlateBatch {
  const samplesG = batch.samplesG.slice();
  const { noiseScale, touchesPerMinute } = variation.options;
  const cells = batch.shelfCount * batch.plateCount;
  if (noiseScale !== 1) {
    for (let cell = 0; cell < cells; cell++) {
      scaleResidual(variation, history.before, batch, after, cell, samplesG);
    }
  }
  if (touchesPerMinute > 0) addTouches(variation, history, batch, samplesG);
  return { ...batch, samplesG };
}

function scaleResidual(
  variation: Variation,
  before: PlateBatch | null,
  batch: PlateBatch,
  after: PlateBatch | null,
  cell: number,
  samplesG: Float32Array,
): void {
  const cells = batch.shelfCount * batch.plateCount;
  const count = batch.sampleCount;
  const span = count + 2 * MEDIAN_REACH;
  if (variation.series.length < span) variation.series = new Float64Array(span);
  const { series, window } = variation;
  for (let k = 0; k < span; k++) {
    const value = sampleAt(before, batch, after, k - MEDIAN_REACH, cell, cells);
    // A hole within the window, as in plates that do not exist: nothing is known to scale.
    if (!Number.isFinite(value)) return;
    series[k] = value;
  }
  for (let k = 0; k < window.length; k++) insertSorted(window, k, series[k]!);
  for (let i = 0; i < count; i++) {
    const level = window[MEDIAN_REACH]!;
    const value = series[i + MEDIAN_REACH]!;
    samplesG[i * cells + cell] = level + variation.options.noiseScale * (value - level);
    if (i + 1 < count) replaceSorted(window, series[i]!, series[i + window.length]!);
  }
}

/** Puts `value` among the first `count` values of the window, which are in order. */
function insertSorted(window: Float64Array, count: number, value: number): void {
  let at = count;
  while (at > 0 && window[at - 1]! > value) {
    window[at] = window[at - 1]!;
    at--;
  }
  window[at] = value;
}

/** Takes `old` out of a full window in order and puts `value` in. */
function replaceSorted(window: Float64Array, old: number, value: number): void {
  let at = 0;
  while (window[at] !== old) at++;
  while (at + 1 < window.length && window[at + 1]! < value) {
    window[at] = window[at + 1]!;
    at++;
  }
  while (at > 0 && window[at - 1]! > value) {
    window[at] = window[at - 1]!;
    at--;
  }
  window[at] = value;
}

/** Sample `k` of the batch; beyond its ends the neighbour's, or without one the nearest. */
function sampleAt(
  before: PlateBatch | null,
  batch: PlateBatch,
  after: PlateBatch | null,
  k: number,
  cell: number,
  cells: number,
): number {
  const last = batch.sampleCount - 1;
  const other = k < 0 ? before : after;
  if ((k >= 0 && k <= last) || other === null || other.samplesG.length % cells !== 0) {
    return batch.samplesG[Math.min(last, Math.max(0, k)) * cells + cell]!;
  }
  const at = k < 0 ? other.sampleCount + k : k - batch.sampleCount;
  return other.samplesG[at * cells + cell] ?? Number.NaN;
}

function addTouches(
  variation: Variation,
  history: GondolaHistory,
  batch: PlateBatch,
  samplesG: Float32Array,
): void {
  const { random, options, histories } = variation;
  const durationS = batch.sampleCount / batch.sampleRateHz;
  const rate = (options.touchesPerMinute * durationS) / 60 / Math.max(1, histories.size);
  if (variation.visible > 0 && random.chance(rate)) {
    const touch = makeTouch(variation, batch);
    if (touch !== null) history.touches.push(touch);
  }
  const cells = batch.shelfCount * batch.plateCount;
  const stepMs = 1000 / batch.sampleRateHz;
  for (let t = history.touches.length - 1; t >= 0; t--) {
    const touch = history.touches[t]!;
    for (let i = 0; i < batch.sampleCount; i++) {
      const forceG = evaluateContact(touch, batch.timestampMs + i * stepMs);
      const row = i * cells + touch.shelf * batch.plateCount;
      if (forceG === 0) continue;
      for (let p = 0; p < batch.plateCount; p++) samplesG[row + p]! += forceG * touch.effect[p]!;
    }
    if (touch.endMs <= batch.timestampMs) history.touches.splice(t, 1);
  }
}

/** A force on an existing plate, near a shelf where something happens if the truth knows one. */
function makeTouch(variation: Variation, batch: PlateBatch): Contact | null {
  const { random, options } = variation;
  const near = (options.truth?.events ?? []).filter(
    (event) =>
      event.gondola === batch.gondola &&
      Math.abs(event.timestamp - batch.timestampMs / 1000) < TOUCH_NEAR_S,
  );
  if (options.truth !== undefined && near.length === 0 && random.chance(0.8)) return null;
  let shelf: number;
  let plate: number;
  if (near.length > 0) {
    const event = random.pick(near);
    shelf = event.shelf;
    plate = random.pick(event.plates) + random.integer(-2, 2);
  } else {
    shelf = random.integer(1, batch.shelfCount - 1);
    plate = random.integer(1, batch.plateCount - 1);
  }
  if (!isLive(batch, shelf, plate)) return null;
  // Index 0 is unused, as in the batch.
  const effect = new Float64Array(batch.plateCount);
  effect[plate] = random.uniform(0.5, 1);
  for (const beside of [plate - 1, plate + 1]) {
    if (isLive(batch, shelf, beside)) effect[beside] = 0.5 * (1 - effect[plate]!) + 0.012;
  }
  const startMs = batch.timestampMs + random.uniform(200, 400);
  const endMs = startMs + random.uniform(300, 2000);
  const forceG = (random.chance(0.7) ? 1 : -1) * random.uniform(10, 90);
  const where = { gondola: batch.gondola, shelf, effect };
  return makeForceContact(where, forceG, startMs, endMs, random);
}

/** Whether the plate exists: it reads numbers, and not one constant. */
function isLive(batch: PlateBatch, shelf: number, plate: number): boolean {
  if (shelf < 1 || shelf >= batch.shelfCount || plate < 1 || plate >= batch.plateCount)
    return false;
  const cells = batch.shelfCount * batch.plateCount;
  const at = shelf * batch.plateCount + plate;
  const first = batch.samplesG[at]!;
  if (!Number.isFinite(first)) return false;
  for (let i = 1; i < batch.sampleCount; i++) {
    if (batch.samplesG[i * cells + at] !== first) return true;
  }
  return false;
}

function varyFrame(variation: Variation, frame: JointFrame): JointFrame {
  const { random, options } = variation;
  const { dropoutShare, mixUpRate } = options;
  const elapsedMs = frame.timestampMs - variation.lastFrameMs;
  variation.lastFrameMs = frame.timestampMs;
  variation.visible = frame.shoppers.length;
  if (mixUpRate > 0 && Number.isFinite(elapsedMs)) {
    openMixes(variation, frame, (Math.min(elapsedMs, 500) / 1000) * mixUpRate);
  }
  const shoppers: ShopperPose[] = [];
  for (const shopper of frame.shoppers) {
    if ((variation.lostUntilMs.get(shopper.shopperId) ?? 0) > frame.timestampMs) continue;
    // Gaps of 0.2-0.9 s, so that a quarter of the share of frames is lost.
    if (dropoutShare > 0 && random.chance(dropoutShare / 4 / 8)) {
      variation.lostUntilMs.set(shopper.shopperId, frame.timestampMs + random.uniform(200, 870));
      continue;
    }
    const mix = findMix(variation, shopper.shopperId, frame.timestampMs);
    const joints = shopper.joints.slice();
    if (mix !== null && mix.kind !== "identity") swapWrist(joints, mix, frame);
    if (dropoutShare > 0) dropJoints(joints, dropoutShare, random);
    const shopperId = mix?.kind === "identity" ? mix.other : shopper.shopperId;
    shoppers.push({ ...shopper, shopperId, joints });
  }
  return { ...frame, shoppers };
}

function dropJoints(joints: Float64Array, share: number, random: Random): void {
  for (let at = 0; at < joints.length; at += JOINT_STRIDE) {
    if (random.chance(share)) joints.fill(Number.NaN, at, at + JOINT_STRIDE);
    else if (random.chance(share / 4)) {
      for (let axis = 0; axis < 3; axis++)
        joints[at + axis]! += random.normal(0, DEFAULT_PHYSICS.tracker.outlierM);
      joints[at + 3] = random.uniform(0.3, 0.7);
    }
  }
}

/** Position of a shopper on the ground: the first joint that is seen. */
function groundOf(shopper: ShopperPose): { readonly x: number; readonly y: number } | null {
  const { joints } = shopper;
  for (let at = 0; at < joints.length; at += JOINT_STRIDE) {
    if (Number.isFinite(joints[at]!)) return { x: joints[at]!, y: joints[at + 1]! };
  }
  return null;
}

function findMix(variation: Variation, shopperId: string, nowMs: number): Mix | null {
  const mix = variation.mixes.get(shopperId);
  if (mix === undefined) return null;
  if (mix.untilMs > nowMs) return mix;
  variation.mixes.delete(shopperId);
  return null;
}

function openMixes(variation: Variation, frame: JointFrame, probability: number): void {
  const { random, mixes } = variation;
  const { shoppers, timestampMs } = frame;
  for (let i = 0; i < shoppers.length; i++) {
    for (let j = i + 1; j < shoppers.length; j++) {
      const a = shoppers[i]!;
      const b = shoppers[j]!;
      if (findMix(variation, a.shopperId, timestampMs) !== null) continue;
      if (findMix(variation, b.shopperId, timestampMs) !== null) continue;
      const atA = groundOf(a);
      const atB = groundOf(b);
      if (atA === null || atB === null) continue;
      if (Math.hypot(atA.x - atB.x, atA.y - atB.y) > DEFAULT_PHYSICS.tracker.closeM) continue;
      let kind: Mix["kind"] | null = null;
      if (random.chance(probability)) kind = "identity";
      const wrist = random.chance(0.5) ? "l_wrist" : "r_wrist";
      if (kind === null && random.chance(probability)) kind = wrist;
      if (kind === null) continue;
      const lastsMs =
        kind === "identity"
          ? DEFAULT_PHYSICS.tracker.identitySwapMs
          : DEFAULT_PHYSICS.tracker.wristSwapMs;
      const untilMs = timestampMs + lastsMs * random.uniform(0.7, 1.3);
      mixes.set(a.shopperId, { other: b.shopperId, kind, untilMs });
      mixes.set(b.shopperId, { other: a.shopperId, kind, untilMs });
    }
  }
}

function swapWrist(joints: Float64Array, mix: Mix, frame: JointFrame): void {
  const other = frame.shoppers.find((shopper) => shopper.shopperId === mix.other);
  if (other === undefined) return;
  const at = (mix.kind === "l_wrist" ? 6 : 7) * JOINT_STRIDE;
  joints.set(other.joints.subarray(at, at + JOINT_STRIDE), at);
}
