/** A walk as it is watched: what of it makes a file of joints, whether it is enough, and what to do then. */
import type { CamerasConfig } from "@saunter/ingest/cameras/cameras-config";
import type { CamerasWatchOptions, WatchEvent } from "@saunter/ingest/pipeline/cameras-watch";
import { formatWalkReach, formatWalkSoFar } from "./format-walk.ts";
import { createWalkGatherer } from "./gather-walk.ts";
import { INSTANTS_MIN, measureReach } from "./measure-reach.ts";
import { formatPosesCsv } from "./poses-csv.ts";

export interface WalkRecord {
  /** For `onInstant` of the watch. */
  readonly see: NonNullable<CamerasWatchOptions["onInstant"]>;
  takeEvent(event: WatchEvent): void;
  /** Instants so far, up to as many as are enough. */
  countTowardsEnough(): number;
  /** Some words: how far it is. */
  describeSoFar(): string;
  /** The file's text. */
  formatFile(): string;
  /** What it has, whether that is enough, and what to do next. */
  describe(file: string): string;
}

export function createWalkRecord(config: CamerasConfig): WalkRecord {
  const { cameras, floor, calibrationFile } = config;
  const gatherer = createWalkGatherer(cameras);
  const cameraIds = cameras.map(({ camera }) => camera.cameraId);
  const measure = () => measureReach(gatherer.list(), cameraIds, floor);
  return {
    see: gatherer.see,
    takeEvent: gatherer.takeEvent,
    countTowardsEnough: () => Math.min(gatherer.list().length, INSTANTS_MIN),
    describeSoFar: () => formatWalkSoFar(measure()),
    formatFile: () => formatPosesCsv(gatherer.list()),
    describe: (file) =>
      formatWalkReach(measure(), gatherer.leftOut, { file, calibration: calibrationFile }),
  };
}
