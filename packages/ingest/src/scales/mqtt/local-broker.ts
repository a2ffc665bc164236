/**
 * The broker inside the process, for a shop that has none: devices sign in with their id and their own token, or with
 * a certificate, publish on their own topics alone, and read which of their frames were taken, and commands to them. It
 * speaks MQTT 3.1.1.
 */
import { constants } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import {
  type DeviceKind,
  formatDeviceTopic,
  listDeviceTopics,
} from "@saunter/protocol/devices/device-topics";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { FrameSink, Transport } from "../frame-sink.ts";
import { type Announcements, isOwnAnnouncement } from "../text-topics/announcements.ts";
import type { TextTopics } from "../text-topics/text-topics.ts";
import { boundPackets } from "./bound-packets.ts";
import { passMessage } from "./take-message.ts";
import { createTakenFrames } from "./taken-frames.ts";
import type { TopicBus } from "./topic-bus.ts";

/** Whether a device's token is right. */
export type CheckDevice = (deviceId: string, token: string) => boolean | Promise<boolean>;

/** Listens with TLS. In PEM. */
export interface LocalBrokerTls {
  readonly certificate: string;
  readonly privateKey: string;
  /** Whose certificates of devices are accepted. */
  readonly authority: string;
  /** Whether a device of this id may sign in, now: its certificate was found good. */
  readonly checkCertified: (deviceId: string) => boolean;
}

/** A sign-in that was refused, or a message on a topic that is not the device's own. */
export interface RefusedDevice {
  /** As it calls itself. */
  readonly deviceId: string | null;
  readonly address: string | null;
}

export interface LocalBrokerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly prefix: string;
  readonly checkDevice: CheckDevice;
  /** A device publishes on the topics of its kind alone. Null or omitted: the kind is unknown. */
  readonly readKind?: (deviceId: string) => DeviceKind | null;
  /** Null or left out: without TLS. */
  readonly tls?: LocalBrokerTls | null;
  readonly onRefused?: (refused: RefusedDevice) => void;
  readonly recheckEveryMs?: number;
  /** Devices that publish text on topics of their own. */
  readonly text?: TextTopics;
  readonly announcements?: Announcements;
  /** Topics of devices that are no scales. */
  readonly bus?: TopicBus;
}

interface Login {
  readonly deviceId: string;
  /** Null: signed in with a certificate. */
  readonly token: string | null;
}

export interface LocalBroker extends Transport {
  /** The port that it listens on. */
  readonly port: number;
}

