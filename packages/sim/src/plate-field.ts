/**
 * All plates of a shop: their levels, gains, leakage, ringing and drift, rendered as batches. Level
 * of a plate = gain * what lies on it + what leaks from its shelf-mates + drift + noise.
 */

import { findShelfPitch } from "@saunter/engine/gondola-outlines";
import type { PlateBatch } from "@saunter/engine/observation";
import type { Board } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { quantise, spoil } from "./amplifier.ts";
import { type Contact, evaluateContact } from "./contact.ts";
import { toWorld } from "./floor-plan.ts";
import type { FloorPlan, GondolaPlan, Point } from "./floor-plan-types.ts";
import { makeNoiseTable, makeWhiteTable } from "./noise-table.ts";
import {
  type AmplifierPhysics,
  type CellPhysics,
  DEFAULT_PHYSICS,
  type GondolaNoise,
  type Physics,
  type PlateNoisePhysics,
} from "./physics.ts";
import type { ShelfNoise } from "./signal-parameters.ts";

/** A plate goes on reading its table elsewhere once in so long. */
const JUMP_MS = 20_000;
/** Longer batches would be rendered further ahead than people decide (`LOOK_AHEAD_MS`). */
export const BATCH_MS_MAX = 250;
/** A timestamp is after the one before it by this at least, whatever its jitter. */
const TIMESTAMP_STEP_MS = 0.5;
/** Time constants after which what lags has arrived. */
const LAG_TIMES = 6;
/** On plates with less than this share of the largest effect, an effect is leakage. */
const LEAK_SHARE = 0.1;

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

/** A contact that the plates feel. */
interface ActiveContact {
  readonly contact: Contact;
  /** What is felt at once, and what follows with a lag (null: nothing does). */
  readonly direct: Float64Array;
  readonly lagging: Float64Array | null;
  lagG: number;
}

/** What a cell does slowly; null where the world has none of it. */
interface SlowState {
  readonly driftGPerS: Float64Array;
  readonly creepShare: Float64Array;
  readonly creepTimeS: Float64Array;
  /** Creep that is still to come. */
  readonly creepG: Float64Array;
}

export interface GondolaState {
  readonly plan: GondolaPlan;
  readonly amplifier: AmplifierPhysics;
  readonly sampleMs: number;
  readonly batchMs: number;
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
  /** Cells of a sample that read nothing, as no scale is there. */
  readonly absent: Int32Array;
  readonly contacts: ActiveContact[];
  readonly slow: SlowState | null;
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
  /**
   * Grams on every plate of the shelf, or cell of its boards, for one gram lying on `plates` in the
   * given shares: about `alongM` from the gondola's left end, or the middle of each plate.
   */
  spread(
    gondola: number,
    shelf: number,
    plates: readonly number[],
    shares: readonly number[],
    alongM?: number,
  ): Float64Array;
  /** Gives the contact to the plates; it must begin later than all batches taken so far. */
  addContact(contact: Contact): void;
  /** Puts a weight on or off a shelf at once (stock before the first batch). */
  addLevel(gondola: number, shelf: number, weightG: number, effect: Float64Array): void;
  /** A foot hits the floor at `at`, as hard as is drawn of `steps`: noise of plates near it grows. */
  addStep(atMs: number, at: Point, steps?: Random): void;
  /** A slam that every plate feels. */
  addSlam(atMs: number, amplitude: number): void;
  /** Makes all plates as noisy as that, from the next batches on. */
  setNoiseScale(scale: number): void;
  /** The gondola whose batch is next, by timestamp. */
  findNext(): GondolaState;
  takeBatch(state: GondolaState): PlateBatch;
  /** Whether a batch of the gondola gets lost on its way. */
  loses(state: GondolaState): boolean;
}

export function shelfNoiseOf(
  gondola: number,
  shelf: number,
  noise: PlateNoisePhysics = DEFAULT_PHYSICS.noise,
): ShelfNoise {
  const { shelves } = gondolaNoiseOf(gondola, noise);
  return shelves[Math.min(shelves.length, shelf) - 1]!;
}

function gondolaNoiseOf(gondola: number, { gondolas }: PlateNoisePhysics): GondolaNoise {
  return gondolas[(gondola - 1) % gondolas.length]!;
}

