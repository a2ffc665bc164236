/**
 * How much is computed: how often each block of the code runs, summed. Time is another one on every machine and at
 * every hour; this is the same, and says whether a change made the engine or the tracker do much more, or much less.
 */
import type { Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import type { Observation } from "@saunter/engine/observation";
import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import { createCameraPipeline } from "@saunter/sim/cameras/camera-pipeline";
import { createSimulation } from "@saunter/sim/simulate";
import { type BodyTracker, createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import type { CameraFrame } from "@saunter/vision/fusion/pose-detection";
import { coverFloor } from "../vision/cover-floor.ts";

/** How long a shop fills. */
const MINUTES = 0.4;
const CAMERAS = 4;
const HEIGHT_M = 2.4;

export interface Operations {
  readonly engine: number;
  readonly tracker: number;
}

/** To be run in a process that has run nothing before: what has been optimised by then is not counted. */
export async function countOperations(seed: number): Promise<Operations> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const { shop, observations, cover, seen } = simulate(seed);
  /** Each time from zero. */
  const takeCount = async (): Promise<number> => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return sumBlocks(result);
  };
  await takeCount();
  const engine = createSteppedEngine(shop);
  for (const observation of observations) engine.step(observation);
  engine.finish();
  const ofEngine = await takeCount();
  const tracker = createBodyTracker(cover);
  for (const { timestampMs, frames } of seen) tracker.step(timestampMs, frames);
  const ofTracker = await takeCount();
  session.disconnect();
  return { engine: ofEngine, tracker: ofTracker };
}

function simulate(seed: number) {
  const people = { seed, scenario: "crowd", minutes: MINUTES } as const;
  const simulation = createSimulation(people);
  const covered = () => coverFloor(simulation.floor, { cameras: CAMERAS, heightM: HEIGHT_M, seed });
  const seen: { readonly timestampMs: number; readonly frames: readonly CameraFrame[] }[] = [];
  const recorder: BodyTracker = {
    step: (timestampMs, frames) => {
      seen.push({ timestampMs, frames });
      return [];
    },
    listAmbiguities: () => [],
  };
  const { look } = createCameraPipeline({ ...covered(), tracker: recorder });
  for (const _ of createSimulation({ ...people, look }).observations());
  const observations: Observation[] = [...simulation.observations()];
  return { shop: simulation.shop, observations, cover: covered(), seen };
}

function sumBlocks(scripts: readonly Profiler.ScriptCoverage[]): number {
  const blocks = scripts
    .filter(({ url }) => /\/packages\/\w+\/src\//.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count }) => sum + count, 0);
}
