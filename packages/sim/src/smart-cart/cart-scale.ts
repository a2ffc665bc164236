/** A smart cart's scale: what lies in a tray, forces and floors become readings. */
import type { Random } from "@saunter/numerics/random";
import type { CartPhysics } from "./cart-physics.ts";

/** Weight that comes or goes, or a force that is on for a while. */
export interface Load {
  readonly fromMs: number;
  readonly durationMs: number;
  readonly changeG: number;
  /** A hand or an arm, and not goods. */
  readonly isForce: boolean;
}

export interface Roll {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CartScale {
  /** All that came and went, and when it rolled, in the order in which it was asked for. */
  readonly loads: readonly Load[];
  readonly rolls: readonly Roll[];
  /** Weight comes, or goes where it is negative, in a time drawn at random. */
  move(atMs: number, changeG: number): void;
  /** A force, for so long: of a hand it trembles, of a thing that rests on the edge it is still. */
  press(atMs: number, forceG: number, forMs: number, isStill?: boolean): void;
  /** The cart rolls, and stands on another slope afterwards. */
  roll(fromMs: number, toMs: number): void;
  /** Readings from the last ones up to a time; times only go on. */
  read(untilMs: number): { readonly timestampMs: number; readonly samplesG: Float32Array };
}

/** A hand that presses: its force trembles about what it is, slowly and at about 9 Hz. */
interface Press {
  readonly fromMs: number;
  readonly toMs: number;
  readonly spreadG: number;
  slow: number;
  fast: number;
}

/** Time constants of both, seconds, and their shares of the spread. */
const TREMOR_SLOW_S = 0.4;
const TREMOR_FAST_S = 0.04;
const TREMOR_SLOW_SHARE = 0.8;
const TREMOR_FAST_SHARE = 0.6;
/** How long after it came a load is forgotten into the level, milliseconds. */
const SETTLED_MS = 20_000;
const MOVE_MS_MIN = 60;
const MOVE_MS_MAX = 1500;
const PRESS_EDGE_MS = 150;

export function createCartScale(startMs: number, physics: CartPhysics, random: Random): CartScale {
  const { driftGPerMin, emptyG, gainSpread, sampleRateHz } = physics;
  const gain = 1 + random.normal(0, gainSpread);
  const driftGPerMs = random.normal(0, driftGPerMin) / 60_000;
  const stepMs = 1000 / sampleRateHz;
  const loads: Load[] = [];
  const rolls: Roll[] = [];
  /** Loads that may still move, and rolls that are not over. */
  let recent: Load[] = [];
  let ahead: Roll[] = [];
  let presses: Press[] = [];
  const shake = createShake(physics, random);
  let levelG = 0;
  let slope = 0;
  let wasRolling = false;
  let sample = 0;
  const readOne = (atMs: number): number => {
    ahead = ahead.filter(({ toMs }) => toMs > atMs);
    const isRolling = ahead.some(({ fromMs }) => fromMs <= atMs);
    if (isRolling && !wasRolling) slope = random.normal(0, physics.slopeShare);
    wasRolling = isRolling;
    let ownG = levelG;
    let ringG = 0;
    for (const load of recent) {
      const share = Math.min(1, Math.max(0, (atMs - load.fromMs) / load.durationMs));
      ownG += load.changeG * share * share * (3 - 2 * share);
      ringG += readRingG(load, atMs, physics);
    }
    presses = presses.filter(({ toMs }) => toMs > atMs);
    for (const press of presses) if (press.fromMs <= atMs) ownG += tremble(press, stepMs, random);
    settle(atMs);
    const carriedG = emptyG + Math.max(0, ownG);
    const shakenG = shake(carriedG, isRolling) + ringG;
    const driftG = driftGPerMs * (atMs - startMs);
    return spoil((ownG + carriedG * slope) * gain + shakenG + driftG);
  };
  const settle = (atMs: number): void => {
    const old = recent.filter((load) => atMs - load.fromMs - load.durationMs > SETTLED_MS);
    if (old.length === 0) return;
    recent = recent.filter((load) => !old.includes(load));
    for (const { changeG } of old) levelG += changeG;
  };
  const spikes = physics.spikesPerMinute / 60 / sampleRateHz;
  const spoil = (trueG: number): number => {
    if (!random.chance(spikes)) return trueG + random.normal(0, physics.noiseG);
    const offG = Math.exp(random.uniform(Math.log(30), Math.log(physics.spikeMaxG)));
    return trueG + (random.chance(0.5) ? offG : -offG);
  };
  const add = (load: Load): void => {
    loads.push(load);
    recent.push(load);
  };
  return {
    loads,
    rolls,
    move(atMs, changeG) {
      const { moveLogSpread, moveMedianS, pressMeanG, pressShare } = physics;
      const drawnMs = 1000 * moveMedianS * Math.exp(random.normal(0, moveLogSpread));
      const durationMs = Math.min(MOVE_MS_MAX, Math.max(MOVE_MS_MIN, drawnMs));
      add({ fromMs: atMs, durationMs, changeG, isForce: false });
      if (random.chance(pressShare)) {
        const forMs = durationMs + random.exponential(300);
        this.press(atMs, random.exponential(pressMeanG), forMs);
      }
    },
    press(atMs, forceG, forMs, isStill = false) {
      const edge = { durationMs: PRESS_EDGE_MS, isForce: true };
      const spreadG = physics.tremorG + physics.tremorShare * Math.abs(forceG);
      const [slow, fast] = [random.normal(0, 1), random.normal(0, 1)];
      const toMs = atMs + forMs;
      if (!isStill) presses.push({ fromMs: atMs, toMs, spreadG, slow, fast });
      add({ ...edge, fromMs: atMs, changeG: forceG });
      add({ ...edge, fromMs: atMs + forMs, changeG: -forceG });
    },
    roll(fromMs, toMs) {
      rolls.push({ fromMs, toMs });
      ahead.push({ fromMs, toMs });
    },
    read(untilMs) {
      const timestampMs = startMs + sample * stepMs;
      const count = Math.max(0, Math.floor((untilMs - startMs) / stepMs) - sample);
      const samplesG = Float32Array.from({ length: count }, (_, at) =>
        readOne(timestampMs + at * stepMs),
      );
      sample += count;
      return { timestampMs, samplesG };
    },
  };
}

/** What a hand presses more than it does on average, grams. */
function tremble(press: Press, stepMs: number, random: Random): number {
  const move = (from: number, timeS: number): number => {
    const kept = Math.exp(-stepMs / 1000 / timeS);
    return kept * from + Math.sqrt(1 - kept ** 2) * random.normal(0, 1);
  };
  press.slow = move(press.slow, TREMOR_SLOW_S);
  press.fast = move(press.fast, TREMOR_FAST_S);
  return press.spreadG * (TREMOR_SLOW_SHARE * press.slow + TREMOR_FAST_SHARE * press.fast);
}

/** What the basket rings after a load has come or gone, grams. */
export function readRingG(
  { changeG, durationMs, fromMs }: Load,
  atMs: number,
  { ringDecayS, ringHz }: CartPhysics,
): number {
  const sinceS = (atMs - fromMs - durationMs / 2) / 1000;
  if (sinceS < 0 || sinceS > 8 * ringDecayS) return 0;
  // What comes slowly hardly makes it ring.
  const excited = 1 / (1 + ((ringHz * durationMs) / 1000) ** 2);
  const swing = Math.exp(-sinceS / ringDecayS) * Math.sin(2 * Math.PI * ringHz * sinceS);
  return changeG * excited * swing;
}

/** Wheels on a floor: a rumble, and a jolt at each joint. */
function createShake(
  { jointShare, jointsPerS, ringDecayS, sampleRateHz, shakeShare }: CartPhysics,
  random: Random,
): (carriedG: number, isRolling: boolean) => number {
  const left = Math.exp(-1 / (sampleRateHz * ringDecayS));
  let joltG = 0;
  return (carriedG, isRolling) => {
    joltG *= -left;
    if (!isRolling) return joltG;
    const joints = random.poisson(jointsPerS / sampleRateHz);
    for (let at = 0; at < joints; at++) joltG += random.normal(0, jointShare * carriedG);
    return joltG + random.normal(0, shakeShare * carriedG);
  };
}
