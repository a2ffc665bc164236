/** For tests: a floor with gates and shelves, and people who go where they are told. */

import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type PlateBatch,
} from "@saunter/engine/observation";
import type { Facing, ShopModel } from "@saunter/engine/shop-model";
import type { Point } from "@saunter/numerics/polygon";
import { createRandom } from "@saunter/numerics/random";
import { findVisitOf } from "../domain/binding-service.ts";
import type { Door } from "../domain/door-watch.ts";
import { takeUpAgain } from "../domain/shop-clock.ts";
import {
  enterFor,
  openTestShop,
  passAndTick,
  payCard,
  type TestShop,
  transact,
} from "../domain/shop-fixture.ts";
import { type SensorRun, startSensorRun } from "../sensors/sensor-run.ts";

const STEP_MS = 100;
const TICK_MS = 500;
const WALK_M_PER_S = 1.5;
const REACH_MS = 500;
const SHELF_HEIGHT_M = 1.1;
const STOCK_G = 8000;

/** Where one stands in each gate. "in" leads in, "out" out, and "both" both ways. */
export const GATES = {
  in: { x: 0.5, y: 0.5 },
  out: { x: 4.5, y: 0.5 },
  both: { x: 8.5, y: 0.5 },
} as const;
type GateId = keyof typeof GATES;

/**
 * Products of the test shop, each on a plate of its own, and where one stands to take it. "05" has an
 * age limit; "02" is taken from where one stands in the gate "both".
 */
const SPOTS: readonly {
  readonly gtin: string;
  readonly place: Point;
  readonly weightG: number;
}[] = [
  { gtin: "02", place: GATES.both, weightG: 250 },
  { gtin: "03", place: { x: 0, y: 4.5 }, weightG: 320 },
  { gtin: "05", place: { x: 3, y: 4.5 }, weightG: 700 },
  { gtin: "06", place: { x: 6, y: 4.5 }, weightG: 415 },
  { gtin: "07", place: { x: 9, y: 4.5 }, weightG: 530 },
];

/** In the middle of the shop, at no door and at no shelf. */
export const AISLE: Point = { x: 4.5, y: 2.5 };
export const beside = ({ x, y }: Point, byM: number): Point => ({ x: x + byM, y });
export function findSpot(gtin: string): Point {
  const spot = SPOTS.find((known) => known.gtin === gtin);
  if (spot === undefined) throw new Error(`nowhere stands ${gtin}`);
  return spot.place;
}

const DOORS: readonly Door[] = (Object.keys(GATES) as GateId[]).map((gateId) => {
  const { x, y } = GATES[gateId];
  const corners = [
    ...[
      { x: x - 0.5, y: y - 0.5 },
      { x: x + 0.5, y: y - 0.5 },
    ],
    ...[
      { x: x + 0.5, y: y + 0.5 },
      { x: x - 0.5, y: y + 0.5 },
    ],
  ];
  return { gateId, zone: { corners }, direction: gateId };
});

const MODEL: ShopModel = {
  products: new Map(
    SPOTS.map(({ gtin, weightG }) => [gtin, { barcode: gtin, name: gtin, weightG, price: 100 }]),
  ),
  facings: SPOTS.map(({ gtin, place: { x, y } }, at): Facing => {
    const corner = { x: x - 0.25, y: y + 0.6, z: SHELF_HEIGHT_M, yawRad: 0 };
    const place = { ...corner, widthM: 0.5, depthM: 0.4 };
    return { gondola: at + 1, shelf: 1, plates: [1], barcode: gtin, place };
  }),
};

interface Walker {
  readonly person: string;
  place: Point;
  readonly path: Point[];
  reachMs: number | null;
}

