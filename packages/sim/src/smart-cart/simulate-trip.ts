/** A trip with a smart cart: what its scale and its screen see, and what was true. */

import type { Product } from "@saunter/engine/shop-model";
import type { CartQuestion } from "@saunter/engine/smart-cart/ask-shopper";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import type { Random } from "@saunter/numerics/random";
import { QUANTITY_PER_LINE } from "../demand-facts.ts";
import {
  type CartHabit,
  type CartManners,
  type DishonestHabit,
  drawBasketSize,
} from "./cart-habits.ts";
import type { CartPhysics } from "./cart-physics.ts";
import { type CartScale, createCartScale } from "./cart-scale.ts";

export interface TripOptions {
  readonly random: Random;
  readonly startMs: number;
  readonly products: readonly Product[];
  readonly physics: CartPhysics;
  readonly manners: CartManners;
  readonly habit: CartHabit;
}

/** What came of a trip. */
export interface TripTruth {
  readonly habit: CartHabit;
  /** Barcodes of goods in the cart at the end, one a unit. */
  readonly goods: readonly string[];
  /** Barcodes on the bill, one a unit. */
  readonly bill: readonly string[];
  /** Times at which something had come to rest, or had gone, and by how much. */
  readonly moves: readonly { readonly restMs: number; readonly changeG: number }[];
  /** Whether the dishonest thing was done: a trip of one item leaves no room for all. */
  readonly isDishonest: boolean;
}

export interface Trip {
  observations(): Generator<CartObservation>;
  /** The screen asks; the shopper may answer by what they do next. */
  ask(question: CartQuestion): void;
  truth(): TripTruth;
}

interface Act {
  readonly atMs: number;
  readonly run: () => CartObservation | null;
}

/** Something in the cart, or on its way. */
interface Good {
  readonly barcode: string | null;
  readonly weightG: number;
  lineId: string | null;
}

interface World {
  readonly options: TripOptions;
  readonly scale: CartScale;
  readonly goods: Good[];
  readonly lines: Map<string, string>;
  /** Planned, and not put in yet. */
  readonly coming: Set<Good>;
  readonly moves: { restMs: number; changeG: number }[];
  agenda: Act[];
  nextLine: number;
  isDishonest: boolean;
  /** The shopper has said what is theirs. */
  saidOwn: boolean;
}

const BATCH_MS = 250;
const FIRST_MS = 4000;
const LAST_MS = 6000;
/** The way to the lane. */
const LANE_MS = 6000;

export function simulateTrip(options: TripOptions): Trip {
  const { physics, random, startMs } = options;
  const world: World = {
    options,
    scale: createCartScale(startMs, physics, random.fork("scale")),
    goods: [],
    lines: new Map(),
    coming: new Set(),
    moves: [],
    agenda: [],
    nextLine: 1,
    isDishonest: false,
    saidOwn: false,
  };
  let endMs = planTrip(world, startMs + FIRST_MS) + LAST_MS;
  return {
    *observations() {
      for (let nowMs = startMs; nowMs < endMs; ) {
        const next = world.agenda[0];
        const untilMs = Math.min(nowMs + BATCH_MS, next?.atMs ?? Number.POSITIVE_INFINITY);
        const { samplesG, timestampMs } = world.scale.read(untilMs);
        const { sampleRateHz } = physics;
        if (samplesG.length > 0) {
          yield { kind: "weights", tray: 0, timestampMs, sampleRateHz, samplesG };
        }
        nowMs = untilMs;
        while (world.agenda.length > 0 && world.agenda[0]!.atMs <= nowMs) {
          const said = world.agenda.shift()!.run();
          if (said !== null) yield said;
        }
        const last = world.agenda.at(-1)?.atMs ?? 0;
        endMs = Math.max(endMs, last + LAST_MS);
      }
    },
    ask: (question) => answer(world, question),
    truth: () => ({
      habit: options.habit,
      goods: world.goods.flatMap(({ barcode }) => barcode ?? []),
      bill: [...world.lines.values()],
      moves: world.moves,
      isDishonest: world.isDishonest,
    }),
  };
}

function plan(world: World, atMs: number, run: Act["run"]): void {
  const at = world.agenda.findIndex((act) => act.atMs > atMs);
  world.agenda.splice(at < 0 ? world.agenda.length : at, 0, { atMs, run });
}

