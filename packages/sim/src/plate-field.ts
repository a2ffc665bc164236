/**
 * All plates of a shop: their levels, gains, leakage, ringing and drift, rendered as batches. Level
 * of a plate = gain * what lies on it + what leaks from its shelf-mates + drift + noise.
 */

import type { Random } from "@saunter/numerics/random";
import type { PlateBatch } from "@saunter/perception/observation";
import { type Contact, evaluateContact } from "./contact.ts";
import type { FloorPlan, GondolaPlan, Point } from "./floor-plan.ts";
import { toWorld } from "./floor-plan.ts";
import { makeNoiseTable, makeWhiteTable, TABLE_LENGTH, TABLE_MASK } from "./noise-table.ts";
import * as measured from "./signal-parameters.ts";

const SAMPLE_MS = 1000 / measured.SAMPLE_RATE_HZ;
const BATCH_MS = SAMPLE_MS * measured.BATCH_SAMPLES;
/** A plate goes on reading its table elsewhere once in so many batches (20 s). */
const JUMP_BATCHES = 100;

/** A shake that is to begin: the noise is multiplied by 1 + amplitude, decaying. */
interface Shake {
  readonly atMs: number;
  readonly amplitude: number;
}

interface ShelfState {
  readonly table: Float32Array;
  readonly common: number;
  readonly own: number;
  /** Share of a plate's own noise that is its left neighbour's. */
  readonly left: number;
  commonAt: number;
}

export interface GondolaState {
  readonly plan: GondolaPlan;
  readonly centre: Point;
  readonly shelves: ShelfState[];
  /** Per plate, shelf by shelf. */
  readonly levelG: Float64Array;
  readonly noiseG: Float64Array;
  readonly slowG: Float64Array;
  readonly gain: Float64Array;
  /** Share of a step on the plate that shows on the plate to its left and right. */
  readonly leakLeft: Float64Array;
  readonly leakRight: Float64Array;
  readonly leakShelf: Float64Array;
  readonly tableAt: Int32Array;
  readonly template: Float32Array;
  readonly contacts: Contact[];
  readonly shakes: Shake[];
  /** True start of the next batch; its timestamp adds the jitter. */
  startMs: number;
  readonly periodMs: number;
  nextTimestampMs: number;
  stepShake: number;
  slamShake: number;
}

export interface PlateField {
  readonly gondolas: ReadonlyMap<number, GondolaState>;
  /** Grams on every plate of the shelf for one gram lying on `plates` in the given shares. */
  spread(
    gondola: number,
    shelf: number,
    plates: readonly number[],
    shares: readonly number[],
  ): Float64Array;
  /** Gives the contact to the plates; it must begin later than all batches taken so far. */
  addContact(contact: Contact): void;
  /** Puts a weight on or off a shelf at once (stock before the first batch). */
  addLevel(gondola: number, shelf: number, weightG: number, effect: Float64Array): void;
  /** A foot hits the floor at `at`: noise of plates near it grows. */
  addStep(atMs: number, at: Point): void;
  /** A slam that every plate feels. */
  addSlam(atMs: number, amplitude: number): void;
  /** Makes all plates as noisy as that, from the next batches on. */
  setNoiseScale(scale: number): void;
  /** The gondola whose batch is next, by timestamp. */
  findNext(): GondolaState;
  takeBatch(state: GondolaState): PlateBatch;
}

export function shelfNoiseOf(gondola: number, shelf: number): measured.ShelfNoise {
  const kind = (gondola - 1) % 5;
  if (kind === 0) return measured.RINGING_GONDOLA[Math.min(5, shelf - 1)]!;
  return kind === 2 ? measured.MIDDLE_GONDOLA : measured.QUIET_GONDOLA;
}

function makeTemplate(plan: GondolaPlan, levelG: Float64Array): Float32Array {
  const row = plan.shapePlates;
  const size = plan.shapeShelves * row;
  const template = new Float32Array(size * measured.BATCH_SAMPLES).fill(Number.NaN);
  if (plan.absentReads === "constant") {
    for (let shelf = 1; shelf <= plan.shelfHeightsM.length; shelf++) {
      for (let plate = plan.plateCount + 1; plate < row; plate++) {
        const even = (plate - plan.plateCount) % 2 === 0;
        const last = Math.fround(levelG[shelf * plan.plateCount - 1]!);
        for (let i = 0; i < measured.BATCH_SAMPLES; i++) {
          template[i * size + shelf * row + plate] = even ? last : measured.ABSENT_PLATE_G;
        }
      }
    }
  }
  return template;
}

