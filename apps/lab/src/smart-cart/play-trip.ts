/** A simulated trip, played to the engine of the smart cart: what it makes of it beside what was true. */
import type { SmartCartParameters } from "@saunter/engine/parameters/smart-cart";
import {
  type CartDoubt,
  createSmartCart,
  stepSmartCart,
  weighDoubt,
} from "@saunter/engine/smart-cart/smart-cart";
import { createRandom } from "@saunter/numerics/random";
import type { CartHabit } from "@saunter/sim/smart-cart/cart-habits";
import { type CartWorld, drawCartWorld } from "@saunter/sim/smart-cart/draw-cart-world";
import { simulateTrip } from "@saunter/sim/smart-cart/simulate-trip";

export interface TripTask {
  readonly habit: CartHabit;
  /** Of the world and of all that happens in it. */
  readonly seed: number;
}

export interface PlayedTrip extends TripTask {
  readonly isExact: boolean;
  readonly doubt: CartDoubt;
}

const worlds = new Map<number, CartWorld>();

export function worldOf(seed: number): CartWorld {
  let world = worlds.get(seed);
  if (world === undefined) {
    world = drawCartWorld(createRandom(seed).fork("world"));
    worlds.set(seed, world);
  }
  return world;
}

export function playTrip(task: TripTask, parameters: SmartCartParameters): PlayedTrip {
  const world = worldOf(task.seed);
  const random = createRandom(task.seed).fork(task.habit);
  const trip = simulateTrip({ ...world, random, startMs: 0, habit: task.habit });
  const products = new Map(world.products.map((one) => [one.barcode, one]));
  const cart = createSmartCart(products, parameters);
  for (const observation of trip.observations()) {
    for (const output of stepSmartCart(cart, observation)) {
      if (output.kind === "question") trip.ask(output);
    }
  }
  const { bill, goods } = trip.truth();
  const isExact = [...bill].sort().join() === [...goods].sort().join();
  return { ...task, isExact, doubt: weighDoubt(cart) };
}
