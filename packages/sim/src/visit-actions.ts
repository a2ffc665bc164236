/** What shoppers of a short visit do, one thing after the other: plain picks, and all that is not. */

import { chooseSlot, lookAt, middleOf, pickSlot } from "./behaviour.ts";
import { toWorld } from "./floor-plan.ts";
import {
  type ForceKind,
  follow,
  planForce,
  planPut,
  planTake,
  planTransfer,
  soonestOf,
  startPlan,
} from "./hand-plans.ts";
import { meet } from "./meetings.ts";
import { approach, chooseCentre, reachShelf, walk } from "./moves.ts";
import { drawPressS } from "./presses.ts";
import type { Item, Slot } from "./stock.ts";
import type { Visit } from "./visit.ts";
import type { VisitAction } from "./visit-action-names.ts";
import { findPlanned, onOwnStream, writeChoice } from "./visit-plan.ts";
import type { Script, Shopper } from "./world.ts";

type Act = (visit: Visit, shopper: Shopper) => Script;

const ACTS: Readonly<Record<VisitAction, Act>> = {
  pick: (visit, shopper) => pick(visit, shopper),
  several,
  bothHands,
  series,
  compare,
  putHome: (visit, shopper) => takeAndPut(visit, shopper, (slot) => slot),
  pickAndReturn,
  misplace: (visit, shopper) => takeAndPut(visit, shopper, (slot) => chooseOther(visit, slot)),
  putByNearWeight: (visit, shopper) =>
    takeAndPut(visit, shopper, (slot) => findNear(visit, slot, false) ?? chooseOther(visit, slot)),
  swapNear,
  takeMisplaced,
  press: (visit, shopper) => force(visit, shopper, "press"),
  longPress: (visit, shopper) => force(visit, shopper, "press", LONG_S),
  lift: (visit, shopper) => force(visit, shopper, "lift"),
  touch: (visit, shopper) => force(visit, shopper, "touch", TOUCH_S),
  lean: (visit, shopper) => force(visit, shopper, "lean"),
  pressThenTake: (visit, shopper) => forceAndTake(visit, shopper, "after"),
  pressAsTake: (visit, shopper) => forceAndTake(visit, shopper, "end"),
  takeInPress: (visit, shopper) => forceAndTake(visit, shopper, "inside"),
  putInPress,
  knock: (visit, shopper) => transfer(visit, shopper, "knock"),
  slide: (visit, shopper) => transfer(visit, shopper, "slide"),
  reachPast: (visit, shopper) => pick(visit, shopper, REACH_PAST_M),
  reachOnly,
  walkPast,
  give: (visit, shopper) => meet(visit, shopper, true, pick),
  gesture: (visit, shopper) => meet(visit, shopper, false, pick),
};

/** Lengths that are not the world's own, seconds. */
const LONG_S: readonly [number, number] = [6, 20];
const TOUCH_S: readonly [number, number] = [0.15, 1.2];
/** Sideways distance from their target of somebody who reaches past others. */
const REACH_PAST_M: readonly [number, number] = [0.35, 0.6];
/** Series and the second hand take what is so near. */
const SERIES_M = 0.45;
const BOTH_HANDS_M = 0.8;
/** Nearly the same weight. */
const NEAR_SHARE = 0.04;
/** Several units in one hand weigh no more than this each. */
const SEVERAL_G_MAX = 400;
/** Largest height of a hand above the head. */
const ABOVE_HEAD_M = 0.15;
const CHOICES_MAX = 10;
/** A press that goes on for less than this is no longer a reason to go there. */
const BESIDE_PRESS_MS = 2500;

/** These write down themselves what came of them. */
const SELF_NOTED: ReadonlySet<VisitAction> = new Set(["give", "gesture", "takeMisplaced"]);
const EVENTLESS: ReadonlySet<VisitAction> = new Set(["reachOnly", "walkPast"]);

