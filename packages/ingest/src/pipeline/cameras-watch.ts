/**
 * From frames of cameras to people: each frame is processed once, for what is wrong with the camera and
 * for poses, and given back; what was seen at one instant is put together and followed. A camera that
 * with a fault is left out, and reported.
 */

import type { CameraTrouble, JointFrame, ShopperPose } from "@saunter/engine/observation";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import type { CameraFrame } from "../cameras/frame-box.ts";
import { shrinkToGrey } from "../cameras/grey-image.ts";
import type { PoseFinder } from "../poses/pose-finder.ts";
import { type CameraClocks, createCameraClocks } from "./camera-clocks.ts";
import {
  type CameraFault,
  CLOCK_CONCERNED_MS,
  findConcernedSinceMs,
  isBlind,
  isLeftOut,
} from "./camera-fault.ts";
import { type CameraHealth, createCameraHealth } from "./camera-health.ts";
import { type CameraViews, createCameraViews } from "./camera-views.ts";
import { createFusion, type FramePoses, type Fused, type Fusion } from "./fuse-views.ts";
import type { ViewedFrame } from "./viewed-frame.ts";

export interface CamerasWatchOptions {
  /** As they are calibrated, for the size of the frames that come. */
  readonly cameras: readonly Camera[];
  readonly find: PoseFinder["find"];
  /** Whether a place of the floor is in the shop, metres. */
  readonly isInside: (x: number, y: number) => boolean;
  /** Whether people come and go there; not given: anywhere. */
  readonly isDoor?: (x: number, y: number) => boolean;
  /** Frames a second of the camera that gives most. */
  readonly fps: number;
  readonly isLive: boolean;
  readonly referenceEveryMs?: number;
  /** The people of an instant with what was seen of their hands. */
  readonly addHands?: (
    people: readonly ShopperPose[],
    timestampMs: number,
  ) => readonly ShopperPose[];
  /** Each frame that was processed, with what was found in it, while its pixels are there still. */
  readonly onView?: (frame: ViewedFrame) => void;
  /**
   * What cameras saw at one instant, those that are left out too; instants in order of time. Their pixels
   * are gone by then.
   */
  readonly onInstant?: (timestampMs: number, seen: readonly FramePoses[]) => void;
}

/** Who is in the shop at one instant, and how far that can be trusted. */
export interface SeenFrame {
  readonly kind: "seen";
  /** With whom the faults concern. Where every camera has a fault: once, who was there, of no known place. */
  readonly frame: JointFrame;
  /** Cameras whose pictures it rests on. */
  readonly cameras: number;
  /** What is wrong with cameras now; what happens before those is seen by fewer, or not at all. */
  readonly faults: readonly CameraFault[];
}

export type WatchEvent =
  | SeenFrame
  | { readonly kind: "fault"; readonly fault: CameraFault }
  | { readonly kind: "well"; readonly cameraId: string; readonly fault: CameraFault["kind"] }
  /** The correction of its stamps from now on. */
  | { readonly kind: "clock"; readonly cameraId: string; readonly offsetMs: number };

export interface CamerasWatch {
  /** Detects poses in a frame, which can be given back when that has resolved. */
  detect(frame: CameraFrame): Promise<FramePoses>;
  /** Takes in the poses of a frame, by its time. */
  add(framePoses: FramePoses, nowMs: number): WatchEvent[];
  pass(nowMs: number): WatchEvent[];
  findDueMs(): number | null;
  /** No pictures come, and why; null where they come again. */
  noteSilence(cameraId: string, message: string | null, timestampMs: number): WatchEvent[];
  /** Where stamps of a camera are put. */
  correct(cameraId: string, timestampMs: number): number;
  list(cameraId: string): readonly CameraFault[];
  /** Pictures come now and then, as nothing moves: by them it is not told how far clocks are apart. */
  rest(isResting: boolean): void;
  end(): WatchEvent[];
}

