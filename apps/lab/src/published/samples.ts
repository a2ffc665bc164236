/**
 * A small, seeded part of what each published page measures. What it gives changes with the results of the engine, the
 * tracker or the simulator, and not with the names or places of anything in the code.
 *
 * Figures are rounded to far more than the rounding errors of another machine, so that it gives them the same.
 */
import { createHash } from "node:crypto";
import { createRandom } from "@saunter/numerics/random";
import { createCameraPipeline } from "@saunter/sim/cameras/camera-pipeline";
import { createSimulation } from "@saunter/sim/simulate";
import { DISHONEST_HABITS } from "@saunter/sim/smart-cart/cart-habits";
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { simulateVisit, WORLD_NAMES } from "@saunter/sim/worlds";
import { readSimulatedTruth } from "@saunter/stand-ins/recordings/simulated-truth";
import { createGroundTracker } from "@saunter/vision/tracking/ground-tracker";
import { type Measured, measureStream, type Stream } from "../accuracy/measured-set.ts";
import type { EvaluatedRecording } from "../evaluate/summarize.ts";
import { playTrip } from "../smart-cart/play-trip.ts";
import { coverFloor } from "../vision/cover-floor.ts";
import { measureVisit } from "../worlds/measured-visit.ts";
import { countOperations } from "./count-operations.ts";

/** What a sample gives, by name: a digest, or how many of something. */
export type Sample = Readonly<Record<string, string | number>>;

export const SAMPLES = {
  accuracy: sampleAccuracy,
  calibration: sampleCalibration,
  cart: sampleCart,
  cameras: sampleCameras,
  speed: sampleSpeed,
} as const satisfies Record<string, () => Promise<Sample> | Sample>;

export type SampleName = keyof typeof SAMPLES;

/** Unlike the seeds of tests, fits and reports. */
const SEED = 70_000;
const EVERYDAY_MINUTES = 2;

/** A visit to each world, of one mix and the other in turn. */
function listVisits(firstMix: 0 | 1) {
  return WORLD_NAMES.map((world, at) => {
    return { world, mix: MIX_NAMES[(at + firstMix) % MIX_NAMES.length]!, seed: SEED };
  });
}

/** A visit to each world, and some minutes of an ordinary day: receipts and events of both engines, scored. */
async function sampleAccuracy(): Promise<Sample> {
  const day = createSimulation({ seed: SEED, scenario: "everyday", minutes: EVERYDAY_MINUTES });
  const visits = listVisits(0).map(simulateVisit);
  const lines: string[] = [];
  for (const simulation of [day, ...visits]) {
    const stream: Stream = {
      name: "",
      shop: simulation.shop,
      chunks: [[...simulation.observations()]],
      truth: () => readSimulatedTruth(simulation),
    };
    lines.push(...describeMeasured(await measureStream(stream, new Map())));
  }
  return { results: digest(lines) };
}

function describeMeasured({ engine, baseline }: Measured): string[] {
  return [...describeRun(engine), ...describeRun(baseline)];
}

function describeRun({ score, events }: EvaluatedRecording): string[] {
  const receipts = score.receipts.map((one) =>
    join([
      ...[one.targetId, one.truePositives, one.predictedUnits, one.trueUnits],
      ...[one.exact, one.flagged, round(one.probabilityExact, 3)],
      ...[...one.overcharged, ...one.undercharged].flatMap((line) => [line.barcode, line.quantity]),
    ]),
  );
  const happened = (events?.happened ?? []).map((one) =>
    join([
      ...[one.kind, one.targetId, one.barcode, one.quantity, one.found],
      ...[one.wrongShopper, one.wrongProduct, one.wrongQuantity],
    ]),
  );
  const reported = (events?.reported ?? []).map(({ interaction: one, right, phantom }) =>
    join([
      ...[one.kind, one.targetId, one.barcode, one.quantity, right, phantom],
      ...[round(one.probability, 3), Math.round(one.timestampMs), Math.round(one.decidedMs)],
    ]),
  );
  return [...receipts, ...happened, ...reported];
}

