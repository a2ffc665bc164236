/**
 * The shop as a reader of a broker of its own. Its session outlives a broken connection and a restart of the process:
 * the broker keeps what is published meanwhile, and gives it in order.
 */
import { readFileSync } from "node:fs";
import { listDeviceTopics } from "@saunter/protocol/devices/device-topics";
import { connect, type MqttClient } from "mqtt";
import type { FrameSink, Transport } from "../frame-sink.ts";
import { chooseRetryMs } from "../retry-pause.ts";
import { CONNECT_MS_MAX, RETRY_MS_LEAST, RETRY_MS_MAX } from "../scale-limits.ts";
import { ANNOUNCEMENT_TOPICS, type Announcements } from "../text-topics/announcements.ts";
import type { TextTopics } from "../text-topics/text-topics.ts";
import { passMessage } from "./take-message.ts";
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
}

/** The broker as the shop finds it. */
export interface BrokerTransport extends Transport {
  /** Why nothing is read of it now; null while it is. */
  readFailure(): Error | null;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** How long a broker keeps the session while the shop is away, seconds (MQTT 5). */
const SESSION_S = 86_400;
const AT_LEAST_ONCE = 1;
const AT_MOST_ONCE = 0;

/**
 * Resolves once the broker is read, has refused or is not there: then it is tried again for ever, after longer and
 * longer pauses.
 */
export async function openBrokerClient(
  options: BrokerClientOptions,
  sink: FrameSink,
): Promise<BrokerTransport> {
  const { announcements, bus, prefix, text } = options;
  const client = connectTo(options);
  const publish = (topic: string, text: string): void => {
    client.publish(topic, text, { qos: AT_LEAST_ONCE, retain: true });
  };
  const taken = createTakenFrames({ prefix, publish }, sink);
  // What the broker has kept comes in the same breath as its answer to the sign-in.
  client.on("message", (topic, payload, { retain }) => {
    passMessage({ announcements, bus, prefix, taken, text }, topic, payload, retain);
  });
  // What was published while the shop was away is not asked for: it would be taken as of now.
  const unkept = [
    ...(text?.topics ?? []),
    ...(bus?.topics ?? []),
    ...(announcements ? ANNOUNCEMENT_TOPICS : []),
  ];
  const subscription = keepSubscribed(client, async () => {
    await client.subscribeAsync(listDeviceTopics(prefix), { qos: AT_LEAST_ONCE });
    if (unkept.length > 0) await client.subscribeAsync(unkept, { qos: AT_MOST_ONCE });
  });
  let connections = 0;
  client.on("connect", () => void connections++);
  const publishNow = (topic: string, payload: string): boolean => {
    // The client would keep it until it is connected, and the broker one that a device has to acknowledge until that is.
    if (!client.connected) return false;
    client.publish(topic, payload, { qos: AT_MOST_ONCE });
    return true;
  };
  bus?.attach(publishNow, () => (client.connected ? connections : null));
  await subscription.tried;
  return {
    readFailure: subscription.readFailure,
    close: () => {
      bus?.attach(null);
      taken.close();
      subscription.stop();
      // One that is not connected has nothing to say goodbye to.
      return client.endAsync(!client.connected);
    },
  };
}

function connectTo(options: BrokerClientOptions): MqttClient {
  const { caFile, certFile = null, keyFile = null, password, protocolVersion = 4, user } = options;
  return connect(options.url, {
    clientId: options.clientId,
    clean: false,
    protocolVersion,
    reconnectPeriod: RETRY_MS_LEAST,
    // A password may be corrected at the broker, too.
    reconnectOnConnackError: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(protocolVersion === 5 ? { properties: { sessionExpiryInterval: SESSION_S } } : {}),
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(caFile === null ? {} : { ca: readFileSync(caFile) }),
    ...(certFile === null ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === null ? {} : { key: readFileSync(keyFile) }),
  });
}

interface Subscription {
  /** The first try has ended, or has taken too long. */
  readonly tried: Promise<void>;
  readFailure(): Error | null;
  stop(): void;
}

/** Subscribes once the broker is there, and says what keeps the client from it; later the client does so itself. */
function keepSubscribed(client: MqttClient, subscribe: () => Promise<unknown>): Subscription {
  let failure: Error | null = new Error("it does not answer");
  let isSubscribed = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();
  const patience = setTimeout(first.resolve, CONNECT_MS_MAX);
  const settle = (reason: Error | null): void => {
    failure = reason;
    first.resolve();
  };
  const trySubscribing = async (): Promise<void> => {
    try {
      await subscribe();
      isSubscribed = true;
      settle(null);
    } catch (error) {
      settle(error as Error);
      if (client.connected) retry = setTimeout(trySubscribing, RETRY_MS_MAX);
    }
  };
  client.on("connect", () => {
    failures = 0;
    client.options.reconnectPeriod = RETRY_MS_LEAST;
    if (isSubscribed) settle(null);
    else void trySubscribing();
  });
  // It connects again by itself; an error without a listener would end the process.
  client.on("error", settle);
  client.on("close", () => {
    clearTimeout(retry);
    settle(failure ?? new Error("it closed the connection"));
  });
  client.on("reconnect", () => {
    failures++;
    client.options.reconnectPeriod = chooseRetryMs(failures + 1);
  });
  return {
    tried: first.promise.finally(() => clearTimeout(patience)),
    readFailure: () => failure,
    stop: () => clearTimeout(retry),
  };
}
