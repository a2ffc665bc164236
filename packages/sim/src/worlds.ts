/**
 * Worlds to train in, and to leave out: shops whose sensors, boards, hands and cameras differ from the
 * measured ones in a way of their own, and short recordings of them with the truth.
 */

import type { ShopModel } from "@saunter/engine/shop-model";
import { createRandom, type Random } from "@saunter/numerics/random";
import { keepAppointment } from "./behaviour.ts";
import { disturbFridge } from "./disturb-fridge.ts";
import * as draw from "./draw-physics.ts";
import type { FloorPlan } from "./floor-plan-types.ts";
import { adaptPhysics, layFixtures, type ShopFixture } from "./lay-fixtures.ts";
import { walk } from "./moves.ts";
import type { Physics } from "./physics.ts";
import { layScales, type ScaleLayout } from "./scale-layouts.ts";
import { createSimulation, type Simulation } from "./simulate.ts";
import { makeSmallFloor, makeSmallShop } from "./small-shop.ts";
import type { Item } from "./stock.ts";
import type { Visit } from "./visit.ts";
import { VISIT_ACTIONS } from "./visit-action-names.ts";
import { act, putOn } from "./visit-actions.ts";
import { MIXES, type MixName, type VisitMix } from "./visit-mixes.ts";
import {
  beginAction,
  goesOn,
  leaveAsPlanned,
  openPage,
  type PlanPage,
  type ShopperPlan,
  type VisitPlan,
} from "./visit-plan.ts";
import type { Script, Shopper, World } from "./world.ts";

export const WORLD_NAMES = [
  "measured",
  "hobby-amplifiers",
  "soft-boards",
  "creeping-cells",
  "heavy-hands",
  "families",
  "poor-cameras",
  "drawn",
] as const;

export type WorldName = (typeof WORLD_NAMES)[number];

export interface DrawnWorld {
  /** What is special about it. */
  readonly character: string;
  readonly drawPhysics: (random: Random) => Physics;
}

function drawHobbyAmplifiers(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  return {
    ...physics,
    amplifiers: draw.drawAmplifiers(random, [5, 10, 10, 10, 20, 80, 80]).map((amplifier) => ({
      ...amplifier,
      jitterMs: random.uniform(5, 20),
      settlingConversions: 4,
      spikesPerMinute: draw.drawLog(random, 0.02, 1),
      missingPerMinute: draw.drawLog(random, 0.05, 2),
      lostBatchShare: draw.drawLog(random, 0.0005, 0.01),
    })),
    noise: {
      ...draw.drawWideNoise(random),
      driftGPerMinuteGondola: random.uniform(0.5, 5),
      driftGPerMinutePlate: random.uniform(0.3, 3),
    },
  };
}

function drawSoftBoards(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  const leak = random.uniform(0.02, 0.05);
  return {
    ...physics,
    amplifiers: draw.drawAmplifiers(random, [60, 80, 120, 320]).map((amplifier) => ({
      ...amplifier,
      settlingConversions: 1,
      spikesPerMinute: 0,
      missingPerMinute: 0,
      lostBatchShare: 0,
    })),
    cell: {
      ...draw.drawWideCell(random),
      leakNeighbourMin: 0.3 * leak,
      leakNeighbourMax: leak,
      leakNegativeShare: random.uniform(0.05, 0.25),
      leakShelf: 0.2 * leak,
      leakShelfSpread: 0.1 * leak,
      leakLagS: random.uniform(0.05, 0.5),
    },
    contact: {
      ...draw.drawWideContact(random),
      ringShareMax: random.uniform(0.15, 0.5),
      ringMinHz: 3,
      ringMaxHz: random.uniform(6, 14),
      ringDecayMinS: 0.15,
      ringDecayMaxS: 0.6,
      ringLeakMax: random.uniform(0.15, 0.5),
    },
    shake: { ...physics.shake, step: 4, stepDecayS: 0.4 },
  };
}

