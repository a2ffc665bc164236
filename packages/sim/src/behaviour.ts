/** What shoppers are up to: a visit is a script of actions drawn from the scenario. */

import type { Random } from "@saunter/numerics/random";
import { headingAt } from "./body.ts";
import { ITEMS_PER_TICKET, QUANTITY_PER_LINE } from "./demand-facts.ts";
import { toWorld } from "./floor-plan.ts";
import {
  approach,
  hasRoom,
  holdItem,
  putItem,
  reachPoint,
  reachShelf,
  stand,
  takeItems,
  walk,
} from "./moves.ts";
import type { ActionName } from "./scenarios.ts";
import { type Slot, slotWeight } from "./stock.ts";
import { placeOf, type Script, type Shopper, type World } from "./world.ts";

/** Longest wait for the other of a hand-over. */
const APPOINTMENT_MS = 20_000;
const WAIT_STEP_MS = 150;
const GATHER_MS = 40_000;

export function* visit(world: World, shopper: Shopper): Script {
  const { random, scenario } = world;
  const names = Object.keys(scenario.actions) as ActionName[];
  const weights = names.map((name) => scenario.actions[name]!);
  const mean = scenario.actionsMean;
  const count =
    mean === null ? random.weighted(ITEMS_PER_TICKET) + 1 : 1 + random.poisson(mean - 1);
  for (let i = 0; i < count; i++) {
    yield* keepAppointment(world, shopper);
    yield* act(world, shopper, names[random.weighted(weights)]!);
  }
  yield* keepAppointment(world, shopper);
  shopper.leaving = true;
  const { entrance, exit = entrance, doorAisle = 0 } = world.floor;
  yield* walk(world, shopper, exit, doorAisle);
}

/** One thing of many that a shopper may do next. */
function* act(world: World, shopper: Shopper, name: ActionName): Script {
  switch (name) {
    case "pick":
      return yield* pick(world, shopper, drawQuantity(world), 260);
    case "pickSeveral":
      return yield* pick(world, shopper, world.random.integer(2, 4), 320);
    case "pickSeries":
      return yield* pick(world, shopper, world.random.integer(2, 3), 230);
    case "compare":
      return yield* compare(world, shopper);
    case "putBack":
      return yield* returnItem(world, shopper, world.physics.misplacedPutbackShare);
    case "misplace":
      return yield* returnItem(world, shopper, 1);
    case "handOver":
      return yield* handOver(world, shopper);
    case "hold":
      return yield* hold(world, shopper, false);
    case "holdThenTake":
      return yield* hold(world, shopper, true);
    case "swapEqual":
      return yield* swapEqual(world, shopper);
    case "reachOnly":
      return yield* reachOnly(world, shopper);
    case "walkPast":
      return yield* walkPast(world, shopper);
    default: {
      const never: never = name;
      throw new RangeError(`unknown action ${String(never)}`);
    }
  }
}

function drawQuantity(world: World): number {
  return world.random.weighted(QUANTITY_PER_LINE) + 1;
}

interface Choice {
  readonly slot: Slot;
  /** Time of another's contact to coincide with, or null. */
  readonly withMs: number | null;
}

/** Draws again so often where there is no room, metres. */
const CHOICES_MAX = 12;

/** Where to go next: where there is room, where people look for it. */
export function chooseSlot(world: World, shopper: Shopper): Choice | null {
  let choice = drawChoice(world, shopper);
  for (let draw = 1; draw < CHOICES_MAX && choice !== null; draw++) {
    if (hasRoom(world, shopper, choice.slot, middleOf(choice.slot))) break;
    choice = drawChoice(world, shopper);
  }
  return choice;
}

/** After others, where the crowd is, with the leader, or as demand says. */
function drawChoice(world: World, shopper: Shopper): Choice | null {
  const { random, scenario } = world;
  if (random.chance(scenario.followShare)) {
    const followed = chooseFollowed(world, shopper);
    if (followed !== null) return followed;
  }
  if (world.nowMs > world.gatherUntilMs) {
    world.gatherAt = random.pick(world.floor.gondolas).gondola;
    world.gatherUntilMs = world.nowMs + GATHER_MS;
  }
  const leaderAt = shopper.leader?.before?.gondola;
  let gondola: number | null = null;
  if (leaderAt !== undefined && random.chance(0.6)) gondola = leaderAt;
  else if (random.chance(scenario.gatherShare)) gondola = world.gatherAt;
  const slot =
    drawSlot(world, shopper, gondola) ?? (gondola === null ? null : drawSlot(world, shopper, null));
  return slot === null ? null : { slot, withMs: null };
}