export interface Floor {
  readonly test: TestShop;
  /** Time goes on: people walk, sensors see, the clock is looked at. Blind cameras send nothing. */
  pass(forMs: number, cameras?: { readonly isBlind: boolean }): Promise<void>;
  /** The tracker sees somebody, under a number of its own; a test may tell people apart by more. */
  appear(trackId: string, place: Point, person?: string): void;
  /** Sets out for places, one after the other. */
  send(trackId: string, ...places: readonly Point[]): void;
  /** Goes there; returns when they are there. */
  go(trackId: string, ...places: readonly Point[]): Promise<void>;
  /** The tracker sees them no more. */
  vanish(trackId: string): void;
  /** Goes to where a product stands, and takes one. */
  take(trackId: string, gtin: string): Promise<void>;
  /** Goes to a gate, and out of it. */
  leave(trackId: string, gateId: GateId): Promise<void>;
  /** What the journal calls whom the tracker calls so now. */
  nameOf(trackId: string): string;
  /** Who has been seen under a name since it came into the shop. */
  readonly peopleOf: ReadonlyMap<string, ReadonlySet<string>>;
  visitOf(trackId: string): string | null;
  /** Shows a card, each a new one, at a gate; gives the visit. */
  show(gateId: "in" | "both", partySize?: number): Promise<string>;
  /** The process is ended without a word, and another is started. */
  restart(): Promise<void>;
  /** The stream ends. */
  end(): Promise<void>;
}

let cards = 0;

export function openFloor(): Floor {
  const settings = { gateIds: Object.keys(GATES), outGateIds: ["out"] };
  const stage: Stage = {
    test: openTestShop({ settings }),
    run: null,
    runs: 0,
    walkers: new Map(),
    names: new Map(),
    people: new Map(),
    shelves: createShelves(),
  };
  startRun(stage);
  const { walkers, names, shelves } = stage;
  const find = (trackId: string): Walker => walkers.get(trackId)!;
  const floor: Floor = {
    get test() {
      return stage.test;
    },
    pass: async (forMs, { isBlind } = { isBlind: false }) => {
      for (let at = 0; at < forMs; at += STEP_MS) await step(stage, isBlind);
      // What was seen last is on the disk.
      await passAndTick(stage.test, 0);
    },
    appear: (trackId, place, person = trackId) =>
      void walkers.set(trackId, { person, place, path: [], reachMs: null }),
    send: (trackId, ...places) => void find(trackId).path.push(...places),
    go: async (trackId, ...places) => {
      floor.send(trackId, ...places);
      while (find(trackId).path.length > 0) await step(stage);
    },
    vanish: (trackId) => void walkers.delete(trackId),
    take: async (trackId, gtin) => {
      await floor.go(trackId, findSpot(gtin));
      await floor.pass(1500);
      const reachMs = stage.test.clock.nowMs + REACH_MS;
      find(trackId).reachMs = reachMs;
      shelves.take(gtin, reachMs);
      await floor.pass(4000);
    },
    leave: async (trackId, gateId) => {
      await floor.go(trackId, GATES[gateId]);
      floor.vanish(trackId);
    },
    peopleOf: stage.people,
    nameOf: (trackId) => names.get(trackId) ?? trackId,
    visitOf: (trackId) => findVisitOf(stage.test.store, floor.nameOf(trackId)),
    show: async (gateId, partySize = 1) => {
      const payer = payCard(`pm_sim_ok-f${++cards}`);
      return (await enterFor(stage.test, payer, { gateId, partySize })).visitId;
    },
    restart: async () => {
      stage.test = await stage.test.restart();
      await transact(stage.test, takeUpAgain);
      startRun(stage);
    },
    end: async () => stage.run?.end(),
  };
  return floor;
}

interface Stage {
  test: TestShop;
  run: SensorRun | null;
  runs: number;
  readonly walkers: Map<string, Walker>;
  readonly names: Map<string, string>;
  readonly people: Map<string, Set<string>>;
  readonly shelves: ReturnType<typeof createShelves>;
}

function startRun(stage: Stage): void {
  const { test, walkers, names, people } = stage;
  stage.run = startSensorRun({
    shop: test.shop,
    model: MODEL,
    doors: DOORS,
    engine: {},
    run: `run-${++stage.runs}`,
    hooks: {
      onAppeared: (shopperId) => {
        const walker = [...walkers].find(([trackId]) => names.get(trackId) === shopperId);
        people.set(shopperId, new Set(walker === undefined ? [] : [walker[1].person]));
      },
      onObservation: (observation) => {
        if (observation.kind !== "joints") return;
        const walking = [...walkers];
        for (const [at, { shopperId }] of observation.shoppers.entries()) {
          const [trackId, { person }] = walking[at]!;
          names.set(trackId, shopperId);
          people.get(shopperId)?.add(person);
        }
      },
    },
  });
}