/** Does it, and writes it down where something came of it. */
export function* act(visit: Visit, shopper: Shopper, name: VisitAction): Script {
  const before = visit.countEvents(shopper);
  yield* ACTS[name](visit, shopper);
  if (SELF_NOTED.has(name)) return;
  if (EVENTLESS.has(name) || visit.countEvents(shopper) > before) visit.note(shopper, name);
}

function isReachable(shopper: Shopper, slot: Slot): boolean {
  return slot.plan.shelfHeightsM[slot.facing.shelf - 1]! < shopper.body.heightM + ABOVE_HEAD_M;
}

interface Choice {
  readonly slot: Slot;
  readonly withMs: number | null;
}

/** Where to go: as planned where that is possible. */
function choose(visit: Visit, shopper: Shopper, fits: (slot: Slot) => boolean): Choice | null {
  const planned = findPlanned(visit.pages.get(shopper)!);
  if (planned === null) return null;
  const slot = visit.world.slots.find(
    ({ barcode, copy }) => barcode === planned?.barcode && copy === planned.copy,
  );
  if (planned !== undefined && slot !== undefined) {
    const isThere = slot.items.length > 0 && isReachable(shopper, slot) && fits(slot);
    if (isThere) return { slot, withMs: planned.withMs };
  }
  return drawChoice(visit, shopper, fits);
}

/** Beside somebody's press now and then, else as the scenario and demand say. */
function drawChoice(visit: Visit, shopper: Shopper, fits: (slot: Slot) => boolean): Choice | null {
  const { world } = visit;
  const { random } = world;
  if (random.chance(visit.mix.besidePressShare)) {
    const pressing = visit.pressing.filter((press) => {
      return press.shopper !== shopper && press.untilMs > world.nowMs + BESIDE_PRESS_MS;
    });
    const shelves = pressing.map(({ slot }) => slot);
    const near = world.slots.filter((slot) => {
      if (slot.items.length === 0 || !fits(slot) || !isReachable(shopper, slot)) return false;
      return shelves.some((one) => isOneShelf(one, slot));
    });
    if (near.length > 0) {
      visit.note(shopper, "besidePress");
      return { slot: pickSlot(world, near), withMs: null };
    }
  }
  for (let attempt = 0; attempt < CHOICES_MAX; attempt++) {
    const choice = chooseSlot(world, shopper);
    if (choice !== null && isReachable(shopper, choice.slot) && fits(choice.slot)) return choice;
  }
  return null;
}

function isOneShelf(a: Slot, b: Slot): boolean {
  return a.plan === b.plan && a.facing.shelf === b.facing.shelf;
}

/** Until the planned time, where there is one, and not for a shorter time than people ever look. */
function* browse({ world }: Visit, plannedMs = Number.NaN): Script {
  const [from, to] = world.scenario.browseS;
  const drawnMs = world.nowMs + 1000 * world.random.uniform(from, to);
  yield Number.isFinite(plannedMs) ? Math.max(world.nowMs + 1000 * from, plannedMs) : drawnMs;
}

/** Goes to a slot that fits, and looks; null where there is none, or it is empty by then. */
function* goTo(
  visit: Visit,
  shopper: Shopper,
  fits: (slot: Slot) => boolean = () => true,
  besideM = 0,
): Generator<number, Choice | null, void> {
  const { world } = visit;
  const page = visit.pages.get(shopper)!;
  const lookedUntilMs = findPlanned(page)?.lookedUntilMs;
  const choice = onOwnStream(world, shopper, () => choose(visit, shopper, fits));
  const written = writeChoice(page, choice);
  if (choice === null) return null;
  yield* approach(world, shopper, choice.slot, middleOf(choice.slot) + besideM);
  if (choice.withMs === null) yield* browse(visit, lookedUntilMs);
  else if (lookedUntilMs !== undefined && lookedUntilMs > world.nowMs) yield lookedUntilMs;
  written!.lookedUntilMs = world.nowMs;
  return choice.slot.items.length === 0 ? null : choice;
}

