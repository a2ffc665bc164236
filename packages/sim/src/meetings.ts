/** Two people whose hands meet: something changes hands, or nothing does. */

import type { Random } from "@saunter/numerics/random";
import { keepAppointment } from "./behaviour.ts";
import type { Point } from "./floor-plan-types.ts";
import { reachPoint, turn, walk } from "./moves.ts";
import { stepOut } from "./obstacles.ts";
import type { Visit } from "./visit.ts";
import { placeOf, type Script, type Shopper, type World } from "./world.ts";

/** Longest wait for the other. */
const APPOINTMENT_MS = 10_000;
const WAIT_STEP_MS = 150;
/** Share of those who were given something that put it back. */
const UNWANTED_SHARE = 0.2;
/** Share of givers who give two things. */
const TWO_SHARE = 0.1;

/** How hands meet. Metres and seconds. */
interface Meeting {
  readonly name: string;
  readonly apartM: readonly [number, number];
  readonly handsApartM: readonly [number, number];
  readonly belowHeadM: readonly [number, number];
  readonly lengthS: readonly [number, number];
  /** Whether the other holds out a hand, too. */
  readonly isMutual: boolean;
}

const GIVE: Meeting = {
  name: "give",
  apartM: [0.5, 0.9],
  handsApartM: [0.04, 0.16],
  belowHeadM: [0.4, 0.75],
  lengthS: [0.2, 1.3],
  isMutual: true,
};

const GESTURES: readonly Meeting[] = [
  {
    name: "handshake",
    apartM: [0.6, 0.9],
    handsApartM: [0.03, 0.14],
    belowHeadM: [0.5, 0.7],
    lengthS: [0.6, 2.5],
    isMutual: true,
  },
  {
    name: "point",
    apartM: [0.4, 0.9],
    handsApartM: [0.1, 0.5],
    belowHeadM: [0.15, 0.6],
    lengthS: [0.4, 2],
    isMutual: false,
  },
  {
    name: "basket",
    apartM: [0.5, 0.9],
    handsApartM: [0.05, 0.35],
    belowHeadM: [0.7, 0.95],
    lengthS: [0.5, 2],
    isMutual: true,
  },
  {
    name: "wave",
    apartM: [0.5, 1.1],
    handsApartM: [0.15, 0.45],
    belowHeadM: [0.2, 0.6],
    lengthS: [0.3, 1.2],
    isMutual: true,
  },
];

/** Agrees with somebody, goes there and holds out a hand; alone in the shop, somebody picks. */
export function* meet(
  visit: Visit,
  shopper: Shopper,
  gives: boolean,
  pick: (visit: Visit, shopper: Shopper) => Script,
): Script {
  const { world } = visit;
  if (gives && shopper.carried.length === 0) yield* pick(visit, shopper);
  yield* keepAppointment(world, shopper);
  const free = world.shoppers.filter((other) => {
    return other !== shopper && other.appointment === null && !other.leaving;
  });
  if (free.length === 0) return gives ? undefined : yield* pick(visit, shopper);
  if (gives && shopper.carried.length === 0) return;
  const other = world.random.pick(free);
  shopper.appointment = other;
  other.appointment = shopper;
  const giveUpMs = world.nowMs + APPOINTMENT_MS;
  while (!other.ready && world.nowMs < giveUpMs) yield world.nowMs + WAIT_STEP_MS;
  if (other.ready) {
    const meeting = gives ? GIVE : world.random.pick(GESTURES);
    yield* goAndMeet(visit, shopper, other, meeting);
  }
  shopper.appointment = null;
  other.appointment = null;
  other.ready = false;
}

function drawOf(random: Random, [from, to]: readonly [number, number]): number {
  return random.uniform(from, to);
}

function directionOf(from: Point, to: Point): { readonly x: number; readonly y: number } {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 1e-6) return { x: 1, y: 0 };
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function faceEachOther(world: World, a: Shopper, b: Shopper): void {
  const [at, to] = [placeOf(a, world.nowMs), placeOf(b, world.nowMs)];
  turn(world, a, Math.atan2(to.y - at.y, to.x - at.x));
  turn(world, b, Math.atan2(at.y - to.y, at.x - to.x));
}

function* goAndMeet(visit: Visit, shopper: Shopper, other: Shopper, meeting: Meeting): Script {
  const { world } = visit;
  const { random } = world;
  const theirs = placeOf(other, world.nowMs);
  const apartM = drawOf(random, meeting.apartM);
  const from = directionOf(theirs, placeOf(shopper, world.nowMs));
  const target = { x: theirs.x + apartM * from.x, y: theirs.y + apartM * from.y };
  yield* walk(world, shopper, stepOut(world.floor, target), other.aisle);
  faceEachOther(world, shopper, other);
  shopper.before = null;
  other.before = null;
  const mine = placeOf(shopper, world.nowMs);
  const across = directionOf(mine, theirs);
  const z = Math.min(shopper.body.heightM, other.body.heightM) - drawOf(random, meeting.belowHeadM);
  const gapM = drawOf(random, meeting.handsApartM) / 2;
  const leaveMs = world.nowMs + shopper.body.moveMs + 1000 * drawOf(random, meeting.lengthS);
  const hold = (who: Shopper, side: number) => {
    const x = (mine.x + theirs.x) / 2 + side * gapM * across.x + random.normal(0, 0.03);
    const y = (mine.y + theirs.y) / 2 + side * gapM * across.y + random.normal(0, 0.03);
    reachPoint(world, who, { x, y, z: z + random.normal(0, 0.02) }, leaveMs);
  };
  hold(shopper, -1);
  if (meeting.isMutual) hold(other, 1);
  yield (world.nowMs + shopper.body.moveMs + leaveMs) / 2;
  visit.note(shopper, meeting.name);
  visit.note(other, meeting.name === "give" ? "receive" : meeting.name);
  if (meeting === GIVE) give(visit, shopper, other);
  yield leaveMs + shopper.body.moveMs;
}

/** Mostly what was taken last; it is the other's from now on. */
function give(visit: Visit, shopper: Shopper, other: Shopper): void {
  const { world } = visit;
  const { random } = world;
  const count = shopper.carried.length > 1 && random.chance(TWO_SHARE) ? 2 : 1;
  for (let k = 0; k < count; k++) {
    const last = shopper.carried.length - 1;
    const at = random.chance(0.7) ? last : random.integer(0, last);
    const item = shopper.carried.splice(at, 1)[0]!;
    other.carried.push(item);
    const home = world.slots[item.home]!;
    world.writeEvent({
      timestamp: world.nowMs / 1000,
      targetId: shopper.id,
      otherId: other.id,
      barcode: item.barcode,
      kind: "handover",
      gondola: home.facing.gondola,
      shelf: home.facing.shelf,
      plates: [...item.plates],
      grams: 0,
    });
    if (random.chance(UNWANTED_SHARE)) visit.unwanted.set(other, item);
  }
}
