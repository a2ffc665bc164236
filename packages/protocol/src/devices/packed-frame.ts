/**
 * A frame in bytes, little-endian, as a controller writes it without a library:
 *
 *     0   2  "SF"
 *     2   1  version, 1
 *     3   1  unit: 0 counts (int32), 1 grams (float32)
 *     4   4  calibrationId
 *     8   4  bootId
 *     12  4  sequence
 *     16  8  timeUs
 *     24  4  rateHz (float32)
 *     28  1  channels
 *     29  1  samples
 *     30  2  status
 *     32  1  characters of the device's id, then these, then a status byte a channel,
 *            then 4 bytes a value, row-major [sample, channel], then the CRC-32 of all before
 *
 * A channel that gave nothing is -2^31 in counts, NaN in grams.
 */
import { crc32 } from "./crc32.ts";
import { DEVICE_ID_PATTERN, FRAME_LIMITS, type ScaleFrame } from "./scale-frame.ts";

const MAGIC = 0x4653;
const VERSION = 1;
const HEAD_BYTES = 33;
export const CRC_BYTES = 4;
const VALUE_BYTES = 4;
const NO_COUNTS = -2_147_483_648;
const TWO_32 = 2 ** 32;
const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);

/** Why bytes are no frame. */
export type PackedFault = "too-short" | "not-a-frame" | "version" | "length" | "checksum" | "value";

export type Unpacked =
  | { readonly ok: true; readonly frame: ScaleFrame }
  | { readonly ok: false; readonly fault: PackedFault };

/** Longest packed frame, bytes. */
export const PACKED_BYTES_MAX =
  HEAD_BYTES +
  FRAME_LIMITS.deviceIdCharsMax +
  FRAME_LIMITS.channelsMax * (1 + FRAME_LIMITS.samplesMax * VALUE_BYTES) +
  CRC_BYTES;

/** Throws `RangeError` where a frame is out of the bounds of `FRAME_LIMITS`. */
export function packFrame(frame: ScaleFrame): Uint8Array<ArrayBuffer> {
  const { channelCount, deviceId, sampleCount, samples } = frame;
  if (!DEVICE_ID.test(deviceId)) throw new RangeError(`no device's id: ${deviceId}`);
  if (channelCount < 1 || channelCount > FRAME_LIMITS.channelsMax)
    throw new RangeError(`a frame has 1 to ${FRAME_LIMITS.channelsMax} channels`);
  if (sampleCount < 1 || sampleCount > FRAME_LIMITS.samplesMax)
    throw new RangeError(`a frame has 1 to ${FRAME_LIMITS.samplesMax} samples`);
  const from = HEAD_BYTES + deviceId.length + channelCount;
  const end = from + sampleCount * channelCount * VALUE_BYTES;
  const bytes = new Uint8Array(end + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, MAGIC, true);
  view.setUint8(2, VERSION);
  view.setUint8(3, frame.unit === "counts" ? 0 : 1);
  view.setUint32(4, frame.calibrationId, true);
  view.setUint32(8, frame.bootId, true);
  view.setUint32(12, frame.sequence, true);
  view.setUint32(16, frame.timeUs % TWO_32, true);
  view.setUint32(20, Math.floor(frame.timeUs / TWO_32), true);
  view.setFloat32(24, frame.rateHz, true);
  view.setUint8(28, channelCount);
  view.setUint8(29, sampleCount);
  view.setUint16(30, frame.status, true);
  view.setUint8(32, deviceId.length);
  for (let at = 0; at < deviceId.length; at++) bytes[HEAD_BYTES + at] = deviceId.charCodeAt(at);
  bytes.set(frame.channelStatus, HEAD_BYTES + deviceId.length);
  const isCounts = frame.unit === "counts";
  for (let at = 0; at < sampleCount * channelCount; at++) {
    const value = samples[at]!;
    if (!isCounts) view.setFloat32(from + at * VALUE_BYTES, value, true);
    else view.setInt32(from + at * VALUE_BYTES, Number.isNaN(value) ? NO_COUNTS : value, true);
  }
  view.setUint32(end, crc32(bytes, 0, end), true);
  return bytes;
}

/** Reads what anybody may have sent: it never throws. */
export function unpackFrame(bytes: Uint8Array): Unpacked {
  if (bytes.length < HEAD_BYTES + CRC_BYTES) return fail("too-short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0, true) !== MAGIC) return fail("not-a-frame");
  if (view.getUint8(2) !== VERSION) return fail("version");
  const channelCount = view.getUint8(28);
  const sampleCount = view.getUint8(29);
  const idLength = view.getUint8(32);
  const from = HEAD_BYTES + idLength + channelCount;
  const end = from + channelCount * sampleCount * VALUE_BYTES;
  if (bytes.length !== end + CRC_BYTES) return fail("length");
  if (view.getUint32(end, true) !== crc32(bytes, 0, end)) return fail("checksum");
  const unit = view.getUint8(3);
  const rateHz = view.getFloat32(24, true);
  const timeHigh = view.getUint32(20, true);
  const deviceId = String.fromCharCode(...bytes.subarray(HEAD_BYTES, HEAD_BYTES + idLength));
  const isInBounds =
    unit <= 1 &&
    channelCount >= 1 &&
    channelCount <= FRAME_LIMITS.channelsMax &&
    sampleCount >= 1 &&
    rateHz >= FRAME_LIMITS.rateHzMin &&
    rateHz <= FRAME_LIMITS.rateHzMax &&
    timeHigh < 2 ** 21 &&
    DEVICE_ID.test(deviceId);
  if (!isInBounds) return fail("value");
  const samples = new Float64Array(channelCount * sampleCount);
  for (let at = 0; at < samples.length; at++) {
    const place = from + at * VALUE_BYTES;
    if (unit === 1) samples[at] = view.getFloat32(place, true);
    else {
      const counts = view.getInt32(place, true);
      samples[at] = counts === NO_COUNTS ? Number.NaN : counts;
    }
  }
  const frame: ScaleFrame = {
    deviceId,
    calibrationId: view.getUint32(4, true),
    bootId: view.getUint32(8, true),
    sequence: view.getUint32(12, true),
    timeUs: timeHigh * TWO_32 + view.getUint32(16, true),
    rateHz,
    unit: unit === 0 ? "counts" : "g",
    status: view.getUint16(30, true),
    channelStatus: Uint8Array.from(bytes.subarray(HEAD_BYTES + idLength, from)),
    channelCount,
    sampleCount,
    samples,
  };
  return { ok: true, frame };
}

function fail(fault: PackedFault): Unpacked {
  return { ok: false, fault };
}