const AT_LEAST_ONCE = 1;
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
  const {
    announcements,
    bus,
    host,
    onRefused = () => {},
    port,
    prefix,
    readKind = () => null,
    text,
    tls = null,
  } = options;
  const signedIn = new Map<Client, Login>();
  const broker = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxTopicLevels: 8,
    // A session that outlives its connection would keep for a device what it may never come back to read.
    preConnect: (_, packet, done) => {
      packet.clean = true;
      done(null, true);
    },
    authenticate: (client, name, password, done) => {
      const login = readLogin(client, name, password);
      void isKnown(options, login).then((isRight) => {
        if (isRight) {
          signedIn.set(client, login);
          // The broker ends an earlier connection of the same client: it is to be the same device's.
          client.id = `${login.deviceId}/${client.id}`;
        } else onRefused({ deviceId: login.deviceId || null, address: readAddress(client.conn) });
        done(isRight ? null : refuseSignIn(), isRight);
      });
    },
    authorizePublish: (client, packet, done) => {
      const { topic } = packet;
      const deviceId = client === null ? undefined : signedIn.get(client)?.deviceId;
      const isOwn =
        deviceId !== undefined &&
        (listDeviceTopics(prefix, deviceId, readKind(deviceId)).includes(topic) ||
          isOwnAnnouncement(deviceId, topic) ||
          bus?.mayPublish(deviceId, topic) === true ||
          text?.isOwn(deviceId, topic) === true);
      // Nobody reads it here: nothing has to be kept for them.
      packet.retain = false;
      if (!isOwn && client !== null) {
        onRefused({ deviceId: deviceId ?? null, address: readAddress(client.conn) });
      }
      done(isOwn ? null : new Error(`not your topic: ${topic}`));
    },
    // Refused without ending the connection: firmware of others asks for commands as a matter of course.
    authorizeSubscribe: (client, subscription, done) => {
      const deviceId = client === null ? undefined : signedIn.get(client)?.deviceId;
      const mayRead =
        deviceId !== undefined &&
        (subscription.topic === formatDeviceTopic(prefix, { deviceId, kind: "scale-taken" }) ||
          bus?.mayRead(deviceId, subscription.topic) === true);
      done(null, mayRead ? subscription : null);
    },
  });
  broker.on("clientDisconnect", (client) => void signedIn.delete(client));
  // A token that is revoked ends the connection that was opened with it.
  const rechecking = setInterval(() => {
    for (const [client, login] of signedIn) {
      void isKnown(options, login).then((isRight) => {
        if (!isRight) client.close();
      });
    }
  }, options.recheckEveryMs ?? RECHECK_EVERY_MS);
  const publish = (topic: string, payload: string): void => {
    const kept = { qos: AT_LEAST_ONCE, retain: true, dup: false } as const;
    broker.publish({ cmd: "publish", topic, payload, ...kept }, () => {});
  };
  const taken = createTakenFrames({ prefix, publish }, sink);
  broker.on("publish", ({ payload, topic }, client) => {
    if (client === null) return;
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    passMessage({ announcements, bus, prefix, taken, text }, topic, bytes, false);
  });
  const stop = async (): Promise<void> => {
    clearInterval(rechecking);
    taken.close();
    await closeBroker(broker);
  };
  const handle = (socket: Socket): void => {
    broker.handle(socket);
    boundPackets(socket);
  };
  const server = tls === null ? createServer(handle) : openTls(tls, handle, onRefused);
  server.maxConnections = CONNECTIONS_MAX;
  try {
    await listen(server, port, host);
  } catch (error) {
    await stop();
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
      bus?.attach(null);
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await stop();
      await closed;
    },
  };
}

/** A certificate of another authority, or one that has expired, ends the connection; without any a token is asked for. */
function openTls(
  { authority, certificate, privateKey }: LocalBrokerTls,
  handle: (socket: Socket) => void,
  onRefused: (refused: RefusedDevice) => void,
): Server {
  const server = createTlsServer({
    cert: certificate,
    key: privateKey,
    ca: authority,
    minVersion: "TLSv1.2",
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    requestCert: true,
    rejectUnauthorized: false,
    // A session that is resumed would be without the certificate.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  server.on("secureConnection", (socket) => {
    if (socket.authorized || readCommonName(socket) === null) return handle(socket);
    onRefused({ deviceId: readCommonName(socket), address: readAddress(socket) });
    socket.destroy();
  });
  return server;
}

/** Of a device that has shown a certificate the name there, which must be that of its sign-in. */
function readLogin(
  { conn }: Client,
  name: string | undefined,
  password: Readonly<Buffer> | undefined,
): Login {
  const certified = conn instanceof TLSSocket && conn.authorized ? readCommonName(conn) : null;
  if (certified !== null && (name === undefined || name === "" || name === certified)) {
    return { deviceId: certified, token: null };
  }
  // With a certificate of another's, no token is good.
  const token = certified === null ? Buffer.from(password ?? "").toString("utf8") : "";
  return { deviceId: name ?? "", token };
}

/** Of the certificate that was shown, good or not; null where none was, or it has no name alone. */
function readCommonName(socket: TLSSocket): string | null {
  const { subject } = socket.getPeerCertificate();
  return typeof subject?.CN === "string" ? subject.CN : null;
}

function readAddress(conn: Client["conn"] | Socket): string | null {
  return "remoteAddress" in conn ? (conn.remoteAddress ?? null) : null;
}

async function isKnown(
  { checkDevice, tls }: LocalBrokerOptions,
  { deviceId, token }: Login,
): Promise<boolean> {
  try {
    if (token === null) return tls?.checkCertified(deviceId) === true;
    return await checkDevice(deviceId, token);
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
