/** What the published page of the smart cart measures: trips, rolling, how soon a change is shown, and what it costs. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { createSmartCart, stepSmartCart } from "@saunter/engine/smart-cart/smart-cart";
import { createRandom, type Random } from "@saunter/numerics/random";
import { quantile } from "@saunter/numerics/statistics";
import { DISHONEST_HABITS } from "@saunter/sim/smart-cart/cart-habits";
import { type CartPhysics, changeCartPhysics } from "@saunter/sim/smart-cart/cart-physics";
import { createCartScale } from "@saunter/sim/smart-cart/cart-scale";
import { drawCartWorld } from "@saunter/sim/smart-cart/draw-cart-world";
import {
  type PlayedTrip,
  playRecording,
  playTrip,
  recordTrip,
  type TripTask,
} from "./play-trip.ts";

/** As many honest trips, and an eighth as many of each dishonest habit, from a seed on. */
export function listTasks(firstSeed: number, honest: number): TripTask[] {
  const tasks: TripTask[] = [];
  for (let at = 0; at < honest; at++) tasks.push({ habit: "honest", seed: firstSeed + at });
  for (const habit of DISHONEST_HABITS) {
    for (let at = 0; at < honest / 8; at++) tasks.push({ habit, seed: firstSeed + at });
  }
  return tasks;
}

export interface MeasuredTrips {
  readonly trips: readonly PlayedTrip[];
  /** From when something lay still to when it was shown, 95th percentile. */
  readonly shownMs: number;
}

/** A change is shown as this one where it is nearly as large, and comes about then. */
const SAME_SHARE = 0.2;
const EARLY_MS = 1000;
const LATE_MS = 3000;

export function measureTrips(
  tasks: readonly TripTask[],
  onDone: (done: number) => void = () => {},
): MeasuredTrips {
  const delaysMs: number[] = [];
  const trips = tasks.map((task, at) => {
    const shown: { readonly atMs: number; readonly changeG: number }[] = [];
    const played = playTrip(task, undefined, (_, outputs) => {
      for (const output of outputs) {
        if (output.kind !== "provisional" && output.kind !== "change") continue;
        shown.push({ atMs: output.timestampMs, changeG: output.changeG });
      }
    });
    for (const { changeG, restMs } of played.truth.moves) {
      const first = shown.find(
        (one) =>
          one.atMs > restMs - EARLY_MS &&
          one.atMs < restMs + LATE_MS &&
          Math.abs(one.changeG - changeG) < SAME_SHARE * Math.abs(changeG),
      );
      if (first !== undefined) delaysMs.push(Math.max(0, first.atMs - restMs));
    }
    onDone(at + 1);
    return played;
  });
  return { trips, shownMs: delaysMs.length === 0 ? 0 : quantile(delaysMs, 0.95) };
}

const HOUR_MS = 3_600_000;
/** A cart stands before it is rolled. */
const STANDS_MS = 5000;
const BATCH_MS = 250;

/** Any floor, cart and scale. */
export function drawFloor(random: Random): CartPhysics {
  return drawCartWorld(random.fork("world")).physics;
}

/** Changes that a rolling cart shows, though nothing comes or goes, in as many hours, each of its own. */
export function countRollingEvents(
  firstSeed: number,
  hours: number,
  physicsOf: (random: Random) => CartPhysics,
): number {
  let events = 0;
  for (let hour = 0; hour < hours; hour++) {
    const random = createRandom(firstSeed + hour);
    const physics = physicsOf(random);
    const scale = createCartScale(0, physics, random);
    const cart = createSmartCart(new Map());
    scale.roll(STANDS_MS, 2 * HOUR_MS);
    for (let untilMs = BATCH_MS; untilMs <= HOUR_MS; untilMs += BATCH_MS) {
      const { samplesG, timestampMs } = scale.read(untilMs);
      const { sampleRateHz } = physics;
      const batch = { kind: "weights", tray: 0, timestampMs, sampleRateHz, samplesG } as const;
      for (const { kind } of stepSmartCart(cart, batch)) if (kind === "change") events++;
    }
  }
  return events;
}

/** How long the weight of a cart takes to be known again once it stands, 95th percentile, ms: what was put in as it rolled. */
export function measureTrustMs(firstSeed: number, carts: number): number {
  const delaysMs: number[] = [];
  const standsMs = 20_000;
  for (let at = 0; at < carts; at++) {
    const random = createRandom(firstSeed + at);
    const physics = drawFloor(random);
    const scale = createCartScale(0, changeCartPhysics({ ...physics, pressShare: 0 }), random);
    const cart = createSmartCart(new Map());
    scale.roll(4000, standsMs);
    scale.move(12_000, 500);
    let knownMs = Number.POSITIVE_INFINITY;
    for (let untilMs = BATCH_MS; untilMs <= 30_000; untilMs += BATCH_MS) {
      const { samplesG, timestampMs } = scale.read(untilMs);
      const { sampleRateHz } = physics;
      const batch = { kind: "weights", tray: 0, timestampMs, sampleRateHz, samplesG } as const;
      for (const output of stepSmartCart(cart, batch)) {
        if (output.kind === "change") knownMs = Math.min(knownMs, output.timestampMs);
      }
    }
    delaysMs.push(Math.max(0, knownMs - standsMs));
  }
  return quantile(delaysMs, 0.95);
}

/** Share of a core that two trays at 80 Hz take, in as many trips. */
export function measureCoreShare(firstSeed: number, trips: number): number {
  let cpuS = 0;
  let tripS = 0;
  let seed = firstSeed;
  for (let at = 0; at < trips; seed++) {
    const { physics } = drawCartWorld(createRandom(seed).fork("world"));
    if (physics.sampleRateHz !== 80) continue;
    at++;
    const recording = recordTrip({ habit: "honest", seed });
    const observations = recording.observations.flatMap((one): CartObservation[] =>
      one.kind === "weights" ? [one, { ...one, tray: 1 }] : [one],
    );
    const before = process.cpuUsage();
    playRecording({ ...recording, observations });
    const { system, user } = process.cpuUsage(before);
    cpuS += (system + user) / 1e6;
    tripS += (observations.at(-1)!.timestampMs - observations[0]!.timestampMs) / 1000;
  }
  return cpuS / tripS;
}

/** Share of pairs of different products whose weights are within two standard deviations of an item of each other. */
export function measureAlike(firstSeed: number, worlds: number): number {
  const { itemSpread, itemSpreadG } = DEFAULT_SMART_CART;
  let alike = 0;
  let pairs = 0;
  for (let seed = firstSeed; seed < firstSeed + worlds; seed++) {
    const { products } = drawCartWorld(createRandom(seed).fork("world"));
    for (const one of products) {
      for (const other of products) {
        if (one === other) continue;
        pairs++;
        const spreadG = Math.hypot(itemSpread * one.weightG, itemSpreadG);
        if (Math.abs(one.weightG - other.weightG) < 2 * spreadG) alike++;
      }
    }
  }
  return alike / pairs;
}
