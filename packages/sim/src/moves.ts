/** What bodies do: walk, stand, reach, take and put; each a script that yields wake times. */

import { headingAt, type Reach } from "./body.ts";
import {
  type ContactPlace,
  makeForceContact,
  makeHoldContact,
  makeRingContact,
} from "./contact.ts";
import { findWay, toWorld } from "./floor-plan.ts";
import type { Point } from "./floor-plan-types.ts";
import { drawMove } from "./move-shapes.ts";
import { stepOut } from "./obstacles.ts";
import { type Item, labelPlates, layItem, type Slot } from "./stock.ts";
import { followOnOwnStream } from "./visit-plan.ts";
import {
  LOOK_AHEAD_MS,
  placeOf,
  type Script,
  type Shopper,
  setMotion,
  type World,
} from "./world.ts";

/** One reaches what is so far to the side. */
const BESIDE_M = 0.3;
/** How often they check for space, and for how long at most. */
const LOOK_FOR_ROOM_MS = 300;
const WAIT_FOR_ROOM_MS = 30_000;
/** Longest time somebody waits, hand out, for the other's reach. */
const WAIT_FOR_OTHER_MS = 2500;

export function* walk(world: World, shopper: Shopper, to: Point, aisle: number): Script {
  const { random } = world;
  shopper.before = null;
  const from = placeOf(shopper, world.nowMs);
  if (world.keepApartM !== null) shopper.goal = to;
  for (const leg of listLegs(world, shopper, from, to, aisle)) {
    const at = placeOf(shopper, world.nowMs);
    const distance = Math.hypot(leg.x - at.x, leg.y - at.y);
    if (distance < 0.05) continue;
    const { paceScale } = shopper.body.style;
    const { reach } = world.physics;
    const speed =
      (reach.walkMPerS * random.uniform(reach.walkShareMin, reach.walkShareMax)) / paceScale;
    const endMs = world.nowMs + (1000 * distance) / speed;
    setMotion(shopper, {
      from: at,
      to: leg,
      startMs: world.nowMs,
      endMs,
      headingFromRad: headingAt(shopper.body, world.nowMs),
      headingToRad: Math.atan2(leg.y - at.y, leg.x - at.x),
    });
    const firstMs = world.nowMs + LOOK_AHEAD_MS;
    for (let t = firstMs; t < endMs; t += world.physics.shake.stepIntervalMs) {
      const share = (t - world.nowMs) / (endMs - world.nowMs);
      const x = at.x + share * (leg.x - at.x);
      const y = at.y + share * (leg.y - at.y);
      world.field.addStep(t, { x, y }, shopper.random ?? undefined);
    }
    yield endMs;
  }
  shopper.aisle = aisle;
}

/** The way as straight legs, around those who stand in it where people keep apart. */
function listLegs(
  world: World,
  shopper: Shopper,
  from: Point,
  to: Point,
  aisle: number,
): readonly Point[] {
  const way = findWay(world.floor, from, shopper.aisle, to, aisle);
  const { keepApartM } = world;
  if (keepApartM === null) return way;
  return way.flatMap((leg, at) => {
    const start = at === 0 ? from : way[at - 1]!;
    return [...findDetours(world, shopper, start, leg, keepApartM), leg];
  });
}

/** Points beside those who stand between two points, in the order of the way. */
function findDetours(
  world: World,
  shopper: Shopper,
  from: Point,
  to: Point,
  apartM: number,
): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < apartM) return [];
  const ahead = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const detours = world.shoppers.flatMap((other) => {
    if (other === shopper) return [];
    const at = other.body.motion.to;
    const along = (at.x - from.x) * ahead.x + (at.y - from.y) * ahead.y;
    const left = (at.y - from.y) * ahead.x - (at.x - from.x) * ahead.y;
    if (along < 0.1 || along > length - 0.1 || Math.abs(left) >= apartM) return [];
    // Past them on the nearer side, or on the other if a gondola stands there.
    const sides = left > 0 ? [left - apartM, left + apartM] : [left + apartM, left - apartM];
    const points = sides.map((aside) => ({
      x: from.x + along * ahead.x - aside * ahead.y,
      y: from.y + along * ahead.y + aside * ahead.x,
    }));
    const free = points.find((point) => stepOut(world.floor, point) === point);
    return free === undefined ? [] : [{ along, point: free }];
  });
  return detours.sort((a, b) => a.along - b.along).map(({ point }) => point);
}

