/**
 * What a scale's controller sends: some samples of all its channels, with its own clock and a number, so that
 * whoever receives it sees what is missing, doubled, late or out of order. Every transport ends in such frames, as
 * JSON or packed (`packed-frame.ts`).
 */
/** Bounds of a frame, each tested at the bound and one past it. */
export const FRAME_LIMITS = {
  deviceIdCharsMax: 48,
  channelsMax: 240,
  samplesMax: 255,
  rateHzMin: 0.1,
  rateHzMax: 1000,
  jsonBytesMax: 256 * 1024,
} as const;

/** Lower-case letters, digits and hyphens, as topics and host names take them. */
export const DEVICE_ID_PATTERN = "^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$";

/** Bits of `ScaleFrame.status`: what the controller knows of this frame. */
export const FRAME_STATUS = {
  /** Frames before this one were lost because the controller's buffer was full. */
  bufferOverflow: 1,
  /** Sent later than it was measured: it was kept while the connection was away. */
  replayed: 2,
  /** `timeUs` is the time at which the reading arrived, not at which it was measured. */
  arrivalTime: 4,
  /** `sequence` was given at the receiving end: what was lost on the way is not known. */
  arrivalSequence: 8,
} as const;

/** Bits of `ScaleFrame.channelStatus`: what the controller knows of a channel. */
export const CHANNEL_STATUS = {
  /** The amplifier was not ready in time for at least one sample. */
  notReady: 1,
  /** At least one sample was at the end of the amplifier's range. */
  saturated: 2,
  /** The amplifier does not answer. */
  absent: 4,
  /** The scale itself says that its load still moves. */
  inMotion: 8,
  /** The scale itself says that it is overloaded. */
  overloaded: 16,
} as const;

/** Amplifiers of 24 bits give these two at the ends of their range, and with a broken wire. */
export const COUNTS_LEAST = -8_388_608;
export const COUNTS_MOST = 8_388_607;

export type SampleUnit = "counts" | "g";

export interface ScaleFrame {
  readonly deviceId: string;
  /** Which calibration made grams of counts; 0 for counts, which the shop converts. */
  readonly calibrationId: number;
  /** Drawn at random at each start of the controller, so that a restart is seen. */
  readonly bootId: number;
  /** Counts frames since the start, from 0; goes on at 0 after 2^32 - 1. */
  readonly sequence: number;
  /** The controller's monotonic clock at the first sample, microseconds since its start. */
  readonly timeUs: number;
  /** Samples a second, as the controller is set. */
  readonly rateHz: number;
  readonly unit: SampleUnit;
  /** Bits of `FRAME_STATUS`. */
  readonly status: number;
  /** Bits of `CHANNEL_STATUS`, one entry a channel. */
  readonly channelStatus: Uint8Array;
  readonly channelCount: number;
  readonly sampleCount: number;
  /** Row-major [sample, channel]; NaN where a channel gave nothing. */
  readonly samples: Float64Array;
}
