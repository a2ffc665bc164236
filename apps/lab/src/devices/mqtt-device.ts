/**
 * A device at a broker, as firmware is one: it signs in with its own key, says whether it is online, and keeps what it
 * cannot send until it can.
 */
import { readFileSync } from "node:fs";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { packFrame, unpackFrame } from "@saunter/protocol/devices/packed-frame";
import { FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { connect } from "mqtt";

export interface MqttDeviceOptions {
  readonly url: string;
  readonly prefix: string;
  readonly deviceId: string;
  readonly key: string;
  readonly caFile?: string | null;
  readonly reconnectMs?: number;
  /** Frames that it keeps while it is not connected; the oldest go first. */
  readonly keptMax?: number;
  readonly onRefused: (error: Error) => void;
}

export interface MqttDevice {
  /** A packed frame of its scale. */
  publishScale(bytes: Uint8Array): void;
  /** Positions of people; those that cannot be sent now are of no use later. */
  publishPeople(json: string): void;
  readonly isConnected: boolean;
  /** Frames that wait for the broker. */
  readonly waiting: number;
  readonly sent: number;
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;
/** Ten minutes at ten frames a second. */
const KEPT_MAX = 6000;
const AT_LEAST_ONCE = 1;

export function openMqttDevice(options: MqttDeviceOptions): MqttDevice {
  const { caFile = null, deviceId, key, keptMax = KEPT_MAX, onRefused, prefix, url } = options;
  const topic = formatDeviceTopic(prefix, { deviceId, kind: "scale-packed" });
  const peopleTopic = formatDeviceTopic(prefix, { deviceId, kind: "people-json" });
  const statusTopic = formatDeviceTopic(prefix, { deviceId, kind: "scale-status" });
  let kept: Uint8Array[] = [];
  let isFull = false;
  let sent = 0;
  const client = connect(url, {
    clientId: deviceId,
    username: deviceId,
    password: key,
    reconnectPeriod: options.reconnectMs ?? RECONNECT_MS,
    queueQoSZero: false,
    will: { topic: statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
    ...(caFile === null ? {} : { ca: readFileSync(caFile) }),
  });
  const send = (payload: Uint8Array): void => {
    sent++;
    client.publish(topic, Buffer.from(payload), { qos: AT_LEAST_ONCE });
  };
  client.on("error", onRefused);
  client.on("connect", () => {
    client.publish(statusTopic, "online", { qos: 1, retain: true });
    const replayed = kept;
    kept = [];
    for (const [at, bytes] of replayed.entries()) {
      const overflow = isFull && at === 0 ? FRAME_STATUS.bufferOverflow : 0;
      send(addStatus(bytes, FRAME_STATUS.replayed | overflow));
    }
    isFull = false;
  });
  return {
    publishScale: (bytes) => {
      if (client.connected) return send(bytes);
      kept.push(bytes);
      if (kept.length <= keptMax) return;
      kept.shift();
      isFull = true;
    },
    publishPeople: (json) => {
      if (!client.connected) return;
      sent++;
      client.publish(peopleTopic, json, { qos: 0 });
    },
    get isConnected() {
      return client.connected;
    },
    get waiting() {
      return kept.length;
    },
    get sent() {
      return sent;
    },
    close: () => client.endAsync(!client.connected),
  };
}

/** Sets bits of a packed frame's status; what is no frame stays as it is. */
export function addStatus(bytes: Uint8Array, status: number): Uint8Array {
  const unpacked = unpackFrame(bytes);
  if (!unpacked.ok) return bytes;
  return packFrame({ ...unpacked.frame, status: unpacked.frame.status | status });
}
