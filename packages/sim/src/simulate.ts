/**
 * A seeded shop: floor, shelves and shoppers produce the observations that real sensors would, with
 * the truth. The same options give the same stream, sample for sample.
 */

import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createRandom, type Random } from "@saunter/numerics/random";
import { type Avatar, type AvatarOrders, makeAvatar, obey } from "./avatar.ts";
import { visit } from "./behaviour.ts";
import { makeBody, positionAt, writePose } from "./body.ts";
import { makeShop } from "./catalogue.ts";
import { makeForceContact } from "./contact.ts";
import { OPENING_HOUR, TICKETS_PER_HOUR, TICKETS_SCALE } from "./demand-facts.ts";
import { type Doors, makeFloorPlan, makeFloorPlanOf, makeNanoFloorPlan } from "./floor-plan.ts";
import type { FloorPlan } from "./floor-plan-types.ts";
import { endTrack, makeTrack, nextFrameMs, seeTracks, type Track } from "./joint-tracker.ts";
import { touchShelf } from "./moves.ts";
import { DEFAULT_PHYSICS, type Physics } from "./physics.ts";
import { createPlateField } from "./plate-field.ts";
import { SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";
import { type DemandBy, fillSlot, makeSlots, type Slot } from "./stock.ts";
import { varyPlanogram } from "./vary-planogram.ts";
import {
  findEqualPairs,
  isStanding,
  LOOK_AHEAD_MS,
  listCart,
  type Script,
  type Shopper,
  type TrueEvent,
  type TrueReceipt,
  type World,
} from "./world.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly scenario: ScenarioName;
  /** Nobody comes in after so many minutes; the scenario's own where `shoppers` is not given. */
  readonly minutes?: number;
  /** Total number of people who come in. */
  readonly shoppers?: number;
  /** Largest number of people in the shop at once. */
  readonly shoppersAtOnce?: number;
  /** A gate admits one after the other, with so much time between them at least. */
  readonly gateGapS?: number;
  /** Nobody walks up to a shelf where somebody stands nearer than this, metres: they wait. */
  readonly roomM?: number;
  /** People walk around those who stand, so far from them, metres; else straight on. */
  readonly keepApartM?: number;
  readonly floor?: FloorPlan;
  /** Where people come in and leave; the floor's own where not given. */
  readonly doors?: Doors;
  /** Catalogue and planogram; without a floor, the facings' places make one. */
  readonly shop?: ShopModel;
  /** What people want; places where not given. */
  readonly demandBy?: DemandBy;
  readonly startMs?: number;
  /** Multiplies the plates' noise. */
  readonly noiseScale?: number;
  /** Multiplies how often joints and shoppers are not seen. */
  readonly dropoutScale?: number;
  /** Multiplies how often people close together are taken for each other. */
  readonly mixUpScale?: number;
  readonly planogramWrongShare?: number;
  readonly touchesPerMinute?: number;
  /** Called when a shopper has left. With it, truth() keeps nothing and memory stays flat. */
  readonly onReceipt?: (receipt: TrueReceipt) => void;
  readonly onEvent?: (event: TrueEvent) => void;
  /** Called when shelves are filled, with what has come to a facing. */
  readonly onRefill?: (refill: StockOfFacing) => void;
  /** How sensors, boards, hands and bodies are; the measured ones where not given. */
  readonly physics?: Physics;
  /** In place of what the scenario says. */
  readonly settings?: Partial<Scenario>;
  /** What a shopper does from the entrance on; the scenario's actions where not given. */
  readonly visit?: (world: World, shopper: Shopper) => Script;
  /** What sees people in place of a tracker that is as good as the recorded one. */
  readonly look?: Look;
  /** Called when people come in together, as the first of them is about to be seen. */
  readonly onParty?: (shopperIds: readonly string[]) => void;
}

/** Everybody in the shop at one instant, and what is made of them. */
export type Look = (timestampMs: number, people: readonly ViewedFrame[]) => JointFrame;

export interface ViewedFrame {
  readonly shopperId: string;
  /** x, y and z of each joint, metres, in the order of `JOINT_NAMES`. */
  readonly pose: Float64Array;
}

