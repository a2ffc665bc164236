/** Frames as a controller would send them, for tests. */
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";

export interface FrameOptions {
  readonly deviceId?: string;
  readonly bootId?: number;
  readonly rateHz?: number;
  readonly samplesPerFrame?: number;
  readonly channels?: number;
  /** The controller's clock at its first frame. */
  readonly startUs?: number;
  /** What a channel weighs at a sample, grams. */
  readonly weigh?: (channel: number, sample: number) => number;
}

/** The frame of a number, of grams. */
export function makeFrame(sequence: number, options: FrameOptions = {}): ScaleFrame {
  const {
    bootId = 1,
    channels = 2,
    deviceId = "shelf-1",
    rateHz = 80,
    startUs = 5_000_000,
  } = options;
  const { samplesPerFrame = 8, weigh = (channel, sample) => 1000 * channel + (sample % 7) } =
    options;
  const samples = Float64Array.from({ length: samplesPerFrame * channels }, (_, at) =>
    weigh(at % channels, sequence * samplesPerFrame + Math.floor(at / channels)),
  );
  return {
    deviceId,
    calibrationId: 0,
    bootId,
    sequence: sequence % 2 ** 32,
    timeUs: startUs + Math.round((sequence * samplesPerFrame * 1e6) / rateHz),
    rateHz,
    unit: "g",
    status: 0,
    channelStatus: new Uint8Array(channels),
    channelCount: channels,
    sampleCount: samplesPerFrame,
    samples,
  };
}

/** No change of what a channel gives. */
export const PLAIN = { zero: 0, gramsPerUnit: 1 } as const;
