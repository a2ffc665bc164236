/**
 * The shop as a reader of a broker of its own. Its session outlives a broken connection and a restart of the process:
 * the broker keeps what is published meanwhile, and gives it in order.
 */
import { readFileSync } from "node:fs";
import { listDeviceTopics } from "@saunter/protocol/devices/device-topics";
import { connect, type MqttClient } from "mqtt";
import type { FrameSink, Transport } from "../frame-sink.ts";
import { ANNOUNCEMENT_TOPICS, type Announcements } from "../text-topics/announcements.ts";
import type { TextTopics } from "../text-topics/text-topics.ts";
import { takeMessage } from "./take-message.ts";
import { createTakenFrames } from "./taken-frames.ts";
import type { TopicBus } from "./topic-bus.ts";

export interface BrokerClientOptions {
  readonly url: string;
  readonly prefix: string;
  /** Under which the broker keeps its session: the same at each start. */
  readonly clientId: string;
  readonly user: string | null;
  readonly password: string | null;
  /** Of a broker with TLS: whose certificate it has, and the shop's own where it asks for one. */
  readonly caFile: string | null;
  readonly certFile?: string | null;
  readonly keyFile?: string | null;
  /** Devices that publish text on topics of their own. */
  readonly text?: TextTopics;
  readonly announcements?: Announcements;
  /** Topics of devices that are no scales. */
  readonly bus?: TopicBus;
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  /** The connection was lost, or is there again. */
  readonly onConnected?: (isConnected: boolean) => void;
}

const RECONNECT_MS = 1000;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a broker keeps the session while the shop is away, seconds (MQTT 5). */
const SESSION_S = 86_400;
const AT_LEAST_ONCE = 1;
const AT_MOST_ONCE = 0;

/** Rejects where the broker cannot be reached or refuses at the start; later it is tried again for ever. */
export async function openBrokerClient(
  options: BrokerClientOptions,
  sink: FrameSink,
): Promise<Transport> {
  const { announcements, bus, caFile, certFile = null, keyFile = null } = options;
  const { onConnected, password, prefix, protocolVersion = 4, text, url, user } = options;
  const client = connect(url, {
    clientId: options.clientId,
    clean: false,
    protocolVersion,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(protocolVersion === 5 ? { properties: { sessionExpiryInterval: SESSION_S } } : {}),
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(caFile === null ? {} : { ca: readFileSync(caFile) }),
    ...(certFile === null ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === null ? {} : { key: readFileSync(keyFile) }),
  });
  const publish = (topic: string, text: string): void => {
    client.publish(topic, text, { qos: AT_LEAST_ONCE, retain: true });
  };
  const taken = createTakenFrames({ prefix, publish }, sink);
  // What the broker has kept comes in the same breath as its answer to the sign-in.
  client.on("message", (topic, payload, { retain }) => {
    if (announcements?.take(topic, payload)) return;
    // A text that the broker has kept was measured some time ago, and does not say when.
    if (!retain && text?.take(topic, payload)) return;
    if (bus?.take(topic, payload, retain)) return;
    taken.answer(topic, payload);
    takeMessage(prefix, topic, payload, taken.sink);
  });
  client.on("close", () => onConnected?.(false));
  client.on("connect", () => onConnected?.(true));
  try {
    await waitForConnection(client);
    await client.subscribeAsync(listDeviceTopics(prefix), { qos: AT_LEAST_ONCE });
    // What was published while the shop was away is not asked for: it would be taken as of now.
    const unkept = [
      ...(text?.topics ?? []),
      ...(bus?.topics ?? []),
      ...(announcements ? ANNOUNCEMENT_TOPICS : []),
    ];
    if (unkept.length > 0) await client.subscribeAsync(unkept, { qos: AT_MOST_ONCE });
  } catch (error) {
    taken.close();
    await client.endAsync(true);
    throw error;
  }
  bus?.attach((topic, payload) => {
    // The client would keep it until it is connected, and the broker one that a device has to acknowledge until that is.
    if (!client.connected) return false;
    client.publish(topic, payload, { qos: AT_MOST_ONCE });
    return true;
  });
  return {
    close: () => {
      bus?.attach(null);
      taken.close();
      return client.endAsync();
    },
  };
}

/** Rejects with the first error, or where the connection is closed before it is there. */
function waitForConnection(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error("the broker closed the connection"));
    client.once("close", onClose);
    client.once("connect", () => {
      client.off("close", onClose);
      resolve();
    });
    // It connects again by itself; an error without a listener would end the process.
    client.on("error", reject);
  });
}