export interface SimulationTruth {
  readonly receipts: readonly TrueReceipt[];
  /** In order of time. */
  readonly events: readonly TrueEvent[];
}

/** Units that lie on a facing, or come to it. */
export interface StockOfFacing {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly barcode: string;
  readonly units: number;
}

/** What can be changed while a simulation runs. */
export interface SimulationControl {
  /** Who comes from now on, and how bad the sensors are. The floor and the planogram stay. */
  setScenario(name: ScenarioName): void;
  /** So many people at once at most; they come as often as it needs. 0: nobody comes in. */
  setShoppersAtOnce(count: number): void;
  /** Somebody comes in who does as they are told, when nobody else is at the entrance. */
  addAvatar(): Avatar;
  /** The same, of somebody who has an entry of their own: they come in once they are told to. */
  prepareAvatar(): Arrival;
  /** What lies where, in truth. */
  listStock(): StockOfFacing[];
}

/** Somebody who stands before the gate, and is nobody's party: `onParty` is not notified of them. */
export interface Arrival {
  readonly avatar: Avatar;
  comeIn(): void;
}

export interface Simulation {
  /** What the engine is told: the planogram may be wrong. */
  readonly shop: ShopModel;
  /** What stands there. */
  readonly trueShop: ShopModel;
  readonly floor: FloorPlan;
  /** Receipts and events so far; all of them once the generator is exhausted. */
  readonly truth: () => SimulationTruth;
  /** Of the run that `observations` has begun last; throws where there is none. */
  readonly control: SimulationControl;
  /** A new run from the beginning, with the truth emptied. */
  observations(): Generator<Observation, void, void>;
}

/** 2026-01-05, 10:00 UTC. */
const START_MS = 1_767_607_200_000;
const HOUR_MS = 3_600_000;
/** Nobody comes before this: both recordings begin with seconds of an empty shop. */
const FIRST_ARRIVAL_MS = 4000;
/** How long the stream goes on after the last shopper has left. */
const TAIL_MS = 5000;
/** Shelves are filled when less than this share of the stock is left, or too many are empty. */
const RESTOCK_SHARE = 0.45;
const RESTOCK_EMPTY_SHARE = 0.12;
const RESTOCK_MS = 20_000;

interface Run {
  readonly world: World;
  readonly tracks: Track[];
  readonly random: Random;
  /** Of doors that slam. */
  readonly slams: Random;
  readonly behaviour: Random;
  readonly startMs: number;
  readonly stopArrivalsMs: number;
  readonly endNotBeforeMs: number;
  readonly options: SimulationOptions;
  readonly onLeave: (receipt: TrueReceipt) => void;
  atOnce: number;
  /** Multiplies the time between arrivals. */
  gapScale: number;
  /** Avatars who are to come in as soon as the entrance is clear, one after the other. */
  awaited: readonly Awaited[];
  arrivalsLeft: number;
  nextArrivalMs: number;
  nextSlamMs: number;
  restockUntilMs: number;
  lastLeftMs: number;
}

interface Awaited {
  readonly shopper: Shopper;
  readonly orders: AvatarOrders;
  /** They have shown their own at the gate. */
  readonly isAdmitted: boolean;
}

export function createSimulation(options: SimulationOptions): Simulation {
  const scenario = settleScenario(options);
  const random = createRandom(options.seed);
  const floor = options.floor ?? chooseFloor(scenario, options);
  const trueShop = options.shop ?? makeShop(floor, random.fork("catalogue"));
  const wrongShare = scenario.planogramWrongShare;
  const shop = varyPlanogram(trueShop, { seed: options.seed, wrongShare });
  let run: Run | null = null;
  let receipts: TrueReceipt[] = [];
  let events: TrueEvent[] = [];
  const keeps = options.onReceipt === undefined;
  const writeReceipt = (receipt: TrueReceipt): void => {
    if (keeps) receipts.push(receipt);
    options.onReceipt?.(receipt);
  };
  const writeEvent = (event: TrueEvent): void => {
    if (keeps) events.push(event);
    options.onEvent?.(event);
  };
  return {
    shop,
    trueShop,
    floor,
    control: createControl(options, () => {
      if (run === null) throw new Error("the simulation has not begun");
      return run;
    }),
    truth: () => ({ receipts: [...receipts], events: sortEvents(events) }),
    *observations() {
      receipts = [];
      events = [];
      run = startRun(options, scenario, floor, trueShop, writeEvent, writeReceipt);
      yield* observe(run);
    },
  };
}

