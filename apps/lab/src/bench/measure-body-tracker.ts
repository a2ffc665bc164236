/** The tracker of bodies alone: whether it keeps up with the cameras of a full shop on one core. */
import type { Progress } from "@saunter/shop/command-line/command-io";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";
import { createCameraPipeline, type PipelineOptions } from "@saunter/sim/cameras/camera-pipeline";
import { createSimulation } from "@saunter/sim/simulate";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import type { CameraFrame } from "@saunter/vision/fusion/pose-detection";
import { coverFloor } from "../vision/cover-floor.ts";
import { findMedian } from "./children.ts";
import { atLeast, createFigure, type FigureGroup } from "./figure.ts";

/** Times the cameras' own rate. */
export const BODY_TRACKER_SPEED_MIN = 15;

/** What cameras are looked at by where nothing is said: `cameras[].fps`. */
const CAMERA_FPS = 10;
const CAMERAS = 8;
const HEIGHT_M = 2.4;
/** Of thirty people, who come in at the one aisle and leave by the other. */
const SHOP = {
  scenario: "rush",
  doors: { entrance: { x: -1.5, y: -1.2 }, exit: { x: -1.5, y: -4.6 } },
} as const;

export interface BodyTrackerBench {
  readonly seed: number;
  /** Of the stream: until the shop is full, and from then on. */
  readonly fillingSeconds: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly progress: Progress;
}

interface Instant {
  readonly timestampMs: number;
  readonly frames: readonly CameraFrame[];
}

/** Steps of `progress`: the frames are recorded, then rounds. */
export function countBodyTrackerSteps(rounds: number): number {
  return 1 + rounds;
}

export async function measureBodyTracker(bench: BodyTrackerBench): Promise<FigureGroup[]> {
  const { seed, rounds, progress } = bench;
  const { floor } = createSimulation({ ...SHOP, seed });
  const cover = (): PipelineOptions =>
    coverFloor(floor, { cameras: CAMERAS, heightM: HEIGHT_M, seed });
  const instants = recordInstants(bench, cover());
  progress.update(1);
  const runs: { cpuMs: number; reported: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(timeTracker(cover(), instants, bench.fillingSeconds));
    progress.update(2 + round);
    // The bar is drawn in between.
    await new Promise(setImmediate);
  }
  const cpuMs = findMedian(runs.map((run) => run.cpuMs));
  return [
    {
      title: `Tracker of bodies alone: ${SHOP.scenario}, ${CAMERAS} cameras at ${HEIGHT_M} m, seed ${seed} (median of ${rounds})`,
      figures: [
        createFigure("reported, mean", runs[0]!.reported, "people", 1),
        createFigure("CPU a frame of all cameras", cpuMs, "ms", 2),
        createFigure(
          `that is, at ${CAMERA_FPS} frames a second`,
          1000 / cpuMs / CAMERA_FPS,
          "x real time",
          1,
          atLeast(BODY_TRACKER_SPEED_MIN),
        ),
      ],
    },
  ];
}

/** What the cameras see of a simulated shop that fills. */
function recordInstants(
  { seed, fillingSeconds, seconds }: BodyTrackerBench,
  cover: PipelineOptions,
): Instant[] {
  const instants: Instant[] = [];
  const record = (timestampMs: number, frames: readonly CameraFrame[]) => {
    instants.push({ timestampMs, frames });
    return [];
  };
  const { look } = createCameraPipeline({
    ...cover,
    tracker: { step: record, listAmbiguities: () => [] },
  });
  const minutes = (fillingSeconds + seconds) / 60;
  const simulation = createSimulation({ ...SHOP, seed, minutes, look });
  for (const { timestampMs } of simulation.observations()) {
    if (instants.length > 0 && timestampMs - instants[0]!.timestampMs > 60_000 * minutes) break;
  }
  return instants;
}

/** CPU time of a frame while the shop is full, milliseconds, and the mean number of people reported then. */
function timeTracker(cover: PipelineOptions, instants: readonly Instant[], fillingSeconds: number) {
  const fullMs = instants[0]!.timestampMs + 1000 * fillingSeconds;
  const tracker = createBodyTracker(cover);
  for (const { timestampMs, frames } of instants) {
    if (timestampMs < fullMs) tracker.step(timestampMs, frames);
  }
  const timed = instants.filter(({ timestampMs }) => timestampMs >= fullMs);
  const before = readCpuSeconds();
  let reported = 0;
  for (const { timestampMs, frames } of timed) reported += tracker.step(timestampMs, frames).length;
  const cpuMs = (1000 * (readCpuSeconds() - before)) / timed.length;
  return { cpuMs, reported: reported / timed.length };
}
