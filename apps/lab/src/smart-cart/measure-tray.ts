/**
 * Measures when a weight counts on a smart cart: how soon it is shown, how soon it is known again once the cart stands,
 * and what a rolling cart shows though nothing comes or goes. Trays alone are played, without what they are taken for.
 */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import type { TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { createSmartCart, stepSmartCart } from "@saunter/engine/smart-cart/smart-cart";
import {
  createTrayScale,
  findProvisional,
  pushTray,
  readTray,
} from "@saunter/engine/smart-cart/tray-scale";
import { createRandom, type Random } from "@saunter/numerics/random";
import { type CartPhysics, changeCartPhysics } from "@saunter/sim/smart-cart/cart-physics";
import { createCartScale, type Load, readRingG } from "@saunter/sim/smart-cart/cart-scale";
import { type CartWorld, drawCartWorld } from "@saunter/sim/smart-cart/draw-cart-world";
import { simulateTrip, type Trip } from "@saunter/sim/smart-cart/simulate-trip";
import type { TripTask } from "./play-trip.ts";

/** What a tray says: a settled change, or one that is shown before. */
export interface TrayNews {
  readonly atMs: number;
  readonly isSettled: boolean;
  readonly changeG: number;
  /** Level that is shown from now on. */
  readonly shownG: number;
}

/** Batches to a tray, one sample at a time, and what it says. */
export function createTrayWatch() {
  const tray = createTrayScale(DEFAULT_SMART_CART);
  const news: TrayNews[] = [];
  return {
    news,
    push(batch: TrayBatch): void {
      const { samplesG, sampleRateHz, timestampMs } = batch;
      for (let at = 0; at < samplesG.length; at++) {
        const atMs = timestampMs + (1000 * at) / sampleRateHz;
        const one = { ...batch, timestampMs: atMs, samplesG: samplesG.subarray(at, at + 1) };
        for (const own of pushTray(tray, one, () => {})) {
          if (own.kind !== "step") continue;
          const { changeG, levelG } = own.step;
          news.push({ atMs, isSettled: true, changeG, shownG: levelG });
        }
        const changeG = findProvisional(tray);
        if (changeG === null) continue;
        news.push({ atMs, isSettled: false, changeG, shownG: readTray(tray) + changeG });
      }
    },
  };
}

/** Everything that moved in one go: ramps with less than `SHOWN_MS` from one to the next. */
interface Episode {
  readonly loads: readonly Load[];
  readonly fromMs: number;
  readonly restMs: number;
}

/** How soon a change should be shown; something that comes sooner after it is the same one. */
export const SHOWN_MS = 300;
/** Rounding of sums of forces that come and go. */
const FORCE_G_MIN = 1e-6;
/** How long a cart that was rolled stands before its weight counts again. */
export const TRUSTED_MS = 1000;
/** It is shown where it is right within this share of the largest thing that came or went. */
const SAME_SHARE = 0.2;
const RING_STEP_MS = 5;
/** What is not shown by then never is. */
const SHOWN_MS_MAX = 5000;

export interface ShownChange {
  readonly sampleRateHz: number;
  readonly hasForce: boolean;
  /** From at rest to shown; infinite where it never was. */
  readonly delayMs: number;
  /** The same from when nothing moved or pressed any more: the basket may ring on. */
  readonly movedDelayMs: number;
  /** Weights that were shown, and that were not on the tray then. */
  readonly wrong: number;
}

export interface MeasuredShown {
  readonly changes: readonly ShownChange[];
  /** Changes of a cart that rolled, was rolled at once, or had not stood for `TRUSTED_MS`: they cannot be shown. */
  readonly rolling: number;
}

/** @param rateHz the scale's rate, where it is not the world's own */
export function measureShown(tasks: readonly TripTask[], rateHz?: number): MeasuredShown {
  const changes: ShownChange[] = [];
  let rolling = 0;
  for (const { habit, seed } of tasks) {
    const drawn = drawCartWorld(createRandom(seed).fork("world"));
    const sampleRateHz = rateHz ?? drawn.physics.sampleRateHz;
    const world = { ...drawn, physics: changeCartPhysics({ ...drawn.physics, sampleRateHz }) };
    const random = createRandom(seed).fork(habit);
    const trip = simulateTrip({ ...world, random, startMs: 0, habit });
    const news = watchTrip(world.products, trip);
    const { loads, rolls } = trip.truth();
    const episodes = listEpisodes(loads);
    for (const [at, episode] of episodes.entries()) {
      const { fromMs, restMs } = episode;
      if (episode.loads.every(({ isForce }) => isForce)) continue;
      if (
        rolls.some((roll) => roll.fromMs < restMs + SHOWN_MS && roll.toMs + TRUSTED_MS > fromMs)
      ) {
        rolling++;
        continue;
      }
      const nextRollMs = rolls.find((roll) => roll.fromMs > fromMs)?.fromMs ?? Infinity;
      const nextMs = episodes[at + 1]?.fromMs ?? Infinity;
      const untilMs = Math.min(restMs + SHOWN_MS_MAX, nextMs, nextRollMs);
      const rings = (atMs: number): number => sumRings(loads, atMs, world.physics);
      changes.push({ sampleRateHz, ...findShown(episode, untilMs, news, rings) });
    }
  }
  return { changes, rolling };
}

/** What the engine says of the first tray of a trip, with what it knows of lines. */
function watchTrip(products: CartWorld["products"], trip: Trip): TrayNews[] {
  const cart = createSmartCart(new Map(products.map((one) => [one.barcode, one])));
  const news: TrayNews[] = [];
  for (const observation of trip.observations()) {
    for (const output of stepSmartCart(cart, observation)) {
      if (output.kind === "question") trip.ask(output);
      else if (output.kind === "change")
        news.push({
          atMs: output.timestampMs,
          isSettled: true,
          changeG: output.changeG,
          shownG: output.levelG,
        });
      else if (output.kind === "provisional") {
        const shownG = readTray(cart.trays.get(output.tray)!) + output.changeG;
        news.push({ atMs: output.timestampMs, isSettled: false, changeG: output.changeG, shownG });
      }
    }
  }
  return news;
}

/** @returns the delay that so large a share of these do not exceed; infinite where too many are */
export function findDelayMs(delaysMs: readonly number[], share: number): number {
  const sorted = delaysMs.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Nothing is at rest while a hand presses: it trembles. */
function listEpisodes(loads: readonly Load[]): Episode[] {
  const episodes: { loads: Load[]; fromMs: number; restMs: number }[] = [];
  let forceG = 0;
  for (const load of loads.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const restMs = load.fromMs + load.durationMs;
    const last = episodes.at(-1);
    const isPressed = Math.abs(forceG) > FORCE_G_MIN;
    if (load.isForce) forceG += load.changeG;
    if (last !== undefined && (isPressed || load.fromMs < last.restMs + SHOWN_MS)) {
      last.loads.push(load);
      last.restMs = Math.max(last.restMs, restMs);
    } else episodes.push({ loads: [load], fromMs: load.fromMs, restMs });
  }
  return episodes;
}

function findShown(
  { fromMs, loads, restMs }: Episode,
  untilMs: number,
  news: readonly TrayNews[],
  ringsG: (atMs: number) => number,
): Omit<ShownChange, "sampleRateHz"> {
  const beforeG = news.findLast(({ atMs }) => atMs <= fromMs)?.shownG ?? 0;
  const goodsG = loads.filter(({ isForce }) => !isForce).map(({ changeG }) => Math.abs(changeG));
  const apartG = SAME_SHARE * Math.max(...goodsG);
  let shownMs = Number.POSITIVE_INFINITY;
  let wrong = 0;
  for (const { atMs, shownG } of news) {
    if (atMs <= fromMs || atMs > untilMs) continue;
    const isRight = Math.abs(shownG - beforeG - sumLoads(loads, restMs)) < apartG;
    if (isRight) shownMs = Math.min(shownMs, atMs);
    const trueG = [0, 50, 100, 150, 200].map((agoMs) => sumLoads(loads, atMs - agoMs));
    const offG = shownG - beforeG;
    const isSo = offG > Math.min(...trueG) - apartG && offG < Math.max(...trueG) + apartG;
    if (!isRight && !isSo) wrong++;
  }
  const stillMs = findStill(restMs, (atMs) => Math.abs(ringsG(atMs)) < apartG);
  return {
    hasForce: loads.some(({ isForce }) => isForce),
    delayMs: Math.max(0, shownMs - stillMs),
    movedDelayMs: Math.max(0, shownMs - restMs),
    wrong,
  };
}

/** Settling time: from when on it stays as it should be. */
function findStill(restMs: number, isStill: (atMs: number) => boolean): number {
  let atMs = restMs + SHOWN_MS_MAX;
  while (atMs > restMs && isStill(atMs - RING_STEP_MS)) atMs -= RING_STEP_MS;
  return atMs;
}

function sumRings(loads: readonly Load[], atMs: number, physics: CartPhysics): number {
  return loads.reduce((sum, load) => sum + readRingG(load, atMs, physics), 0);
}

function sumLoads(loads: readonly Load[], atMs: number): number {
  return loads.reduce((sum, { changeG, durationMs, fromMs }) => {
    const share = Math.min(1, Math.max(0, (atMs - fromMs) / durationMs));
    return sum + changeG * share * share * (3 - 2 * share);
  }, 0);
}

const HOUR_MS = 3_600_000;
/** A cart stands before it is rolled. */
const STANDS_MS = 5000;
const BATCH_MS = 250;

/** Any floor, cart and scale. */
export function drawFloor(random: Random): CartPhysics {
  return drawCartWorld(random.fork("world")).physics;
}

export interface RolledHour {
  readonly physics: CartPhysics;
  /** Changes that it took for settled, and that it showed, though nothing came or went. */
  readonly changes: number;
  readonly provisional: number;
}

/** Hours of rolling in which nothing comes or goes, each on a floor of its own. */
export function rollHours(
  firstSeed: number,
  hours: number,
  physicsOf: (random: Random) => CartPhysics,
): RolledHour[] {
  return Array.from({ length: hours }, (_, hour) => {
    const random = createRandom(firstSeed + hour);
    const physics = physicsOf(random);
    const scale = createCartScale(0, physics, random);
    const watch = createTrayWatch();
    scale.roll(STANDS_MS, 2 * HOUR_MS);
    for (let untilMs = BATCH_MS; untilMs <= HOUR_MS; untilMs += BATCH_MS) {
      watch.push(readBatch(scale, physics, untilMs));
    }
    const changes = watch.news.filter(({ isSettled }) => isSettled).length;
    return { physics, changes, provisional: watch.news.length - changes };
  });
}

function readBatch(
  scale: ReturnType<typeof createCartScale>,
  { sampleRateHz }: CartPhysics,
  untilMs: number,
): TrayBatch {
  return { kind: "weights", tray: 0, sampleRateHz, ...scale.read(untilMs) };
}

export interface TrustDelay {
  readonly physics: CartPhysics;
  /** From when it stood to when what was put in as it rolled was known, for good. */
  readonly delayMs: number;
}

export function measureTrust(firstSeed: number, carts: number): TrustDelay[] {
  const [putMs, standsMs, endMs, putG] = [12_000, 20_000, 30_000, 500];
  return Array.from({ length: carts }, (_, at) => {
    const random = createRandom(firstSeed + at);
    const physics = changeCartPhysics({ ...drawFloor(random), pressShare: 0 });
    const scale = createCartScale(0, physics, random);
    const watch = createTrayWatch();
    scale.roll(4000, standsMs);
    scale.move(putMs, putG);
    for (let untilMs = BATCH_MS; untilMs <= endMs; untilMs += BATCH_MS) {
      watch.push(readBatch(scale, physics, untilMs));
    }
    let knownMs = Number.POSITIVE_INFINITY;
    for (const { atMs, isSettled, shownG } of watch.news) {
      if (!isSettled) continue;
      const isRight = Math.abs(shownG - putG) < SAME_SHARE * putG;
      knownMs = isRight ? Math.min(knownMs, atMs) : Number.POSITIVE_INFINITY;
    }
    return { physics, delayMs: Math.max(0, knownMs - standsMs) };
  });
}
