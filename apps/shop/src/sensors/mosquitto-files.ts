/**
 * Files of a mosquitto that is the shop's broker: who may sign in, and what each may publish and read. Formats:
 * https://mosquitto.org/man/mosquitto-conf-5.html (acl_file) and mosquitto_passwd, whose `$7$` is PBKDF2 with SHA-512.
 */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import type { BusDevice } from "@saunter/ingest/scales/mqtt/topic-bus";
import { ANNOUNCEMENT_TOPICS } from "@saunter/ingest/scales/text-topics/announcements";
import {
  type DeviceKind,
  formatDeviceTopic,
  listDeviceTopics,
} from "@saunter/protocol/devices/device-topics";
import type { DeviceConfig } from "../config/sensors-config.ts";

/** As mosquitto_passwd 2.0 has them. */
const ITERATIONS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** A line of its password file. */
export function writePasswordLine(name: string, password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, "sha512");
  return `${name}:$7$${ITERATIONS}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

/** The lines of a password file, by name. */
export function readPasswordLines(text: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line.includes(":"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line]));
}

export interface AclOptions {
  readonly prefix: string;
  /** The shop's own name at the broker. */
  readonly shopName: string;
  readonly devices: readonly Pick<DeviceConfig, "deviceId" | "transport">[];
  readonly gateDevices: readonly BusDevice[];
  /** Trackers, which the configuration doesn't list. */
  readonly trackers: readonly string[];
}

/**
 * Each device by its own name, not by a pattern for all: one that is deleted from the configuration has no rights left,
 * though its certificate is good.
 */
export function writeAcl({ devices, gateDevices, prefix, shopName, trackers }: AclOptions): string {
  const shop = writeUser(
    shopName,
    [
      formatDeviceTopic(prefix, { deviceId: "+", kind: "scale-taken" }),
      ...gateDevices.flatMap(({ reads }) => reads),
    ],
    [
      ...listDeviceTopics(prefix),
      ...ANNOUNCEMENT_TOPICS,
      ...devices.flatMap(listTextTopics),
      ...gateDevices.flatMap(({ publishes }) => publishes),
    ],
  );
  const listOwn = (deviceId: string, kind: DeviceKind): string[] => [
    ...listDeviceTopics(prefix, deviceId, kind),
    `homeassistant/sensor/${deviceId}/#`,
  ];
  const ofScales = devices.map((device) => {
    const { deviceId } = device;
    const taken = formatDeviceTopic(prefix, { deviceId, kind: "scale-taken" });
    return writeUser(deviceId, [...listOwn(deviceId, "scale"), ...listTextTopics(device)], [taken]);
  });
  const ofTrackers = trackers.map((deviceId) =>
    writeUser(deviceId, listOwn(deviceId, "tracker"), []),
  );
  // A name that is there already has these rights, too.
  const ofGates = gateDevices.map(({ deviceId, publishes, reads }) =>
    writeUser(deviceId, publishes, reads),
  );
  return [shop, ...ofScales, ...ofTrackers, ...ofGates].join("\n");
}

/** What ESPHome and Tasmota publish below their own names. */
function listTextTopics({ deviceId, transport }: AclOptions["devices"][number]): string[] {
  if (transport.kind === "esphome") return [`${deviceId}/#`];
  return transport.kind === "tasmota" ? [`tele/${deviceId}/#`, `stat/${deviceId}/#`] : [];
}

function writeUser(name: string, writes: readonly string[], reads: readonly string[]): string {
  const lines = [
    ...writes.map((topic) => `topic write ${topic}`),
    ...reads.map((topic) => `topic read ${topic}`),
  ];
  return `user ${name}\n${lines.join("\n")}\n`;
}