function drawSlot(world: World, shopper: Shopper, gondola: number | null): Slot | null {
  let sum = 0;
  const weights = new Float64Array(world.slots.length);
  for (const slot of world.slots) {
    if (gondola !== null && slot.facing.gondola !== gondola) continue;
    weights[slot.index] = slotWeight(slot, shopper.categories);
    sum += weights[slot.index]!;
  }
  if (sum <= 0) return null;
  if (world.demandBy === "product") {
    const wanted = world.slots.filter(({ index }) => weights[index]! > 0);
    return raceSlots(world.random, wanted, ({ index }) => weights[index]!);
  }
  let at = world.random.next() * sum;
  for (const slot of world.slots) {
    at -= weights[slot.index]!;
    if (at < 0) return slot;
  }
  return null;
}

/**
 * The first to arrive of exponential times, which each product draws by itself: chosen as often as its weight says, and
 * the same one wherever other products stand.
 */
function raceSlots(
  random: Random,
  slots: readonly Slot[],
  weightOf: (slot: Slot) => number,
): Slot | null {
  const race = random.fork(random.next());
  let first: Slot | null = null;
  let firstAt = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    const at = race.fork(`${slot.barcode} ${slot.copy}`).exponential(1 / weightOf(slot));
    if (at >= firstAt) continue;
    first = slot;
    firstAt = at;
  }
  return first;
}

/** One of them, each as likely; RangeError where there is none. */
export function pickSlot({ demandBy, random }: World, slots: readonly Slot[]): Slot {
  const raced = demandBy === "product" ? raceSlots(random, slots, () => 1) : null;
  return raced ?? random.pick(slots);
}

/** The slot, or one beside it, where somebody else is about to reach. */
function chooseFollowed(world: World, shopper: Shopper): Choice | null {
  const { random, scenario } = world;
  const others = world.shoppers.filter((other) => other !== shopper && other.before !== null);
  if (others.length === 0) return null;
  const other = random.pick(others);
  const plan = other.before!;
  const simultaneous = random.chance(scenario.simultaneousShare);
  const intent = other.intent;
  const withMs = simultaneous && intent !== null ? intent.centreMs : null;
  const near = world.slots.filter((slot) => {
    if (slot.plan !== plan || slot.items.length === 0) return false;
    if (intent === null) return true;
    if (slot.facing.shelf !== intent.slot.facing.shelf) return false;
    return Math.abs(slot.index - intent.slot.index) <= 1;
  });
  return near.length === 0 ? null : { slot: pickSlot(world, near), withMs };
}

function* browse(world: World): Script {
  const [from, to] = world.scenario.browseS;
  yield world.nowMs + 1000 * world.random.uniform(from, to);
}

export function middleOf(slot: Slot): number {
  const { plates } = slot.facing;
  return (plates[0]! - 1 + plates.length / 2) * slot.plateWidthM;
}

function* pick(world: World, shopper: Shopper, count: number, gapMs: number): Script {
  const choice = chooseSlot(world, shopper);
  if (choice === null) return;
  const { slot } = choice;
  yield* approach(world, shopper, slot, middleOf(slot));
  if (choice.withMs === null) yield* browse(world);
  const meeting = choice.withMs ?? findMeeting(world, shopper, slot);
  yield* takeItems(world, shopper, slot, count, gapMs, meeting);
}

/** Somebody else at this shelf whose hand is on its way: take at the same time, perhaps. */
function findMeeting(world: World, shopper: Shopper, slot: Slot): number | null {
  if (!world.random.chance(world.scenario.simultaneousShare)) return null;
  for (const other of world.shoppers) {
    if (other === shopper || other.intent === null) continue;
    if (other.intent.slot.plan !== slot.plan) continue;
    if (other.intent.centreMs > world.nowMs + shopper.body.moveMs) return other.intent.centreMs;
  }
  return null;
}