/** What the calibration is fitted on: beliefs, the risks of each visit, and whether they were right. */
function sampleCalibration(): Sample {
  const evidence = listVisits(1).flatMap((visit) =>
    measureVisit(visit).receipts.map(({ exact, evidence: one }) => {
      if (one === null) return join([exact]);
      const { belief, risk } = one;
      const risks = [risk.changes, risk.ambiguous, risk.nearS, risk.touches];
      const meetings = [risk.meetings, risk.unclearMeetings];
      return join([exact, ...[belief, ...risks, ...meetings].map((value) => round(value, 3))]);
    }),
  );
  return { evidence: digest(evidence) };
}

/** A trip of each habit with a smart cart: how sure the cart is of its bill, and what it asks. */
function sampleCart(): Sample {
  const lines = ["honest" as const, ...DISHONEST_HABITS].map((habit) => {
    const { certainty, isExact, questions } = playTrip({ habit, seed: SEED });
    return join([habit, isExact, questions, round(certainty.probabilityExact, 2)]);
  });
  return { trips: digest(lines) };
}

const SEEN_SHOP = { seed: SEED, scenario: "busy", minutes: 1 } as const;
const CAMERAS = { cameras: 4, heightM: 2.4, seed: SEED };

/** Of a detector of people: how often it misses one, and how far off it is, each axis. */
const MISSED_SHARE = 0.15;
const OFF_SD_M = 0.12;

/**
 * Whom the tracker follows through what four cameras see of a busy shop, and where it has their joints; and where the
 * tracker of places has them by what a detector sees.
 */
function sampleCameras(): Sample {
  const { floor } = createSimulation(SEEN_SHOP);
  const pipeline = createCameraPipeline(coverFloor(floor, CAMERAS));
  const lines: string[] = [];
  const ground: string[] = [];
  const tracker = createGroundTracker();
  const random = createRandom(SEED);
  const simulation = createSimulation({
    ...SEEN_SHOP,
    look: (timestampMs, people) => {
      const detected = people.filter(() => !random.chance(MISSED_SHARE));
      const places = detected.map(({ pose }) => {
        return {
          x: pose[0]! + random.normal(0, OFF_SD_M),
          y: pose[1]! + random.normal(0, OFF_SD_M),
        };
      });
      for (const { trackId, x, y, probability } of tracker.step(timestampMs, places)) {
        ground.push(join([trackId, round(x, 2), round(y, 2), round(probability, 2)]));
      }
      const frame = pipeline.look(timestampMs, people);
      for (const { shopperId, joints } of frame.shoppers) {
        lines.push(join([shopperId, ...Array.from(joints, (value) => round(value, 2))]));
      }
      return frame;
    },
  });
  for (const _ of simulation.observations());
  const { counts } = pipeline;
  lines.push(
    join([counts.people, counts.reported, counts.switches, counts.fragments, counts.ghosts]),
  );
  return { tracks: digest(lines), ground: digest(ground) };
}

const MILLION = 1e6;

/** How much is computed, since time is another one on each machine: millions of blocks of code that run. */
async function sampleSpeed(): Promise<Sample> {
  const { engine, tracker } = await countOperations(SEED);
  return {
    engine: Number(round(engine / MILLION, 1)),
    tracker: Number(round(tracker / MILLION, 1)),
  };
}

/** Zero has no sign. */
function round(value: number, digits: number): string {
  return (Number(value.toFixed(digits)) + 0).toFixed(digits);
}

function join(values: readonly unknown[]): string {
  return values.join(" ");
}

/** Begins with a letter, as numbers do not. */
function digest(lines: readonly string[]): string {
  const hex = createHash("sha256").update(lines.join("\n")).digest("hex");
  return `h${hex.slice(0, 16)}`;
}