function chooseFloor(scenario: Scenario, { shop, doors }: SimulationOptions): FloorPlan {
  if (shop !== undefined) return makeFloorPlanOf(shop, doors);
  const floor = scenario.floor === null ? makeNanoFloorPlan() : makeFloorPlan(scenario.floor);
  return { ...floor, ...doors };
}

function sortEvents(events: readonly TrueEvent[]): TrueEvent[] {
  return [...events].sort((a, b) => a.timestamp - b.timestamp);
}

function settleScenario(options: SimulationOptions): Scenario {
  const named = SCENARIOS[options.scenario];
  if (named === undefined) throw new RangeError(`unknown scenario ${options.scenario}`);
  const base = { ...named, ...options.settings };
  return {
    ...base,
    minutes: options.minutes ?? base.minutes,
    noiseScale: base.noiseScale * (options.noiseScale ?? 1),
    dropoutScale: base.dropoutScale * (options.dropoutScale ?? 1),
    mixUpScale: base.mixUpScale * (options.mixUpScale ?? 1),
    planogramWrongShare: options.planogramWrongShare ?? base.planogramWrongShare,
    touchesPerMinute: options.touchesPerMinute ?? base.touchesPerMinute,
  };
}

function startRun(
  options: SimulationOptions,
  scenario: Scenario,
  floor: FloorPlan,
  trueShop: ShopModel,
  writeEvent: (event: TrueEvent) => void,
  onLeave: (receipt: TrueReceipt) => void,
): Run {
  const random = createRandom(options.seed);
  const { physics = DEFAULT_PHYSICS, startMs = START_MS, demandBy = "place" } = options;
  const fieldOptions = { startMs, noiseScale: scenario.noiseScale };
  const field = createPlateField(floor, fieldOptions, random.fork("plates"), physics);
  const behaviour = random.fork("behaviour");
  const slots = makeSlots(trueShop, floor, field, random.fork("stock"), physics.stock, demandBy);
  const timed = options.minutes !== undefined || options.shoppers === undefined;
  const stopMs = timed ? startMs + scenario.minutes * 60_000 : Number.POSITIVE_INFINITY;
  const world: World = {
    floor,
    field,
    physics,
    slots,
    demandBy,
    equalPairs: findEqualPairs(slots, 10),
    scenario,
    random: behaviour,
    shoppers: [],
    writeEvent,
    nowMs: startMs,
    roomM: options.roomM ?? null,
    keepApartM: options.keepApartM ?? null,
    gatherAt: floor.gondolas[0]!.gondola,
    gatherUntilMs: 0,
  };
  const own = random.fork("run");
  return {
    world,
    tracks: [],
    behaviour,
    random: own,
    // Whoever comes in later is the same, however often a door slams before.
    slams: demandBy === "product" ? own.fork("slams") : own,
    startMs,
    stopArrivalsMs: stopMs,
    endNotBeforeMs: timed ? stopMs : startMs,
    options,
    onLeave,
    atOnce: options.shoppersAtOnce ?? scenario.atOnce,
    gapScale: 1,
    awaited: [],
    arrivalsLeft: options.shoppers ?? Number.POSITIVE_INFINITY,
    nextArrivalMs:
      startMs +
      FIRST_ARRIVAL_MS +
      (scenario.arrivalGapS === null ? drawGapMs(scenario, startMs, startMs, own) : 0),
    nextSlamMs: startMs + FIRST_ARRIVAL_MS,
    restockUntilMs: 0,
    lastLeftMs: startMs,
  };
}

