/**
 * What people of a visit choose, and when: written down with one planogram and followed with another, so that the same
 * people take the same products at the same times. Whoever has a longer way looks around for a shorter time, until they
 * are in step again.
 */

import type { Slot } from "./stock.ts";
import type { Script, Shopper, World } from "./world.ts";

/** Where somebody goes: a product's first, second … facing. */
export interface PlannedChoice {
  readonly barcode: string;
  readonly copy: number;
  /** Another's reach that theirs coincides with. */
  readonly withMs: number | null;
  /** They reach no sooner. */
  lookedUntilMs: number;
}

export interface PlannedAction {
  readonly beginMs: number;
  /** Null: there was nothing to go to. */
  readonly choices: (PlannedChoice | null)[];
}

export interface ShopperPlan {
  readonly actions: PlannedAction[];
  leaveMs: number;
}

/** In the order in which they come in. */
export type VisitPlan = readonly ShopperPlan[];

/** A shopper's own plan as it is written, and the one that they follow. */
export interface PlanPage {
  readonly written: ShopperPlan;
  readonly followed: ShopperPlan | null;
}

export const openPage = (followed: ShopperPlan | null): PlanPage => ({
  written: { actions: [], leaveMs: 0 },
  followed,
});

/** Waits for the time at which the plan has the next action begin. */
export function* beginAction(world: World, { written, followed }: PlanPage): Script {
  const planned = followed?.actions[written.actions.length];
  if (planned !== undefined && planned.beginMs > world.nowMs) yield planned.beginMs;
  written.actions.push({ beginMs: world.nowMs, choices: [] });
}

/** Whether another action follows: as many as the plan has, else until their time is over. */
export function goesOn({ written, followed }: PlanPage, nowMs: number, untilMs: number): boolean {
  return followed === null ? nowMs < untilMs : written.actions.length < followed.actions.length;
}

/** Waits for the time at which the plan has them leave. */
export function* leaveAsPlanned(world: World, { written, followed }: PlanPage): Script {
  if (followed !== null && followed.leaveMs > world.nowMs) yield followed.leaveMs;
  written.leaveMs = world.nowMs;
}

/** What the plan chooses next; undefined where there is no plan, or it chooses nothing more in this action. */
export function findPlanned({ written, followed }: PlanPage): PlannedChoice | null | undefined {
  const action = written.actions.length - 1;
  return followed?.actions[action]?.choices[written.actions[action]!.choices.length];
}

export function writeChoice(
  { written }: PlanPage,
  choice: { readonly slot: Slot; readonly withMs: number | null } | null,
): PlannedChoice | null {
  const planned =
    choice === null
      ? null
      : {
          ...{ barcode: choice.slot.barcode, copy: choice.slot.copy, withMs: choice.withMs },
          lookedUntilMs: Number.NEGATIVE_INFINITY,
        };
  written.actions.at(-1)!.choices.push(planned);
  return planned;
}

/** Swaps in a stream of its own; the draws that follow are the same however many it takes. Returns what swaps back. */
function beginOwnStream(world: World, shopper: Shopper): () => void {
  const kept = shopper.random;
  if (kept === null) return () => {};
  shopper.random = kept.fork(kept.next());
  world.random = shopper.random;
  return () => {
    shopper.random = kept;
    world.random = kept;
  };
}

/** Does something on a stream of its own, where the shopper has one. */
export function onOwnStream<T>(world: World, shopper: Shopper, run: () => T): T {
  const end = beginOwnStream(world, shopper);
  const result = run();
  end();
  return result;
}

/** Follows a script on a stream of its own, where the shopper has one. */
export function* followOnOwnStream(world: World, shopper: Shopper, script: () => Script): Script {
  const end = beginOwnStream(world, shopper);
  yield* script();
  end();
}
