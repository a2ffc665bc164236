/**
 * The broker inside the process, for a shop that has none: devices sign in with their id and their own token, publish
 * on their own topics alone, and read nothing but commands to them. It speaks MQTT 3.1.1.
 */
import { createServer, type Server } from "node:net";
import { parseDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { FrameSink, Transport } from "../frame-sink.ts";
import { type Announcements, isOwnAnnouncement } from "../text-topics/announcements.ts";
import type { TextTopics } from "../text-topics/text-topics.ts";
import { takeMessage } from "./take-message.ts";
import type { TopicBus } from "./topic-bus.ts";

/** Whether a device's token is right. */
export type CheckDevice = (deviceId: string, token: string) => boolean | Promise<boolean>;

export interface LocalBrokerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly prefix: string;
  readonly checkDevice: CheckDevice;
  readonly recheckEveryMs?: number;
  /** Devices that publish text on topics of their own. */
  readonly text?: TextTopics;
  readonly announcements?: Announcements;
  /** Topics of devices that are no scales. */
  readonly bus?: TopicBus;
}

interface Login {
  readonly deviceId: string;
  readonly token: string;
}

export interface LocalBroker extends Transport {
  /** The port that it listens on. */
  readonly port: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 2000;
const RECHECK_EVERY_MS = 15_000;
/** CONNACK's return code for a wrong name or password, MQTT 3.1.1, section 3.2.2.3. */
const WRONG_PASSWORD = 4;

/** Rejects where it cannot listen: the port is taken, or the address is none of this machine's. */
export async function openLocalBroker(
  options: LocalBrokerOptions,
  sink: FrameSink,
): Promise<LocalBroker> {
  const { announcements, bus, checkDevice, host, port, prefix, text } = options;
  const signedIn = new Map<Client, Login>();
  const broker = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxTopicLevels: 8,
    authenticate: (client, name, password, done) => {
      const login = { deviceId: name ?? "", token: Buffer.from(password ?? "").toString("utf8") };
      void isKnown(checkDevice, login).then((isRight) => {
        if (isRight) signedIn.set(client, login);
        done(isRight ? null : refuseSignIn(), isRight);
      });
    },
    authorizePublish: (client, packet, done) => {
      const { topic } = packet;
      const deviceId = client === null ? undefined : signedIn.get(client)?.deviceId;
      const isOwn =
        deviceId !== undefined &&
        (parseDeviceTopic(prefix, topic)?.deviceId === deviceId ||
          isOwnAnnouncement(deviceId, topic) ||
          bus?.mayPublish(deviceId, topic) === true ||
          text?.isOwn(deviceId, topic) === true);
      // Nobody reads here: nothing has to be kept for them.
      packet.retain = false;
      done(isOwn ? null : new Error(`not your topic: ${topic}`));
    },
    // Refused without ending the connection: firmware of others asks for commands as a matter of course.
    authorizeSubscribe: (client, subscription, done) => {
      const deviceId = signedIn.get(client!)?.deviceId;
      const mayRead = deviceId !== undefined && bus?.mayRead(deviceId, subscription.topic) === true;
      done(null, mayRead ? subscription : null);
    },
  });
  broker.on("clientDisconnect", (client) => void signedIn.delete(client));
  // A token that is revoked ends the connection that was opened with it.
  const rechecking = setInterval(() => {
    for (const [client, login] of signedIn) {
      void isKnown(checkDevice, login).then((isRight) => {
        if (!isRight) client.close();
      });
    }
  }, options.recheckEveryMs ?? RECHECK_EVERY_MS);
  broker.on("publish", ({ payload, topic }, client) => {
    if (client === null) return;
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    if (announcements?.take(topic, bytes) || text?.take(topic, bytes)) return;
    if (bus?.take(topic, bytes, false)) return;
    takeMessage(prefix, topic, bytes, sink);
  });
  const server = createServer(broker.handle);
  server.maxConnections = CONNECTIONS_MAX;
  try {
    await listen(server, port, host);
  } catch (error) {
    clearInterval(rechecking);
    await closeBroker(broker);
    throw error;
  }
  bus?.attach((topic, payload) => {
    const packet = { cmd: "publish", dup: false, payload, qos: 0, retain: false, topic } as const;
    broker.publish(packet, () => {});
    return true;
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  return {
    port: address.port,
    close: async () => {
      clearInterval(rechecking);
      bus?.attach(null);
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await closeBroker(broker);
      await closed;
    },
  };
}

async function isKnown(checkDevice: CheckDevice, login: Login): Promise<boolean> {
  try {
    return await checkDevice(login.deviceId, login.token);
  } catch {
    return false;
  }
}

function refuseSignIn(): AuthenticateError {
  return Object.assign(new Error("wrong name or token"), { returnCode: WRONG_PASSWORD });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => {
    broker.close(() => resolve());
  });
}