/** Looks at what is in the hand for a while. */
export function* lookAt(world: World, shopper: Shopper): Script {
  const untilMs = world.nowMs + 1000 * world.random.uniform(1.2, 4);
  const place = placeOf(shopper, world.nowMs);
  const heading = headingAt(shopper.body, world.nowMs);
  const z = shopper.body.heightM - 0.4;
  const x = place.x + 0.3 * Math.cos(heading);
  reachPoint(world, shopper, { x, y: place.y + 0.3 * Math.sin(heading), z }, untilMs);
  yield untilMs + shopper.body.moveMs;
}

/** Takes one, reads the label, puts it back (or keeps it and takes the neighbour). */
function* compare(world: World, shopper: Shopper): Script {
  const held = shopper.carried.length;
  yield* pick(world, shopper, 1, 0);
  if (shopper.carried.length === held) return;
  const item = shopper.carried.at(-1)!;
  yield* lookAt(world, shopper);
  const home = world.slots[item.home]!;
  const wrong = world.random.chance(world.physics.misplacedPutbackShare);
  const slot = wrong ? chooseWrongSlot(world, home) : home;
  yield* approach(world, shopper, slot, middleOf(slot));
  yield* putItem(world, shopper, item, slot);
}

/** Puts one of the carried items back, where it was or (with `wrongShare`) elsewhere. */
function* returnItem(world: World, shopper: Shopper, wrongShare: number): Script {
  if (shopper.carried.length === 0) yield* pick(world, shopper, 1, 0);
  if (shopper.carried.length === 0) return;
  const item = world.random.pick(shopper.carried);
  const home = world.slots[item.home]!;
  const slot = world.random.chance(wrongShare) ? chooseWrongSlot(world, home) : home;
  yield* approach(world, shopper, slot, middleOf(slot));
  yield* browse(world);
  yield* putItem(world, shopper, item, slot);
}

/** Mostly a shelf-mate or the same gondola, sometimes anywhere. */
function chooseWrongSlot(world: World, home: Slot): Slot {
  const { random } = world;
  const elsewhere = world.slots.filter((slot) => slot !== home);
  const gondola = elsewhere.filter((slot) => slot.plan === home.plan);
  const shelf = gondola.filter((slot) => slot.facing.shelf === home.facing.shelf);
  const at = random.next();
  if (at < 0.5 && shelf.length > 0) return random.pick(shelf);
  if (at < 0.8 && gondola.length > 0) return random.pick(gondola);
  return elsewhere.length > 0 ? random.pick(elsewhere) : home;
}

function* hold(world: World, shopper: Shopper, take: boolean): Script {
  const choice = chooseSlot(world, shopper);
  if (choice === null) return;
  const { slot } = choice;
  yield* approach(world, shopper, slot, middleOf(slot));
  yield* browse(world);
  if (slot.items.length === 0) return;
  yield* holdItem(world, shopper, slot, world.random.pick(slot.items));
  if (take) {
    yield world.nowMs + world.random.uniform(200, 2500);
    yield* takeItems(world, shopper, slot, 1, 0);
  }
}

/** Takes two products of nearly one weight and puts one back, on its own or the other's place. */
function* swapEqual(world: World, shopper: Shopper): Script {
  const { random } = world;
  const pairs = world.equalPairs.filter(([a, b]) => a.items.length > 0 && b.items.length > 0);
  if (pairs.length === 0) return yield* pick(world, shopper, 1, 0);
  const [first, second] = random.shuffle([...random.pick(pairs)]) as [Slot, Slot];
  yield* approach(world, shopper, first, middleOf(first));
  yield* browse(world);
  const held = shopper.carried.length;
  yield* takeItems(world, shopper, first, 1, 0);
  const item = shopper.carried[held];
  if (item === undefined) return;
  yield* approach(world, shopper, second, middleOf(second));
  yield world.nowMs + random.uniform(300, 1500);
  yield* takeItems(world, shopper, second, 1, 0);
  yield world.nowMs + random.uniform(300, 1500);
  const slot = random.chance(0.6) ? first : second;
  yield* approach(world, shopper, slot, middleOf(slot));
  yield* putItem(world, shopper, item, slot);
}