function drawCreepingCells(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  return {
    ...physics,
    noise: {
      ...draw.drawWideNoise(random),
      slowShare: random.uniform(0.3, 0.7),
      driftGPerRootS: random.uniform(0.05, 0.2),
      driftGPerMinuteGondola: random.uniform(1, 6),
      driftGPerMinutePlate: random.uniform(1, 4),
    },
    cell: {
      ...draw.drawWideCell(random),
      gainSpread: random.uniform(0.025, 0.04),
      creepShareMax: random.uniform(0.001, 0.003),
    },
    stock: {
      itemWeightSpread: random.uniform(0.01, 0.03),
      productWeightSpread: random.uniform(0.01, 0.03),
    },
  };
}

function drawHeavyHands(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  return {
    ...physics,
    contact: {
      ...draw.drawWideContact(random),
      pressShare: 0.7,
      pressOfWeight: random.uniform(0.1, 0.25),
      lingerOfWeight: random.uniform(0.1, 0.25),
      shapes: { measured: 1, smooth: 2, twoStage: 2, bounce: 2, drag: 2 },
      shapeMinS: 0.15,
    },
    press: {
      ...draw.drawWidePress(random),
      maxG: random.uniform(600, 2000),
      stepsChance: 0.7,
      shiftChance: 0.6,
      shareChance: 0.5,
      releaseInStepsChance: 0.5,
    },
  };
}

function drawFamilies(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  const reach = draw.drawWideReach(random);
  return {
    ...physics,
    body: {
      ...draw.drawWideBody(random),
      childShare: random.uniform(0.3, 0.5),
      restPoseShare: 1,
      styleLogSpread: random.uniform(0.2, 0.35),
    },
    reach: { ...reach, standBeforeM: random.uniform(0.4, 0.55), elbowRoomM: 0.28 },
  };
}

function drawPoorCameras(random: Random): Physics {
  const physics = draw.drawMildPhysics(random);
  const tracker = draw.drawWideTracker(random);
  const headM = random.uniform(0.03, 0.045);
  return {
    ...physics,
    tracker: {
      ...tracker,
      frameRateHz: random.uniform(5, 12),
      latencyMs: random.uniform(15, 80),
      slowErrorM: [1, 1, 1.1, 1.1, 1.5, 1.5, 2, 2].map((scale) => scale * headM),
      biasM: [1, 1, 1, 1, 1.2, 1.2, 1.5, 1.5].map((scale) => 0.5 * scale * headM),
      idleScoreShare: random.uniform(0.3, 1),
      reachHiddenShare: random.uniform(0.15, 0.45),
      identitySwapsPerS: random.uniform(0.02, 0.06),
      lastingSwapShare: random.uniform(0.2, 0.6),
      wristSwapsPerS: random.uniform(0.05, 0.2),
      wristHidesPerS: random.uniform(0.2, 0.5),
      sideSwapsPerS: random.uniform(0.02, 0.08),
    },
  };
}

export const WORLDS: Readonly<Record<WorldName, DrawnWorld>> = {
  measured: {
    character: "the measured sensors and tracker; hands that also press, lift and drag",
    drawPhysics: draw.drawMildPhysics,
  },
  "hobby-amplifiers": {
    character: "5 to 80 Hz, mixed; steps settle over four conversions; spikes, gaps, jitter, drift",
    drawPhysics: drawHobbyAmplifiers,
  },
  "soft-boards": {
    character: "fast amplifiers on boards that ring at 3 to 14 Hz and leak 2 to 5 %, late, some up",
    drawPhysics: drawSoftBoards,
  },
  "creeping-cells": {
    character: "cells that creep and drift, gains off by 2.5 to 4 %, weights unlike the catalogue",
    drawPhysics: drawCreepingCells,
  },
  "heavy-hands": {
    character:
      "long, dragged, bouncing moves; presses that wander, share plates and change in steps",
    drawPhysics: drawHeavyHands,
  },
  families: {
    character:
      "children, trolleys, baskets and telephones; everybody reaches in a way of their own",
    drawPhysics: drawFamilies,
  },
  "poor-cameras": {
    character:
      "5 to 12 frames a second, errors of 3 to 9 cm that last, hidden wrists, lasting switches",
    drawPhysics: drawPoorCameras,
  },
  drawn: {
    character: "everything drawn widely, again for each recording",
    drawPhysics: draw.drawWidePhysics,
  },
};

