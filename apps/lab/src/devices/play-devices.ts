/**
 * A simulated shop by way of its devices: readings and joints leave it as frames, travel, with whatever goes wrong on
 * the way, and arrive as observations again. Time is the simulation's.
 */

import type { Observation } from "@saunter/engine/observation";
import { createCatchUp } from "@saunter/ingest/scales/catch-up";
import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import { takeMessage } from "@saunter/ingest/scales/mqtt/take-message";
import { createPeopleStream } from "@saunter/ingest/scales/people-stream";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createScaleHub, type DeviceReport, type ScaleHub } from "@saunter/ingest/scales/scale-hub";
import type { Random } from "@saunter/numerics/random";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { formatPeopleFrame } from "@saunter/protocol/devices/people-frame";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { EmulatedDevices } from "./emulated-devices.ts";
import {
  createFaultyController,
  type FaultyController,
  type ScaleFault,
  type SentMessage,
} from "./scale-faults.ts";

export const PREFIX = "saunter";

/** What was published, and when it arrives by the shop's clock. */
export interface Delivery {
  readonly deviceId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly arrivalMs: number;
}

/** The faults of a controller at a time. */
export type FaultsAt = (deviceId: string, timeMs: number) => readonly ScaleFault[];

export interface DeliveryOptions {
  readonly random: Random;
  /** Mean of how much longer than the quickest a frame takes, milliseconds. */
  readonly jitterMs: number;
  readonly faultsAt?: FaultsAt;
  /** What a controller makes of its frames before it sends them. */
  readonly reframe?: Reframe;
}

export type Reframe = (frame: ScaleFrame) => ScaleFrame;

/** The quickest way from a device to the shop, milliseconds. */
const DELAY_MS_LEAST = 3;
const ENCODER = new TextEncoder();

/** All that the devices of a shop send of what happens in it, in the order in which it arrives. */
export function deliverAll(
  observations: Iterable<Observation>,
  emulated: EmulatedDevices,
  options: DeliveryOptions,
): Delivery[] {
  const { faultsAt = () => [], jitterMs, random, reframe = (frame) => frame } = options;
  const controllers = new Map<string, FaultyController>();
  const lastMs = new Map<string, number>();
  const deliveries: Delivery[] = [];
  // What one connection carries stays in its order.
  const deliver = (deviceId: string, topic: string, payload: Uint8Array, sentMs: number): void => {
    const delayedMs = sentMs + DELAY_MS_LEAST + random.exponential(jitterMs);
    const arrivalMs = Math.max(delayedMs, (lastMs.get(deviceId) ?? 0) + 1e-2);
    lastMs.set(deviceId, arrivalMs);
    deliveries.push({ deviceId, topic, payload, arrivalMs });
  };
  const deliverScale = ({ bytes, deviceId, sentMs }: SentMessage): void =>
    deliver(deviceId, formatDeviceTopic(PREFIX, { deviceId, kind: "scale-packed" }), bytes, sentMs);
  let nowMs = Number.NaN;
  for (const observation of observations) {
    nowMs = observation.timestampMs;
    for (const sent of emulated.send(observation)) {
      const { deviceId } = sent.frame;
      if (sent.kind === "people") {
        const topic = formatDeviceTopic(PREFIX, { deviceId, kind: "people-json" });
        deliver(deviceId, topic, ENCODER.encode(formatPeopleFrame(sent.frame)), sent.measuredMs);
        continue;
      }
      let controller = controllers.get(deviceId);
      if (controller === undefined) {
        const device = emulated.devices.find((one) => one.deviceId === deviceId)!;
        const scales = device.channels.map((channel) => channel ?? { gramsPerUnit: 1, zero: 0 });
        controller = createFaultyController(scales, random);
        controllers.set(deviceId, controller);
      }
      const faults = faultsAt(deviceId, sent.measuredMs);
      for (const message of controller.send(reframe(sent.frame), sent.measuredMs, faults)) {
        deliverScale(message);
      }
    }
  }
  for (const controller of controllers.values()) controller.flush(nowMs).forEach(deliverScale);
  return deliveries.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

export interface LiveReceiver {
  readonly hub: ScaleHub;
  /** Takes frames that arrive at `nowMs`, until the next call. */
  readonly sink: FrameSink;
  /** To be called several times a second. */
  advance(nowMs: number): void;
  /** The shop's clock. */
  nowMs: number;
}

/** What the shop has of its devices: the hub, and the stream of people. */
export function createLiveReceiver(
  devices: readonly ScaleDevice[],
  planogram: Parameters<typeof createScaleHub>[0]["planogram"],
  startedMs: number,
  onObservation: (observation: Observation) => void,
): LiveReceiver {
  const gondolas = [...new Set(devices.map(({ gondola }) => gondola))];
  const catchUp = createCatchUp(["people", ...gondolas], onObservation);
  const take = (observation: Observation): void => catchUp.push(observation, receiver.nowMs);
  const hub = createScaleHub({
    devices,
    ...(planogram === undefined ? {} : { planogram }),
    onBatch: take,
    startedMs,
  });
  const people = createPeopleStream(take);
  const receiver: LiveReceiver = {
    hub,
    nowMs: startedMs,
    advance: (nowMs) => {
      hub.advance(nowMs);
      catchUp.advance(nowMs);
    },
    sink: {
      frame: (frame) => hub.push(frame, receiver.nowMs),
      refuse: (deviceId, fault) => hub.refuse(deviceId, fault, receiver.nowMs),
      people: (frame) => people.push(frame, receiver.nowMs),
    },
  };
  return receiver;
}

/** How often the shop gives out what has waited, as its process does, and looks how its devices are. */
const ADVANCE_MS = 50;
const REPORT_MS = 500;

/** Something that arrives at the shop, whatever brought it. */
export interface Arrival {
  readonly arrivalMs: number;
  give(sink: FrameSink): void;
}

/** As if nothing were between the devices and the shop. */
export function carryDirectly(deliveries: readonly Delivery[]): Arrival[] {
  return deliveries.map(({ arrivalMs, payload, topic }) => ({
    arrivalMs,
    give: (sink) => takeMessage(PREFIX, topic, payload, sink),
  }));
}

/** Gives all that arrives to a receiver, each at its time. */
export function receiveAll(
  arrivals: readonly Arrival[],
  receiver: LiveReceiver,
  onReport: (nowMs: number, reports: readonly DeviceReport[]) => void = () => {},
): void {
  let [advancedMs, reportedMs] = [0, 0];
  for (const { arrivalMs, give } of arrivals) {
    receiver.nowMs = arrivalMs;
    if (arrivalMs - advancedMs >= ADVANCE_MS) {
      receiver.advance(arrivalMs);
      advancedMs = arrivalMs;
    }
    if (arrivalMs - reportedMs >= REPORT_MS) {
      onReport(arrivalMs, receiver.hub.report(arrivalMs));
      reportedMs = arrivalMs;
    }
    give(receiver.sink);
  }
  receiver.advance(Number.POSITIVE_INFINITY);
}