/** A hand goes in and comes out with nothing. */
function* reachOnly(world: World, shopper: Shopper): Script {
  const choice = chooseSlot(world, shopper);
  if (choice === null) return;
  const alongM = middleOf(choice.slot);
  yield* approach(world, shopper, choice.slot, alongM);
  yield* browse(world);
  const leaveMs = world.nowMs + shopper.body.moveMs + world.random.uniform(300, 1500);
  reachShelf(world, shopper, choice.slot, alongM, leaveMs);
  yield leaveMs + shopper.body.moveMs;
}

function* walkPast(world: World, shopper: Shopper): Script {
  const plan = world.random.pick(world.floor.gondolas);
  const along = world.random.uniform(0, plan.plateCount * plan.plateWidthM);
  yield* walk(world, shopper, toWorld(plan, along, -1.1), plan.aisle);
}

/** Gives an item to somebody: agrees on it, walks there, both hold out a hand. */
function* handOver(world: World, shopper: Shopper): Script {
  if (shopper.carried.length === 0) yield* pick(world, shopper, 1, 0);
  yield* keepAppointment(world, shopper);
  const free = world.shoppers.filter(
    (other) => other !== shopper && other.appointment === null && !other.leaving,
  );
  if (shopper.carried.length === 0 || free.length === 0) return;
  const kin = free.filter((other) => other.leader === shopper || shopper.leader === other);
  const other = world.random.pick(kin.length > 0 ? kin : free);
  shopper.appointment = other;
  other.appointment = shopper;
  const giveUpMs = world.nowMs + APPOINTMENT_MS;
  while (!other.ready && world.nowMs < giveUpMs) yield world.nowMs + WAIT_STEP_MS;
  if (other.ready) yield* give(world, shopper, other);
  shopper.appointment = null;
  other.appointment = null;
  other.ready = false;
}

function* give(world: World, shopper: Shopper, other: Shopper): Script {
  const { random } = world;
  const theirs = placeOf(other, world.nowMs);
  const mine = placeOf(shopper, world.nowMs);
  const distance = Math.hypot(mine.x - theirs.x, mine.y - theirs.y);
  const apart = random.uniform(0.55, 0.8);
  const share = distance > apart ? apart / distance : 1;
  const beside = {
    x: theirs.x + share * (mine.x - theirs.x),
    y: Math.min(-0.45, theirs.y + share * (mine.y - theirs.y)),
  };
  const openY = world.floor.gondolas.some((plan) => plan.aisle > 0);
  const target = openY ? { x: beside.x, y: theirs.y + share * (mine.y - theirs.y) } : beside;
  yield* walk(world, shopper, target, other.aisle);
  stand(world, shopper);
  const here = placeOf(shopper, world.nowMs);
  const z = Math.min(shopper.body.heightM, other.body.heightM) - 0.55;
  const point = { x: (here.x + theirs.x) / 2, y: (here.y + theirs.y) / 2, z };
  const leaveMs = world.nowMs + shopper.body.moveMs + random.uniform(600, 1300);
  reachPoint(world, shopper, point, leaveMs);
  reachPoint(world, other, point, leaveMs);
  yield (world.nowMs + shopper.body.moveMs + leaveMs) / 2;
  const item = shopper.carried.splice(random.integer(0, shopper.carried.length - 1), 1)[0]!;
  other.carried.push(item);
  const home = world.slots[item.home]!;
  world.writeEvent({
    timestamp: world.nowMs / 1000,
    targetId: shopper.id,
    barcode: item.barcode,
    kind: "handover",
    otherId: other.id,
    gondola: home.facing.gondola,
    shelf: home.facing.shelf,
    plates: [...item.plates],
    grams: 0,
  });
  yield leaveMs + shopper.body.moveMs;
}

/** Stands and waits while somebody is on the way to give something (who gives up in time). */
export function* keepAppointment(world: World, shopper: Shopper): Script {
  while (shopper.appointment !== null) {
    shopper.ready = true;
    yield world.nowMs + WAIT_STEP_MS;
  }
  shopper.ready = false;
}
