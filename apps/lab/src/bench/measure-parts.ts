/** Parts of the engine alone. */

import type { PlateBatch } from "@saunter/engine/observation";
import { DEFAULT_SENSING } from "@saunter/engine/parameters/sensing";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "@saunter/engine/sensing/front-end";
import { assign, assignKBest, createAssignmentScratch } from "@saunter/numerics/assignment";
import { createRandom } from "@saunter/numerics/random";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { createSimulation } from "@saunter/sim/simulate";
import { createGroundTracker, type GroundDetection } from "@saunter/vision/tracking/ground-tracker";
import { findMedianSpent, measureRounds } from "./children.ts";
import { atLeast, createFigure, type FigureGroup } from "./figure.ts";

const WARM_UP_ROUNDS = 3;

export interface PartsOptions {
  readonly seed: number;
  /** Of the stream that the front end takes, beginning when the shop is full. */
  readonly seconds: number;
  readonly rounds: number;
  readonly progress: Progress;
}

/** Steps of `progress`. */
export const PARTS_STEPS = 4;
export const TRACKER_FRAMES_A_SECOND_MIN = 5000;

const FILLING_S = 40;

export async function measureParts(options: PartsOptions): Promise<FigureGroup[]> {
  const { seed, seconds, rounds, progress } = options;
  const batches = takeBatches(seed, seconds);
  progress.update(1);
  const frontEndMs = await measureFrontEnd(batches, rounds);
  progress.update(2);
  const one = await measureAssignment(seed, rounds, 200, false);
  const best = await measureAssignment(seed, rounds, 2, true);
  progress.update(3);
  const tracker = await measureTracker(seed, rounds);
  progress.update(4);
  return [
    {
      title: `Tracker alone: 30 people, seen 10 times a second among clutter (median of ${rounds})`,
      figures: [
        createFigure("reported, mean", tracker.peopleMean, "people", 1),
        createFigure(
          "frames a second",
          tracker.framesPerSecond,
          "",
          0,
          atLeast(TRACKER_FRAMES_A_SECOND_MIN),
        ),
      ],
    },
    {
      title: `Front end alone: 1,200 plates with 30 shoppers, ${seconds} s (median of ${rounds})`,
      figures: [
        createFigure("CPU a second of the stream", frontEndMs / seconds, "ms", 2),
        createFigure("that is", (1000 * seconds) / frontEndMs, "x real time", 0),
      ],
    },
    {
      title: `Assignment of 30 rows to 40 columns, random costs (median of ${rounds})`,
      figures: [
        createFigure("the cheapest", 1000 * one, "µs", 1),
        createFigure("the ten cheapest", 1000 * best, "µs", 0),
      ],
    },
  ];
}

const FRAMES = 3000;
const FRAME_MS = 100;
const FLOOR_M = [20, 15] as const;

/** People who walk about, turn now and then, and are not always seen. */
function walkAbout(seed: number): GroundDetection[][] {
  const random = createRandom(seed);
  const turn = () => [random.normal(0, 0.08), random.normal(0, 0.08)];
  const drawPlace = () => FLOOR_M.map((side) => random.uniform(0, side)) as [number, number];
  const people = Array.from({ length: 30 }, () => ({ place: drawPlace(), step: turn() }));
  return Array.from({ length: FRAMES }, () => {
    const detections: GroundDetection[] = [];
    for (const person of people) {
      if (random.chance(0.02)) person.step = turn();
      for (const axis of [0, 1] as const) {
        const moved = person.place[axis] + person.step[axis]!;
        if (moved < 0 || moved > FLOOR_M[axis]) person.step[axis]! *= -1;
        else person.place[axis] = moved;
      }
      if (random.chance(0.07)) continue;
      const [x, y] = person.place.map((at) => at + random.normal(0, 0.1)) as [number, number];
      detections.push({ x, y, score: random.uniform(0.5, 1) });
    }
    for (let thing = 0; thing < 2; thing++) {
      if (random.chance(0.3)) continue;
      const [x, y] = drawPlace();
      detections.push({ x, y, score: random.uniform(0, 0.6) });
    }
    return detections;
  });
}

async function measureTracker(seed: number, rounds: number) {
  const frames = walkAbout(seed);
  let reported = 0;
  const spent = await measureRounds(rounds + WARM_UP_ROUNDS, () => {
    const tracker = createGroundTracker();
    reported = 0;
    for (const [at, detections] of frames.entries()) {
      reported += tracker.step(at * FRAME_MS, detections).length;
    }
  });
  const { cpuMs } = findMedianSpent(spent.slice(WARM_UP_ROUNDS));
  return { framesPerSecond: (1000 * FRAMES) / cpuMs, peopleMean: reported / FRAMES };
}

function takeBatches(seed: number, seconds: number): PlateBatch[] {
  const simulation = createSimulation({ seed, scenario: "rush" });
  const batches: PlateBatch[] = [];
  let startMs = Number.NaN;
  for (const observation of simulation.observations()) {
    if (Number.isNaN(startMs)) startMs = observation.timestampMs;
    const atS = (observation.timestampMs - startMs) / 1000;
    if (atS >= FILLING_S + seconds) break;
    if (observation.kind === "plates" && atS >= FILLING_S) batches.push(observation);
  }
  return batches;
}

/** CPU milliseconds for all batches. */
async function measureFrontEnd(batches: readonly PlateBatch[], rounds: number): Promise<number> {
  let stepCount = 0;
  const run = (): void => {
    const frontEnds = new Map<number, GondolaFrontEnd>();
    const steps: Step[] = [];
    for (const batch of batches) {
      let frontEnd = frontEnds.get(batch.gondola);
      if (frontEnd === undefined) {
        frontEnd = createGondolaFrontEnd(batch.gondola, DEFAULT_SENSING);
        frontEnds.set(batch.gondola, frontEnd);
      }
      pushBatch(frontEnd, batch, steps, () => {});
      stepCount += steps.splice(0).length;
    }
  };
  const all = await measureRounds(WARM_UP_ROUNDS + rounds, run);
  if (stepCount === 0) throw new Error("the front end has seen nothing happen");
  return findMedianSpent(all.slice(WARM_UP_ROUNDS)).cpuMs;
}

/** CPU milliseconds for one problem. */
async function measureAssignment(
  seed: number,
  rounds: number,
  problems: number,
  ten: boolean,
): Promise<number> {
  const random = createRandom(seed);
  const all = Array.from({ length: problems }, () =>
    Float64Array.from({ length: 30 * 40 }, () => random.next()),
  );
  const scratch = createAssignmentScratch(30, 40);
  const run = (): void => {
    for (const costs of all) {
      const found = ten ? assignKBest(costs, 30, 40, 10).length : assign(costs, 30, 40, scratch);
      if (found === null || found === 0) throw new Error("a problem without a solution");
    }
  };
  const spent = await measureRounds(WARM_UP_ROUNDS + rounds, run);
  return findMedianSpent(spent.slice(WARM_UP_ROUNDS)).cpuMs / problems;
}
