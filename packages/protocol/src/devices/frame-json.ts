/** A scale controller's frame as JSON, for whoever cannot pack one. */
import Type, { type Static } from "typebox";
import { named } from "../http/schemas.ts";
import { CRC_BYTES, packFrame } from "./packed-frame.ts";
import { DEVICE_ID_PATTERN, FRAME_LIMITS, type ScaleFrame } from "./scale-frame.ts";

const WHOLE_32 = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description });

/** A frame as JSON. */
export const SCALE_FRAME_JSON = named(
  "ScaleFrame",
  Type.Object(
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
      crc32: Type.Optional(
        WHOLE_32(
          "Last four bytes of the same frame packed, as a number: checked where it is given",
        ),
      ),
    },
    { additionalProperties: false },
  ),
);

export type ScaleFrameJson = Static<typeof SCALE_FRAME_JSON>;

/** Why JSON that fits `SCALE_FRAME_JSON` is no frame: rows or `channelStatus` of another length, or a wrong checksum. */
export type FrameJsonFault = "not-a-frame" | "checksum";

export type ReadFrame =
  | { readonly ok: true; readonly frame: ScaleFrame }
  | { readonly ok: false; readonly fault: FrameJsonFault };

/** Of JSON that fits `SCALE_FRAME_JSON`. */
export function fromFrameJson(json: ScaleFrameJson): ReadFrame {
  const channelCount = json.samples[0]!.length;
  const channelStatus = Uint8Array.from(json.channelStatus ?? new Uint8Array(channelCount));
  const isEven = json.samples.every((row) => row.length === channelCount);
  if (!isEven || channelStatus.length !== channelCount) return { ok: false, fault: "not-a-frame" };
  const samples = new Float64Array(json.samples.length * channelCount);
  for (const [at, row] of json.samples.entries()) {
    for (const [channel, value] of row.entries()) {
      samples[at * channelCount + channel] = value ?? Number.NaN;
    }
  }
  const frame: ScaleFrame = {
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
  if (json.crc32 !== undefined && json.crc32 !== computeChecksum(frame)) {
    return { ok: false, fault: "checksum" };
  }
  return { ok: true, frame };
}

/** The frame as JSON has it, with its checksum. */
export function toFrameJson(frame: ScaleFrame): ScaleFrameJson {
  const { channelCount, channelStatus, sampleCount, ...kept } = frame;
  // As they are read: JSON has neither infinities nor a negative zero.
  const samples = frame.samples.map((value) => (Number.isFinite(value) ? value + 0 : Number.NaN));
  const rows = Array.from({ length: sampleCount }, (_, at) =>
    Array.from(samples.subarray(at * channelCount, (at + 1) * channelCount), (value) =>
      Number.isNaN(value) ? null : value,
    ),
  );
  const crc32 = computeChecksum({ ...frame, samples });
  return { ...kept, channelStatus: [...channelStatus], samples: rows, crc32 };
}

function computeChecksum(frame: ScaleFrame): number {
  const bytes = packFrame(frame);
  return new DataView(bytes.buffer).getUint32(bytes.length - CRC_BYTES, true);
}