/** A place before the slot that nobody stands on, beside the point that is to be reached. */
export function choosePlace(world: World, shopper: Shopper, slot: Slot, alongM: number): Point {
  const { random, scenario } = world;
  const into = -(
    world.physics.reach.standBeforeM + random.normal(0, world.physics.reach.standBeforeSpreadM)
  );
  let beside = random.normal(0, scenario.standSpreadM);
  for (let attempt = 0; attempt < 6; attempt++) {
    const place = toWorld(slot.plan, alongM + beside, into);
    if (!isTaken(world, shopper, place, world.physics.reach.elbowRoomM)) return place;
    beside += (beside < 0 ? -1 : 1) * random.uniform(0.1, 0.25) * (attempt % 2 === 0 ? 1 : -2);
  }
  return toWorld(slot.plan, alongM + beside, into - 0.15);
}

/** Whether somebody else stands there, or is on the way. */
function isTaken(world: World, shopper: Shopper, place: Point, roomM: number): boolean {
  return world.shoppers.some((other) => {
    if (other === shopper) return false;
    const to = other.goal ?? other.body.motion.to;
    return Math.hypot(to.x - place.x, to.y - place.y) < roomM;
  });
}

/** Whether nobody else stands before the slot, where people look for room at all. */
export function hasRoom(world: World, shopper: Shopper, slot: Slot, alongM: number): boolean {
  if (world.roomM === null) return true;
  const place = toWorld(slot.plan, alongM, -world.physics.reach.standBeforeM);
  return !isTaken(world, shopper, place, world.roomM);
}

/** Waits, where they are, until there is room before the slot; goes there all the same in the end. */
function* awaitPlace(
  world: World,
  shopper: Shopper,
  slot: Slot,
  alongM: number,
): Generator<number, Point, void> {
  const { random, scenario, roomM } = world;
  if (roomM === null) return choosePlace(world, shopper, slot, alongM);
  const untilMs = world.nowMs + WAIT_FOR_ROOM_MS;
  for (;;) {
    const into = -(
      world.physics.reach.standBeforeM + random.normal(0, world.physics.reach.standBeforeSpreadM)
    );
    const spreadM = Math.max(BESIDE_M, scenario.standSpreadM);
    const place = toWorld(slot.plan, alongM + random.uniform(-spreadM, spreadM), into);
    if (!isTaken(world, shopper, place, roomM) || world.nowMs > untilMs) return place;
    yield world.nowMs + LOOK_FOR_ROOM_MS;
  }
}

/** Walks to the slot and turns to the shelf. */
export function* approach(world: World, shopper: Shopper, slot: Slot, alongM: number): Script {
  yield* followOnOwnStream(world, shopper, () => goBefore(world, shopper, slot, alongM));
}

function* goBefore(world: World, shopper: Shopper, slot: Slot, alongM: number): Script {
  const at = placeOf(shopper, world.nowMs);
  const reachable = toWorld(slot.plan, alongM, -world.physics.reach.standBeforeM);
  const near = Math.hypot(at.x - reachable.x, at.y - reachable.y) < 0.3;
  if (!(near && shopper.before === slot.plan)) {
    const place = yield* awaitPlace(world, shopper, slot, alongM);
    yield* walk(world, shopper, place, slot.plan.aisle);
  }
  stand(world, shopper);
  shopper.before = slot.plan;
  const here = placeOf(shopper, world.nowMs);
  setMotion(shopper, {
    from: here,
    to: here,
    startMs: world.nowMs,
    endMs: world.nowMs,
    headingFromRad: headingAt(shopper.body, world.nowMs),
    headingToRad: slot.plan.yawRad + Math.PI / 2,
  });
}

export function stand(world: World, shopper: Shopper): void {
  turn(world, shopper, headingAt(shopper.body, world.nowMs));
}

/** Stands still and turns. */
export function turn(world: World, shopper: Shopper, headingToRad: number): void {
  const here = placeOf(shopper, world.nowMs);
  setMotion(shopper, {
    from: here,
    to: here,
    startMs: world.nowMs,
    endMs: world.nowMs,
    headingFromRad: headingAt(shopper.body, world.nowMs),
    headingToRad,
  });
}

/** The hand on the side of the point, seen by the body. */
function chooseHand(world: World, shopper: Shopper, at: Point): 0 | 1 {
  const heading = headingAt(shopper.body, world.nowMs);
  const place = placeOf(shopper, world.nowMs);
  const left = -Math.sin(heading) * (at.x - place.x) + Math.cos(heading) * (at.y - place.y);
  const { rightM } = shopper.body.style;
  return left - rightM + world.random.normal(0, world.physics.reach.handSpreadM) > 0 ? 0 : 1;
}

