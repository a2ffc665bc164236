/** Cameras, opened and watched, as `saunter watch` and the shop's process both have it. */
import type { CamerasConfig, PoseConfig } from "../config/cameras-config.ts";
import type { CameraSource } from "../ingest/camera/camera-source.ts";
import type { CameraStatus } from "../ingest/camera/camera-status.ts";
import type { SetTimer } from "../ingest/camera/ffmpeg-run.ts";
import type { Camera, CameraOptions } from "../ingest/camera/open-camera.ts";
import type { PoseFinder } from "../ingest/pose/pose-finder.ts";
import { isInside } from "../shop/door-watch.ts";
import { type CamerasWatch, createCamerasWatch, type WatchEvent } from "./cameras-watch.ts";
import { watchFiles } from "./watch-files.ts";
import { createLiveWatch } from "./watch-live.ts";

/** What cameras take from the machine. */
export interface EyesMachine {
  /** Throws `CameraError` ("ffmpeg-missing") where cameras cannot be read at all. */
  readonly checkFfmpeg: () => void;
  readonly openCamera: (
    source: CameraSource,
    options: Pick<CameraOptions, "nowMs" | "pace" | "startMs" | "onStatus">,
    signal: AbortSignal,
  ) => Camera;
  readonly openPoseFinder: (pose: PoseConfig) => Promise<PoseFinder>;
  readonly setTimer: SetTimer;
}

export interface OpenedEyes {
  readonly watch: CamerasWatch;
  readonly events: AsyncGenerator<WatchEvent>;
  /** Frames that poses were looked for in. */
  readonly countFrames: () => number;
  /** How each camera is, in the order of the configuration. */
  readonly listStatuses: () => readonly CameraStatus[];
  /** Resolves when no ffmpeg is left. */
  readonly closed: Promise<unknown>;
}

export interface EyesOptions extends Pick<EyesMachine, "openCamera" | "setTimer"> {
  /** The clock that frames of live cameras are stamped by. */
  readonly nowMs: () => number;
  readonly finder: PoseFinder;
}

/** Opens all cameras; films are read as fast as they are looked at. They close with `signal`. */
export function openEyes(
  config: CamerasConfig,
  { openCamera, setTimer, nowMs, finder }: EyesOptions,
  signal: AbortSignal,
): OpenedEyes {
  const { cameras, isLive, floor, doors } = config;
  const fps = Math.max(...cameras.map(({ source }) => source.fps));
  let frames = 0;
  const watch = createCamerasWatch({
    ...{ cameras: cameras.map(({ camera }) => camera), fps, isLive },
    find: async (frame) => {
      const poses = await finder.find(frame);
      if (poses !== null) frames++;
      return poses;
    },
    isInside: (x, y) => isInside({ x, y }, { corners: floor }),
    ...(doors.length === 0
      ? {}
      : { isDoor: (x, y) => doors.some((corners) => isInside({ x, y }, { corners })) }),
  });
  const live = isLive ? createLiveWatch(watch, { nowMs, setTimer }) : null;
  const opened = cameras.map(({ source, startMs }) => {
    const pace = isLive ? {} : { pace: { kind: "every-frame" as const }, startMs };
    const onStatus = live === null ? {} : { onStatus: live.hear };
    const camera = openCamera(source, { nowMs, ...pace, ...onStatus }, signal);
    return { cameraId: source.cameraId, ...camera };
  });
  const events = live === null ? watchFiles(watch, opened, 1000 / fps) : live.run(opened);
  const closed = Promise.all(opened.map((camera) => camera.closed));
  const listStatuses = () => opened.map((camera) => camera.status());
  return { watch, events, countFrames: () => frames, listStatuses, closed };
}
