/**
 * Scales that publish their weights as text, a topic a sensor, without a time or a number: ESPHome's and Tasmota's
 * topics. What comes one after the other is put together to rows.
 */
import { CHANNEL_STATUS, type SampleUnit } from "@saunter/protocol/devices/scale-frame";
import { createArrivalFrames } from "../arrival-frames.ts";
import type { FrameSink } from "../frame-sink.ts";
import { TEXT_TOPIC_BYTES_MAX, TOPIC_HELD_PERIODS_MAX } from "../scale-limits.ts";

export interface TextDevice {
  readonly deviceId: string;
  readonly kind: "esphome" | "tasmota";
  /** A channel each: names of ESPHome's sensors, or paths in Tasmota's message such as `HX711.Weight`. */
  readonly sensors: readonly string[];
  /** How often each sensor is published, milliseconds. */
  readonly everyMs: number;
  /** Counts where the sensors give what the amplifier does, the ends of its range among it. */
  readonly unit: SampleUnit;
}

export interface TextTopics {
  /** What a reader subscribes to. */
  readonly topics: readonly string[];
  /** Whether a device that has signed in may publish there. */
  isOwn(deviceId: string, topic: string): boolean;
  /** Takes a message that was published now; false where it is of none of these devices. */
  take(topic: string, payload: Uint8Array): boolean;
}

/** What a message says of a device: values of some channels, or whether it is there. */
type Said =
  | { readonly values: readonly (readonly [channel: number, value: number])[] }
  | { readonly isOnline: boolean }
  | { readonly fault: string };

interface Row {
  take(said: Said, nowMs: number): void;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** A decimal number, as both write it: `Number` takes more, an empty text among it. */
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** @param sink is given what any of these devices says. */
export function createTextTopics(devices: readonly TextDevice[], sink: FrameSink): TextTopics {
  const readers = new Map<string, { readonly row: Row; read(text: string): Said }>();
  for (const device of devices) {
    const row = createRow(device, sink);
    for (const [topic, read] of listTopics(device)) readers.set(topic, { row, read });
  }
  const own = new Map(devices.map((device) => [device.deviceId, listOwn(device)]));
  return {
    topics: [...readers.keys()],
    isOwn: (deviceId, topic) =>
      own.get(deviceId)?.some((prefix) => topic.startsWith(prefix)) === true,
    take: (topic, payload) => {
      const reader = readers.get(topic);
      if (reader === undefined) return false;
      const { read, row } = reader;
      const text = decode(payload);
      row.take(text === null ? { fault: "not-text" } : read(text), performance.now());
      return true;
    },
  };
}

/** Below these a device publishes all that it says, its logs among it. */
function listOwn({ deviceId, kind }: TextDevice): string[] {
  if (kind === "esphome") return [`${deviceId}/`];
  return [`tele/${deviceId}/`, `stat/${deviceId}/`, "tasmota/discovery/"];
}

function listTopics(device: TextDevice): [string, (text: string) => Said][] {
  const { deviceId, kind, sensors } = device;
  if (kind === "tasmota") {
    return [
      [`tele/${deviceId}/SENSOR`, (text) => readTasmota(sensors, text)],
      [`tele/${deviceId}/LWT`, (text) => ({ isOnline: text === "Online" })],
    ];
  }
  return [
    ...sensors.map((name, channel): [string, (text: string) => Said] => [
      `${deviceId}/sensor/${name}/state`,
      (text) => ({ values: [[channel, readNumber(text)]] }),
    ]),
    [`${deviceId}/status`, (text) => ({ isOnline: text === "online" })],
  ];
}

function readTasmota(paths: readonly string[], text: string): Said {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: "not-json" };
  }
  const values = paths.flatMap((path, channel): [number, number][] => {
    const value = path.split(".").reduce<unknown>(findKey, json);
    if (value === undefined) return [];
    return [[channel, typeof value === "number" ? value : readNumber(String(value))]];
  });
  return { values };
}

function findKey(within: unknown, key: string): unknown {
  if (typeof within !== "object" || within === null || !Object.hasOwn(within, key))
    return undefined;
  return (within as Readonly<Record<string, unknown>>)[key];
}

/** NaN where it is no number: `nan`, as ESPHome says it of a cell that does not answer, is none. */
function readNumber(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

function decode(payload: Uint8Array): string | null {
  if (payload.length > TEXT_TOPIC_BYTES_MAX) return null;
  try {
    return UTF8.decode(payload).trim();
  } catch {
    return null;
  }
}

/**
 * A row is closed when all channels came, or one came twice. One that did not come keeps its last value for two
 * periods, marked as not ready: a message may be dropped on the way, and sensors that publish on change alone say
 * nothing while nothing changes for less than that. A step is seen a period late at most, which is no more than the
 * order of the messages leaves open anyway. After that it is NaN: a shelf that is silent is not one that nobody touched.
 */
function createRow(device: TextDevice, sink: FrameSink): Row {
  const { deviceId, everyMs, sensors, unit } = device;
  const channelCount = sensors.length;
  const rateHz = 1000 / everyMs;
  const makeFrame = createArrivalFrames({ deviceId, channelCount, rateHz, unit });
  const values = new Float64Array(channelCount).fill(Number.NaN);
  const cameMs = new Float64Array(channelCount).fill(Number.NEGATIVE_INFINITY);
  const isFresh = new Uint8Array(channelCount);

  const close = (nowMs: number): void => {
    const channelStatus = new Uint8Array(channelCount);
    for (let channel = 0; channel < channelCount; channel++) {
      if (nowMs - cameMs[channel]! > TOPIC_HELD_PERIODS_MAX * everyMs) values[channel] = Number.NaN;
      const isReady = isFresh[channel] === 1 && !Number.isNaN(values[channel]);
      channelStatus[channel] = isReady ? 0 : CHANNEL_STATUS.notReady;
    }
    isFresh.fill(0);
    sink.frame(makeFrame(values, nowMs, channelStatus));
  };

  return {
    take: (said, nowMs) => {
      if ("fault" in said) sink.refuse(deviceId, said.fault);
      else if ("isOnline" in said) {
        if (said.isOnline) return;
        values.fill(Number.NaN);
        cameMs.fill(Number.NEGATIVE_INFINITY);
        isFresh.fill(0);
        sink.refuse(deviceId, "offline");
      } else {
        if (said.values.length === 0) sink.refuse(deviceId, "no-sensor");
        for (const [channel, value] of said.values) {
          if (isFresh[channel] === 1) close(nowMs);
          values[channel] = value;
          cameMs[channel] = nowMs;
          isFresh[channel] = 1;
        }
        if (isFresh.every((one) => one === 1)) close(nowMs);
      }
    },
  };
}