async function step({ test, run, walkers, shelves }: Stage, isBlind = false): Promise<void> {
  test.clock.nowMs += STEP_MS;
  const { nowMs } = test.clock;
  for (const walker of walkers.values()) walkOn(walker);
  if (!isBlind) await run!.take(makeFrame(walkers, nowMs));
  for (const batch of shelves.read(nowMs)) await run!.take(batch);
  if (nowMs % TICK_MS === 0) await passAndTick(test, 0);
}

function walkOn(walker: Walker): void {
  let leftM = (WALK_M_PER_S * STEP_MS) / 1000;
  while (leftM > 0 && walker.path.length > 0) {
    const [to] = walker.path as [Point];
    const { x, y } = walker.place;
    const distanceM = Math.hypot(to.x - x, to.y - y);
    if (distanceM <= leftM) {
      walker.place = to;
      walker.path.shift();
      leftM -= distanceM;
      continue;
    }
    const share = leftM / distanceM;
    walker.place = { x: x + (to.x - x) * share, y: y + (to.y - y) * share };
    leftM = 0;
  }
}

function makeFrame(walkers: ReadonlyMap<string, Walker>, timestampMs: number): JointFrame {
  const shoppers = [...walkers].map(([shopperId, walker]) => ({
    shopperId,
    joints: makeJoints(walker, timestampMs),
  }));
  return { kind: "joints", timestampMs, shoppers };
}

/** Faces the shelf; the right hand goes into it around the reach. */
function makeJoints({ place: { x, y }, reachMs }: Walker, nowMs: number): Float64Array {
  const reaches = reachMs !== null && Math.abs(nowMs - reachMs) < REACH_MS;
  const wrist = reaches ? [x, y + 0.75, SHELF_HEIGHT_M + 0.12] : [x + 0.15, y + 0.1, 0.9];
  const places: readonly (readonly number[])[] = [
    [x, y, 1.65],
    [x, y, 1.45],
    [x - 0.18, y, 1.4],
    [x + 0.18, y, 1.4],
    [x - 0.25, y, 1.15],
    [x + 0.15, reaches ? y + 0.35 : y, 1.2],
    [x - 0.2, y + 0.05, 0.9],
    wrist,
  ];
  const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE);
  for (const [joint, [jointX, jointY, jointZ]] of places.entries()) {
    joints.set([jointX!, jointY!, jointZ!, 0.9], joint * JOINT_STRIDE);
  }
  return joints;
}

/** A plate a product, each on a gondola of its own, with a gram of noise. */
function createShelves() {
  const random = createRandom(1);
  const taken: { readonly gtin: string; readonly atMs: number }[] = [];
  const [sampleCount, shelfCount, plateCount] = [6, 2, 2];
  return {
    take: (gtin: string, atMs: number): void => void taken.push({ gtin, atMs }),
    read: (timestampMs: number): PlateBatch[] =>
      SPOTS.map(({ gtin, weightG }, at): PlateBatch => {
        const samplesG = new Float32Array(sampleCount * shelfCount * plateCount).fill(Number.NaN);
        for (let sample = 0; sample < sampleCount; sample++) {
          const nowMs = timestampMs + (sample * 1000) / 60;
          const gone = taken.filter((one) => one.gtin === gtin && one.atMs <= nowMs).length;
          samplesG[(sample * shelfCount + 1) * plateCount + 1] =
            STOCK_G - gone * weightG + random.normal(0, 1);
        }
        return {
          kind: "plates",
          gondola: at + 1,
          timestampMs,
          sampleRateHz: 60,
          sampleCount,
          shelfCount,
          plateCount,
          samplesG,
        };
      }),
  };
}