function makeGondolaState(
  plan: GondolaPlan,
  tables: Map<measured.ShelfNoise, Float32Array>,
  startMs: number,
  noiseScale: number,
  random: Random,
): GondolaState {
  const shelfCount = plan.shelfHeightsM.length;
  const count = shelfCount * plan.plateCount;
  const noiseOf = (i: number) => shelfNoiseOf(plan.gondola, 1 + Math.floor(i / plan.plateCount));
  const fill = (make: (i: number) => number) =>
    Float64Array.from({ length: count }, (_, i) => make(i));
  const leak = () => random.uniform(measured.LEAK_NEIGHBOUR_MIN, measured.LEAK_NEIGHBOUR_MAX);
  // Levels are not zeroed: offsets of the real plates lie between about -3 and +6 kg.
  const levelG = fill(() => random.normal(400, 900));
  const loudness = plan.shelfHeightsM.map(() => {
    const loud = (plan.gondola - 1) % 5 !== 0 && random.chance(measured.LOUD_SHELF_SHARE);
    return noiseScale * (loud ? measured.LOUD_SHELF_SCALE : 1);
  });
  const firstMs = startMs + random.uniform(0, 0.5 * BATCH_MS);
  return {
    plan,
    centre: toWorld(plan, (plan.plateCount * plan.plateWidthM) / 2, 0),
    shelves: plan.shelfHeightsM.map((_, i) => {
      const noise = shelfNoiseOf(plan.gondola, i + 1);
      if (!tables.has(noise)) tables.set(noise, makeNoiseTable(noise, random));
      return {
        table: tables.get(noise)!,
        common: Math.sqrt(noise.commonShare),
        own: Math.sqrt(1 - noise.commonShare) * Math.cos(noise.mixRad),
        left: Math.sqrt(1 - noise.commonShare) * Math.sin(noise.mixRad),
        commonAt: random.integer(0, TABLE_LENGTH - 1),
      };
    }),
    levelG,
    noiseG: fill((i) => {
      const spread = random.normal(0, measured.PLATE_NOISE_LOG_SPREAD);
      return loudness[Math.floor(i / plan.plateCount)]! * noiseOf(i).noiseG * Math.exp(spread);
    }),
    slowG: new Float64Array(count),
    gain: fill(() => random.normal(1, measured.PLATE_GAIN_SPREAD)),
    leakLeft: fill(leak),
    leakRight: fill(leak),
    leakShelf: fill(() => random.normal(measured.LEAK_SHELF, measured.LEAK_SHELF_SPREAD)),
    tableAt: Int32Array.from({ length: count }, () => random.integer(0, TABLE_LENGTH - 1)),
    template: makeTemplate(plan, levelG),
    contacts: [],
    shakes: [],
    startMs: firstMs,
    periodMs: BATCH_MS * (1 + random.normal(0, measured.SAMPLE_RATE_ERROR)),
    nextTimestampMs: firstMs,
    stepShake: 0,
    slamShake: 0,
  };
}

export function createPlateField(
  floor: FloorPlan,
  options: { readonly startMs: number; readonly noiseScale: number },
  random: Random,
): PlateField {
  const tables = new Map<measured.ShelfNoise, Float32Array>();
  const white = makeWhiteTable(random);
  const states = floor.gondolas.map((plan) =>
    makeGondolaState(plan, tables, options.startMs, options.noiseScale, random),
  );
  const gondolas = new Map(states.map((state) => [state.plan.gondola, state]));
  const scratch = new Float64Array(measured.BATCH_SAMPLES);
  let { noiseScale } = options;
  return {
    gondolas,
    spread: (gondola, shelf, plates, shares) =>
      spreadOver(gondolas.get(gondola)!, shelf, plates, shares),
    addContact(contact) {
      gondolas.get(contact.gondola)!.contacts.push(contact);
    },
    addLevel(gondola, shelf, weightG, effect) {
      addEffect(gondolas.get(gondola)!, shelf, weightG, effect);
    },
    addStep(atMs, at) {
      const strength = random.exponential(measured.STEP_SHAKE);
      for (const state of states) {
        const distance = Math.hypot(state.centre.x - at.x, state.centre.y - at.y);
        const amplitude = strength * Math.exp(-distance / measured.STEP_SHAKE_REACH_M);
        if (amplitude > 0.05) state.shakes.push({ atMs, amplitude });
      }
    },
    addSlam(atMs, amplitude) {
      for (const state of states) state.shakes.push({ atMs, amplitude: -amplitude });
    },
    setNoiseScale(scale) {
      for (const { noiseG } of states) {
        for (let at = 0; at < noiseG.length; at++) noiseG[at]! *= scale / noiseScale;
      }
      noiseScale = scale;
    },
    findNext() {
      let next = states[0]!;
      for (const state of states) if (state.nextTimestampMs < next.nextTimestampMs) next = state;
      return next;
    },
    takeBatch: (state) => takeBatch(state, white, scratch, noiseScale, random),
  };
}