function makeTemplate(
  plan: GondolaPlan,
  levelG: Float64Array,
  samples: number,
  absentG: number,
): Float32Array {
  const row = plan.shapePlates;
  const size = plan.shapeShelves * row;
  const template = new Float32Array(size * samples).fill(Number.NaN);
  if (plan.absentReads === "constant") {
    for (let shelf = 1; shelf <= plan.shelfHeightsM.length; shelf++) {
      for (let plate = plan.plateCount + 1; plate < row; plate++) {
        const even = (plate - plan.plateCount) % 2 === 0;
        const last = Math.fround(levelG[shelf * plan.plateCount - 1]!);
        for (let i = 0; i < samples; i++) {
          template[i * size + shelf * row + plate] = even ? last : absentG;
        }
      }
    }
  }
  return template;
}

/** Noise tables of a field, one for each kind of shelf and sample rate. */
type Tables = Map<ShelfNoise, Map<number, Float32Array>>;

function makeShelves(
  plan: GondolaPlan,
  tables: Tables,
  sampleRateHz: number,
  physics: PlateNoisePhysics,
  random: Random,
): ShelfState[] {
  return plan.shelfHeightsM.map((_, i) => {
    const noise = shelfNoiseOf(plan.gondola, i + 1, physics);
    if (!tables.has(noise)) tables.set(noise, new Map());
    const ofKind = tables.get(noise)!;
    if (!ofKind.has(sampleRateHz)) {
      ofKind.set(sampleRateHz, makeNoiseTable(noise, random, sampleRateHz, physics.tableSamples));
    }
    return {
      table: ofKind.get(sampleRateHz)!,
      common: Math.sqrt(noise.commonShare),
      own: Math.sqrt(1 - noise.commonShare) * Math.cos(noise.mixRad),
      left: Math.sqrt(1 - noise.commonShare) * Math.sin(noise.mixRad),
      commonAt: random.integer(0, physics.tableSamples - 1),
    };
  });
}

/** Drift and creep, drawn from a stream of their own: worlds without them stay as they are. */
function makeSlowState(plan: GondolaPlan, physics: Physics, random: Random): SlowState | null {
  const { driftGPerMinuteGondola, driftGPerMinutePlate } = physics.noise;
  const { creepShareMax, creepTimeMinS, creepTimeMaxS } = physics.cell;
  if (driftGPerMinuteGondola === 0 && driftGPerMinutePlate === 0 && creepShareMax === 0)
    return null;
  const own = random.fork(`slow ${plan.gondola}`);
  const common = own.normal(0, driftGPerMinuteGondola);
  const fill = (make: () => number) =>
    Float64Array.from({ length: plan.shelfHeightsM.length * plan.plateCount }, make);
  return {
    driftGPerS: fill(() => (common + own.normal(0, driftGPerMinutePlate)) / 60),
    creepShare: fill(() => own.uniform(0, creepShareMax)),
    creepTimeS: fill(() => Math.exp(own.uniform(Math.log(creepTimeMinS), Math.log(creepTimeMaxS)))),
    creepG: fill(() => 0),
  };
}

/** The share of a plate's steps that a neighbour feels. */
function drawLeak(physics: CellPhysics, random: Random): number {
  const share = random.uniform(physics.leakNeighbourMin, physics.leakNeighbourMax);
  const { leakNegativeShare } = physics;
  return leakNegativeShare > 0 && random.chance(leakNegativeShare) ? -share : share;
}

