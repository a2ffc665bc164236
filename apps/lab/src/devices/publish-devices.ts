/** Observations, published as the devices of a configuration by the machine's own clock. */
import type { Observation } from "@saunter/engine/observation";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createRandom } from "@saunter/numerics/random";
import { formatPeopleFrame } from "@saunter/protocol/devices/people-frame";
import type { SensorsConfig } from "@saunter/shop/config/sensors-config";
import { createEmulatedDevices, type SentFrame, TRACKER_ID } from "./emulated-devices.ts";
import type { FaultSwitches } from "./fault-switches.ts";
import type { MqttDevice } from "./mqtt-device.ts";
import { createFaultyController, type FaultyController } from "./scale-faults.ts";

export interface PublishDevicesOptions {
  readonly sensors: Pick<SensorsConfig, "cameras"> & { readonly devices: readonly ScaleDevice[] };
  readonly seed: number;
  readonly switches: FaultSwitches;
  readonly openDevice: (deviceId: string) => MqttDevice;
  readonly onStatus: (status: DevicesStatus) => void;
  readonly nowMs: () => number;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface DevicesStatus {
  readonly seconds: number;
  readonly devices: number;
  readonly connected: number;
  readonly sent: number;
  readonly waiting: number;
  readonly faults: readonly string[];
}

/** Observations to publish, in order, with times of the machine's clock. */
export interface Published {
  readonly observe: (startMs: number) => Iterable<Observation> | AsyncIterable<Observation>;
  /**
   * The shop gets every frame: sending starts when all devices are connected, and they stay connected until the shop
   * has taken all of it. Missing readings stay missing.
   */
  readonly isRecorded: boolean;
}

interface Due {
  readonly dueMs: number;
  readonly send: () => void;
}

const STATUS_EVERY_MS = 1000;
/** Interval at which connections and waiting frames are checked, milliseconds. */
const POLLED_EVERY_MS = 20;

/** Runs until the observations end or the signal is given. */
export async function publishDevices(
  { isRecorded, observe }: Published,
  options: PublishDevicesOptions,
): Promise<void> {
  const { nowMs, onStatus, sensors, signal, sleep, switches } = options;
  const random = createRandom(options.seed);
  const emulated = createEmulatedDevices({ split: sensors.devices, random, hasGaps: isRecorded });
  const devices = new Map<string, MqttDevice>();
  const ids = sensors.devices.map(({ deviceId }) => deviceId);
  if (sensors.cameras === null) ids.push(TRACKER_ID);
  for (const deviceId of ids) devices.set(deviceId, options.openDevice(deviceId));
  let beganMs = nowMs();
  let statusMs = Number.NEGATIVE_INFINITY;
  const tellStatus = (): void => {
    if (nowMs() - statusMs < STATUS_EVERY_MS) return;
    statusMs = nowMs();
    onStatus(summarise(devices, switches, (statusMs - beganMs) / 1000));
  };
  const until = async (isMet: (device: MqttDevice) => boolean): Promise<void> => {
    while (!signal.aborted && ![...devices.values()].every(isMet)) {
      tellStatus();
      await sleep(POLLED_EVERY_MS);
    }
  };
  const sleepUntil = async (timeMs: number): Promise<void> => {
    const restMs = timeMs - nowMs();
    if (restMs > 0) await sleep(restMs);
  };
  try {
    if (isRecorded) await until(({ isConnected }) => isConnected);
    beganMs = nowMs();
    const publish = createPublisher(options, devices, beganMs);
    let due: Due[] = [];
    for await (const observation of observe(beganMs)) {
      await sleepUntil(observation.timestampMs);
      if (signal.aborted) return;
      for (const { send } of due.filter(({ dueMs }) => dueMs <= observation.timestampMs)) send();
      due = due.filter(({ dueMs }) => dueMs > observation.timestampMs);
      for (const sent of emulated.send(observation)) {
        due.push({ dueMs: sent.measuredMs, send: () => publish(sent) });
      }
      tellStatus();
    }
    for (const { dueMs, send } of due.sort((a, b) => a.dueMs - b.dueMs)) {
      await sleepUntil(dueMs);
      if (signal.aborted) return;
      send();
    }
    if (isRecorded) await until(({ waiting }) => waiting === 0);
  } finally {
    await Promise.all([...devices.values()].map((device) => device.close()));
  }
}

/** The observation at another time and speed. */
export function retime(
  observation: Observation,
  toMs: (timeMs: number) => number,
  speed: number,
): Observation {
  const timestampMs = toMs(observation.timestampMs);
  if (observation.kind === "plates") {
    return { ...observation, timestampMs, sampleRateHz: observation.sampleRateHz * speed };
  }
  const { ambiguities, ...frame } = observation;
  if (ambiguities === undefined) return { ...frame, timestampMs };
  return {
    ...{ ...frame, timestampMs },
    ambiguities: ambiguities.map((one) => ({
      ...one,
      fromMs: toMs(one.fromMs),
      toMs: toMs(one.toMs),
    })),
  };
}

function createPublisher(
  { seed, sensors, switches }: PublishDevicesOptions,
  devices: ReadonlyMap<string, MqttDevice>,
  beganMs: number,
): (sent: SentFrame) => void {
  const random = createRandom(seed + 1);
  const controllers = new Map<string, FaultyController>();
  for (const { channels, deviceId } of sensors.devices) {
    const scales = channels.map((channel) => channel ?? { gramsPerUnit: 1, zero: 0 });
    controllers.set(deviceId, createFaultyController(scales, random));
  }
  return (sent) => {
    const { deviceId } = sent.frame;
    const device = devices.get(deviceId);
    if (device === undefined) return;
    if (sent.kind === "people") return device.publishPeople(formatPeopleFrame(sent.frame));
    const faults = switches.listOf(deviceId, (sent.measuredMs - beganMs) / 1000);
    const messages = controllers.get(deviceId)!.send(sent.frame, sent.measuredMs, faults);
    for (const { bytes } of messages) device.publishScale(bytes);
  };
}

function summarise(
  devices: ReadonlyMap<string, MqttDevice>,
  switches: FaultSwitches,
  seconds: number,
): DevicesStatus {
  const all = [...devices.values()];
  return {
    seconds,
    devices: all.length,
    connected: all.filter(({ isConnected }) => isConnected).length,
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
    faults: switches.list(seconds),
  };
}
