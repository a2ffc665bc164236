/** The simulated shop at a moment: shelves, people, and where the truth is written. */

import type { Random } from "@saunter/numerics/random";
import { type Body, type Motion, positionAt } from "./body.ts";
import type { FloorPlan, GondolaPlan, Point } from "./floor-plan-types.ts";
import type { Track } from "./joint-tracker.ts";
import type { Physics } from "./physics.ts";
import type { PlateField } from "./plate-field.ts";
import type { Scenario } from "./scenarios.ts";
import type { DemandBy, Item, Slot } from "./stock.ts";

export interface TrueEvent {
  /** Unix seconds. */
  readonly timestamp: number;
  readonly targetId: string;
  readonly barcode: string;
  readonly kind: "pickup" | "putback" | "handover" | "hold";
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** Change of what lies on the shelf. */
  readonly grams: number;
  /** Of a hand-over: who has it then. */
  readonly otherId?: string;
  /** Of a hold: when the force is gone, Unix seconds. */
  readonly untilTimestamp?: number;
}

export interface TrueReceipt {
  readonly targetId: string;
  readonly products: readonly { readonly barcode: string; readonly quantity: number }[];
}

/** Where somebody is about to reach, and when the shelf will feel it. */
export interface Intent {
  readonly slot: Slot;
  readonly centreMs: number;
}

export interface Shopper {
  readonly id: string;
  readonly track: Track;
  readonly body: Body;
  readonly leader: Shopper | null;
  readonly carried: Item[];
  /** Demand categories of what was taken. */
  readonly categories: number[];
  aisle: number;
  /** Where a walk of several legs ends; null where people walk straight on. */
  goal: Point | null;
  /** Gondola before which the shopper stands, null while walking. */
  before: GondolaPlan | null;
  intent: Intent | null;
  /** The other of a hand-over that was agreed and not yet done. */
  appointment: Shopper | null;
  ready: boolean;
  leaving: boolean;
  wakeMs: number;
  script: Script;
  /** The stream that this shopper's choices come from; null: the one of all. */
  random: Random | null;
}

/** A script yields the time at which it wants to go on. */
export type Script = Generator<number, void, void>;

export interface World {
  readonly floor: FloorPlan;
  readonly field: PlateField;
  readonly physics: Physics;
  readonly slots: readonly Slot[];
  readonly demandBy: DemandBy;
  /** Pairs of facings of one shelf whose products weigh within 10 g of each other. */
  readonly equalPairs: readonly (readonly [Slot, Slot])[];
  scenario: Scenario;
  /** Of whoever acts, where they have a stream of their own. */
  random: Random;
  /** Between the middles of people who stand before a shelf, metres; null: as near as the real ones. */
  readonly roomM: number | null;
  /** How far people walk around those who stand, metres; null: straight on. */
  readonly keepApartM: number | null;
  readonly shoppers: Shopper[];
  readonly writeEvent: (event: TrueEvent) => void;
  nowMs: number;
  /** Gondola where the crowd is. */
  gatherAt: number;
  gatherUntilMs: number;
}

/**
 * Batches are taken up to 0.2 s ahead of the time to which the world has been run; what a script
 * does to a plate begins no sooner than this after the moment at which it is decided.
 */
export const LOOK_AHEAD_MS = 300;

export function findEqualPairs(slots: readonly Slot[], withinG: number): [Slot, Slot][] {
  const pairs: [Slot, Slot][] = [];
  for (const a of slots) {
    for (const b of slots) {
      if (a.index >= b.index || a.barcode === b.barcode) continue;
      if (a.facing.gondola !== b.facing.gondola || a.facing.shelf !== b.facing.shelf) continue;
      if (Math.abs(a.meanWeightG - b.meanWeightG) <= withinG) pairs.push([a, b]);
    }
  }
  return pairs;
}

export function isStanding(shopper: Shopper, tMs: number): boolean {
  return shopper.before !== null && tMs >= shopper.body.motion.endMs;
}

export function placeOf(shopper: Shopper, tMs: number): Point {
  return positionAt(shopper.body, tMs);
}

export function setMotion(shopper: Shopper, motion: Motion): void {
  shopper.body.motion = motion;
}

/** Item units a shopper carries, by barcode in order of barcode. */
export function listCart(shopper: Shopper): TrueReceipt {
  const counts = new Map<string, number>();
  for (const item of shopper.carried) {
    counts.set(item.barcode, (counts.get(item.barcode) ?? 0) + 1);
  }
  const products = [...counts.keys()]
    .sort()
    .map((barcode) => ({ barcode, quantity: counts.get(barcode)! }));
  return { targetId: shopper.id, products };
}
