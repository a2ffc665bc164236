/** Cameras watched as a shop does it, and what that costs. */
import { loadavg } from "node:os";
import type { CamerasConfig } from "@saunter/edge/config/cameras-config";
import { createCamerasWatch } from "@saunter/edge/eyes/cameras-watch";
import { openPoseFinder } from "@saunter/edge/eyes/open-pose-finder";
import { createLiveWatch } from "@saunter/edge/eyes/watch-live";
import type { CameraStatus } from "@saunter/edge/ingest/camera/camera-status";
import { setTimer, startFfmpegAt } from "@saunter/edge/ingest/camera/ffmpeg-run";
import { findFfmpeg } from "@saunter/edge/ingest/camera/find-ffmpeg";
import { type Camera, openCamera } from "@saunter/edge/ingest/camera/open-camera";
import type { GatedPoseFinder, PoseFinderStatus } from "@saunter/edge/ingest/pose/open-pose-finder";
import { isInside } from "@saunter/edge/shop/door-watch";
import { quantile } from "@saunter/numerics/statistics";
import { readTreeCpuSeconds } from "./tree-cpu.ts";

export interface LiveRunOptions {
  readonly config: CamerasConfig;
  /** By camera; where not given, what the configuration says. */
  readonly addresses?: ReadonlyMap<string, string>;
  /** Cameras rest when nothing has moved for so long; not given: never. */
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
  /** From a frame's stamp until who is in it is told, 95 of 100 within. */
  readonly delayMs: number;
  readonly load: number;
  /** What was told to be wrong. */
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
  const { config, restAfterMs } = options;
  const closing = new AbortController();
  const { cameras, floor } = config;
  const watch = createCamerasWatch({
    ...{ cameras: cameras.map(({ camera }) => camera), find: finder.find, isLive: true },
    isInside: (x, y) => isInside({ x, y }, { corners: floor }),
    fps: Math.max(...cameras.map(({ source }) => source.fps)),
  });
  const readIdle = () => finder.status().idleSinceMs;
  const rest = restAfterMs === undefined ? {} : { readIdle, restAfterMs };
  const live = createLiveWatch(watch, { nowMs: Date.now, setTimer, ...rest });
  const meter = createMeter(options);
  const opened = openAll(options, live.hear, closing.signal);
  const areResting = (): boolean => opened.every(({ camera }) => camera.status().isResting);
  const delaysMs: number[] = [];
  let faults = 0;
  const named = opened.map(({ cameraId, camera }) => ({ cameraId, ...camera }));
  for await (const event of live.run(named)) {
    if (event.kind === "fault") faults++;
    if (event.kind === "seen") delaysMs.push(Date.now() - event.frame.timestampMs);
    if (meter.step(areResting)) closing.abort();
  }
  await Promise.all(opened.map(({ camera }) => camera.closed));
  const counts = opened.map(({ camera }) => camera.status().counts);
  return {
    ...{ ...meter.read(), faults, finder: finder.status(), load: loadavg()[0]! },
    frames: counts.reduce((sum, one) => sum + one.frames, 0),
    dropped: counts.reduce((sum, one) => sum + one.dropped + one.skipped, 0),
    delayMs: quantile(delaysMs, 0.95),
  };
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

interface Opened {
  readonly cameraId: string;
  readonly camera: Camera;
}

function openAll(
  { config, addresses }: LiveRunOptions,
  onStatus: (status: CameraStatus) => void,
  signal: AbortSignal,
): Opened[] {
  const start = startFfmpegAt(findFfmpeg(null, process.env.PATH));
  return config.cameras.map(({ source }) => {
    const { cameraId } = source;
    const own = { ...source, url: addresses?.get(cameraId) ?? source.url };
    const options = { start, nowMs: Date.now, random: Math.random, startMs: Date.now() };
    return { cameraId, camera: openCamera(own, { ...options, onStatus }, signal) };
  });
}
