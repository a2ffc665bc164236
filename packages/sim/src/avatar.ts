/**
 * A shopper of the simulation who does as they are told from outside: body, joints and contacts are
 * those of everybody else. Orders take the place of a script.
 */
import { headingAt } from "./body.ts";
import { toWorld } from "./floor-plan.ts";
import type { Point } from "./floor-plan-types.ts";
import { approach, putItem, stand, takeItems } from "./moves.ts";
import { findFreeShare, findFreeWay, listCorners, slide, stepOut } from "./obstacles.ts";
import type { Item, Slot } from "./stock.ts";
import {
  LOOK_AHEAD_MS,
  listCart,
  placeOf,
  type Script,
  type Shopper,
  setMotion,
  type TrueReceipt,
  type World,
} from "./world.ts";

/** A plate of a shelf. */
export interface PlateName {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
}

export type AvatarOrder =
  /** On and on in a direction, along whatever is in the way; 0 and 0 is standing still. */
  | { readonly kind: "move"; readonly x: number; readonly y: number }
  /** To a place, around whatever is in the way; before a shelf where the place is within it. */
  | { readonly kind: "go"; readonly to: Point }
  /** Walks up to a shelf where it has to, and takes one of what lies there. */
  | { readonly kind: "take"; readonly at: PlateName }
  /** Puts one of what is carried there; where it was, if no place is given. */
  | { readonly kind: "put"; readonly barcode: string; readonly at: PlateName | null }
  | { readonly kind: "leave" };

/** Why an order is not followed. */
export type AvatarRefusal = "not-inside" | "no-such-place" | "nothing-there" | "not-carried";

export interface Avatar {
  readonly shopperId: string;
  /** Takes the place of the order before; what a hand has begun is ended first. */
  order(order: AvatarOrder): AvatarRefusal | null;
  /** `waiting`: for the entrance to be clear. */
  readonly state: () => "waiting" | "inside" | "gone";
  /** What they carry, in truth. */
  readonly carried: () => TrueReceipt["products"];
}

/** What the script of an avatar reads. */
export interface AvatarOrders {
  next: AvatarOrder | null;
}

/** How often orders are polled. */
const LOOK_MS = 50;
/** One step in a direction is so long before it is looked again. */
const STRIDE_M = 0.6;
/** From the gate into the shop. */
const COME_IN_M = 1.3;

export function makeAvatar(world: World, shopper: Shopper, orders: AvatarOrders): Avatar {
  const isInside = (): boolean => world.shoppers.includes(shopper);
  return {
    shopperId: shopper.id,
    state: () => (isInside() ? "inside" : shopper.leaving ? "gone" : "waiting"),
    carried: () => listCart(shopper).products,
    order: (order) => {
      const refusal = isInside() ? findRefusal(world, shopper, order) : "not-inside";
      if (refusal === null) orders.next = order;
      return refusal;
    },
  };
}

function findRefusal(world: World, shopper: Shopper, order: AvatarOrder): AvatarRefusal | null {
  if (order.kind === "take") {
    const slot = findSlot(world, order.at);
    if (slot === null) return "no-such-place";
    return slot.items.length === 0 ? "nothing-there" : null;
  }
  if (order.kind !== "put") return null;
  if (order.at !== null && findSlot(world, order.at) === null) return "no-such-place";
  return shopper.carried.some(({ barcode }) => barcode === order.barcode) ? null : "not-carried";
}

function findSlot({ slots }: World, { gondola, shelf, plate }: PlateName): Slot | null {
  const found = slots.find(
    ({ facing }) =>
      facing.gondola === gondola && facing.shelf === shelf && facing.plates.includes(plate),
  );
  return found ?? null;
}

/** Comes in by itself, so that the gate is free, and does as it is told until it is to leave. */
export function* obey(world: World, shopper: Shopper, orders: AvatarOrders): Script {
  yield* comeIn(world, shopper);
  for (;;) {
    const order = orders.next;
    orders.next = null;
    switch (order?.kind) {
      case undefined:
        yield world.nowMs + LOOK_MS;
        break;
      case "move":
        yield* move(world, shopper, orders, order);
        break;
      case "go":
        yield* goTo(world, shopper, orders, order.to);
        break;
      case "take":
        yield* take(world, shopper, orders, order.at);
        break;
      case "put":
        yield* put(world, shopper, orders, order.barcode, order.at);
        break;
      case "leave":
        if (yield* leave(world, shopper, orders)) return;
        break;
      default:
        order satisfies never;
    }
  }
}

/** Towards the shelves, as far as the gate's zone may reach. */
function* comeIn(world: World, shopper: Shopper): Script {
  const { gondolas } = world.floor;
  const at = placeOf(shopper, world.nowMs);
  const middles = gondolas.map((plan) =>
    toWorld(plan, (plan.plateCount * plan.plateWidthM) / 2, -world.physics.reach.standBeforeM),
  );
  const target = middles.reduce((near, one) =>
    Math.hypot(one.x - at.x, one.y - at.y) < Math.hypot(near.x - at.x, near.y - at.y) ? one : near,
  );
  const distance = Math.hypot(target.x - at.x, target.y - at.y);
  const share = Math.min(1, COME_IN_M / Math.max(distance, 1e-6));
  yield* walkTo(world, shopper, {
    x: at.x + share * (target.x - at.x),
    y: at.y + share * (target.y - at.y),
  });
  stand(world, shopper);
}

