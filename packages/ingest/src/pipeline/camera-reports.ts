/** How each camera is at this moment, for whoever looks after the shop. */

import type { CameraState } from "../cameras/camera-status.ts";
import type { CamerasConfig } from "../cameras/cameras-config.ts";
import { type CameraFault, isLeftOut } from "./camera-fault.ts";
import type { OpenPipeline } from "./open-pipeline.ts";

export interface CameraReport {
  readonly cameraId: string;
  readonly state: CameraState;
  /** Pictures come now and then, as nothing moves and nobody is there. */
  readonly isResting: boolean;
  /** A sentence on its stream; it names no password. */
  readonly message: string;
  /** Frames that were processed, over the last seconds. */
  readonly framesPerS: number;
  /** Of the frames of the last seconds, those that gave way to newer ones, 0 to 1. */
  readonly droppedShare: number;
  /** When its last picture came, by the shop's clock; null before the first. */
  readonly lastFrameMs: number | null;
  /** What is wrong with it, the one that weighs most first. */
  readonly faults: readonly CameraFault[];
  /** What it sees does not count now. */
  readonly isLeftOut: boolean;
  /** What is added to its stamps so that they are those of the other cameras, milliseconds. */
  readonly clockCorrectionMs: number;
}

export interface CameraReporter {
  /** Before the cameras are opened each is starting. */
  list(): readonly CameraReport[];
}

export interface CameraReports extends CameraReporter {
  begin(pipeline: OpenPipeline): void;
}

/** Rates are over about so long. */
const RATE_OVER_MS = 10_000;
/** Counts are remembered no more often than this. */
const COUNT_EVERY_MS = 1000;

interface Counted {
  readonly atMs: number;
  readonly given: number;
  readonly dropped: number;
}

/** @param nowMs the shop's clock */
export function createCameraReports(
  { cameras }: Pick<CamerasConfig, "cameras">,
  nowMs: () => number,
): CameraReports {
  let pipeline: OpenPipeline | null = null;
  const counted = new Map<string, Counted[]>();
  return {
    begin: (opened) => {
      pipeline = opened;
      for (const { cameraId } of opened.listStatuses()) {
        counted.set(cameraId, [{ atMs: nowMs(), given: 0, dropped: 0 }]);
      }
    },
    list: () => {
      if (pipeline === null) return cameras.map(({ source }) => makeStarting(source.cameraId));
      const { watch } = pipeline;
      return pipeline.listStatuses().map((status): CameraReport => {
        const { cameraId, state, isResting, message, lastFrameMs, counts } = status;
        const faults = watch.list(cameraId);
        const { given, dropped } = counts;
        const rates = findRates(counted.get(cameraId)!, { atMs: nowMs(), given, dropped });
        return {
          cameraId,
          state,
          isResting,
          message,
          lastFrameMs,
          ...rates,
          faults,
          isLeftOut: faults.some(isLeftOut),
          clockCorrectionMs: watch.correct(cameraId, 0),
        };
      });
    },
  };
}

function makeStarting(cameraId: string): CameraReport {
  return {
    cameraId,
    state: "starting",
    isResting: false,
    message: "opening",
    framesPerS: 0,
    droppedShare: 0,
    lastFrameMs: null,
    faults: [],
    isLeftOut: false,
    clockCorrectionMs: 0,
  };
}

function findRates(
  before: Counted[],
  now: Counted,
): Pick<CameraReport, "framesPerS" | "droppedShare"> {
  while (before.length > 1 && now.atMs - before[1]!.atMs >= RATE_OVER_MS) before.shift();
  const [first] = before;
  const spanMs = now.atMs - first!.atMs;
  const [given, dropped] = [now.given - first!.given, now.dropped - first!.dropped];
  if (now.atMs - before.at(-1)!.atMs >= COUNT_EVERY_MS) before.push(now);
  return {
    framesPerS: spanMs > 0 ? (1000 * given) / spanMs : 0,
    droppedShare: dropped > 0 ? dropped / (given + dropped) : 0,
  };
}