/** @returns when it ends */
function planTrip(world: World, fromMs: number): number {
  const { habit, manners, random } = world.options;
  let atMs = random.chance(manners.ownThings) ? planOwnThing(world, fromMs) : fromMs;
  const count = drawBasketSize(random, manners);
  const dishonestAt = habit === "honest" ? -1 : random.integer(0, count - 1);
  for (let item = 0; item < count; item++) {
    if (random.chance(0.8)) {
      const untilMs = atMs + random.uniform(4000, 18_000);
      world.scale.roll(atMs, untilMs);
      if (item === dishonestAt && habit === "while-rolling") {
        planPut(world, (atMs + untilMs) / 2, makeGood(world, drawProduct(world)));
        world.isDishonest = true;
      }
      atMs = untilMs + 300 + random.exponential(800);
    }
    if (item === dishonestAt && habit !== "honest" && habit !== "while-rolling") {
      atMs = planDishonest(world, habit, atMs);
    } else atMs = planItem(world, atMs);
    atMs += 800 + random.exponential(1500);
    if (random.chance(manners.takesOut)) atMs = planTakeOut(world, atMs);
  }
  if (random.chance(manners.ownLater)) atMs = planOwnThing(world, atMs);
  const leans = random.poisson(manners.leans);
  for (let lean = 0; lean < leans; lean++) {
    const leanMs = random.uniform(fromMs, atMs);
    const forceG = random.exponential(1500);
    // Whoever leans on the cart lets go before it is left at the lane.
    const forMs = Math.min(500 + random.exponential(6000), atMs + LANE_MS - leanMs);
    world.scale.press(leanMs, forceG, forMs);
  }
  world.scale.roll(atMs, atMs + LANE_MS);
  return atMs + LANE_MS;
}

/** @returns when it is said, where it is said at once */
function planOwnThing(world: World, fromMs: number): number {
  const { manners, random } = world.options;
  const weightG = 700 * Math.exp(random.normal(0, 0.8));
  planPut(world, fromMs, { barcode: null, weightG, lineId: null });
  if (random.chance(manners.saysOwn)) planOwn(world, fromMs + random.uniform(2000, 6000));
  return fromMs + 7000;
}

function planOwn(world: World, atMs: number): void {
  plan(world, atMs, () => {
    world.saidOwn = true;
    return { kind: "own", timestampMs: atMs };
  });
}

function drawProduct({ options: { products, random } }: World): Product {
  // Popularity falls with rank about as 1 / rank ^ 0.67 (demand-facts).
  const rank = Math.floor(products.length * random.next() ** 3);
  return products[Math.min(products.length - 1, rank)]!;
}

function makeGood({ options: { physics, random } }: World, product: Product): Good {
  const mean = product.weightG * (1 + biasOf(product) * physics.productWeightSpread);
  const weightG = mean * (1 + random.normal(0, physics.itemWeightSpread));
  return { barcode: product.barcode, weightG, lineId: null };
}

/** The same for each item of a product: about -1.7 to 1.7. */
function biasOf({ barcode }: Product): number {
  let hash = 0;
  for (const digit of barcode) hash = (hash * 31 + digit.charCodeAt(0)) % 10_007;
  return (hash / 10_007 - 0.5) * 3.4;
}

function planItem(world: World, fromMs: number): number {
  const { manners, random } = world.options;
  const product = drawProduct(world);
  const units = 1 + random.weighted(QUANTITY_PER_LINE);
  let atMs = fromMs;
  for (let unit = 0; unit < units; unit++) {
    const good = makeGood(world, product);
    if (random.chance(manners.forgetsScan)) {
      planPut(world, atMs, good);
      atMs += 2500;
      continue;
    }
    if (random.chance(manners.putFirst)) {
      planPut(world, atMs, good);
      atMs += 1200 + random.exponential(1200);
      planScan(world, atMs, product.barcode, good);
      atMs += 800;
      continue;
    }
    planScan(world, atMs, product.barcode, good);
    if (random.chance(manners.scansTwice)) planScanTwice(world, atMs + 900, product.barcode);
    const carriedMs = random.chance(manners.carries) ? random.uniform(4000, 20_000) : 0;
    const putMs = atMs + 700 + random.exponential(900) + carriedMs;
    atMs = planPut(world, putMs, good) + 600;
  }
  return atMs;
}

function planScan(world: World, atMs: number, barcode: string, good: Good | null): void {
  const lineId = `line-${world.nextLine++}`;
  plan(world, atMs, () => {
    world.lines.set(lineId, barcode);
    if (good !== null) good.lineId = lineId;
    return { kind: "scan", timestampMs: atMs, lineId, barcode, quantity: 1 };
  });
}

/** Most see it, and take the line off. */
function planScanTwice(world: World, atMs: number, barcode: string): void {
  const extra: Good = { barcode, weightG: 0, lineId: null };
  planScan(world, atMs, barcode, extra);
  const { random } = world.options;
  if (random.chance(0.6)) planRemoval(world, atMs + random.uniform(2000, 5000), extra);
}

