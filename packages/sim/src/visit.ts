/** A short visit: who presses where, what each shopper was seen to do, and what they still mean to. */

import type { Item, Slot } from "./stock.ts";
import type { VisitMix } from "./visit-mixes.ts";
import type { PlanPage } from "./visit-plan.ts";
import type { Shopper, World } from "./world.ts";

export interface Visit {
  readonly world: World;
  readonly mix: VisitMix;
  /** Forces that were begun, over or not. */
  readonly pressing: { readonly shopper: Shopper; readonly slot: Slot; readonly untilMs: number }[];
  /** What somebody was given and wants to put back. */
  readonly unwanted: Map<Shopper, Item>;
  /** What each shopper has chosen so far, and is to choose. */
  readonly pages: Map<Shopper, PlanPage>;
  /** True events of a shopper so far. */
  readonly countEvents: (shopper: Shopper) => number;
  /** Writes down what a shopper does. */
  readonly note: (shopper: Shopper, tag: string) => void;
}
