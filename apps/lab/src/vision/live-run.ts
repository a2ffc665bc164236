/** Cameras watched as a shop does it, and what that costs. */
import { loadavg } from "node:os";
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import { openCameraMachine } from "@saunter/ingest/pipeline/open-camera-machine";
import { openPipeline } from "@saunter/ingest/pipeline/open-pipeline";
import { openPoseFinder } from "@saunter/ingest/pipeline/open-pose-finder";
import type { GatedPoseFinder, PoseFinderStatus } from "@saunter/ingest/poses/open-pose-finder";
import { quantile } from "@saunter/numerics/statistics";
import { readTreeCpuSeconds } from "./tree-cpu.ts";

export interface LiveRunOptions {
  readonly config: CamerasConfig;
  /** By camera; where not given, what the configuration says. */
  readonly addresses?: ReadonlyMap<string, string>;
  /** Time without motion after which cameras rest; not given: never. */
  readonly restAfterMs?: number;
  /** Measuring begins when all of them rest, or at once, and ends after so long or with the films. */
  readonly seconds: number;
  /** Processes whose work is not the shop's. */
  readonly besides?: readonly number[];
}

export interface LiveRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Frames that cameras sent, and those that gave way to a newer one, or were not asked for. */
  readonly frames: number;
  readonly dropped: number;
  readonly finder: Pick<PoseFinderStatus, "looked" | "still" | "dropped">;
  /** From a frame's stamp until who is in it is reported, 95 of 100 within. */
  readonly delayMs: number;
  readonly load: number;
  /** The faults reported. */
  readonly faults: number;
}

const WAIT_S_MAX = 60;
/** Cameras that have just come to rest have still to end the streams before. */
const SETTLE_S = 3;

/** Throws where cameras that should rest do not. */
export async function runLive(options: LiveRunOptions): Promise<LiveRun> {
  const finder = await openPoseFinder(options.config.pose);
  try {
    return await watchLive(options, finder);
  } finally {
    await finder.close();
  }
}

async function watchLive(options: LiveRunOptions, finder: GatedPoseFinder): Promise<LiveRun> {
  const { restAfterMs = Number.POSITIVE_INFINITY } = options;
  const closing = new AbortController();
  const meter = createMeter(options);
  const pipeline = openPipeline(
    readdress(options),
    { ...openCameraMachine(), nowMs: Date.now, finder, classifier: null, restAfterMs },
    closing.signal,
  );
  const areResting = (): boolean => pipeline.listStatuses().every(({ isResting }) => isResting);
  const delaysMs: number[] = [];
  let faults = 0;
  for await (const event of pipeline.events) {
    if (event.kind === "fault") faults++;
    if (event.kind === "seen") delaysMs.push(Date.now() - event.frame.timestampMs);
    if (meter.step(areResting)) closing.abort();
  }
  await pipeline.closed;
  const counts = pipeline.listStatuses().map((status) => status.counts);
  return {
    ...meter.read(),
    faults,
    finder: finder.status(),
    load: loadavg()[0]!,
    frames: counts.reduce((sum, one) => sum + one.frames, 0),
    dropped: counts.reduce((sum, one) => sum + one.dropped + one.skipped, 0),
    delayMs: quantile(delaysMs, 0.95),
  };
}

/** The same cameras, live, where their pictures are sent from. */
function readdress({ config, addresses }: LiveRunOptions): CamerasConfig {
  const cameras = config.cameras.map(({ source, ...camera }) => ({
    ...camera,
    source: { ...source, url: addresses?.get(source.cameraId) ?? source.url },
  }));
  return { ...config, cameras, isLive: true };
}

/** CPU from the start, or from when all rest, for so many seconds. */
function createMeter({ restAfterMs, seconds, besides }: LiveRunOptions) {
  const now = () => ({ atMs: performance.now(), cpuSeconds: readTreeCpuSeconds(besides) });
  let begin = now();
  let end: typeof begin | null = null;
  let state: "waiting" | "settling" | "measuring" =
    restAfterMs === undefined ? "measuring" : "waiting";
  return {
    /** Whether it is over. */
    step: (areResting: () => boolean): boolean => {
      const spentS = (performance.now() - begin.atMs) / 1000;
      if (state === "waiting" && spentS > WAIT_S_MAX) return true;
      const isNext =
        (state === "waiting" && areResting()) || (state === "settling" && spentS >= SETTLE_S);
      if (isNext) {
        state = state === "waiting" ? "settling" : "measuring";
        begin = now();
      }
      if (state !== "measuring" || spentS < seconds || isNext) return false;
      end ??= now();
      return true;
    },
    read: (): Pick<LiveRun, "seconds" | "cpuSeconds"> => {
      if (state !== "measuring") throw new Error("the cameras did not come to rest");
      // Films may end before.
      end ??= now();
      return {
        seconds: (end.atMs - begin.atMs) / 1000,
        cpuSeconds: end.cpuSeconds - begin.cpuSeconds,
      };
    },
  };
}