function spreadOver(
  state: GondolaState,
  shelf: number,
  plates: readonly number[],
  shares: readonly number[],
): Float64Array {
  const count = state.plan.plateCount;
  const base = (shelf - 1) * count;
  const effect = new Float64Array(count);
  plates.forEach((plate, k) => {
    const share = shares[k]!;
    const at = plate - 1;
    for (let q = 0; q < count; q++) {
      if (Math.abs(q - at) > 1) effect[q]! += share * state.leakShelf[base + q]!;
    }
    // What leaks is partly lacking: labelled steps are 1.00 of their grams, leaks among them.
    const lost = 0.5 * (state.leakLeft[base + at]! + state.leakRight[base + at]!);
    effect[at]! += share * state.gain[base + at]! * (1 - lost);
    if (at > 0) effect[at - 1]! += share * state.leakLeft[base + at]!;
    if (at + 1 < count) effect[at + 1]! += share * state.leakRight[base + at]!;
  });
  return effect;
}

function addEffect(state: GondolaState, shelf: number, grams: number, effect: Float64Array): void {
  const base = (shelf - 1) * state.plan.plateCount;
  for (let q = 0; q < effect.length; q++) state.levelG[base + q]! += grams * effect[q]!;
}

/** Multiplier of the noise at each sample of the batch: 1 at rest, more after steps and slams. */
function fillShake(state: GondolaState, factor: Float64Array): void {
  const stepDecay = Math.exp(-SAMPLE_MS / (1000 * measured.STEP_SHAKE_DECAY_S));
  const slamDecay = Math.exp(-SAMPLE_MS / (1000 * measured.SLAM_DECAY_S));
  const endMs = state.startMs + BATCH_MS;
  const due: Shake[] = [];
  for (let i = state.shakes.length - 1; i >= 0; i--) {
    if (state.shakes[i]!.atMs >= endMs) continue;
    due.push(state.shakes[i]!);
    state.shakes.splice(i, 1);
  }
  for (let i = 0; i < factor.length; i++) {
    const tMs = state.startMs + i * SAMPLE_MS;
    for (const shake of due) {
      if (shake.atMs > tMs || (i > 0 && shake.atMs <= tMs - SAMPLE_MS)) continue;
      // Feet do not fall in step: their shakes add as powers.
      if (shake.amplitude > 0) state.stepShake = Math.hypot(state.stepShake, shake.amplitude);
      else state.slamShake -= shake.amplitude;
    }
    factor[i] = 1 + state.stepShake + state.slamShake;
    state.stepShake *= stepDecay;
    state.slamShake *= slamDecay;
  }
}

function takeBatch(
  state: GondolaState,
  white: Float32Array,
  shake: Float64Array,
  noiseScale: number,
  random: Random,
): PlateBatch {
  const plan = state.plan;
  const samplesG = state.template.slice();
  fillShake(state, shake);
  for (let s = 0; s < state.shelves.length; s++) {
    renderShelf(state, s, samplesG, shake, white, noiseScale, random);
  }
  addContacts(state, samplesG);
  quantise(state, samplesG);
  const batch: PlateBatch = {
    kind: "plates",
    gondola: plan.gondola,
    timestampMs: state.nextTimestampMs,
    sampleRateHz: measured.SAMPLE_RATE_HZ,
    sampleCount: measured.BATCH_SAMPLES,
    shelfCount: plan.shapeShelves,
    plateCount: plan.shapePlates,
    samplesG,
  };
  state.startMs += state.periodMs;
  const spread = random.chance(measured.BATCH_JITTER_TAIL_SHARE)
    ? measured.BATCH_JITTER_TAIL_MS
    : measured.BATCH_JITTER_MS;
  const jitterMs = Math.max(-40, Math.min(40, random.normal(0, spread)));
  state.nextTimestampMs = state.startMs + jitterMs;
  return batch;
}