function* pick(visit: Visit, shopper: Shopper, beside?: readonly [number, number]): Script {
  const { world } = visit;
  const { random } = world;
  const side = random.chance(0.5) ? 1 : -1;
  const besideM = beside === undefined ? 0 : side * random.uniform(beside[0], beside[1]);
  const choice = yield* goTo(visit, shopper, undefined, besideM);
  if (choice === null) return;
  const { slot, withMs } = choice;
  const plan = startPlan(world, shopper);
  const centreMs = Math.max(soonestOf(plan), chooseCentre(world, shopper, withMs));
  planTake(plan, slot, [random.pick(slot.items)], centreMs);
  yield* follow(plan);
}

/** Two or three units of a product in one hand. */
function* several(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const fits = (slot: Slot) => slot.meanWeightG < SEVERAL_G_MAX && slot.items.length >= 2;
  const choice = yield* goTo(visit, shopper, fits);
  if (choice === null) return;
  const { slot } = choice;
  const items = slot.items.slice(0, world.random.chance(0.75) ? 2 : 3);
  const plan = startPlan(world, shopper);
  planTake(plan, slot, items, soonestOf(plan) + world.random.uniform(0, 400));
  yield* follow(plan);
}

/** Slots of the gondola that have something, at most `withinM` away and a shelf up or down. */
function listNear({ world }: Visit, shopper: Shopper, slot: Slot, withinM: number): Slot[] {
  return world.slots.filter((other) => {
    if (other.plan !== slot.plan || other.items.length === 0) return false;
    if (Math.abs(other.facing.shelf - slot.facing.shelf) > 1) return false;
    if (!isReachable(shopper, other)) return false;
    return Math.abs(middleOf(other) - middleOf(slot)) <= withinM;
  });
}

function* bothHands(visit: Visit, shopper: Shopper): Script {
  const { random } = visit.world;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { slot } = choice;
  const plan = startPlan(visit.world, shopper);
  const centreMs = soonestOf(plan) + random.uniform(0, 300);
  const hand = random.chance(0.5) ? 0 : 1;
  planTake(plan, slot, [random.pick(slot.items)], centreMs, hand);
  const near = listNear(visit, shopper, slot, BOTH_HANDS_M);
  if (near.length > 0) {
    const second = pickSlot(visit.world, near);
    const otherMs = centreMs + random.uniform(0, 300);
    planTake(plan, second, [random.pick(second.items)], otherMs, hand === 0 ? 1 : 0);
  }
  yield* follow(plan);
}

/** Three to five in a row, the hands in turn. */
function* series(visit: Visit, shopper: Shopper): Script {
  const { random } = visit.world;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const plan = startPlan(visit.world, shopper);
  let centreMs = soonestOf(plan);
  for (let k = random.integer(3, 5); k > 0; k--) {
    const near = listNear(visit, shopper, choice.slot, SERIES_M);
    if (near.length === 0) break;
    const slot = pickSlot(visit.world, near);
    planTake(plan, slot, [random.pick(slot.items)], centreMs, k % 2 === 0 ? 0 : 1);
    centreMs += random.uniform(450, 1100);
  }
  yield* follow(plan);
}

/** Takes one and puts it where `where` says, seconds later. */
function* takeAndPut(visit: Visit, shopper: Shopper, where: (slot: Slot) => Slot): Script {
  const { world } = visit;
  const held = shopper.carried.length;
  yield* pick(visit, shopper);
  const item = shopper.carried[held];
  if (item === undefined) return;
  yield world.nowMs + 1000 * world.random.uniform(0.5, 6);
  yield* putOn(visit, shopper, item, where(world.slots[item.home]!));
}

/** Goes to the slot and puts the item there. */
export function* putOn(visit: Visit, shopper: Shopper, item: Item, slot: Slot): Script {
  const { world } = visit;
  yield* approach(world, shopper, slot, middleOf(slot));
  yield world.nowMs + world.random.uniform(100, 900);
  const plan = startPlan(world, shopper);
  planPut(plan, slot, item, soonestOf(plan) + world.random.uniform(0, 300));
  yield* follow(plan);
}