function makeGondolaState(
  plan: GondolaPlan,
  tables: Tables,
  options: FieldOptions,
  physics: Physics,
  random: Random,
): GondolaState {
  const { noise, cell } = physics;
  const amplifier = physics.amplifiers[(plan.gondola - 1) % physics.amplifiers.length]!;
  const sampleMs = 1000 / amplifier.sampleRateHz;
  const batchMs = sampleMs * amplifier.batchSamples;
  if (!(batchMs <= BATCH_MS_MAX + 1e-6)) throw new RangeError(`a batch of ${batchMs} ms`);
  const count = plan.shelfHeightsM.length * plan.plateCount;
  const fill = (make: (i: number) => number) =>
    Float64Array.from({ length: count }, (_, i) => make(i));
  const leak = () => drawLeak(cell, random);
  const levelG = fill(() => random.normal(noise.offsetMeanG, noise.offsetSpreadG));
  const { hasLoudShelves, shelfNoiseG } = gondolaNoiseOf(plan.gondola, noise);
  const loudness = plan.shelfHeightsM.map(() => {
    const loud = hasLoudShelves && random.chance(noise.loudShelfShare);
    return options.noiseScale * (loud ? noise.loudShelfScale : 1);
  });
  const firstMs = options.startMs + random.uniform(0, 0.5 * batchMs);
  return {
    plan,
    amplifier,
    sampleMs,
    batchMs,
    centre: toWorld(plan, (plan.plateCount * plan.plateWidthM) / 2, 0),
    shelves: makeShelves(plan, tables, amplifier.sampleRateHz, noise, random),
    levelG,
    noiseG: fill((i) => {
      const shelf = Math.floor(i / plan.plateCount);
      const spread = random.normal(0, noise.plateLogSpread);
      const knownG = shelfNoiseG?.get(shelf + 1);
      if (knownG !== undefined) return options.noiseScale * knownG * Math.exp(spread);
      const { noiseG } = shelfNoiseOf(plan.gondola, shelf + 1, noise);
      return loudness[shelf]! * noiseG * Math.exp(spread);
    }),
    slowG: new Float64Array(count),
    gain: fill(() => random.normal(1, cell.gainSpread)),
    leakLeft: fill(leak),
    leakRight: fill(leak),
    leakShelf: fill(() => random.normal(cell.leakShelf, cell.leakShelfSpread)),
    tableAt: Int32Array.from({ length: count }, () => random.integer(0, noise.tableSamples - 1)),
    absent: listAbsent(plan),
    template: makeTemplate(plan, levelG, amplifier.batchSamples, noise.absentPlateG),
    contacts: [],
    slow: makeSlowState(plan, physics, random),
    shakes: [],
    startMs: firstMs,
    periodMs: batchMs * (1 + random.normal(0, amplifier.sampleRateError)),
    nextTimestampMs: firstMs,
    stepShake: 0,
    slamShake: 0,
  };
}

export interface FieldOptions {
  readonly startMs: number;
  readonly noiseScale: number;
}

/** What rendering needs besides the gondola's state. */
interface Renderer {
  readonly physics: Physics;
  readonly white: Float32Array;
  /** The noise's multiplier at each sample of a batch. */
  readonly shake: Float64Array;
  /** A contact's grams at each sample, those before the batch that still settle ahead of them. */
  readonly course: Float64Array;
  noiseScale: number;
  readonly random: Random;
  /** Of what the measured world does not have. */
  readonly faults: Random;
}

export function createPlateField(
  floor: FloorPlan,
  options: FieldOptions,
  random: Random,
  physics: Physics = DEFAULT_PHYSICS,
): PlateField {
  const tables: Tables = new Map();
  const white = makeWhiteTable(random, physics.noise.tableSamples);
  const states = floor.gondolas.map((plan) =>
    makeGondolaState(plan, tables, options, physics, random),
  );
  const gondolas = new Map(states.map((state) => [state.plan.gondola, state]));
  const most = (of: (amplifier: AmplifierPhysics) => number) =>
    Math.max(...physics.amplifiers.map(of));
  const samples = most(({ batchSamples }) => batchSamples);
  const renderer: Renderer = {
    physics,
    white,
    random,
    noiseScale: options.noiseScale,
    faults: random.fork("faults"),
    shake: new Float64Array(samples),
    course: new Float64Array(samples + most(({ settlingConversions }) => settlingConversions)),
  };
  return {
    gondolas,
    spread: (gondola, shelf, plates, shares, alongM) =>
      spreadOver(gondolas.get(gondola)!, shelf, plates, shares, alongM),
    addContact(contact) {
      gondolas.get(contact.gondola)!.contacts.push(splitLeakage(contact, physics.cell.leakLagS));
    },
    addLevel(gondola, shelf, weightG, effect) {
      addEffect(gondolas.get(gondola)!, shelf, weightG, effect);
    },
    addStep(atMs, at, steps = random) {
      const strength = steps.exponential(physics.shake.step);
      for (const state of states) {
        const distance = Math.hypot(state.centre.x - at.x, state.centre.y - at.y);
        const amplitude = strength * Math.exp(-distance / physics.shake.stepReachM);
        if (amplitude > 0.05) state.shakes.push({ atMs, amplitude });
      }
    },
    addSlam(atMs, amplitude) {
      for (const state of states) state.shakes.push({ atMs, amplitude: -amplitude });
    },
    setNoiseScale(scale) {
      for (const { noiseG } of states) {
        for (let at = 0; at < noiseG.length; at++) noiseG[at]! *= scale / renderer.noiseScale;
      }
      renderer.noiseScale = scale;
    },
    findNext() {
      let next = states[0]!;
      for (const state of states) if (state.nextTimestampMs < next.nextTimestampMs) next = state;
      return next;
    },
    takeBatch: (state) => takeBatch(state, renderer),
    loses: ({ amplifier }) =>
      amplifier.lostBatchShare > 0 && renderer.faults.chance(amplifier.lostBatchShare),
  };
}