function renderShelf(
  state: GondolaState,
  s: number,
  samplesG: Float32Array,
  shake: Float64Array,
  white: Float32Array,
  noiseScale: number,
  random: Random,
): void {
  const { plateCount, shapePlates, shapeShelves } = state.plan;
  const { table, own, left, common } = state.shelves[s]!;
  const stride = shapeShelves * shapePlates;
  const samples = measured.BATCH_SAMPLES;
  const batchS = BATCH_MS / 1000;
  const keep = Math.exp(-batchS / measured.SLOW_NOISE_TIME_S);
  const fresh = Math.sqrt(1 - keep * keep) * measured.SLOW_NOISE_SHARE;
  const drift = measured.DRIFT_G_PER_ROOT_S * Math.sqrt(batchS) * noiseScale;
  // One draw a shelf picks the place in the white table; drawing per plate would dominate.
  let whiteAt = (random.next() * TABLE_LENGTH) | 0;
  const jump = (random.next() * JUMP_BATCHES * plateCount) | 0;
  const commonAt = state.shelves[s]!.commonAt;
  let leftAt = commonAt + (TABLE_LENGTH >> 1);
  for (let p = 0; p < plateCount; p++) {
    const k = s * plateCount + p;
    const noiseG = state.noiseG[k]!;
    const fromSlow = state.slowG[k]!;
    const toSlow = keep * fromSlow + fresh * noiseG * white[whiteAt++ & TABLE_MASK]!;
    const step = drift * white[whiteAt++ & TABLE_MASK]!;
    state.slowG[k] = toSlow;
    const slope = (toSlow - fromSlow + step) / samples;
    let value = state.levelG[k]! + fromSlow;
    state.levelG[k]! += step;
    if (jump === p) state.tableAt[k] = (random.next() * TABLE_LENGTH) | 0;
    const at = state.tableAt[k]!;
    const ownG = own * noiseG;
    const commonG = common * noiseG;
    const leftG = left * noiseG;
    let index = (s + 1) * shapePlates + p + 1;
    for (let i = 0; i < samples; i++) {
      const noise =
        ownG * table[(at + i) & TABLE_MASK]! +
        leftG * table[(leftAt + i) & TABLE_MASK]! +
        commonG * table[(commonAt + i) & TABLE_MASK]!;
      samplesG[index] = value + shake[i]! * noise;
      value += slope;
      index += stride;
    }
    state.tableAt[k] = at + samples;
    leftAt = at;
  }
  state.shelves[s]!.commonAt = jump === plateCount ? whiteAt & TABLE_MASK : commonAt + samples;
}

function addContacts(state: GondolaState, samplesG: Float32Array): void {
  const { shapePlates, shapeShelves } = state.plan;
  const stride = shapeShelves * shapePlates;
  const endMs = state.startMs + BATCH_MS;
  for (let c = state.contacts.length - 1; c >= 0; c--) {
    const contact = state.contacts[c]!;
    if (contact.startMs >= endMs) continue;
    if (contact.endMs <= state.startMs) {
      addEffect(state, contact.shelf, contact.stepG, contact.effect);
      state.contacts.splice(c, 1);
      addConstant(samplesG, contact, shapePlates, stride);
      continue;
    }
    for (let i = 0; i < measured.BATCH_SAMPLES; i++) {
      const value = evaluateContact(contact, state.startMs + i * SAMPLE_MS);
      if (value === 0) continue;
      const row = i * stride + contact.shelf * shapePlates + 1;
      for (let q = 0; q < contact.effect.length; q++)
        samplesG[row + q]! += value * contact.effect[q]!;
    }
  }
}

/** A contact that ended before this batch: its step was not in the level that was rendered. */
function addConstant(samplesG: Float32Array, contact: Contact, row: number, stride: number): void {
  for (let i = 0; i < measured.BATCH_SAMPLES; i++) {
    const at = i * stride + contact.shelf * row + 1;
    for (let q = 0; q < contact.effect.length; q++)
      samplesG[at + q]! += contact.stepG * contact.effect[q]!;
  }
}

/** The amplifier's resolution (both recordings: multiples of 0.241 g). */
function quantise(state: GondolaState, samplesG: Float32Array): void {
  const { plateCount, shapePlates, shapeShelves, shelfHeightsM } = state.plan;
  const quantum = measured.READING_QUANTUM_G;
  for (let i = 0; i < measured.BATCH_SAMPLES; i++) {
    for (let s = 1; s <= shelfHeightsM.length; s++) {
      const row = (i * shapeShelves + s) * shapePlates;
      for (let p = row + 1; p <= row + plateCount; p++) {
        samplesG[p] = Math.round(samplesG[p]! / quantum) * quantum;
      }
    }
  }
}
