/**
 * What controllers announce of themselves by Home Assistant's discovery: a retained message
 * `homeassistant/sensor/[<node>/]<object>/config` a sensor; an empty one deletes it. A tilde at the begin or end of a
 * topic stands for the message's `~`, and keys have short names:
 * https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
 */
import {
  ANNOUNCED_DEVICES_MAX,
  ANNOUNCED_SENSORS_MAX,
  TEXT_TOPIC_BYTES_MAX,
} from "../scale-limits.ts";

export interface AnnouncedSensor {
  /** The discovery topic's object. */
  readonly objectId: string;
  readonly name: string | null;
  readonly stateTopic: string | null;
  readonly unit: string | null;
  /** Where the value is in a message that is JSON, as Home Assistant's template says it. */
  readonly valueTemplate: string | null;
}

/** A controller, by what it said of itself. */
export interface AnnouncedDevice {
  /** The node of its topics, or the first of its identifiers. */
  readonly id: string;
  readonly name: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly sensors: readonly AnnouncedSensor[];
}

export interface Announcements {
  /** Takes a message; false where its topic announces no sensor. */
  take(topic: string, payload: Uint8Array): boolean;
  list(): AnnouncedDevice[];
}

/** What a reader subscribes to. */
export const ANNOUNCEMENT_TOPICS: readonly string[] = [
  "homeassistant/sensor/+/config",
  "homeassistant/sensor/+/+/config",
];

/** Whether a device announces itself there, and no other. */
export function isOwnAnnouncement(deviceId: string, topic: string): boolean {
  return topic.startsWith(`homeassistant/sensor/${deviceId}/`);
}

const TOPIC = /^homeassistant\/sensor\/(?:([\w-]{1,64})\/)?([\w-]{1,64})\/config$/;
const TEXT_CHARS_MAX = 100;
/** Control characters, and those that turn the direction of what is written. */
const UNSEEN = /\p{C}/gu;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

interface Known {
  readonly device: Omit<AnnouncedDevice, "sensors">;
  /** By topic. */
  readonly sensors: Map<string, AnnouncedSensor>;
}

/** Lists so many devices and sensors, and no more: anybody may announce. */
export function createAnnouncements(): Announcements {
  const devices = new Map<string, Known>();
  const byTopic = new Map<string, string>();

  const remove = (topic: string): void => {
    const id = byTopic.get(topic);
    if (id === undefined) return;
    byTopic.delete(topic);
    const known = devices.get(id)!;
    known.sensors.delete(topic);
    if (known.sensors.size === 0) devices.delete(id);
  };

  return {
    take: (topic, payload) => {
      const parts = TOPIC.exec(topic);
      if (parts === null) return false;
      const [, node, objectId] = parts;
      const said = payload.length === 0 ? null : readAnnouncement(node ?? null, objectId!, payload);
      remove(topic);
      if (said === null) return true;
      const { device, sensor } = said;
      let known = devices.get(device.id);
      if (known === undefined) {
        if (devices.size >= ANNOUNCED_DEVICES_MAX) return true;
        known = { device, sensors: new Map() };
      }
      if (known.sensors.size >= ANNOUNCED_SENSORS_MAX) return true;
      devices.set(device.id, { device, sensors: known.sensors.set(topic, sensor) });
      byTopic.set(topic, device.id);
      return true;
    },
    list: () =>
      [...devices.values()].map(({ device, sensors }) => ({
        ...device,
        sensors: [...sensors.values()],
      })),
  };
}

type Keys = Readonly<Record<string, unknown>>;

/** Null where it announces nothing that can be listed. */
function readAnnouncement(node: string | null, objectId: string, payload: Uint8Array) {
  const json = parseKeys(payload);
  if (json === null) return null;
  const device = asKeys(json.device ?? json.dev) ?? {};
  const identifiers = device.identifiers ?? device.ids;
  const first = asText(Array.isArray(identifiers) ? identifiers[0] : identifiers);
  const id = node ?? first ?? objectId;
  const base = asText(json["~"]) ?? "";
  const stateTopic = asText(json.state_topic ?? json.stat_t);
  return {
    device: {
      id,
      name: asText(device.name),
      manufacturer: asText(device.manufacturer ?? device.mf),
      model: asText(device.model ?? device.mdl),
    },
    sensor: {
      objectId,
      name: asText(json.name),
      stateTopic: stateTopic?.replace(/^~|~$/, base) ?? null,
      unit: asText(json.unit_of_measurement ?? json.unit_of_meas),
      valueTemplate: asText(json.value_template ?? json.val_tpl),
    },
  };
}

function parseKeys(payload: Uint8Array): Keys | null {
  if (payload.length > TEXT_TOPIC_BYTES_MAX) return null;
  try {
    return asKeys(JSON.parse(UTF8.decode(payload)));
  } catch {
    return null;
  }
}

function asKeys(value: unknown): Keys | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Keys)
    : null;
}

function asText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.slice(0, TEXT_CHARS_MAX).replace(UNSEEN, "").trim();
  return text === "" ? null : text;
}