/** Takes apart what neighbours feel late from what is felt at once. */
function splitLeakage(contact: Contact, leakLagS: number): ActiveContact {
  const { effect } = contact;
  if (leakLagS === 0) return { contact, direct: effect, lagging: null, lagG: 0 };
  let most = 0;
  for (const share of effect) most = Math.max(most, Math.abs(share));
  const leaks = (share: number) => Math.abs(share) < LEAK_SHARE * most;
  return {
    contact,
    direct: effect.map((share) => (leaks(share) ? 0 : share)),
    lagging: effect.map((share) => (leaks(share) ? share : 0)),
    lagG: 0,
  };
}

function spreadOver(
  state: GondolaState,
  shelf: number,
  plates: readonly number[],
  shares: readonly number[],
  alongM?: number,
): Float64Array {
  const count = state.plan.plateCount;
  const base = (shelf - 1) * count;
  const effect = new Float64Array(count);
  plates.forEach((plate, k) => {
    const share = shares[k]!;
    const at = plate - 1;
    const board = findBoard(state.plan, shelf, plate);
    if (board !== undefined) {
      const pitchM = findShelfPitch(state.plan, shelf);
      const middleM = alongM ?? (plate - 0.5) * pitchM;
      const loads = shareCells(board, middleM - (board.plates[0]! - 1) * pitchM);
      for (const [i, { channel }] of board.cells.entries()) {
        effect[channel - 1]! += share * loads[i]! * state.gain[base + channel - 1]!;
      }
      return;
    }
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

function findBoard(plan: GondolaPlan, shelf: number, plate: number): Board | undefined {
  return plan.boards?.find((board) => board.shelf === shelf && board.plates.includes(plate));
}

/**
 * What each cell of a stiff board bears of one gram at a place along it: sums and moments balance,
 * and of the ways in which they do, the one of least squares (cells equally stiff).
 */
export function shareCells({ cells }: Pick<Board, "cells">, alongM: number): number[] {
  const middleM = cells.reduce((sum, cell) => sum + cell.alongM, 0) / cells.length;
  const squares = cells.reduce((sum, cell) => sum + (cell.alongM - middleM) ** 2, 0);
  return cells.map((cell) => {
    const lever = squares === 0 ? 0 : ((cell.alongM - middleM) * (alongM - middleM)) / squares;
    return 1 / cells.length + lever;
  });
}

/** Channels that no plate and no cell is at read nothing. */
function listAbsent(plan: GondolaPlan): Int32Array {
  const absent: number[] = [];
  for (let shelf = 1; shelf <= plan.shelfHeightsM.length; shelf++) {
    const boards = (plan.boards ?? []).filter((board) => board.shelf === shelf);
    const cells = new Set(boards.flatMap((board) => board.cells.map(({ channel }) => channel)));
    const widthM = plan.plateCount * plan.plateWidthM;
    const ownCount = Math.round(widthM / findShelfPitch(plan, shelf));
    for (let plate = 1; plate <= plan.plateCount; plate++) {
      if (plate > ownCount) absent.push(shelf * plan.shapePlates + plate);
      else if (boards.some(({ plates }) => plates.includes(plate)) && !cells.has(plate)) {
        absent.push(shelf * plan.shapePlates + plate);
      }
    }
  }
  return Int32Array.from(absent);
}

function addEffect(state: GondolaState, shelf: number, grams: number, effect: Float64Array): void {
  const base = (shelf - 1) * state.plan.plateCount;
  for (let q = 0; q < effect.length; q++) state.levelG[base + q]! += grams * effect[q]!;
}

/** Multiplier of the noise at each sample of the batch: 1 at rest, more after steps and slams. */
function fillShake(state: GondolaState, { shake: factor, physics }: Renderer): void {
  const { sampleMs, amplifier } = state;
  const stepDecay = Math.exp(-sampleMs / (1000 * physics.shake.stepDecayS));
  const slamDecay = Math.exp(-sampleMs / (1000 * physics.shake.slamDecayS));
  const endMs = state.startMs + state.batchMs;
  const due: Shake[] = [];
  for (let i = state.shakes.length - 1; i >= 0; i--) {
    if (state.shakes[i]!.atMs >= endMs) continue;
    due.push(state.shakes[i]!);
    state.shakes.splice(i, 1);
  }
  for (let i = 0; i < amplifier.batchSamples; i++) {
    const tMs = state.startMs + i * sampleMs;
    for (const shake of due) {
      if (shake.atMs > tMs || (i > 0 && shake.atMs <= tMs - sampleMs)) continue;
      // Feet do not fall in step: their shakes add as powers.
      if (shake.amplitude > 0) state.stepShake = Math.hypot(state.stepShake, shake.amplitude);
      else state.slamShake -= shake.amplitude;
    }
    factor[i] = 1 + state.stepShake + state.slamShake;
    state.stepShake *= stepDecay;
    state.slamShake *= slamDecay;
  }
}

function takeBatch(state: GondolaState, renderer: Renderer): PlateBatch {
  const { plan, amplifier } = state;
  const { random, faults } = renderer;
  const samplesG = state.template.slice();
  fillShake(state, renderer);
  if (state.slow !== null) moveSlowly(state, state.slow);
  for (let s = 0; s < state.shelves.length; s++) renderShelf(state, s, samplesG, renderer);
  addContacts(state, samplesG, renderer);
  if (state.absent.length > 0) clearAbsent(state, samplesG);
  quantise(plan, samplesG, amplifier);
  spoil(plan, samplesG, amplifier, faults);
  const batch: PlateBatch = {
    kind: "plates",
    gondola: plan.gondola,
    timestampMs: state.nextTimestampMs,
    sampleRateHz: amplifier.sampleRateHz,
    sampleCount: amplifier.batchSamples,
    shelfCount: plan.shapeShelves,
    plateCount: plan.shapePlates,
    samplesG,
  };
  state.startMs += state.periodMs;
  const spread = random.chance(amplifier.jitterTailShare)
    ? amplifier.jitterTailMs
    : amplifier.jitterMs;
  const { jitterMsMax } = amplifier;
  const jitterMs = Math.max(-jitterMsMax, Math.min(jitterMsMax, random.normal(0, spread)));
  const soonestMs = state.nextTimestampMs + TIMESTAMP_STEP_MS;
  state.nextTimestampMs = Math.max(soonestMs, state.startMs + jitterMs);
  return batch;
}

function clearAbsent({ plan, absent, amplifier }: GondolaState, samplesG: Float32Array): void {
  const stride = plan.shapeShelves * plan.shapePlates;
  for (let i = 0; i < amplifier.batchSamples; i++) {
    for (const cell of absent) samplesG[i * stride + cell] = Number.NaN;
  }
}

/** Temperature moves levels, and cells creep towards what lies on them. */
function moveSlowly(state: GondolaState, slow: SlowState): void {
  const batchS = state.batchMs / 1000;
  for (let k = 0; k < state.levelG.length; k++) {
    const creepG = slow.creepG[k]! * (1 - Math.exp(-batchS / slow.creepTimeS[k]!));
    slow.creepG[k]! -= creepG;
    state.levelG[k]! += creepG + slow.driftGPerS[k]! * batchS;
  }
}

function renderShelf(
  state: GondolaState,
  s: number,
  samplesG: Float32Array,
  { physics, shake, white, noiseScale, random }: Renderer,
): void {
  const { plateCount, shapePlates, shapeShelves } = state.plan;
  const { table, own, left, common } = state.shelves[s]!;
  const stride = shapeShelves * shapePlates;
  const samples = state.amplifier.batchSamples;
  const batchS = state.batchMs / 1000;
  const length = physics.noise.tableSamples;
  const mask = length - 1;
  const keep = Math.exp(-batchS / physics.noise.slowTimeS);
  const fresh = Math.sqrt(1 - keep * keep) * physics.noise.slowShare;
  const drift = physics.noise.driftGPerRootS * Math.sqrt(batchS) * noiseScale;
  // One draw a shelf picks the place in the white table; drawing per plate would dominate.
  let whiteAt = (random.next() * length) | 0;
  const jumpBatches = Math.round(JUMP_MS / state.batchMs);
  const jump = (random.next() * jumpBatches * plateCount) | 0;
  const commonAt = state.shelves[s]!.commonAt;
  let leftAt = commonAt + (length >> 1);
  for (let p = 0; p < plateCount; p++) {
    const k = s * plateCount + p;
    const noiseG = state.noiseG[k]!;
    const fromSlow = state.slowG[k]!;
    const toSlow = keep * fromSlow + fresh * noiseG * white[whiteAt++ & mask]!;
    const step = drift * white[whiteAt++ & mask]!;
    state.slowG[k] = toSlow;
    const slope = (toSlow - fromSlow + step) / samples;
    let value = state.levelG[k]! + fromSlow;
    state.levelG[k]! += step;
    if (jump === p) state.tableAt[k] = (random.next() * length) | 0;
    const at = state.tableAt[k]!;
    const ownG = own * noiseG;
    const commonG = common * noiseG;
    const leftG = left * noiseG;
    let index = (s + 1) * shapePlates + p + 1;
    for (let i = 0; i < samples; i++) {
      const noise =
        ownG * table[(at + i) & mask]! +
        leftG * table[(leftAt + i) & mask]! +
        commonG * table[(commonAt + i) & mask]!;
      samplesG[index] = value + shake[i]! * noise;
      value += slope;
      index += stride;
    }
    state.tableAt[k] = at + samples;
    leftAt = at;
  }
  state.shelves[s]!.commonAt = jump === plateCount ? whiteAt & mask : commonAt + samples;
}

function addContacts(state: GondolaState, samplesG: Float32Array, renderer: Renderer): void {
  const endMs = state.startMs + state.batchMs;
  const settlingMs = (state.amplifier.settlingConversions - 1) * state.sampleMs;
  const lateMs = settlingMs + LAG_TIMES * 1000 * renderer.physics.cell.leakLagS;
  for (let c = state.contacts.length - 1; c >= 0; c--) {
    const active = state.contacts[c]!;
    const { contact } = active;
    if (contact.startMs >= endMs) continue;
    if (contact.endMs + lateMs <= state.startMs) {
      addEffect(state, contact.shelf, contact.stepG, contact.effect);
      leaveCreep(state, contact);
      state.contacts.splice(c, 1);
      addConstant(state, samplesG, contact);
      continue;
    }
    fillCourse(state, contact, renderer.course);
    addCourse(state, samplesG, active, renderer);
  }
}

/** The contact's grams at each sample of the batch: the mean of the last conversions. */
function fillCourse(state: GondolaState, contact: Contact, course: Float64Array): void {
  const { sampleMs, startMs, amplifier } = state;
  const { batchSamples, settlingConversions: taps } = amplifier;
  const before = taps - 1;
  for (let i = 0; i < batchSamples + before; i++) {
    course[i] = evaluateContact(contact, startMs + (i - before) * sampleMs);
  }
  if (taps === 1) return;
  for (let i = 0; i < batchSamples; i++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += course[i + k]!;
    course[i] = sum / taps;
  }
}

function addCourse(
  state: GondolaState,
  samplesG: Float32Array,
  active: ActiveContact,
  { course, physics }: Renderer,
): void {
  const { shapePlates, shapeShelves } = state.plan;
  const { direct, lagging, contact } = active;
  const stride = shapeShelves * shapePlates;
  const { leakLagS } = physics.cell;
  const follow = leakLagS === 0 ? 1 : 1 - Math.exp(-state.sampleMs / (1000 * leakLagS));
  for (let i = 0; i < state.amplifier.batchSamples; i++) {
    const value = course[i]!;
    const row = i * stride + contact.shelf * shapePlates + 1;
    if (value !== 0)
      for (let q = 0; q < direct.length; q++) samplesG[row + q]! += value * direct[q]!;
    if (lagging === null) continue;
    active.lagG += follow * (value - active.lagG);
    for (let q = 0; q < lagging.length; q++) samplesG[row + q]! += active.lagG * lagging[q]!;
  }
}

/** What a step leaves for the cells to creep. */
function leaveCreep({ slow, plan }: GondolaState, { shelf, stepG, effect }: Contact): void {
  if (slow === null || stepG === 0) return;
  const base = (shelf - 1) * plan.plateCount;
  for (let q = 0; q < effect.length; q++) {
    slow.creepG[base + q]! += slow.creepShare[base + q]! * stepG * effect[q]!;
  }
}

/** A contact that ended before this batch: its step was not in the level that was rendered. */
function addConstant(state: GondolaState, samplesG: Float32Array, contact: Contact): void {
  const { shapePlates, shapeShelves } = state.plan;
  const stride = shapeShelves * shapePlates;
  for (let i = 0; i < state.amplifier.batchSamples; i++) {
    const at = i * stride + contact.shelf * shapePlates + 1;
    for (let q = 0; q < contact.effect.length; q++)
      samplesG[at + q]! += contact.stepG * contact.effect[q]!;
  }
}