function* compare(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const held = shopper.carried.length;
  yield* pick(visit, shopper);
  const item = shopper.carried[held];
  if (item === undefined) return;
  yield* lookAt(world, shopper);
  yield* putOn(visit, shopper, item, world.slots[item.home]!);
}

/** Takes one and puts it back within a second, the hand still there. */
function* pickAndReturn(visit: Visit, shopper: Shopper): Script {
  const { random } = visit.world;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { slot } = choice;
  const item = random.pick(slot.items);
  const plan = startPlan(visit.world, shopper);
  const hand = random.chance(0.5) ? 0 : 1;
  const centreMs = soonestOf(plan);
  planTake(plan, slot, [item], centreMs, hand);
  const backMs = centreMs + random.uniform(380, 1000);
  planPut(plan, slot, item, backMs, { hand, notBeforeMs: centreMs + 1 });
  yield* follow(plan);
}

/** Mostly a shelf-mate or the same gondola, sometimes anywhere. */
function chooseOther({ world }: Visit, home: Slot): Slot {
  const { random } = world;
  const others = world.slots.filter((slot) => slot !== home);
  const at = random.next();
  const near = others.filter((slot) =>
    at < 0.5 ? isOneShelf(slot, home) : slot.plan === home.plan,
  );
  return pickSlot(world, at < 0.8 && near.length > 0 ? near : others);
}

/** A slot of another product that weighs nearly as much; of the same gondola if asked. */
function findNear({ world }: Visit, slot: Slot, isOneGondola: boolean): Slot | null {
  const near = world.slots.filter((other) => {
    if (other.barcode === slot.barcode || (isOneGondola && other.plan !== slot.plan)) return false;
    return Math.abs(other.meanWeightG / slot.meanWeightG - 1) < NEAR_SHARE;
  });
  return near.length === 0 ? null : pickSlot(world, near);
}

/** Takes two of nearly one weight, and puts one of them where the other was. */
function* swapNear(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const choice = yield* goTo(visit, shopper, (slot) => findNear(visit, slot, true) !== null);
  if (choice === null) return;
  const { slot } = choice;
  const near = findNear(visit, slot, true)!;
  const held = shopper.carried.length;
  const first = startPlan(world, shopper);
  planTake(first, slot, [world.random.pick(slot.items)], soonestOf(first));
  yield* follow(first);
  yield* approach(world, shopper, near, middleOf(near));
  if (near.items.length > 0) {
    const second = startPlan(world, shopper);
    planTake(second, near, [world.random.pick(near.items)], soonestOf(second));
    yield* follow(second);
  }
  const back = shopper.carried[world.random.integer(held, shopper.carried.length - 1)];
  if (back === undefined) return;
  yield world.nowMs + world.random.uniform(500, 4000);
  yield* putOn(visit, shopper, back, back.home === slot.index ? near : slot);
}

/** Takes something that lies where it does not belong, or leaves something there. */
function* takeMisplaced(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const isStray = (slot: Slot) => (item: Item) => item.barcode !== slot.barcode;
  const slots = world.slots.filter((slot) => {
    return isReachable(shopper, slot) && slot.items.some(isStray(slot));
  });
  if (slots.length === 0) return yield* act(visit, shopper, "misplace");
  const slot = pickSlot(world, slots);
  yield* approach(world, shopper, slot, middleOf(slot));
  yield* browse(visit);
  const item = slot.items.find(isStray(slot));
  if (item === undefined) return;
  const plan = startPlan(world, shopper);
  planTake(plan, slot, [item], soonestOf(plan));
  visit.note(shopper, "takeMisplaced");
  yield* follow(plan);
}

function drawLengthMs({ world }: Visit, lengthS?: readonly [number, number]): number {
  const { random, physics } = world;
  if (lengthS === undefined) return 1000 * drawPressS(random, physics.press);
  return 1000 * random.uniform(lengthS[0], lengthS[1]);
}

