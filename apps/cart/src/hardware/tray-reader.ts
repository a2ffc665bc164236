/** One tray's frames become batches for the engine, and what its scale has. */

import type { TrayBatch } from "@saunter/engine/smart-cart/cart-observation";
import { createDeviceStream, type DeviceSamples } from "@saunter/ingest/scales/device-stream";
import { CHANNEL_STATUS, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { SCALE_FAULTS } from "@saunter/protocol/smart-cart/screen";
import { FROZEN_MS, NEGATIVE_G, SILENT_MS, STABLE_MS, TIME_OFF_MS_MAX } from "../cart-limits.ts";
import type { TrayConfig } from "../config/cart-config.ts";

export type ScaleFault = (typeof SCALE_FAULTS)[number];

export interface TrayReader {
  /** A frame of this tray has arrived, by the cart's clock. */
  push(frame: ScaleFrame, arrivalMs: number): void;
  /** To be called several times a second. */
  advance(nowMs: number): void;
  /** What its scale has now, whatever the engine makes of its readings. */
  findFault(nowMs: number): Exclude<ScaleFault, "upside-down"> | null;
  /** Mean of the last readings, grams, where they lie within `divisionG`; else null. */
  readStable(nowMs: number, divisionG: number): number | null;
}

interface Reading {
  readonly atMs: number;
  readonly weightG: number;
}

/** Share of the difference by which the time of a steady scale follows its measured time. */
const TIME_FOLLOWS_SHARE = 0.02;

export function createTrayReader(
  config: Omit<TrayConfig, "source">,
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
      recent.push({ atMs, weightG: samplesG[at]! });
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
      if (((frame.channelStatus[channel] ?? 0) & CHANNEL_STATUS.overloaded) !== 0) {
        saturatedMs = arrivalMs;
      }
      stream.push(frame, arrivalMs);
    },
    advance: (nowMs) => stream.advance(nowMs),
    findFault: (nowMs) => {
      if (nowMs - lastMs > SILENT_MS) return "unplugged";
      if (nowMs - saturatedMs < STABLE_MS) return "saturated";
      if (nowMs - sameSinceMs > FROZEN_MS) return "frozen";
      const usable = recent.filter(({ weightG }) => !Number.isNaN(weightG));
      if (recent.length > 0 && usable.length === 0) return "unplugged";
      const isNegative = usable.length > 0 && usable.every(({ weightG }) => weightG < -NEGATIVE_G);
      return isNegative ? "negative" : null;
    },
    readStable: (nowMs, divisionG) => {
      const weightsG = recent.map(({ weightG }) => weightG);
      const isRecent = nowMs - dueMs < STABLE_MS && weightsG.length > 0;
      const spreadG = Math.max(...weightsG) - Math.min(...weightsG);
      if (!isRecent || !(spreadG <= divisionG)) return null;
      return weightsG.reduce((sum, weightG) => sum + weightG, 0) / weightsG.length;
    },
  };
}