function addReach(shopper: Shopper, reach: Reach, nowMs: number): void {
  shopper.body.reaches = shopper.body.reaches.filter((old) => old.endMs > nowMs);
  shopper.body.reaches.push(reach);
}

/** Sends a hand into the shelf, there from now + `moveMs` until `leaveMs`; `hand`: that one. */
export function reachShelf(
  world: World,
  shopper: Shopper,
  slot: Slot,
  alongM: number,
  leaveMs: number,
  hand?: 0 | 1,
): void {
  const { random, physics } = world;
  const { reach } = physics;
  const { style } = shopper.body;
  const deep = random.normal(reach.depthM + style.depthM, reach.depthSpreadM);
  const into = Math.max(reach.depthMinM, Math.min(slot.plan.depthM - 0.02, deep));
  const at = toWorld(slot.plan, alongM + random.normal(0, reach.sideSpreadM), into);
  const above = random.normal(reach.heightM + style.reachHeightM, reach.heightSpreadM);
  const z = slot.plan.shelfHeightsM[slot.facing.shelf - 1]!;
  addReach(
    shopper,
    {
      hand: hand ?? chooseHand(world, shopper, at),
      x: at.x,
      y: at.y,
      z: z + Math.max(reach.heightMinM, Math.min(reach.heightMaxM, above)),
      startMs: world.nowMs,
      arriveMs: world.nowMs + shopper.body.moveMs,
      leaveMs,
      endMs: leaveMs + shopper.body.moveMs,
    },
    world.nowMs,
  );
}

/** Holds a hand to a point of the room until `leaveMs`: looks at an item, or gives it. */
export function reachPoint(
  world: World,
  shopper: Shopper,
  at: { readonly x: number; readonly y: number; readonly z: number },
  leaveMs: number,
  hand?: 0 | 1,
): void {
  addReach(
    shopper,
    {
      hand: hand ?? chooseHand(world, shopper, at),
      x: at.x,
      y: at.y,
      z: at.z,
      startMs: world.nowMs,
      arriveMs: world.nowMs + shopper.body.moveMs,
      leaveMs,
      endMs: leaveMs + shopper.body.moveMs,
    },
    world.nowMs,
  );
}

/** How long a hand stays after what it has done. */
function drawAfterMs({ physics, random }: World): number {
  const { afterMs, afterShareMin, afterShareMax } = physics.reach;
  return afterMs * random.uniform(afterShareMin, afterShareMax);
}

/** When the shelf will feel a hand that sets out now; `withMs` is another's time to meet. */
export function chooseCentre(world: World, shopper: Shopper, withMs: number | null): number {
  const { random, nowMs, physics } = world;
  const { beforeMs, beforeMinMs, beforeShareMin, beforeShareMax } = physics.reach;
  const before = Math.max(beforeMinMs, beforeMs * random.uniform(beforeShareMin, beforeShareMax));
  const soonest = nowMs + shopper.body.moveMs + before;
  if (withMs === null) return soonest;
  return Math.min(Math.max(soonest, withMs + random.normal(0, 120)), soonest + WAIT_FOR_OTHER_MS);
}

/**
 * Takes `count` items, `gapMs` apart, in one reach (stops where the slot is empty).
 * @param withMs the time of another's contact to coincide with, or null
 */
export function* takeItems(
  world: World,
  shopper: Shopper,
  slot: Slot,
  count: number,
  gapMs: number,
  withMs: number | null = null,
): Script {
  const { random } = world;
  const taken: Item[] = [];
  for (let i = 0; i < count && slot.items.length > 0; i++) {
    taken.push(...slot.items.splice(random.integer(0, slot.items.length - 1), 1));
  }
  if (taken.length === 0) return;
  const firstMs = chooseCentre(world, shopper, withMs);
  const centres = taken.map((_, i) => firstMs + i * gapMs * random.uniform(0.8, 1.2));
  const lastMs = Math.max(...centres);
  const leaveMs = lastMs + drawAfterMs(world);
  shopper.intent = { slot, centreMs: firstMs };
  reachShelf(world, shopper, slot, taken[0]!.alongM, leaveMs);
  const earliestMs = world.nowMs + LOOK_AHEAD_MS;
  taken.forEach((item, i) => {
    moveWeight(world, placeOfItem(slot, item), -item.weightG, centres[i]!, earliestMs);
  });
  for (let i = 0; i < taken.length; i++) {
    yield centres[i]!;
    const item = taken[i]!;
    item.home = slot.index;
    shopper.carried.push(item);
    shopper.categories.push(slot.category);
    writeShelfEvent(world, shopper, slot, item, "pickup", -item.weightG);
  }
  shopper.intent = null;
  yield leaveMs + shopper.body.moveMs;
}