function* force(
  visit: Visit,
  shopper: Shopper,
  kind: ForceKind,
  lengthS?: readonly [number, number],
): Script {
  const { world } = visit;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { slot } = choice;
  const plan = startPlan(world, shopper);
  const startMs = soonestOf(plan);
  const endMs = startMs + drawLengthMs(visit, lengthS);
  planForce(plan, slot, world.random.pick(slot.items), kind, { startMs, endMs });
  visit.pressing.push({ shopper, slot, untilMs: endMs });
  yield* follow(plan);
}

/** A press or lift and a pick of the same: soon after it, as its end, or in the middle of it. */
function* forceAndTake(visit: Visit, shopper: Shopper, when: "after" | "end" | "inside"): Script {
  const { world } = visit;
  const { random } = world;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { slot } = choice;
  const plan = startPlan(world, shopper);
  const startMs = soonestOf(plan);
  const lengthMs = Math.max(when === "inside" ? 1200 : 300, drawLengthMs(visit));
  const endMs = startMs + lengthMs;
  const hand = random.chance(0.5) ? 0 : 1;
  const item = random.pick(slot.items);
  // Who lifts an item in whose place another is taken has both hands in the shelf.
  const kind = when !== "inside" && random.chance(0.4) ? "lift" : "press";
  planForce(plan, slot, item, kind, { startMs, endMs }, hand);
  visit.pressing.push({ shopper, slot, untilMs: endMs });
  const centreMs = {
    after: endMs + random.uniform(20, 700),
    end: Math.max(startMs + 200, endMs - random.uniform(0, 180)),
    inside: startMs + lengthMs * random.uniform(0.3, 0.8),
  }[when];
  const isOther = when === "inside" && random.chance(0.7);
  const own = hand === 0 ? 1 : 0;
  // What is taken in a press lies beside it as often as under it.
  const taken = when === "inside" ? random.pick(slot.items) : item;
  planTake(plan, slot, [taken], centreMs, isOther ? own : hand);
  yield* follow(plan);
}

/** Puts something back with one hand while the other presses there. */
function* putInPress(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const { random } = world;
  const held = shopper.carried.length;
  yield* pick(visit, shopper);
  const item = shopper.carried[held];
  if (item === undefined) return;
  const slot = world.slots[item.home]!;
  yield world.nowMs + random.uniform(500, 3000);
  yield* approach(world, shopper, slot, middleOf(slot));
  if (slot.items.length === 0) return yield* putOn(visit, shopper, item, slot);
  const plan = startPlan(world, shopper);
  const startMs = soonestOf(plan);
  const lengthMs = Math.max(800, drawLengthMs(visit));
  const hand = random.chance(0.5) ? 0 : 1;
  const time = { startMs, endMs: startMs + lengthMs };
  planForce(plan, slot, random.pick(slot.items), "press", time, hand);
  const centreMs = startMs + lengthMs * random.uniform(0.3, 1.1);
  planPut(plan, slot, item, centreMs, { hand: hand === 0 ? 1 : 0 });
  yield* follow(plan);
}

function* transfer(visit: Visit, shopper: Shopper, kind: "knock" | "slide"): Script {
  const { world } = visit;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { slot } = choice;
  const plan = startPlan(world, shopper);
  planTransfer(plan, slot, world.random.pick(slot.items), kind, soonestOf(plan));
  yield* follow(plan);
}

/** A hand goes in and comes out with nothing. */
function* reachOnly(visit: Visit, shopper: Shopper): Script {
  const { world } = visit;
  const choice = yield* goTo(visit, shopper);
  if (choice === null) return;
  const { moveMs } = shopper.body;
  const leaveMs = world.nowMs + moveMs + world.random.uniform(200, 1800);
  reachShelf(world, shopper, choice.slot, middleOf(choice.slot), leaveMs);
  yield leaveMs + moveMs;
}

function* walkPast({ world }: Visit, shopper: Shopper): Script {
  const { random } = world;
  const plan = random.pick(world.floor.gondolas);
  const alongM = random.uniform(0, plan.plateCount * plan.plateWidthM);
  yield* walk(world, shopper, toWorld(plan, alongM, -random.uniform(0.6, 0.9)), plan.aisle);
}