interface State {
  readonly options: CamerasWatchOptions;
  readonly cameraIds: readonly string[];
  readonly health: CameraHealth;
  readonly clocks: CameraClocks;
  readonly fusion: Fusion;
  readonly views: CameraViews;
  /** Faults that were reported, by camera and kind. */
  told: Map<string, CameraFault>;
  /** Large corrections of clocks, which the next frame reports. */
  clockTroubles: readonly CameraTrouble[];
  people: readonly ShopperPose[];
  lastMs: number;
  isResting: boolean;
}

/** What is seen half a second too late or too soon is who else's reach: less does not count. */
export const CLOCK_TOLD_MS_MIN = 500;

export function createCamerasWatch(options: CamerasWatchOptions): CamerasWatch {
  const { cameras, isInside, isDoor, fps, isLive } = options;
  const cameraIds = cameras.map(({ cameraId }) => cameraId);
  const frameMs = 1000 / fps;
  const health = createCameraHealth(options);
  const tracker = createBodyTracker({
    cameras,
    isInside,
    ...(isDoor === undefined ? {} : { isDoor }),
  });
  const isTrusted = (cameraId: string): boolean => !health.list(cameraId).some(isLeftOut);
  const state: State = {
    options,
    cameraIds,
    health,
    told: new Map(),
    views: createCameraViews(cameras),
    clockTroubles: [],
    isResting: false,
    people: [],
    lastMs: Number.NEGATIVE_INFINITY,
    clocks: createCameraClocks({ cameraIds, frameMs, isLive }),
    fusion: createFusion({ cameraIds, frameMs, tracker, isTrusted }),
  };
  const { clocks, fusion } = state;
  return {
    detect: (frame) => detectPoses(state, frame),
    add: (framePoses, nowMs) => {
      const seen = reportSeen(state, fusion.add(framePoses, nowMs));
      // Where every camera has a fault nothing is seen, and that is reported.
      const faults = seen.length > 0 ? [] : reportFaults(state, framePoses.timestampMs);
      return [...seen, ...faults, ...alignClocks(state, framePoses.timestampMs)];
    },
    pass: (nowMs) => reportSeen(state, fusion.pass(nowMs)),
    findDueMs: fusion.findDueMs,
    noteSilence: (cameraId, message, timestampMs) => {
      health.noteSilence(cameraId, message, timestampMs);
      return reportFaults(state, timestampMs);
    },
    correct: clocks.correct,
    list: health.list,
    rest: (isResting) => {
      state.isResting = isResting;
    },
    end: () => reportSeen(state, fusion.end()),
  };
}

async function detectPoses(state: State, frame: CameraFrame): Promise<FramePoses> {
  const { options, health, clocks } = state;
  const { cameraId, timestampMs, rgb: pixels, widthPx, heightPx } = frame;
  const grey = shrinkToGrey(frame);
  health.seeFrame(cameraId, grey, timestampMs);
  health.seeDamage(cameraId, frame);
  const isBlindNow = health.list(cameraId).some(isBlind);
  if (isBlindNow || state.isResting) clocks.forget(cameraId);
  else clocks.see(cameraId, grey, timestampMs);
  const poses = isBlindNow
    ? null
    : await options.find({ cameraId, timestampMs, pixels, widthPx, heightPx, grey });
  const correctedMs = clocks.correct(cameraId, timestampMs);
  options.onView?.({
    cameraId,
    rgb: pixels,
    widthPx,
    heightPx,
    timestampMs: correctedMs,
    poses,
    isLeftOut: health.list(cameraId).some(isLeftOut),
  });
  return { cameraId, timestampMs: correctedMs, poses };
}

