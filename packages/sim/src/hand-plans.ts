/**
 * Hands at a shelf, planned ahead: each thing a hand does is a few steps with a time, so that a press
 * and a pick, or the two hands of one person, can overlap in any way. What is added to a plan begins
 * `HAND_LEAD_MS` after now at the soonest.
 */

import { makeForceContact } from "./contact.ts";
import { moveWeight, placeOfItem, reachShelf, writeShelfEvent } from "./moves.ts";
import { drawPressG, makeLean, makeLift, makePress, makeTransfer } from "./presses.ts";
import type { Item, Slot } from "./stock.ts";
import { labelPlates, layItem } from "./stock.ts";
import { LOOK_AHEAD_MS, type Script, type Shopper, type World } from "./world.ts";

interface Step {
  readonly atMs: number;
  readonly run: () => void;
}

export interface HandPlan {
  readonly world: World;
  readonly shopper: Shopper;
  readonly steps: Step[];
  untilMs: number;
}

/** Shortest time for which hands are at the shelf before it bears them. */
const DWELL_MIN_MS = 230;
const DWELL_MAX_MS = 650;
/** Of a hand that is already there. */
const QUICK_MS = 20;

export function startPlan(world: World, shopper: Shopper): HandPlan {
  return { world, shopper, steps: [], untilMs: world.nowMs };
}

/** The soonest time at which something that is planned now can be felt. */
export function soonestOf({ world, shopper }: HandPlan): number {
  return world.nowMs + Math.max(LOOK_AHEAD_MS, shopper.body.moveMs) + DWELL_MIN_MS;
}

export function* follow(plan: HandPlan): Script {
  const { world } = plan;
  for (const { atMs, run } of plan.steps.sort((a, b) => a.atMs - b.atMs)) {
    if (atMs > world.nowMs) yield atMs;
    run();
  }
  if (plan.untilMs > world.nowMs) yield plan.untilMs;
}

/** When a hand sets out that is to be felt at `feltMs`. */
function setOutFor({ world, shopper }: HandPlan, feltMs: number, notBeforeMs: number): number {
  const dwellMs = world.random.uniform(DWELL_MIN_MS, DWELL_MAX_MS);
  const latestMs = feltMs - LOOK_AHEAD_MS - QUICK_MS;
  return Math.max(notBeforeMs, Math.min(latestMs, feltMs - shopper.body.moveMs - dwellMs));
}

function leaveAfter(plan: HandPlan, feltMs: number): number {
  const { world, shopper } = plan;
  const leaveMs = feltMs + world.physics.reach.afterMs * world.random.uniform(0.4, 1.5);
  plan.untilMs = Math.max(plan.untilMs, leaveMs + shopper.body.moveMs);
  return leaveMs;
}

/** Takes items that lie on the slot, all in one hand; from now on nobody else gets them. */
export function planTake(
  plan: HandPlan,
  slot: Slot,
  items: readonly Item[],
  centreMs: number,
  hand?: 0 | 1,
): void {
  const { world, shopper } = plan;
  for (const item of items) slot.items.splice(slot.items.indexOf(item), 1);
  const leaveMs = leaveAfter(plan, centreMs);
  const centres = items.map((_, k) => centreMs + (k === 0 ? 0 : world.random.uniform(0, 160)));
  plan.steps.push({
    atMs: setOutFor(plan, centreMs, world.nowMs),
    run() {
      shopper.intent = { slot, centreMs };
      reachShelf(world, shopper, slot, items[0]!.alongM, leaveMs, hand);
      const earliestMs = world.nowMs + LOOK_AHEAD_MS;
      items.forEach((item, k) => {
        moveWeight(world, placeOfItem(slot, item), -item.weightG, centres[k]!, earliestMs);
      });
    },
  });
  items.forEach((item, k) => {
    plan.steps.push({
      atMs: centres[k]!,
      run() {
        shopper.intent = null;
        item.home = slot.index;
        shopper.carried.push(item);
        shopper.categories.push(slot.category);
        writeShelfEvent(world, shopper, slot, item, "pickup", -item.weightG);
      },
    });
  });
}

/** Puts an item of the cart, or one that is taken before, on the slot's plates. */
export function planPut(
  plan: HandPlan,
  slot: Slot,
  item: Item,
  centreMs: number,
  options: { readonly hand?: 0 | 1; readonly notBeforeMs?: number } = {},
): void {
  const { world, shopper } = plan;
  const leaveMs = leaveAfter(plan, centreMs);
  plan.steps.push({
    atMs: setOutFor(plan, centreMs, options.notBeforeMs ?? world.nowMs),
    run() {
      layItem(item, slot, world.field, world.random);
      reachShelf(world, shopper, slot, item.alongM, leaveMs, options.hand);
      const earliestMs = world.nowMs + LOOK_AHEAD_MS;
      moveWeight(world, placeOfItem(slot, item), item.weightG, centreMs, earliestMs);
    },
  });
  plan.steps.push({
    atMs: centreMs,
    run() {
      shopper.carried.splice(shopper.carried.indexOf(item), 1);
      slot.items.push(item);
      writeShelfEvent(world, shopper, slot, item, "putback", item.weightG);
    },
  });
}

