/** One tray's frames become batches for the engine, and what its scale has. */

import type { TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { createDeviceStream, type DeviceSamples } from "@saunter/ingest/scales/device-stream";
import { CHANNEL_STATUS, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { ScaleFault } from "@saunter/protocol/smart-cart/screen";
import {
  FROZEN_MS,
  NEGATIVE_G,
  NEGATIVE_MS,
  OVERLOAD_DIVISIONS,
  SILENT_MS,
  STABLE_MS,
  TIME_OFF_MS_MAX,
} from "../cart-limits.ts";
import type { TrayConfig } from "../config/cart-config.ts";

export interface TrayReader {
  /** A frame of this tray has arrived, by the cart's clock. */
  push(frame: ScaleFrame, arrivalMs: number): void;
  /** To be called several times a second. */
  advance(nowMs: number): void;
  /** What its scale has now, whatever the engine makes of its readings. */
  findFault(nowMs: number): Exclude<ScaleFault, "upside-down"> | null;
  /**
   * The last readings, grams, where they are there for long enough, lie within a division, and the scale itself does
   * not say that it moves; else null.
   */
  readRest(nowMs: number): readonly number[] | null;
}

/** What the scale under a tray can do. */
export interface TrayScaleConfig {
  readonly divisionG: number;
  /** Null: not known. */
  readonly capacityG: number | null;
}

interface Reading {
  readonly atMs: number;
  readonly weightG: number;
}

/** Share of the difference by which the time of a steady scale follows its measured time. */
const TIME_FOLLOWS_SHARE = 0.02;
/** Share of the time over which a weight must stay that its readings span, whatever their rate. */
const REST_SHARE = 0.6;

export function createTrayReader(
  config: Pick<TrayConfig, "channel" | "channelCount" | "calibration">,
  { capacityG, divisionG }: TrayScaleConfig,
  tray: number,
  startMs: number,
  onBatch: (batch: TrayBatch) => void,
): TrayReader {
  const { calibration, channel } = config;
  const calibrations = Array.from({ length: config.channelCount }, () => calibration);
  const stream = createDeviceStream({ calibrations, onSamples: (samples) => take(samples) });
  let recent: Reading[] = [];
  let lastMs = startMs;
  let saturatedMs = Number.NEGATIVE_INFINITY;
  let movedMs = Number.NEGATIVE_INFINITY;
  let notNegativeMs = startMs;
  const overloadG = (capacityG ?? Number.POSITIVE_INFINITY) + OVERLOAD_DIVISIONS * divisionG;
  /** Of raw counts: since when they have been the same. A live cell always trembles. */
  let sameSinceMs = Number.NaN;
  let lastCounts = Number.NaN;
  let dueMs = Number.NaN;

  const take = (samples: DeviceSamples): void => {
    const { channelCount, raw, sampleCount, sampleRateHz, unit } = samples;
    const timestampMs = smoothTime(samples.timestampMs);
    dueMs = timestampMs + (1000 * sampleCount) / sampleRateHz;
    const samplesG = new Float32Array(sampleCount);
    for (let at = 0; at < sampleCount; at++) {
      const atMs = timestampMs + (1000 * at) / sampleRateHz;
      samplesG[at] = samples.samplesG[at * channelCount + channel]!;
      const counts = raw[at * channelCount + channel]!;
      if (unit !== "counts" || counts !== lastCounts) sameSinceMs = atMs;
      lastCounts = counts;
      const weightG = samplesG[at]!;
      if (!(weightG < -NEGATIVE_G)) notNegativeMs = atMs;
      if (weightG > overloadG) saturatedMs = atMs;
      recent.push({ atMs, weightG });
    }
    if (samples.saturated[channel]! > 0) saturatedMs = dueMs;
    recent = recent.filter(({ atMs }) => atMs > dueMs - STABLE_MS);
    onBatch({ kind: "weights", tray, timestampMs, sampleRateHz, samplesG });
  };

  /** What comes by a line comes with its delays; samples themselves are even. */
  const smoothTime = (timestampMs: number): number => {
    const offMs = timestampMs - dueMs;
    return Math.abs(offMs) < TIME_OFF_MS_MAX ? dueMs + TIME_FOLLOWS_SHARE * offMs : timestampMs;
  };

  return {
    push: (frame, arrivalMs) => {
      lastMs = arrivalMs;
      const status = frame.channelStatus[channel] ?? 0;
      if ((status & CHANNEL_STATUS.overloaded) !== 0) saturatedMs = arrivalMs;
      if ((status & CHANNEL_STATUS.inMotion) !== 0) movedMs = arrivalMs;
      stream.push(frame, arrivalMs);
    },
    advance: (nowMs) => stream.advance(nowMs),
    findFault: (nowMs) => {
      if (nowMs - lastMs > SILENT_MS) return "unplugged";
      if (nowMs - saturatedMs < STABLE_MS) return "saturated";
      if (nowMs - sameSinceMs > FROZEN_MS) return "frozen";
      const usable = recent.filter(({ weightG }) => !Number.isNaN(weightG));
      if (recent.length > 0 && usable.length === 0) return "unplugged";
      return nowMs - notNegativeMs > NEGATIVE_MS ? "negative" : null;
    },
    readRest: (nowMs) => {
      const [first] = recent;
      const isRecent = first !== undefined && nowMs - dueMs < STABLE_MS;
      if (!isRecent || first.atMs > dueMs - REST_SHARE * STABLE_MS) return null;
      if (nowMs - movedMs < STABLE_MS) return null;
      const weightsG = recent.map(({ weightG }) => weightG);
      const spreadG = Math.max(...weightsG) - Math.min(...weightsG);
      return spreadG <= divisionG ? weightsG : null;
    },
  };
}
