/**
 * All scale controllers of a shop: takes their frames from whatever they come by, and gives the readings of
 * gondolas. What is wrong with a controller stays with it.
 */
import type { PlateBatch, PlateTrouble } from "@saunter/engine/observation";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { type ChannelHealth, createChannelHealth } from "./channel-health.ts";
import type { ChannelCalibration } from "./channel-values.ts";
import {
  createDeviceWatch,
  type DeviceFault,
  type DeviceWatch,
  describeChannelFault,
} from "./device-faults.ts";
import { createDeviceStream, type DeviceCounts, type DeviceStream } from "./device-stream.ts";
import { createGondolaAssembler, type GondolaAssembler } from "./gondola-assembler.ts";
import { createReadingWindow, type ReadingWindow } from "./reading-window.ts";
import type { ScaleDevice } from "./scale-devices.ts";
import { isDoor, shapeGondolas } from "./scale-devices.ts";
import { UNKNOWN_DEVICES_MAX } from "./scale-limits.ts";
import { NO_OFFSET, type ShopOffset } from "./shop-offset.ts";

/** How a controller is. */
export interface DeviceReport {
  readonly deviceId: string;
  readonly gondola: number;
  /** By the shop's clock; null before the first. */
  readonly lastFrameMs: number | null;
  /** As measured, samples a second; null as long as that is not known. */
  readonly measuredRateHz: number | null;
  /** As it says that it is set; null before its first frame. */
  readonly setRateHz: number | null;
  /** How much faster the shop's clock goes than its own. */
  readonly clockDrift: number;
  readonly counts: Readonly<DeviceCounts>;
  /** Frames by another calibration than the configured one, none of which is used. */
  readonly uncalibrated: number;
  /** What came by its name and was no frame, by why. */
  readonly refused: Readonly<Record<string, number>>;
  /** What is wrong now: the controller's own faults, then those of its channels. */
  readonly faults: readonly DeviceFault[];
}

/** A controller that sends, and is not in the configuration. */
export interface UnknownDevice {
  /** Frames of it, and what came by its name and was none. */
  frames: number;
  /** By the shop's clock. */
  lastMs: number;
  /** Of its last frame; null where it has sent none. */
  shape: Pick<ScaleFrame, "channelCount" | "rateHz" | "unit"> | null;
}

/** Is told times of one clock, that of arrivals; those that it tells are the shop's. */
export interface ScaleHub {
  /** Takes a frame of any transport. One of no known controller is counted by its name. */
  push(frame: ScaleFrame, arrivalMs: number): void;
  /** Something came by a controller's name that is no frame. */
  refuse(deviceId: string, fault: string, nowMs: number): void;
  /** To be called several times a second: gives out what has waited for long enough. */
  advance(nowMs: number): void;
  report(nowMs: number): DeviceReport[];
  /** What a controller has read lately; null for one that the configuration does not have. */
  findReadings(deviceId: string): ReadingWindow | null;
  /** Controllers that the configuration does not have, by name. */
  readonly unknown: ReadonlyMap<string, Readonly<UnknownDevice>>;
}

export interface ScaleHubOptions {
  readonly devices: readonly ScaleDevice[];
  /** Gondolas and plates of the planogram, which readings must have places for. */
  readonly planogram?: Parameters<typeof shapeGondolas>[1];
  readonly onBatch: (batch: PlateBatch) => void;
  /** When the process began, by the clock of arrivals. */
  readonly startedMs: number;
  /** Of the shop's clock to the one that arrivals are given by; they are one where it is not given. */
  readonly offset?: Pick<ShopOffset, "offsetMs" | "isUncertain">;
}

const UNUSED: ChannelCalibration = { zero: 0, gramsPerUnit: 1 };

interface Member {
  readonly device: ScaleDevice;
  readonly stream: DeviceStream;
  readonly watch: DeviceWatch;
  readonly channels: readonly ChannelHealth[];
  readonly readings: ReadingWindow;
  uncalibrated: number;
  readonly refused: Record<string, number>;
}