/** Share of lifts that take hold of two items. */
const LIFT_TWO_SHARE = 0.2;

export type ForceKind = "press" | "lift" | "lean" | "touch";

/** A force on the slot's plates about the item, which is gone at `endMs`. */
export function planForce(
  plan: HandPlan,
  slot: Slot,
  item: Item,
  kind: ForceKind,
  time: { readonly startMs: number; readonly endMs: number },
  hand?: 0 | 1,
): void {
  const { world, shopper } = plan;
  const { startMs, endMs } = time;
  const leaveMs = endMs + world.random.uniform(0, 150);
  plan.untilMs = Math.max(plan.untilMs, leaveMs + shopper.body.moveMs);
  plan.steps.push({
    atMs: setOutFor(plan, startMs, world.nowMs),
    run() {
      reachShelf(world, shopper, slot, item.alongM, leaveMs, hand);
      addForce(world, slot, item, kind, time);
    },
  });
  plan.steps.push({
    atMs: startMs,
    run: () => writeShelfEvent(world, shopper, slot, item, "hold", 0, endMs),
  });
}

function addForce(
  world: World,
  slot: Slot,
  item: Item,
  kind: ForceKind,
  time: { readonly startMs: number; readonly endMs: number },
): void {
  const { random, field, physics } = world;
  const { gondola, shelf } = slot.facing;
  const plate = item.plates[random.integer(0, item.plates.length - 1)]!;
  const at = { gondola, shelf, plate, plateCount: slot.plan.plateCount };
  if (kind === "lift") {
    const second = random.chance(LIFT_TWO_SHARE)
      ? slot.items.find((one) => one !== item)
      : undefined;
    for (const lifted of second === undefined ? [item] : [item, second]) {
      const where = placeOfItem(slot, lifted);
      field.addContact(makeLift(where, lifted.weightG, time, random, physics.press));
    }
  } else if (kind === "lean") {
    const forceG = 4 * drawPressG(random, physics.press);
    field.addContact(makeLean(field, at, forceG, time, random, physics.press));
  } else if (kind === "touch") {
    const { touchMinG, touchMaxG, touchPressShare } = physics.contact;
    const sign = random.chance(touchPressShare) ? 1 : -1;
    const forceG = sign * random.uniform(touchMinG, touchMaxG);
    const where = { gondola, shelf, effect: field.spread(gondola, shelf, [plate], [1]) };
    field.addContact(makeForceContact(where, forceG, time.startMs, time.endMs, random));
  } else {
    const forceG = drawPressG(random, physics.press);
    const contacts = makePress(field, at, forceG, time, random, physics.press);
    for (const contact of contacts) field.addContact(contact);
  }
}

/** An item is knocked over, or slid to the next plate: its weight stays on the shelf. */
export function planTransfer(
  plan: HandPlan,
  slot: Slot,
  item: Item,
  kind: "knock" | "slide",
  startMs: number,
  hand?: 0 | 1,
): void {
  const { world, shopper } = plan;
  const { random, field } = world;
  const lengthS = kind === "knock" ? random.uniform(0.06, 0.25) : random.uniform(0.3, 1.6);
  const endMs = startMs + 1000 * lengthS;
  const leaveMs = leaveAfter(plan, endMs);
  const before = labelPlates(item);
  let isThere = false;
  plan.steps.push({
    atMs: setOutFor(plan, startMs, world.nowMs),
    run() {
      reachShelf(world, shopper, slot, item.alongM, leaveMs, hand);
      // Somebody else may have taken it since it was planned.
      isThere = slot.items.includes(item);
      if (!isThere) return;
      const from = placeOfItem(slot, item);
      moveAlong(world, slot, item, kind);
      const to = placeOfItem(slot, item);
      field.addContact(makeTransfer(from, to, item.weightG, startMs, lengthS, random));
    },
  });
  plan.steps.push({
    atMs: startMs,
    run() {
      if (!isThere) return;
      const plates = [...new Set([...before, ...labelPlates(item)])].sort((a, b) => a - b);
      writeShelfEvent(world, shopper, slot, item, "hold", 0, endMs, plates);
    },
  });
}

/** Lays the item a plate further, or flat over two or three plates. */
function moveAlong(world: World, slot: Slot, item: Item, kind: "knock" | "slide"): void {
  const { random, field } = world;
  const { plateWidthM } = slot;
  const { plateCount } = slot.plan;
  const side = random.chance(0.5) ? 1 : -1;
  const own = item.plates[0]!;
  const by = own + side >= 1 && own + side <= plateCount ? side : -side;
  const plates =
    kind === "slide"
      ? item.plates.map((plate) => plate + by)
      : [own, own + by, ...(random.chance(0.3) ? [own + 2 * by] : [])];
  const kept = plates.filter((plate) => plate >= 1 && plate <= plateCount);
  const raw = kept.map(() => random.uniform(0.2, 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  item.plates = kept;
  item.shares = raw.map((share) => share / sum);
  item.alongM += 0.5 * by * plateWidthM;
  const { gondola, shelf } = slot.facing;
  item.effect = field.spread(gondola, shelf, item.plates, item.shares, item.alongM);
}