/** One straight walk; bodies that walk shake the shelves. */
function* walkTo(world: World, shopper: Shopper, to: Point): Script {
  const at = placeOf(shopper, world.nowMs);
  const distance = Math.hypot(to.x - at.x, to.y - at.y);
  if (distance < 0.02) return;
  const startMs = world.nowMs;
  const endMs = startMs + (1000 * distance) / world.physics.reach.walkMPerS;
  setMotion(shopper, {
    from: at,
    to,
    startMs,
    endMs,
    headingFromRad: headingAt(shopper.body, startMs),
    headingToRad: Math.atan2(to.y - at.y, to.x - at.x),
  });
  for (let tMs = startMs + LOOK_AHEAD_MS; tMs < endMs; tMs += world.physics.shake.stepIntervalMs) {
    const share = (tMs - startMs) / (endMs - startMs);
    world.field.addStep(tMs, { x: at.x + share * (to.x - at.x), y: at.y + share * (to.y - at.y) });
  }
  yield endMs;
}

function* move(
  world: World,
  shopper: Shopper,
  orders: AvatarOrders,
  { x, y }: Extract<AvatarOrder, { kind: "move" }>,
): Script {
  shopper.before = null;
  const length = Math.hypot(x, y);
  while (length > 0 && orders.next === null) {
    const step = { x: (STRIDE_M * x) / length, y: (STRIDE_M * y) / length };
    const at = placeOf(shopper, world.nowMs);
    const to = slide(world.floor, at, step);
    if (to === null || isAway(world, to)) yield world.nowMs + LOOK_MS;
    else yield* until(world, orders, walkTo(world, shopper, to));
  }
  stand(world, shopper);
}

/** Further than this from all shelves and doors there is nothing to walk to. */
const AWAY_M = 1.5;

/** Whether a place is out of the shop, where nobody would see them any more. */
function isAway({ floor: { gondolas, entrance, exit = entrance } }: World, at: Point): boolean {
  const places = [entrance, exit, ...gondolas.flatMap(listCorners)];
  const isOut = (value: number, along: readonly number[]): boolean =>
    value < Math.min(...along) - AWAY_M || value > Math.max(...along) + AWAY_M;
  const isOutX = isOut(
    at.x,
    places.map(({ x }) => x),
  );
  return (
    isOutX ||
    isOut(
      at.y,
      places.map(({ y }) => y),
    )
  );
}

/** Follows a script until it ends, or until there is another order. */
function* until(
  world: World,
  orders: AvatarOrders,
  script: Script,
): Generator<number, boolean, void> {
  for (const wakeMs of script) {
    while (world.nowMs < wakeMs) {
      if (orders.next !== null) return false;
      yield Math.min(wakeMs, world.nowMs + LOOK_MS);
    }
  }
  return true;
}

function* take(world: World, shopper: Shopper, orders: AvatarOrders, at: PlateName): Script {
  const slot = findSlot(world, at)!;
  const item = slot.items.find(({ plates }) => plates.includes(at.plate)) ?? slot.items.at(-1);
  if (item === undefined || !(yield* goBefore(world, shopper, orders, slot, item.alongM))) return;
  yield* takeItems(world, shopper, slot, 1, 0);
}

function* put(
  world: World,
  shopper: Shopper,
  orders: AvatarOrders,
  barcode: string,
  at: PlateName | null,
): Script {
  const item: Item = shopper.carried.find((one) => one.barcode === barcode)!;
  const slot = at === null ? world.slots[item.home]! : findSlot(world, at)!;
  const { plates } = slot.facing;
  const alongM = (plates[0]! - 1 + plates.length / 2) * slot.plateWidthM;
  if (!(yield* goBefore(world, shopper, orders, slot, alongM))) return;
  yield* putItem(world, shopper, item, slot);
}

/** Nearer than this they are there. */
const THERE_M = 0.25;

/** Whether they stand before the place then; another order may have called them off. */
function* goBefore(
  world: World,
  shopper: Shopper,
  orders: AvatarOrders,
  slot: Slot,
  alongM: number,
): Generator<number, boolean, void> {
  const to = toWorld(slot.plan, alongM, -world.physics.reach.standBeforeM);
  const from = placeOf(shopper, world.nowMs);
  const isThere = Math.hypot(to.x - from.x, to.y - from.y) < THERE_M;
  if (!isThere && !(yield* go(world, shopper, orders, to))) return false;
  shopper.aisle = slot.plan.aisle;
  shopper.before = slot.plan;
  // They stand there: what is left is to turn to the shelf.
  yield* approach(world, shopper, slot, alongM);
  return true;
}

/** As near to a place as one can stand. */
function* goTo(world: World, shopper: Shopper, orders: AvatarOrders, to: Point): Script {
  const place = stepOut(world.floor, to);
  if (!isAway(world, place)) yield* go(world, shopper, orders, place);
}

/** Whether they are there then; they stand where another order has called them off. */
function* go(
  world: World,
  shopper: Shopper,
  orders: AvatarOrders,
  to: Point,
): Generator<number, boolean, void> {
  shopper.before = null;
  for (const leg of findFreeWay(world.floor, placeOf(shopper, world.nowMs), to)) {
    const at = placeOf(shopper, world.nowMs);
    const share = findFreeShare(world.floor, at, leg);
    const end = { x: at.x + share * (leg.x - at.x), y: at.y + share * (leg.y - at.y) };
    if ((yield* until(world, orders, walkTo(world, shopper, end))) && share === 1) continue;
    stand(world, shopper);
    return false;
  }
  stand(world, shopper);
  return true;
}

/** Whether they are out. */
function* leave(
  world: World,
  shopper: Shopper,
  orders: AvatarOrders,
): Generator<number, boolean, void> {
  const { entrance, exit = entrance } = world.floor;
  if (!(yield* go(world, shopper, orders, exit))) return false;
  shopper.leaving = true;
  return true;
}