/** Plates and joints in order of time, the world run along with them. */
function* observe(run: Run): Generator<Observation, void, void> {
  const { world, random } = run;
  const { field } = world;
  const tracker = random.fork("tracker");
  const isPaired = run.options.demandBy === "product";
  const frameMs = 1000 / world.physics.tracker.frameRateHz;
  let frames = 0;
  let frameAtMs = run.startMs + 2;
  for (;;) {
    const next = field.findNext();
    if (frameAtMs <= next.nextTimestampMs) {
      runWorld(run, frameAtMs);
      if (isOver(run, frameAtMs)) return;
      // A frame is seen as it would be had people been elsewhere before.
      yield see(run, frameAtMs, isPaired ? tracker.fork(frames) : tracker, isPaired);
      frames++;
      frameAtMs = nextFrameMs(
        run.startMs + frames * frameMs,
        frameAtMs,
        tracker,
        world.physics.tracker,
      );
    } else {
      runWorld(run, next.nextTimestampMs);
      const batch = field.takeBatch(next);
      if (!field.loses(next)) yield batch;
    }
  }
}

function see(
  { tracks, world, options }: Run,
  tMs: number,
  random: Random,
  isPaired: boolean,
): JointFrame {
  if (options.look === undefined) {
    const { physics, scenario } = world;
    return seeTracks(tracks, tMs, { ...scenario, isPaired }, random, physics.tracker);
  }
  for (const { body, pose } of tracks) writePose(body, tMs, pose);
  return options.look(tMs, tracks);
}

function isOver(run: Run, nowMs: number): boolean {
  const noMore = run.arrivalsLeft <= 0 || run.nextArrivalMs >= run.stopArrivalsMs;
  if (!noMore || run.world.shoppers.length > 0) return false;
  return nowMs >= Math.max(run.lastLeftMs + TAIL_MS, run.endNotBeforeMs);
}

/** Lets everybody act whose time has come. */
function runWorld(run: Run, tMs: number): void {
  const { world, random } = run;
  admitAvatar(run, tMs);
  admit(run, tMs);
  for (let i = 0; i < world.shoppers.length; i++) {
    const shopper = world.shoppers[i]!;
    while (shopper.wakeMs <= tMs) {
      world.nowMs = shopper.wakeMs;
      world.random = shopper.random ?? run.behaviour;
      const step = shopper.script.next();
      if (step.done !== true) {
        shopper.wakeMs = step.value;
        continue;
      }
      leave(run, shopper);
      i--;
      break;
    }
  }
  const elapsedMs = tMs - Math.max(world.nowMs, tMs - 200);
  world.nowMs = tMs;
  if (world.shoppers.length === 0) {
    run.nextSlamMs = Math.max(run.nextSlamMs, tMs + LOOK_AHEAD_MS);
    return;
  }
  const { slamsPerMinute, touchesPerMinute } = world.scenario;
  if (slamsPerMinute > 0 && tMs >= run.nextSlamMs) {
    const strength = run.slams.uniform(world.physics.shake.slamMin, world.physics.shake.slamMax);
    world.field.addSlam(tMs + LOOK_AHEAD_MS, strength);
    run.nextSlamMs = tMs + run.slams.exponential(60_000 / slamsPerMinute);
  }
  if (touchesPerMinute > 0 && random.chance((touchesPerMinute * elapsedMs) / 60_000)) {
    const standing = world.shoppers.filter((shopper) => isStanding(shopper, tMs));
    if (standing.length > 0) touchShelf(world, random.pick(standing));
  }
}

function leave(run: Run, shopper: Shopper): void {
  const { world } = run;
  world.shoppers.splice(world.shoppers.indexOf(shopper), 1);
  run.tracks.splice(run.tracks.indexOf(shopper.track), 1);
  endTrack(shopper.track);
  run.lastLeftMs = world.nowMs;
  run.onLeave(listCart(shopper));
}

