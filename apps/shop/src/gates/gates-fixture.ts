/** For tests: a gate's hardware, and its controller on a bus that keeps what is published. */
import { parseMqttPreset, readShippedPreset } from "@saunter/ingest/gates/gate-preset";
import { createTopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import type { ActuatorConfig, GateHardware } from "../config/gates-config.ts";
import { createGateController, type GateControllerOptions } from "./gate-controller.ts";
import { listBusDevice } from "./gate-topics.ts";

export const NO_HARDWARE: GateHardware = {
  deviceId: "door-1",
  actuator: null,
  contact: null,
  passage: null,
  codeReader: null,
  cardReader: null,
};

export function makeMqttActuator(name: string, component = ""): ActuatorConfig {
  const preset = parseMqttPreset(readShippedPreset("mqtt", name)!);
  const isOwn = name === "saunter";
  return { kind: "mqtt", preset, topic: "door-1", component, isOwn, channel: 1, openMs: 3000 };
}

export const PREFIX = "saunter";

export function openTestGate(
  hardware: Partial<GateHardware> = {},
  options: Partial<GateControllerOptions> = {},
) {
  const whole: GateHardware = {
    ...NO_HARDWARE,
    actuator: makeMqttActuator("saunter"),
    ...hardware,
  };
  const gateId = options.gateId ?? "north";
  const bus = createTopicBus([listBusDevice(PREFIX, { gateId, hardware: whole })]);
  const published: (readonly [topic: string, payload: string])[] = [];
  const passed: string[] = [];
  const codes: string[] = [];
  const clock = { nowMs: 1_790_000_000_000, machineAheadMs: 0 };
  bus.attach((topic, payload) => {
    published.push([topic, payload]);
    return true;
  });
  const controller = createGateController({
    gateId,
    direction: "in",
    hardware: whole,
    prefix: PREFIX,
    bus,
    sendOnce: async () => "done",
    nowMs: () => clock.nowMs,
    machineMs: () => clock.nowMs + clock.machineAheadMs,
    isHeldOpen: () => false,
    onPassage: (direction) => void passed.push(direction),
    onCode: (text) => void codes.push(text),
    ...options,
  });
  /** Something comes from the broker. */
  const receive = (topic: string, payload: string | object, isRetained = false): boolean => {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    return bus.take(topic, Buffer.from(text), isRetained);
  };
  const listFaults = () => controller.read().faults.map(({ kind }) => kind);
  return { bus, clock, codes, controller, hardware: whole, listFaults, passed, published, receive };
}