export function createScaleHub(options: ScaleHubOptions): ScaleHub {
  const { devices, offset = NO_OFFSET, onBatch, planogram, startedMs } = options;
  const toShopMs = (atMs: number): number => atMs + offset.offsetMs;
  const assemblers = new Map<number, GondolaAssembler>();
  const members = new Map<string, Member>();
  for (const shape of shapeGondolas(devices, planogram)) {
    const own = devices.filter(({ gondola }) => gondola === shape.gondola);
    const give = (batch: PlateBatch): void => {
      const troubles = own.flatMap(({ deviceId }) => listTroubles(members.get(deviceId)!));
      if (offset.isUncertain) troubles.push(...own.flatMap(listUncertain));
      const timed = { ...batch, timestampMs: toShopMs(batch.timestampMs) };
      onBatch(troubles.length === 0 ? timed : { ...timed, troubles });
    };
    assemblers.set(shape.gondola, createGondolaAssembler(shape, give));
  }
  for (const device of devices) {
    const { channels, deviceId, gondola } = device;
    const assembler = assemblers.get(gondola)!;
    const stream = createDeviceStream({
      calibrations: channels.map((channel) => channel ?? UNUSED),
      onSamples: (samples) => {
        const { channelCount, samplesG, saturated, timestampMs } = samples;
        for (const [at, health] of member.channels.entries()) {
          health.take(timestampMs, samplesG, at, channelCount, saturated[at]!);
        }
        member.readings.take({ ...samples, timestampMs: toShopMs(timestampMs) });
        assembler.push(deviceId, samples);
      },
    });
    const member: Member = {
      device,
      stream,
      watch: createDeviceWatch(stream, startedMs),
      channels: channels.map(createChannelHealth),
      readings: createReadingWindow(channels.length),
      uncalibrated: 0,
      // Plug-ins name what they refuse: "constructor" is a name like any other.
      refused: Object.create(null),
    };
    members.set(deviceId, member);
  }
  const unknown = new Map<string, UnknownDevice>();
  const countUnknown = (deviceId: string, nowMs: number, frame: ScaleFrame | null): void => {
    const known = unknown.get(deviceId);
    if (known === undefined && unknown.size >= UNKNOWN_DEVICES_MAX) return;
    unknown.set(deviceId, {
      frames: (known?.frames ?? 0) + 1,
      lastMs: toShopMs(nowMs),
      shape: frame === null ? (known?.shape ?? null) : takeShape(frame),
    });
  };
  return {
    unknown,
    push: (frame, arrivalMs) => {
      const member = members.get(frame.deviceId);
      if (member === undefined) return countUnknown(frame.deviceId, arrivalMs, frame);
      const { calibrationId } = member.device;
      if (calibrationId !== null && frame.calibrationId !== calibrationId) member.uncalibrated++;
      else {
        member.stream.push(frame, arrivalMs);
        assemblers.get(member.device.gondola)!.advance();
      }
    },
    refuse: (deviceId, fault, nowMs) => {
      const refused = members.get(deviceId)?.refused;
      if (refused === undefined) countUnknown(deviceId, nowMs, null);
      else refused[fault] = (refused[fault] ?? 0) + 1;
    },
    advance: (nowMs) => {
      for (const { stream } of members.values()) stream.advance(nowMs);
      for (const assembler of assemblers.values()) assembler.advance();
    },
    findReadings: (deviceId) => members.get(deviceId)?.readings ?? null,
    report: (nowMs) => [...members.values()].map((member) => reportMember(member, nowMs, toShopMs)),
  };
}

/** No more of a frame is kept. */
function takeShape({ channelCount, rateHz, unit }: ScaleFrame): UnknownDevice["shape"] {
  return { channelCount, rateHz, unit };
}

function reportMember(
  member: Member,
  nowMs: number,
  toShopMs: (atMs: number) => number,
): DeviceReport {
  const { device, refused, stream, uncalibrated, watch } = member;
  const faults = [...watch.list(nowMs, { uncalibrated, refused }), ...listChannelFaults(member)];
  return {
    deviceId: device.deviceId,
    gondola: device.gondola,
    lastFrameMs: stream.lastFrameMs === null ? null : toShopMs(stream.lastFrameMs),
    measuredRateHz: Number.isNaN(stream.measuredRateHz) ? null : stream.measuredRateHz,
    setRateHz: Number.isNaN(stream.setRateHz) ? null : stream.setRateHz,
    clockDrift: stream.clock.drift,
    counts: stream.counts,
    uncalibrated,
    refused,
    faults: faults.map((fault) => ({ ...fault, sinceMs: toShopMs(fault.sinceMs) })),
  };
}

function listChannelFaults({ channels, device }: Member): DeviceFault[] {
  return channels.flatMap(({ fault }, at) => {
    const place = device.channels[at]!;
    if (fault === null || place === null) return [];
    const { kind, sinceMs } = fault;
    // A contact reads the same for as long as nobody opens the door.
    if (isDoor(place) && kind !== "dead") return [];
    return [{ kind, sinceMs, channel: at + 1, place, message: describeChannelFault(kind) }];
  });
}

/** Channels whose readings say less than they seem to; of those that read nothing the engine knows itself. */
function listTroubles({ channels, device }: Member): PlateTrouble[] {
  return channels.flatMap(({ fault }, at) => {
    const place = device.channels[at]!;
    if (fault === null || place === null || isDoor(place)) return [];
    return [{ fault: fault.kind, shelf: place.shelf, plate: place.plate }];
  });
}

/** All that weighs: when it was read is not sure. */
function listUncertain({ channels }: ScaleDevice): PlateTrouble[] {
  return channels.flatMap((place) =>
    place === null || isDoor(place)
      ? []
      : [{ fault: "clock-set", shelf: place.shelf, plate: place.plate }],
  );
}