/** Puts a carried item onto a slot's plates, wherever there is room. */
export function* putItem(world: World, shopper: Shopper, item: Item, slot: Slot): Script {
  const { random } = world;
  const at = shopper.carried.indexOf(item);
  if (at < 0) return;
  layItem(item, slot, world.field, random);
  const centreMs = chooseCentre(world, shopper, null);
  const leaveMs = centreMs + drawAfterMs(world);
  reachShelf(world, shopper, slot, item.alongM, leaveMs);
  const earliestMs = world.nowMs + LOOK_AHEAD_MS;
  moveWeight(world, placeOfItem(slot, item), item.weightG, centreMs, earliestMs);
  shopper.carried.splice(at, 1);
  yield centreMs;
  slot.items.push(item);
  writeShelfEvent(world, shopper, slot, item, "putback", item.weightG);
  yield leaveMs + shopper.body.moveMs;
}

/** A hand rests on an item or lifts it, and lets it go. */
export function* holdItem(world: World, shopper: Shopper, slot: Slot, item: Item): Script {
  const { random } = world;
  const startMs = chooseCentre(world, shopper, null);
  const endMs =
    startMs + 1000 * random.uniform(world.physics.contact.holdMinS, world.physics.contact.holdMaxS);
  reachShelf(world, shopper, slot, item.alongM, endMs + 200);
  const where = placeOfItem(slot, item);
  const { contact } = world.physics;
  world.field.addContact(makeHoldContact(where, item.weightG, startMs, endMs, random, contact));
  yield startMs;
  writeShelfEvent(world, shopper, slot, item, "hold", 0, endMs);
  yield endMs + 200 + shopper.body.moveMs;
}

/** A brush in passing: the free hand presses on the boards before which the shopper stands. */
export function touchShelf(world: World, shopper: Shopper): void {
  const plan = shopper.before;
  if (plan === null) return;
  const near = world.slots.filter((slot) => slot.plan === plan && slot.items.length > 0);
  if (near.length === 0) return;
  const { random } = world;
  const { contact } = world.physics;
  const slot = random.pick(near);
  const item = random.pick(slot.items);
  const startMs = world.nowMs + shopper.body.moveMs + random.uniform(50, 300);
  const endMs = startMs + random.uniform(contact.touchMinMs, contact.touchMaxMs);
  reachShelf(world, shopper, slot, item.alongM, endMs);
  const sign = random.chance(contact.touchPressShare) ? 1 : -1;
  const forceG = sign * random.uniform(contact.touchMinG, contact.touchMaxG);
  const where = placeOfItem(slot, item);
  world.field.addContact(makeForceContact(where, forceG, startMs, endMs, random, contact));
}

export function placeOfItem(slot: Slot, item: Item): ContactPlace {
  const { gondola, shelf } = slot.facing;
  const isOnBoard = slot.plan.boards?.some(
    (board) => board.shelf === shelf && board.plates.includes(item.plates[0]!),
  );
  return { gondola, shelf, effect: item.effect, ...(isOnBoard ? { isOnBoard } : {}) };
}

/** The plates feel that an item leaves or comes, in one of the world's shapes, and the board rings. */
export function moveWeight(
  world: World,
  where: ContactPlace,
  weightG: number,
  centreMs: number,
  earliestMs: number,
): void {
  const { random, field } = world;
  const { contact } = world.physics;
  for (const moved of drawMove(where, weightG, centreMs, earliestMs, random, contact)) {
    field.addContact(moved);
  }
  if (contact.ringShareMax > 0) {
    const atMs = Math.max(earliestMs, centreMs);
    field.addContact(makeRingContact(where, Math.abs(weightG), atMs, random, contact));
  }
}

export function writeShelfEvent(
  world: World,
  shopper: Shopper,
  slot: Slot,
  item: Item,
  kind: "pickup" | "putback" | "hold",
  grams: number,
  untilMs?: number,
  plates: readonly number[] = labelPlates(item),
): void {
  world.writeEvent({
    timestamp: world.nowMs / 1000,
    targetId: shopper.id,
    barcode: item.barcode,
    kind,
    gondola: slot.facing.gondola,
    shelf: slot.facing.shelf,
    plates: [...plates],
    grams: Math.round(grams * 10) / 10,
    ...(untilMs === undefined ? {} : { untilTimestamp: untilMs / 1000 }),
  });
}