/** Admits those who have come; holds them back while shelves are filled. */
function admit(run: Run, tMs: number): void {
  const { world, random } = run;
  const { scenario } = world;
  while (run.nextArrivalMs <= tMs && run.arrivalsLeft > 0) {
    if (run.nextArrivalMs >= run.stopArrivalsMs) return;
    const room = run.atOnce - world.shoppers.length;
    const late = tMs + 1000 + random.exponential(1500);
    if (tMs < run.restockUntilMs || room <= 0) {
      run.nextArrivalMs = late;
      return;
    }
    if (needsRestock(world)) {
      run.nextArrivalMs = late;
      if (world.shoppers.length === 0) restock(run, tMs);
      return;
    }
    const ids: string[] = [];
    let leader: Shopper | null = null;
    const party = Math.min(1 + random.poisson(scenario.companions), room, run.arrivalsLeft, 4);
    for (let k = 0; k < party; k++) {
      const gapMs = Math.max(random.uniform(400, 1500), 1000 * (run.options.gateGapS ?? 0));
      const shopper = enter(run, run.nextArrivalMs + k * gapMs, leader);
      leader ??= shopper;
      ids.push(shopper.id);
    }
    run.options.onParty?.(ids);
    run.arrivalsLeft -= party;
    const gapMs = drawGapMs(scenario, run.startMs, run.nextArrivalMs, random) * run.gapScale;
    // Whoever comes next comes after all of the party.
    run.nextArrivalMs += Math.max(gapMs, 1000 * party * (run.options.gateGapS ?? 0));
  }
}

/** Time to the next arrival: the scenario's, or the rate of the hour of the day. */
function drawGapMs(scenario: Scenario, startMs: number, nowMs: number, random: Random): number {
  if (scenario.arrivalGapS !== null) {
    return 1000 * (0.3 * scenario.arrivalGapS + random.exponential(0.7 * scenario.arrivalGapS));
  }
  // Closed hours are left out: after the last open hour comes the first of the next day.
  const open = TICKETS_PER_HOUR.length;
  const first = Math.floor(startMs / HOUR_MS) % 24;
  const hours = Math.max(0, Math.min(open - 1, first - OPENING_HOUR));
  const hour = (hours + Math.floor((nowMs - startMs) / HOUR_MS)) % open;
  return random.exponential(HOUR_MS / (TICKETS_PER_HOUR[hour]! * TICKETS_SCALE));
}

function enter(run: Run, atMs: number, leader: Shopper | null): Shopper {
  const shopper = makeShopper(run, atMs, leader);
  shopper.script = (run.options.visit ?? visit)(run.world, shopper);
  admitShopper(run, shopper);
  return shopper;
}

function admitShopper({ world, tracks }: Run, shopper: Shopper): void {
  world.shoppers.push(shopper);
  tracks.push(shopper.track);
}

/** Somebody at the entrance, who is not in the shop yet. */
function makeShopper({ world, random }: Run, atMs: number, leader: Shopper | null): Shopper {
  const { entrance } = world.floor;
  const place = {
    x: entrance.x + random.uniform(-0.3, 0.3),
    y: entrance.y + random.uniform(-0.2, 0.2),
  };
  const body = makeBody(place, Math.PI / 2, atMs, random, world.physics);
  // Sixteen digits, as the real tracker's.
  const digits = [random.integer(10_000_000, 99_999_999), random.integer(10_000_000, 99_999_999)];
  const id = digits.join("");
  const track = makeTrack(id, body);
  return {
    id,
    track,
    body,
    leader,
    carried: [],
    categories: [],
    aisle: world.floor.doorAisle ?? 0,
    goal: null,
    before: null,
    intent: null,
    appointment: null,
    ready: false,
    leaving: false,
    wakeMs: atMs,
    script: idle(),
    random: null,
  };
}

function* idle(): Script {}

function needsRestock(world: World): boolean {
  let items = 0;
  let room = 0;
  let empty = 0;
  for (const slot of world.slots) {
    items += slot.items.length;
    room += slot.capacity;
    if (slot.items.length === 0) empty++;
  }
  return items < RESTOCK_SHARE * room || empty > RESTOCK_EMPTY_SHARE * world.slots.length;
}

