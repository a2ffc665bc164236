/**
 * Frames of readings that come without a time and a number: both are given where they arrive, and the frame's status
 * says so.
 */
import { randomInt } from "node:crypto";
import {
  FRAME_STATUS,
  type SampleUnit,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";

export interface ArrivalOptions {
  readonly deviceId: string;
  readonly channelCount: number;
  /** Rows a second, as the device is set. */
  readonly rateHz: number;
  readonly unit: SampleUnit;
}

/** Makes a frame of one row; `monotonicMs` is a clock that is never set, such as `performance.now()`. */
export type MakeArrivalFrame = (
  row: ArrayLike<number>,
  monotonicMs: number,
  channelStatus?: ArrayLike<number>,
) => ScaleFrame;

const TWO_32 = 2 ** 32;

export function createArrivalFrames(options: ArrivalOptions): MakeArrivalFrame {
  const { channelCount, deviceId, rateHz, unit } = options;
  const bootId = randomInt(TWO_32);
  let sequence = 0;
  return (row, monotonicMs, channelStatus) => ({
    deviceId,
    calibrationId: 0,
    bootId,
    sequence: sequence++ % TWO_32,
    timeUs: Math.max(0, Math.round(monotonicMs * 1000)),
    rateHz,
    unit,
    status: FRAME_STATUS.arrivalTime | FRAME_STATUS.arrivalSequence,
    channelStatus: Uint8Array.from(channelStatus ?? { length: channelCount }),
    channelCount,
    sampleCount: 1,
    samples: Float64Array.from(row),
  });
}
