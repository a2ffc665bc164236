/** Simulated trips in drawn worlds, each in one of its own, and recorded ones: played to the engine of the smart cart. */
import {
  DEFAULT_SMART_CART,
  type SmartCartParameters,
} from "@saunter/engine/parameters/smart-cart";
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import {
  type CartOutput,
  createSmartCart,
  stepSmartCart,
} from "@saunter/engine/smart-cart/smart-cart";
import {
  type CartCertainty,
  type CartShares,
  weighCertainty,
  weighShares,
} from "@saunter/engine/smart-cart/weigh-certainty";
import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import { createRandom } from "@saunter/numerics/random";
import type { CartHabit } from "@saunter/sim/smart-cart/cart-habits";
import {
  type CartFamily,
  type CartWorld,
  drawCartWorld,
} from "@saunter/sim/smart-cart/draw-cart-world";
import { simulateTrip, type TripTruth } from "@saunter/sim/smart-cart/simulate-trip";

export interface TripTask {
  readonly habit: CartHabit;
  /** Of the world and of all that happens in it. */
  readonly seed: number;
  /** Of its world; drawn, too, where left out. */
  readonly family?: CartFamily;
}

export interface PlayedTrip {
  readonly habit: string;
  /** Of its world; null of a recorded one. */
  readonly family: CartFamily | null;
  readonly bill: readonly string[];
  readonly goods: readonly string[];
  readonly isExact: boolean;
  /** Of the bill. */
  readonly lines: number;
  readonly certainty: CartCertainty;
  /** What the certainty was calibrated from. */
  readonly shares: CartShares;
  readonly questions: number;
  /** Of these: what was asked about was not so. Null where nobody knows. */
  readonly wrongQuestions: number | null;
  /** Money, minor units. */
  readonly soldMinor: number;
  readonly lostMinor: number;
}

const worlds = new Map<string, CartWorld>();

function worldOf({ family, seed }: TripTask): CartWorld {
  const key = `${family ?? ""} ${seed}`;
  let world = worlds.get(key);
  if (world === undefined) {
    world = drawCartWorld(createRandom(seed).fork("world"), family);
    worlds.set(key, world);
  }
  return world;
}

/** @param onStep each observation, with what the engine made of it */
export function playTrip(
  task: TripTask,
  parameters: SmartCartParameters = DEFAULT_SMART_CART,
  onStep: (observation: CartObservation, outputs: readonly CartOutput[]) => void = () => {},
): PlayedTrip & { readonly truth: TripTruth; readonly world: CartWorld } {
  const world = worldOf(task);
  const random = createRandom(task.seed).fork(task.habit);
  const trip = simulateTrip({ ...world, random, startMs: 0, habit: task.habit });
  const products = new Map(world.products.map((one) => [one.barcode, one]));
  const cart = createSmartCart(products, parameters);
  let questions = 0;
  let wrongQuestions = 0;
  for (const observation of trip.observations()) {
    const outputs = stepSmartCart(cart, observation);
    for (const output of outputs) {
      if (output.kind !== "question") continue;
      questions++;
      if (!trip.ask(output)) wrongQuestions++;
    }
    onStep(observation, outputs);
  }
  const truth = trip.truth();
  const played = summarizeTrip(truth.habit, truth.bill, truth.goods, products);
  const certainty = weighCertainty(cart);
  const { family } = world;
  const lines = cart.lines.size;
  const shares = weighShares(cart);
  return { ...played, lines, certainty, shares, family, questions, wrongQuestions, truth, world };
}

export function recordTrip(task: TripTask): CartRecording {
  const observations: CartObservation[] = [];
  const { truth, world } = playTrip(task, DEFAULT_SMART_CART, (one) => observations.push(one));
  return {
    cartId: `cart-${task.seed}`,
    products: new Map(world.products.map((one) => [one.barcode, one])),
    observations,
    truth: { habit: truth.habit, goods: truth.goods },
  };
}

/** @returns null where the recording has no truth */
export function playRecording(
  recording: CartRecording,
  parameters: SmartCartParameters = DEFAULT_SMART_CART,
): PlayedTrip | null {
  const { observations, products, truth } = recording;
  if (truth === null) return null;
  const cart = createSmartCart(products, parameters);
  const lines = new Map<string, readonly string[]>();
  let questions = 0;
  for (const observation of observations) {
    if (observation.kind === "scan") {
      const { barcode, lineId, quantity } = observation;
      lines.set(lineId, new Array<string>(quantity).fill(barcode));
    }
    if (observation.kind === "removal") lines.delete(observation.lineId);
    for (const { kind } of stepSmartCart(cart, observation)) if (kind === "question") questions++;
  }
  const played = summarizeTrip(truth.habit, [...lines.values()].flat(), truth.goods, products);
  const certainty = weighCertainty(cart);
  const counts = { lines: lines.size, questions, wrongQuestions: null };
  return { ...played, ...counts, certainty, shares: weighShares(cart), family: null };
}

function summarizeTrip(
  habit: string,
  bill: readonly string[],
  goods: readonly string[],
  products: ReadonlyMap<string, Product>,
): Omit<PlayedTrip, "certainty" | "family" | "lines" | "questions" | "shares" | "wrongQuestions"> {
  const priceOf = (barcodes: readonly string[]): number =>
    barcodes.reduce((sum, barcode) => sum + (products.get(barcode)?.price ?? 0), 0);
  const isExact = [...bill].sort().join() === [...goods].sort().join();
  const lostMinor = Math.max(0, priceOf(goods) - priceOf(bill));
  return { habit, bill, goods, isExact, soldMinor: priceOf(goods), lostMinor };
}

/** Of each product, units on the bill less those in the cart. */
export function countUnits({ bill, goods }: PlayedTrip): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const barcode of bill) counts.set(barcode, (counts.get(barcode) ?? 0) + 1);
  for (const barcode of goods) counts.set(barcode, (counts.get(barcode) ?? 0) - 1);
  return counts;
}
