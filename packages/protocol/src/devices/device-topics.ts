/**
 * MQTT topics of devices, below the shop's prefix:
 *
 *     <prefix>/scales/<device>/frames        packed frames
 *     <prefix>/scales/<device>/frames/json   frames as JSON
 *     <prefix>/scales/<device>/status        "online", or "offline" as the last will; retained
 *     <prefix>/scales/<device>/taken         which frame the shop has taken last (`taken-frames.ts`); retained
 *     <prefix>/people/<device>/frames        positions of people as JSON
 */
import { DEVICE_ID_PATTERN } from "./scale-frame.ts";

export type DeviceTopicKind = PublishedKind | "scale-taken";
/** What devices publish; the shop publishes the rest. */
type PublishedKind = "scale-packed" | "scale-json" | "scale-status" | "people-json";

export interface DeviceTopic {
  readonly kind: DeviceTopicKind;
  readonly deviceId: string;
}

const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);
const TAILS: Readonly<Record<DeviceTopicKind, readonly [group: string, tail: string]>> = {
  "scale-packed": ["scales", "frames"],
  "scale-json": ["scales", "frames/json"],
  "scale-status": ["scales", "status"],
  "scale-taken": ["scales", "taken"],
  "people-json": ["people", "frames"],
};
const KINDS = Object.keys(TAILS) as DeviceTopicKind[];
/** By kind of device. What a gate's controller publishes, its preset says. */
const PUBLISHED = {
  scale: ["scale-packed", "scale-json", "scale-status"],
  tracker: ["people-json"],
  gate: [],
} as const satisfies Record<string, readonly PublishedKind[]>;

/** A controller of scales that moves a gate, too, is a scale. */
export type DeviceKind = keyof typeof PUBLISHED;

export function formatDeviceTopic(
  prefix: string,
  { deviceId, kind }: { readonly deviceId: string; readonly kind: DeviceTopicKind },
): string {
  const [group, tail] = TAILS[kind];
  return `${prefix}/${group}/${deviceId}/${tail}`;
}

/**
 * Topics that a device publishes on; or, without `deviceId`, topics of all devices, which the shop subscribes to.
 *
 * @param kind null: any kind, for a device that isn't in the configuration
 */
export function listDeviceTopics(
  prefix: string,
  deviceId = "+",
  kind: DeviceKind | null = null,
): string[] {
  const published = kind === null ? Object.values(PUBLISHED).flat() : PUBLISHED[kind];
  return published.map((kind) => formatDeviceTopic(prefix, { deviceId, kind }));
}

/** Null where it is no topic of a device below that prefix. */
export function parseDeviceTopic(prefix: string, topic: string): DeviceTopic | null {
  if (!topic.startsWith(`${prefix}/`)) return null;
  const [group, deviceId, ...rest] = topic.slice(prefix.length + 1).split("/");
  if (deviceId === undefined || !DEVICE_ID.test(deviceId)) return null;
  const tail = rest.join("/");
  const kind = KINDS.find((one) => TAILS[one][0] === group && TAILS[one][1] === tail);
  return kind === undefined ? null : { kind, deviceId };
}
