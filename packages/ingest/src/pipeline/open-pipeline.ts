/** Cameras, opened and watched, as `saunter watch` and the shop's process both have it. */

import { isInside } from "@saunter/numerics/polygon";
import type { CameraSource } from "../cameras/camera-source.ts";
import type { CameraStatus } from "../cameras/camera-status.ts";
import type { CamerasConfig, PoseConfig } from "../cameras/cameras-config.ts";
import type { SetTimer } from "../cameras/ffmpeg-run.ts";
import type { Camera, CameraOptions } from "../cameras/open-camera.ts";
import type { HandClassifier } from "../hands/hand-classifier.ts";
import { createHandWatch } from "../hands/hand-watch.ts";
import type { PictureFiles } from "../hands/open-hand-classifier.ts";
import type { GatedPoseFinder } from "../poses/open-pose-finder.ts";
import {
  type CamerasWatch,
  type CamerasWatchOptions,
  createCamerasWatch,
  type WatchEvent,
} from "./cameras-watch.ts";
import type { ViewedFrame } from "./viewed-frame.ts";
import { watchFiles } from "./watch-files.ts";
import { createLiveWatch } from "./watch-live.ts";

/** What cameras take from the machine. */
export interface CameraMachine {
  /** Throws `CameraError` ("ffmpeg-missing") where cameras cannot be read at all. */
  readonly checkFfmpeg: () => void;
  readonly openCamera: (
    source: CameraSource,
    options: Pick<CameraOptions, "nowMs" | "pace" | "startMs" | "onStatus">,
    signal: AbortSignal,
  ) => Camera;
  readonly openPoseFinder: (pose: PoseConfig) => Promise<GatedPoseFinder>;
  /** Learns what tells products apart in a hand; null where too few of their pictures can be read. */
  readonly openHandClassifier: (images: PictureFiles) => Promise<HandClassifier | null>;
  readonly setTimer: SetTimer;
}

export interface OpenPipeline {
  readonly watch: CamerasWatch;
  /** Frames have what hands hold, if hands are classified. */
  readonly events: AsyncGenerator<WatchEvent>;
  /** Frames that poses were looked for in. */
  readonly countFrames: () => number;
  /** How each camera is, in the order of the configuration. */
  readonly listStatuses: () => readonly CameraStatus[];
  /** Somebody comes in, as a gate says: cameras that rest wake before they see it. */
  readonly wake: () => void;
  /** Resolves when no ffmpeg is left. */
  readonly closed: Promise<unknown>;
}

export interface PipelineOptions extends Pick<CameraMachine, "openCamera" | "setTimer"> {
  /** The clock that frames of live cameras are stamped by. */
  readonly nowMs: () => number;
  readonly finder: GatedPoseFinder;
  /** Null where hands are not classified. */
  readonly classifier: HandClassifier | null;
  /** Other receivers of each processed frame, while its pixels are still there. */
  readonly onView?: (frame: ViewedFrame) => void;
  /** Receivers of what all cameras saw at one instant, without its pixels. */
  readonly onInstant?: CamerasWatchOptions["onInstant"];
  /** Time without motion after which live cameras rest; `REST_AFTER_MS` where not given. */
  readonly restAfterMs?: number;
}

/** Opens all cameras; films are read as fast as they are processed. They close with `signal`. */
export function openPipeline(
  config: CamerasConfig,
  options: PipelineOptions,
  signal: AbortSignal,
): OpenPipeline {
  const { openCamera, setTimer, nowMs, finder, classifier, onView, onInstant, restAfterMs } =
    options;
  const { cameras, isLive, floor, doors } = config;
  const fps = Math.max(...cameras.map(({ source }) => source.fps));
  const calibrated = cameras.map(({ camera }) => camera);
  let frames = 0;
  const hands = classifier === null ? null : createHandWatch({ cameras: calibrated, classifier });
  const watch = createCamerasWatch({
    cameras: calibrated,
    fps,
    isLive,
    onView: (frame) => {
      hands?.classify(frame);
      onView?.(frame);
    },
    ...(hands === null ? {} : { addHands: hands.addHands }),
    ...(onInstant === undefined ? {} : { onInstant }),
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
  const readIdle = () => finder.status().idleSinceMs;
  const rest = { readIdle, ...(restAfterMs === undefined ? {} : { restAfterMs }) };
  const live = isLive ? createLiveWatch(watch, { nowMs, setTimer, ...rest }) : null;
  const opened = cameras.map(({ source, startMs }) => {
    const pace = isLive ? {} : { pace: { kind: "every-frame" as const }, startMs };
    const onStatus = live === null ? {} : { onStatus: live.report };
    const camera = openCamera(source, { nowMs, ...pace, ...onStatus }, signal);
    return { cameraId: source.cameraId, ...camera };
  });
  const events = live === null ? watchFiles(watch, opened, 1000 / fps) : live.run(opened);
  const closed = Promise.all(opened.map((camera) => camera.closed));
  const listStatuses = () => opened.map((camera) => camera.status());
  const wake = (): void => live?.wake();
  return { watch, events, countFrames: () => frames, listStatuses, wake, closed };
}