function planRemoval(world: World, atMs: number, good: Good): void {
  plan(world, atMs, () => {
    const { lineId } = good;
    if (lineId === null || !world.lines.delete(lineId)) return null;
    good.lineId = null;
    return { kind: "removal", timestampMs: atMs, lineId };
  });
}

/** @returns about when it lies */
function planPut(world: World, atMs: number, good: Good): number {
  world.coming.add(good);
  plan(world, atMs, () => {
    world.coming.delete(good);
    world.goods.push(good);
    noteMove(world, atMs, good.weightG);
    return null;
  });
  return atMs + 800;
}

function noteMove({ moves, scale }: World, atMs: number, changeG: number): void {
  moves.push({ restMs: scale.move(atMs, changeG), changeG });
}

function planTakeOut(world: World, fromMs: number): number {
  const { manners, random } = world.options;
  plan(world, fromMs, () => {
    const inside = world.goods.filter(({ lineId }) => lineId !== null);
    if (inside.length === 0) return null;
    const good = random.pick(inside);
    world.goods.splice(world.goods.indexOf(good), 1);
    noteMove(world, fromMs, -good.weightG);
    if (random.chance(manners.removesLine)) {
      planRemoval(world, fromMs + 1500 + random.exponential(1500), good);
    }
    return null;
  });
  return fromMs + 4000;
}

function planDishonest(world: World, habit: DishonestHabit, atMs: number): number {
  const { products, random } = world.options;
  world.isDishonest = true;
  const product = drawProduct(world);
  const good = makeGood(world, product);
  switch (habit) {
    case "unscanned":
    case "while-rolling":
      planPut(world, atMs, good);
      return atMs + 3000;
    case "two-for-one": {
      planScan(world, atMs, product.barcode, good);
      planPut(world, atMs + 1200, good);
      const apartMs = random.chance(0.5) ? 100 : random.uniform(700, 2500);
      planPut(world, atMs + 1200 + apartMs, makeGood(world, product));
      return atMs + 5000;
    }
    case "cheaper-label": {
      const cheaper = products.filter(({ price }) => price < product.price);
      if (cheaper.length === 0) {
        world.isDishonest = false;
        return planItem(world, atMs);
      }
      planScan(world, atMs, random.pick(cheaper).barcode, good);
      planPut(world, atMs + 1500, good);
      return atMs + 4000;
    }
    case "swap": {
      planScan(world, atMs, product.barcode, good);
      planPut(world, atMs + 1200, good);
      const swapMs = atMs + random.uniform(4000, 9000);
      plan(world, swapMs, () => {
        world.goods.splice(world.goods.indexOf(good), 1);
        noteMove(world, swapMs, -good.weightG);
        return null;
      });
      planPut(world, swapMs + random.uniform(200, 1500), makeGood(world, drawProduct(world)));
      return swapMs + 4000;
    }
    case "said-own":
      planPut(world, atMs, good);
      planOwn(world, atMs + 2500);
      return atMs + 5000;
    case "leaning":
      plan(world, atMs, () => {
        world.scale.press(atMs, random.uniform(800, 4000), random.uniform(2500, 6000));
        return null;
      });
      planPut(world, atMs + 1200, good);
      return atMs + 8000;
    case "removed-line": {
      planScan(world, atMs, product.barcode, good);
      planPut(world, atMs + 1200, good);
      planRemoval(world, atMs + random.uniform(4000, 9000), good);
      return atMs + 10_000;
    }
    default:
      return habit satisfies never;
  }
}

/** Honest people say what is so, where they answer. */
function answer(world: World, { about, lineId, timestampMs }: CartQuestion): void {
  const { habit, manners, random } = world.options;
  if (habit !== "honest" || !random.chance(manners.answers)) return;
  const atMs = timestampMs + random.uniform(2000, 6000);
  plan(world, atMs, () => {
    if (about === "not-scanned") {
      const forgotten = world.goods.find(
        (good) => good.barcode !== null && (good.lineId === null || !world.lines.has(good.lineId)),
      );
      if (forgotten !== undefined) {
        planScan(world, atMs + 1, forgotten.barcode!, forgotten);
        return null;
      }
      if (world.saidOwn || world.goods.every(({ barcode }) => barcode !== null)) return null;
      world.saidOwn = true;
      return { kind: "own", timestampMs: atMs };
    }
    if (lineId === null || !world.lines.has(lineId)) return null;
    const isInside = world.goods.some((good) => good.lineId === lineId);
    const isComing = [...world.coming].some((good) => good.lineId === lineId);
    if (isInside || isComing) return null;
    world.lines.delete(lineId);
    return { kind: "removal", timestampMs: atMs, lineId };
  });
}
