/**
 * What a scale's controller sends: some samples of all its channels, with its own clock and a number, so that
 * whoever receives it sees what is missing, doubled, late or out of order. Every transport ends in such frames, as
 * JSON or packed (`packed-frame.ts`).
 */
import Type, { type Static } from "typebox";

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

const WHOLE_32 = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description });

/** A frame as JSON. */
export const SCALE_FRAME_JSON = Type.Object(
  {
    deviceId: Type.String({ pattern: DEVICE_ID_PATTERN, description: "The controller's id" }),
    calibrationId: Type.Optional(
      WHOLE_32("Which calibration made grams of counts; left out: counts, or none is known"),
    ),
    bootId: WHOLE_32("Drawn at random at each start of the controller"),
    sequence: WHOLE_32("Counts frames since the start, from 0"),
    timeUs: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The controller's monotonic clock at the first sample, µs since its start",
    }),
    rateHz: Type.Number({
      minimum: FRAME_LIMITS.rateHzMin,
      maximum: FRAME_LIMITS.rateHzMax,
      description: "Samples a second, as the controller is set",
    }),
    unit: Type.Enum(["counts", "g"], { description: "Counts of the amplifier, or grams" }),
    status: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 0xffff, description: "Bits of the frame's status" }),
    ),
    channelStatus: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 0xff }), {
        maxItems: FRAME_LIMITS.channelsMax,
        description: "Bits of each channel's status",
      }),
    ),
    samples: Type.Array(
      Type.Array(Type.Union([Type.Number(), Type.Null()]), {
        minItems: 1,
        maxItems: FRAME_LIMITS.channelsMax,
      }),
      {
        minItems: 1,
        maxItems: FRAME_LIMITS.samplesMax,
        description: "A row a sample, a number a channel; null where a channel gave nothing",
      },
    ),
  },
  { additionalProperties: false },
);

export type ScaleFrameJson = Static<typeof SCALE_FRAME_JSON>;

/**
 * A frame of its JSON, which fits `SCALE_FRAME_JSON`; null where its rows differ in length, or its
 * channels' status has another.
 */
export function fromFrameJson(json: ScaleFrameJson): ScaleFrame | null {
  const channelCount = json.samples[0]!.length;
  if (json.samples.some((row) => row.length !== channelCount)) return null;
  const channelStatus = Uint8Array.from(json.channelStatus ?? new Uint8Array(channelCount));
  if (channelStatus.length !== channelCount) return null;
  const samples = new Float64Array(json.samples.length * channelCount);
  for (const [at, row] of json.samples.entries()) {
    for (const [channel, value] of row.entries()) {
      samples[at * channelCount + channel] = value ?? Number.NaN;
    }
  }
  return {
    deviceId: json.deviceId,
    calibrationId: json.calibrationId ?? 0,
    bootId: json.bootId,
    sequence: json.sequence,
    timeUs: json.timeUs,
    rateHz: json.rateHz,
    unit: json.unit,
    status: json.status ?? 0,
    channelStatus,
    channelCount,
    sampleCount: json.samples.length,
    samples,
  };
}

/** The frame as JSON has it. */
export function toFrameJson(frame: ScaleFrame): ScaleFrameJson {
  const { channelCount, channelStatus, sampleCount, samples, ...kept } = frame;
  const rows = Array.from({ length: sampleCount }, (_, at) =>
    Array.from(samples.subarray(at * channelCount, (at + 1) * channelCount), (value) =>
      Number.isFinite(value) ? value : null,
    ),
  );
  return { ...kept, channelStatus: [...channelStatus], samples: rows };
}
