/** Grams of what a channel reads. What is no reading is NaN, and counted: never a weight. */
import {
  CHANNEL_STATUS,
  COUNTS_LEAST,
  COUNTS_MOST,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import { READING_G_MAX } from "./scale-limits.ts";

/** How a channel's counts, or what it calls grams, become grams: `(value - zero) * gramsPerUnit`. */
export interface ChannelCalibration {
  readonly zero: number;
  readonly gramsPerUnit: number;
}

export interface ReadingCounts {
  /** At the end of the amplifier's range, or where it says so. */
  saturated: number;
  /** Nothing was given, or no number, or one that no scale can give. */
  missing: number;
}

/**
 * Grams of a frame's samples, row-major [sample, channel].
 * @param calibrations one a channel
 * @param saturatedOf is added to: samples of each channel at the end of its range
 */
export function toGrams(
  frame: ScaleFrame,
  calibrations: readonly ChannelCalibration[],
  counted: ReadingCounts,
  saturatedOf: Uint16Array = new Uint16Array(frame.channelCount),
): Float32Array {
  const { channelCount, channelStatus, sampleCount, samples, unit } = frame;
  const grams = new Float32Array(samples.length);
  const unusable = CHANNEL_STATUS.absent | CHANNEL_STATUS.overloaded;
  for (let channel = 0; channel < channelCount; channel++) {
    const { zero, gramsPerUnit } = calibrations[channel]!;
    const status = channelStatus[channel]!;
    // A controller that makes grams itself cannot be seen to be at the end of its range, but says so.
    const isSaturated = unit === "g" && (status & CHANNEL_STATUS.saturated) !== 0;
    for (let sample = 0; sample < sampleCount; sample++) {
      const at = sample * channelCount + channel;
      const value = samples[at]!;
      const isAtEnd = unit === "counts" && (value <= COUNTS_LEAST || value >= COUNTS_MOST);
      const weightG = (value - zero) * gramsPerUnit;
      if (isSaturated || isAtEnd) {
        counted.saturated++;
        saturatedOf[channel]!++;
        grams[at] = Number.NaN;
      } else if (!(Math.abs(weightG) <= READING_G_MAX) || (status & unusable) !== 0) {
        counted.missing++;
        grams[at] = Number.NaN;
      } else grams[at] = weightG;
    }
  }
  return grams;
}