function alignClocks(state: State, nowMs: number): WatchEvent[] {
  const { clocks, fusion, health } = state;
  const before = new Map(
    state.cameraIds.map((cameraId) => [cameraId, clocks.correct(cameraId, 0)]),
  );
  const changes = clocks.estimate(nowMs);
  if (changes.length === 0) return [];
  const seen = reportSeen(state, fusion.spread(clocks.spreadMs));
  health.restartFit();
  const large = changes.filter(
    ({ cameraId, offsetMs }) => Math.abs(offsetMs - before.get(cameraId)!) >= CLOCK_TOLD_MS_MIN,
  );
  state.clockTroubles = [
    ...state.clockTroubles,
    ...large.map(({ cameraId }) =>
      makeTrouble(state, cameraId, "clock", nowMs - CLOCK_CONCERNED_MS),
    ),
  ];
  return [...seen, ...changes.map((change) => ({ kind: "clock" as const, ...change }))];
}

function reportSeen(state: State, all: readonly Fused[]): WatchEvent[] {
  return all.flatMap((fused): WatchEvent[] => {
    const { timestampMs, seen, people } = fused;
    const { health, views, options } = state;
    options.onInstant?.(timestampMs, seen);
    health.seePeople(timestampMs, seen, people);
    views.see(timestampMs, people);
    state.people = people;
    const shoppers = options.addHands?.(people, timestampMs) ?? people;
    return [makeSeen(state, { ...fused, people: shoppers }), ...reportFaults(state, timestampMs)];
  });
}

function makeSeen(
  state: State,
  { timestampMs, people: shoppers, cameras, ambiguities }: Omit<Fused, "seen">,
): SeenFrame {
  const faults = state.cameraIds.flatMap((cameraId) => state.health.list(cameraId));
  const troubles = [
    ...faults.map((fault) =>
      makeTrouble(state, fault.cameraId, fault.kind, findConcernedSinceMs(fault)),
    ),
    ...state.clockTroubles,
  ];
  state.clockTroubles = [];
  state.lastMs = timestampMs;
  const frame: JointFrame = {
    kind: "joints",
    timestampMs,
    shoppers,
    ...(troubles.length === 0 ? {} : { troubles }),
    ...(ambiguities.length === 0 ? {} : { ambiguities }),
  };
  return { kind: "seen", frame, cameras, faults };
}

function makeTrouble(
  { views }: State,
  cameraId: string,
  fault: string,
  sinceMs: number | null,
): CameraTrouble {
  const shopperIds = sinceMs === null ? [] : views.list(cameraId, sinceMs);
  return { cameraId, fault, shopperIds };
}

/** What has begun and what is over since it was told last. */
function reportFaults(state: State, nowMs: number): WatchEvent[] {
  const { health, cameraIds, told } = state;
  const now = new Map(
    cameraIds
      .flatMap((cameraId) => health.list(cameraId))
      .map((fault) => [`${fault.kind} ${fault.cameraId}`, fault]),
  );
  state.told = now;
  const begun = [...now].filter(([key]) => !told.has(key));
  const over = [...told].filter(([key]) => !now.has(key));
  return [
    ...begun.map(([, fault]): WatchEvent => ({ kind: "fault", fault })),
    ...over.map(([, { cameraId, kind: fault }]): WatchEvent => ({ kind: "well", cameraId, fault })),
    ...(begun.length > 0 ? reportBlindness(state, nowMs) : []),
  ];
}

/** Every camera has a fault now: whom that concerns is reported once, as people who are there and not seen. */
function reportBlindness(state: State, nowMs: number): SeenFrame[] {
  const { health, cameraIds, people, lastMs } = state;
  const isBlindAll = cameraIds.every((cameraId) => health.list(cameraId).some(isLeftOut));
  if (!isBlindAll || !(nowMs > lastMs)) return [];
  const unseen = people.map(({ shopperId, joints }) => ({
    shopperId,
    joints: new Float64Array(joints.length).fill(Number.NaN),
  }));
  const seen = makeSeen(state, { timestampMs: nowMs, people: unseen, cameras: 0, ambiguities: [] });
  // A frame that concerns nobody would only say that nobody is there.
  const { troubles = [] } = seen.frame;
  return troubles.some(({ shopperIds = [] }) => shopperIds.length > 0) ? [seen] : [];
}
