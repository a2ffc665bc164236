/** A simulated shop, published as the devices of a configuration by the machine's own clock. */

import type { Observation } from "@saunter/engine/observation";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createRandom } from "@saunter/numerics/random";
import { formatPeopleFrame } from "@saunter/protocol/devices/people-frame";
import type { SensorsConfig } from "@saunter/shop/config/sensors-config";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import type { Physics } from "@saunter/sim/physics";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { findDoors } from "../simulator/simulated-source.ts";
import { createEmulatedDevices, type SentFrame, TRACKER_ID } from "./emulated-devices.ts";
import type { FaultSwitches } from "./fault-switches.ts";
import type { MqttDevice } from "./mqtt-device.ts";
import { createFaultyController, type FaultyController } from "./scale-faults.ts";

export interface SimulateDevicesOptions {
  readonly config: Pick<ShopConfig, "floor" | "shopModel">;
  readonly sensors: Pick<SensorsConfig, "cameras"> & { readonly devices: readonly ScaleDevice[] };
  readonly seed: number;
  readonly scenario: ScenarioName;
  /** So many times as fast as people walk. */
  readonly speed: number;
  readonly shoppersAtOnce?: number;
  /** How plates are sampled and ring; the measured ones where not given. */
  readonly physics?: Physics;
  readonly switches: FaultSwitches;
  readonly openDevice: (deviceId: string) => MqttDevice;
  /** People are about to be seen, so many at once. */
  readonly onParty: (size: number) => void;
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

interface Due {
  readonly dueMs: number;
  readonly send: () => void;
}

const STATUS_EVERY_MS = 1000;

/** Runs until the signal is given. */
export async function simulateDevices(options: SimulateDevicesOptions): Promise<void> {
  const { nowMs, onStatus, sensors, signal, sleep, speed, switches } = options;
  const beganMs = nowMs();
  const random = createRandom(options.seed);
  const emulated = createEmulatedDevices({ split: sensors.devices, random });
  const devices = new Map<string, MqttDevice>();
  const ids = sensors.devices.map(({ deviceId }) => deviceId);
  if (sensors.cameras === null) ids.push(TRACKER_ID);
  for (const deviceId of ids) devices.set(deviceId, options.openDevice(deviceId));
  const publish = createPublisher(options, devices, beganMs);
  let due: Due[] = [];
  let statusMs = Number.NEGATIVE_INFINITY;
  try {
    for (const simulated of openWorld(options, beganMs)) {
      const observation = hasten(simulated, beganMs, speed);
      const restMs = observation.timestampMs - nowMs();
      if (restMs > 0) await sleep(restMs);
      if (signal.aborted) return;
      for (const { send } of due.filter(({ dueMs }) => dueMs <= observation.timestampMs)) send();
      due = due.filter(({ dueMs }) => dueMs > observation.timestampMs);
      for (const sent of emulated.send(observation)) {
        due.push({ dueMs: sent.measuredMs, send: () => publish(sent) });
      }
      if (nowMs() - statusMs < STATUS_EVERY_MS) continue;
      statusMs = nowMs();
      onStatus(summarise(devices, switches, (statusMs - beganMs) / 1000));
    }
  } finally {
    await Promise.all([...devices.values()].map((device) => device.close()));
  }
}

function openWorld(
  { config, onParty, physics, scenario, seed, shoppersAtOnce }: SimulateDevicesOptions,
  startMs: number,
): Iterable<Observation> {
  const { floor, shopModel } = config;
  const simulation = createSimulation({
    seed,
    scenario,
    startMs,
    ...(shopModel === null ? {} : { shop: shopModel }),
    ...(floor === null ? {} : { doors: findDoors(floor) }),
    minutes: Number.POSITIVE_INFINITY,
    ...(shoppersAtOnce === undefined ? {} : { shoppersAtOnce }),
    ...(physics === undefined ? {} : { physics }),
    onReceipt: () => {},
    onEvent: () => {},
    onParty: (ids) => onParty(ids.length),
  });
  return simulation.observations();
}

/** What happens in a world whose time goes faster. */
function hasten(observation: Observation, startMs: number, speed: number): Observation {
  if (speed === 1) return observation;
  const timestampMs = startMs + (observation.timestampMs - startMs) / speed;
  if (observation.kind === "joints") return { ...observation, timestampMs };
  return { ...observation, timestampMs, sampleRateHz: observation.sampleRateHz * speed };
}

function createPublisher(
  { seed, sensors, switches }: SimulateDevicesOptions,
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