/** Fills the shelves of an empty shop, one facing after the other. */
function restock(run: Run, tMs: number): void {
  const { world, random } = run;
  run.restockUntilMs = tMs + RESTOCK_MS + 3000;
  for (const slot of world.slots) {
    if (slot.items.length >= slot.capacity) continue;
    const before = slot.items.length;
    const effect = fillSlot(slot, world.field, random, world.physics.stock);
    run.options.onRefill?.(describeStock(slot, slot.items.length - before));
    const centreMs = tMs + 1000 + random.uniform(0, RESTOCK_MS);
    const { gondola, shelf } = slot.facing;
    const where = { gondola, shelf, effect };
    const still = makeForceContact(where, 0, centreMs - 600, centreMs + 600, random);
    world.field.addContact({ ...still, stepG: 1, durationMs: 1000 });
  }
}

/** Nobody else stands so near to the entrance when an avatar comes in. */
const CLEAR_M = 1.2;
/** Others come in so long after an avatar at the soonest: the gate is theirs until then. */
const HELD_MS = 5000;

/** Admits the avatar who waits, when the entrance is clear; nobody else comes in meanwhile. */
function admitAvatar(run: Run, tMs: number): void {
  const { world } = run;
  const [next, ...others] = run.awaited;
  if (next === undefined) return;
  run.nextArrivalMs = Math.max(run.nextArrivalMs, tMs + HELD_MS);
  const { entrance } = world.floor;
  const isClear = world.shoppers.every(({ body }) => {
    const { x, y } = positionAt(body, tMs);
    return Math.hypot(x - entrance.x, y - entrance.y) > CLEAR_M;
  });
  if (!isClear) return;
  run.awaited = others;
  next.shopper.wakeMs = tMs;
  admitShopper(run, next.shopper);
  if (!next.isAdmitted) run.options.onParty?.([next.shopper.id]);
}

function makeAwaited(run: Run, isAdmitted: boolean): Awaited {
  const orders: AvatarOrders = { next: null };
  const shopper = makeShopper(run, run.world.nowMs, null);
  shopper.script = obey(run.world, shopper, orders);
  return { shopper, orders, isAdmitted };
}

/** Whoever waited before does not come in at all, or leaves at once where the gate has admitted them. */
function sendToGate(run: Run, awaited: Awaited): void {
  const before = run.awaited.filter(({ isAdmitted }) => isAdmitted);
  for (const { orders } of before) orders.next = { kind: "leave" };
  run.awaited = [...before, awaited];
}

function describeStock({ facing, barcode }: Slot, units: number): StockOfFacing {
  const { gondola, shelf, plates } = facing;
  return { gondola, shelf, plates, barcode, units };
}

function createControl(options: SimulationOptions, find: () => Run): SimulationControl {
  return {
    setScenario: (name) => {
      const run = find();
      const { world } = run;
      // What a scenario says of the floor and the planogram holds from the beginning or not at all.
      world.scenario = settleScenario({ ...options, scenario: name });
      world.field.setNoiseScale(world.scenario.noiseScale);
      run.atOnce = options.shoppersAtOnce ?? world.scenario.atOnce;
      run.gapScale = 1;
      comeSooner(run);
    },
    setShoppersAtOnce: (count) => {
      const run = find();
      run.atOnce = count;
      run.gapScale = run.world.scenario.atOnce / Math.max(1, count);
      comeSooner(run);
    },
    addAvatar: () => {
      const run = find();
      const awaited = makeAwaited(run, false);
      sendToGate(run, awaited);
      return makeAvatar(run.world, awaited.shopper, awaited.orders);
    },
    prepareAvatar: () => {
      const run = find();
      const awaited = makeAwaited(run, true);
      return {
        avatar: makeAvatar(run.world, awaited.shopper, awaited.orders),
        comeIn: () => sendToGate(run, awaited),
      };
    },
    listStock: () => find().world.slots.map((slot) => describeStock(slot, slot.items.length)),
  };
}

/** Whoever was to come after a long time comes as soon as the new rate says. */
function comeSooner(run: Run): void {
  const { world, random } = run;
  const gapMs = run.gapScale * drawGapMs(world.scenario, run.startMs, world.nowMs, random);
  run.nextArrivalMs = Math.min(run.nextArrivalMs, world.nowMs + gapMs);
}
