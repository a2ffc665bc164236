/**
 * All scale controllers of a shop: takes their frames from whatever they come by, and gives the readings of
 * gondolas. What is wrong with a controller stays with it.
 */
import type { PlateBatch } from "@saunter/engine/observation";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { ChannelCalibration } from "./channel-values.ts";
import { createDeviceStream, type DeviceCounts, type DeviceStream } from "./device-stream.ts";
import { createGondolaAssembler, type GondolaAssembler } from "./gondola-assembler.ts";
import type { ScaleDevice } from "./scale-devices.ts";
import { shapeGondolas } from "./scale-devices.ts";
import { UNKNOWN_DEVICES_MAX } from "./scale-limits.ts";

/** How a controller is. */
export interface DeviceReport {
  readonly deviceId: string;
  readonly gondola: number;
  /** By the shop's clock; null before the first. */
  readonly lastFrameMs: number | null;
  /** As measured, samples a second; null as long as that is not known. */
  readonly measuredRateHz: number | null;
  /** How much faster the shop's clock goes than its own. */
  readonly clockDrift: number;
  readonly counts: Readonly<DeviceCounts>;
  /** Frames by another calibration than the configured one, none of which is used. */
  readonly uncalibrated: number;
  /** What came by its name and was no frame, by why. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface ScaleHub {
  /** Takes a frame of any transport. One of no known controller is counted by its name. */
  push(frame: ScaleFrame, arrivalMs: number): void;
  /** Something came by a controller's name that is no frame. */
  refuse(deviceId: string, fault: string): void;
  /** To be called several times a second: gives out what has waited for long enough. */
  advance(nowMs: number): void;
  report(): DeviceReport[];
  /** Frames of controllers that the configuration does not have, by name. */
  readonly unknown: ReadonlyMap<string, number>;
}

export interface ScaleHubOptions {
  readonly devices: readonly ScaleDevice[];
  /** Gondolas and plates of the planogram, which readings must have places for. */
  readonly planogram?: Parameters<typeof shapeGondolas>[1];
  readonly onBatch: (batch: PlateBatch) => void;
}

const UNUSED: ChannelCalibration = { zero: 0, gramsPerUnit: 1 };

interface Member {
  readonly device: ScaleDevice;
  readonly stream: DeviceStream;
  uncalibrated: number;
  readonly refused: Record<string, number>;
}

export function createScaleHub({ devices, planogram, onBatch }: ScaleHubOptions): ScaleHub {
  const assemblers = new Map<number, GondolaAssembler>();
  for (const shape of shapeGondolas(devices, planogram)) {
    assemblers.set(shape.gondola, createGondolaAssembler(shape, onBatch));
  }
  const members = new Map<string, Member>();
  for (const device of devices) {
    const { channels, deviceId, gondola } = device;
    const assembler = assemblers.get(gondola)!;
    const stream = createDeviceStream({
      calibrations: channels.map((channel) => channel ?? UNUSED),
      onSamples: (samples) => assembler.push(deviceId, samples),
    });
    members.set(deviceId, { device, stream, uncalibrated: 0, refused: {} });
  }
  const unknown = new Map<string, number>();
  const countUnknown = (deviceId: string): void => {
    if (!unknown.has(deviceId) && unknown.size >= UNKNOWN_DEVICES_MAX) return;
    unknown.set(deviceId, (unknown.get(deviceId) ?? 0) + 1);
  };
  return {
    unknown,
    push: (frame, arrivalMs) => {
      const member = members.get(frame.deviceId);
      if (member === undefined) return countUnknown(frame.deviceId);
      const { calibrationId } = member.device;
      if (calibrationId !== null && frame.calibrationId !== calibrationId) member.uncalibrated++;
      else member.stream.push(frame, arrivalMs);
    },
    refuse: (deviceId, fault) => {
      const refused = members.get(deviceId)?.refused;
      if (refused === undefined) countUnknown(deviceId);
      else refused[fault] = (refused[fault] ?? 0) + 1;
    },
    advance: (nowMs) => {
      for (const { stream } of members.values()) stream.advance(nowMs);
      for (const assembler of assemblers.values()) assembler.advance();
    },
    report: () =>
      [...members.values()].map(({ device, refused, stream, uncalibrated }) => ({
        deviceId: device.deviceId,
        gondola: device.gondola,
        lastFrameMs: stream.lastFrameMs,
        measuredRateHz: Number.isNaN(stream.measuredRateHz) ? null : stream.measuredRateHz,
        clockDrift: stream.clock.drift,
        counts: stream.counts,
        uncalibrated,
        refused,
      })),
  };
}