export interface VisitOptions {
  readonly world: WorldName;
  readonly mix: MixName;
  readonly seed: number;
  /** Sensors and hands in place of those that the world would draw. */
  readonly physics?: Physics;
  /** How shelves are weighed; plates one by one where not given. */
  readonly scales?: ScaleLayout;
  /** What the shop is built of; shelves where not given. */
  readonly fixture?: ShopFixture;
  /**
   * A given shop in place of a drawn one: people want its products wherever they stand, so that the same seed is the
   * same visit with another planogram, until somebody goes to another place for it.
   */
  readonly given?: { readonly shop: ShopModel; readonly floor: FloorPlan };
  /** What people of the same seed have chosen in another planogram, for them to choose again. */
  readonly plan?: VisitPlan;
}

/** A short recording: a few people in a small shop. */
export interface VisitSimulation extends Simulation {
  readonly physics: Physics;
  /** What each shopper did, by id, sorted: names of actions, and of meetings. After the run. */
  readonly tags: () => ReadonlyMap<string, readonly string[]>;
  /** What each of them chose, and when. After the run. */
  readonly plan: () => VisitPlan;
}

/** One to five people, and how often. */
const PEOPLE: readonly number[] = [0.3, 0.26, 0.2, 0.14, 0.1];
/** Time in the shop after which nobody begins anything new, seconds. */
const STAY_MIN_S = 14;
const STAY_MAX_S = 48;

export function simulateVisit(options: VisitOptions): VisitSimulation {
  const { world, mix, seed } = options;
  const drawn = WORLDS[world];
  if (drawn === undefined) throw new RangeError(`unknown world ${world}`);
  const chosen = MIXES[mix];
  if (chosen === undefined) throw new RangeError(`unknown mix ${mix}`);
  const random = createRandom(seed).fork(`${world} ${mix}`);
  const { fixture } = options;
  const ofShelves = options.physics ?? drawn.drawPhysics(random.fork("physics"));
  const physics = fixture === undefined ? ofShelves : adaptPhysics(ofShelves, fixture);
  const { floor, shop } = options.given ?? layShop(options, random);
  const people = 1 + random.weighted(PEOPLE);
  const roomM = chosen.drawRoomM(random);
  const notes = createNotes();
  // Whatever somebody does otherwise with another planogram, their next choice is drawn as it would have been.
  const streams = options.given === undefined ? null : random.fork("choices");
  let visit: Visit | null = null;
  let plan: ShopperPlan[] = [];
  const simulation = createSimulation({
    seed: random.integer(0, 0xffffffff),
    scenario: "everyday",
    shop,
    floor,
    physics,
    demandBy: options.given === undefined ? "place" : "product",
    shoppers: people,
    shoppersAtOnce: people,
    ...(roomM === null ? {} : { roomM, keepApartM: 0.9 * roomM }),
    settings: settle(chosen, random),
    onEvent: ({ targetId }) => notes.count(targetId),
    visit(of, shopper) {
      if (visit === null || visit.world !== of) {
        notes.clear();
        plan = [];
        visit = makeVisit(of, chosen, notes);
      }
      const number = plan.length;
      const page = openPage(options.plan?.[number] ?? null);
      visit.pages.set(shopper, page);
      plan.push(page.written);
      return shopFor(visit, shopper, streams?.fork(number) ?? null);
    },
  });
  const own = random.fork("fridge");
  const observations =
    fixture === "fridge"
      ? () => disturbFridge(simulation, own.fork("run"))
      : simulation.observations;
  return { ...simulation, observations, physics, tags: notes.list, plan: () => plan };
}

