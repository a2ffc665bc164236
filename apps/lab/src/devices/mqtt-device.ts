/**
 * A device at a broker, as firmware is one: it signs in with its own key, says whether it is online, and keeps its frames
 * until the shop has taken them.
 */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { packFrame, unpackFrame } from "@saunter/protocol/devices/packed-frame";
import type { TakenFrame } from "@saunter/protocol/devices/taken-frames";
import { createDeviceLink, type DeviceLink } from "./device-link.ts";
import { Outbox } from "./outbox.ts";

export interface MqttDeviceOptions {
  readonly url: string;
  readonly prefix: string;
  readonly deviceId: string;
  readonly key: string;
  readonly caFile?: string | null;
  readonly reconnectMs?: number;
  /** Frames that it keeps until the shop has taken them; the oldest go first. */
  readonly keptMax?: number;
  readonly onRefused: (error: Error) => void;
}

export interface MqttDevice {
  /** A packed frame of its scale. */
  publishScale(bytes: Uint8Array): void;
  /** Positions of people; those that cannot be sent now are of no use later. */
  publishPeople(json: string): void;
  readonly isConnected: boolean;
  /** Frames that wait for the shop. */
  readonly waiting: number;
  readonly sent: number;
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;
/** Ten minutes at ten frames a second. */
const KEPT_MAX = 6000;

export function openMqttDevice(options: MqttDeviceOptions): MqttDevice {
  const { caFile = null, deviceId, key, keptMax = KEPT_MAX, onRefused, prefix, url } = options;
  const peopleTopic = formatDeviceTopic(prefix, { deviceId, kind: "people-json" });
  const outbox = new Outbox(keptMax);
  let last: TakenFrame = { bootId: 0, sequence: 0 };
  let sent = 0;
  const readUs = (): number => performance.now() * 1000;
  const send = (): void => void link.send(readUs());
  const link = createDeviceLink(outbox, {
    url,
    prefix,
    deviceId,
    token: key,
    ...(caFile === null ? {} : { tls: { ca: readFileSync(caFile) } }),
    onRefused,
    onAnswer: send,
  });
  const closing = new AbortController();
  const connected = keepConnected(link, options.reconnectMs ?? RECONNECT_MS, closing.signal);
  return {
    publishScale: (bytes) => {
      sent++;
      const unpacked = unpackFrame(bytes);
      // What is torn goes with the frame before it.
      if (unpacked.ok) last = unpacked.frame;
      outbox.push({ ...last, endUs: readUs(), pack: (status) => addStatus(bytes, status) });
      send();
    },
    publishPeople: (json) => {
      if (!link.isConnected) return;
      sent++;
      link.publish(peopleTopic, json);
    },
    get isConnected() {
      return link.isConnected;
    },
    get waiting() {
      return outbox.waiting;
    },
    get sent() {
      return sent;
    },
    close: async () => {
      closing.abort();
      await link.close();
      await connected;
    },
  };
}

/** Tries again after each pause, until the signal is given. */
async function keepConnected(
  link: DeviceLink,
  pauseMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if (!link.isConnected) await link.connect();
    if (!signal.aborted) await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** Sets bits of a packed frame's status; what is no frame stays as it is. */
export function addStatus(bytes: Uint8Array, status: number): Uint8Array {
  const unpacked = unpackFrame(bytes);
  if (!unpacked.ok || status === 0) return bytes;
  return packFrame({ ...unpacked.frame, status: unpacked.frame.status | status });
}