function layShop({ fixture, scales = "plates" }: VisitOptions, random: Random) {
  const onPlates = makeSmallFloor(random.fork("floor"));
  const ofPlates = makeSmallShop(onPlates, random.fork("shop"));
  return fixture === undefined
    ? layScales(onPlates, ofPlates, scales)
    : layFixtures(onPlates, ofPlates, fixture);
}

/** What the simulation takes from a scenario, of a short visit. */
function settle(mix: VisitMix, random: Random) {
  const { followShare, simultaneousShare, gatherShare, standSpreadM, browseS } = mix;
  return {
    followShare,
    simultaneousShare,
    gatherShare,
    standSpreadM,
    browseS,
    arrivalGapS: random.uniform(1, 6),
    companions: random.uniform(0, 1),
    slamsPerMinute: random.uniform(0, 1.5),
    touchesPerMinute: 0,
    planogramWrongShare: 0,
    noiseScale: 1,
    jointNoiseScale: 1,
    dropoutScale: 1,
    outlierScale: 1,
    mixUpScale: 1,
  };
}

interface Notes {
  readonly clear: () => void;
  readonly count: (shopperId: string) => void;
  readonly countOf: (shopperId: string) => number;
  readonly note: (shopperId: string, tag: string) => void;
  readonly list: () => ReadonlyMap<string, readonly string[]>;
}

function createNotes(): Notes {
  const tags = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  return {
    clear() {
      tags.clear();
      counts.clear();
    },
    count: (id) => void counts.set(id, 1 + (counts.get(id) ?? 0)),
    countOf: (id) => counts.get(id) ?? 0,
    note: (id, tag) => void tags.set(id, (tags.get(id) ?? new Set()).add(tag)),
    list: () => new Map([...tags].map(([id, own]) => [id, [...own].sort()])),
  };
}

function makeVisit(world: World, mix: VisitMix, notes: Notes): Visit {
  return {
    world,
    mix,
    pressing: [],
    unwanted: new Map<Shopper, Item>(),
    pages: new Map<Shopper, PlanPage>(),
    countEvents: ({ id }) => notes.countOf(id),
    note: ({ id }, tag) => notes.note(id, tag),
  };
}

/** One thing after the other until the time is over, or as planned, and out. */
function* shopFor(visit: Visit, shopper: Shopper, streams: Random | null): Script {
  const { world, mix } = visit;
  const page = visit.pages.get(shopper)!;
  let choice = 0;
  const beginChoice = (): void => {
    if (streams === null) return;
    shopper.random = streams.fork(choice++);
    world.random = shopper.random;
  };
  beginChoice();
  const weights = VISIT_ACTIONS.map((name) => mix.actions[name]);
  const untilMs = world.nowMs + 1000 * world.random.uniform(STAY_MIN_S, STAY_MAX_S);
  do {
    beginChoice();
    yield* beginAction(world, page);
    yield* keepAppointment(world, shopper);
    yield* putBackUnwanted(visit, shopper);
    yield* act(visit, shopper, VISIT_ACTIONS[world.random.weighted(weights)]!);
  } while (goesOn(page, world.nowMs, untilMs));
  yield* keepAppointment(world, shopper);
  yield* leaveAsPlanned(world, page);
  shopper.leaving = true;
  const { entrance, exit = entrance, doorAisle = 0 } = world.floor;
  yield* walk(world, shopper, exit, doorAisle);
}

function* putBackUnwanted(visit: Visit, shopper: Shopper): Script {
  const item = visit.unwanted.get(shopper);
  if (item === undefined) return;
  visit.unwanted.delete(shopper);
  if (!shopper.carried.includes(item)) return;
  visit.note(shopper, "putBackGiven");
  yield* putOn(visit, shopper, item, visit.world.slots[item.home]!);
}
