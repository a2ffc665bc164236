/**
 * An emulated controller's connection to a broker, as the firmware makes it: a new client for each connection, a QoS
 * of 1, its last will on the status topic, and the shop's answers. It connects and sends when it is told to, and keeps
 * no time itself.
 */
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { parseTaken } from "@saunter/protocol/devices/taken-frames";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Outbox } from "./outbox.ts";

export interface DeviceLinkOptions {
  readonly url: string;
  readonly prefix: string;
  readonly deviceId: string;
  readonly token: string;
  readonly tls?: Pick<IClientOptions, "ca" | "cert" | "key">;
  readonly onRefused?: (error: Error) => void;
  /** The shop has answered: what waits may be sent. */
  readonly onAnswer?: () => void;
}

export interface DeviceLink {
  readonly isConnected: boolean;
  /** Tries once; false where the broker cannot be reached or refuses. */
  connect(): Promise<boolean>;
  /** Resolves when the shop has answered on this connection, or the connection is gone. */
  waitForShop(): Promise<void>;
  /** Publishes what is of no use later. */
  publish(topic: string, payload: string): void;
  /** Sends what waits, and resolves when all of it is acknowledged or the connection is gone. */
  send(nowUs: number): Promise<void>;
  /** Ends the connection at once, as the power going would. */
  close(): Promise<void>;
}

const CONNECT_MS_MAX = 5000;
const KEEP_ALIVE_S = 10;

export function createDeviceLink(outbox: Outbox, options: DeviceLinkOptions): DeviceLink {
  const { deviceId, onAnswer, onRefused } = options;
  const framesTopic = formatDeviceTopic(options.prefix, { deviceId, kind: "scale-packed" });
  const statusTopic = formatDeviceTopic(options.prefix, { deviceId, kind: "scale-status" });
  const takenTopic = formatDeviceTopic(options.prefix, { deviceId, kind: "scale-taken" });
  const announced = { qos: 1, retain: true } as const;
  /** The newest, and the one that is connected. */
  let newest: MqttClient | null = null;
  let client: MqttClient | null = null;
  let nextId = 0;
  let answered = Promise.withResolvers<void>();

  /** Resolves when the frame is acknowledged, or never will be. */
  function publish(to: MqttClient, packet: Uint8Array, id: number): Promise<void> {
    return new Promise((resolve) => {
      const onClose = (): void => resolve();
      to.once("close", onClose);
      to.publish(framesTopic, Buffer.from(packet), { qos: 1 }, (error) => {
        to.off("close", onClose);
        if (!error && to === client) outbox.noteAcknowledged(id);
        resolve();
      });
    });
  }

  return {
    get isConnected() {
      return client !== null;
    },
    connect: () =>
      new Promise((resolve) => {
        const made = connect(options.url, {
          clientId: deviceId,
          username: deviceId,
          password: options.token,
          keepalive: KEEP_ALIVE_S,
          reconnectPeriod: 0,
          connectTimeout: CONNECT_MS_MAX,
          ...options.tls,
          will: { ...announced, topic: statusTopic, payload: Buffer.from("offline") },
        });
        newest = made;
        made.setMaxListeners(0);
        // What went wrong is seen by its closing, too.
        made.on("error", (error) => onRefused?.(error));
        made.on("connect", () => {
          client = made;
          answered = Promise.withResolvers<void>();
          made.subscribe(takenTopic, { qos: 1 }, (error) => {
            if (error) onRefused?.(error);
          });
          made.publish(statusTopic, "online", announced);
          resolve(true);
        });
        made.on("message", (topic, payload) => {
          const taken = topic === takenTopic ? parseTaken(payload.toString()) : undefined;
          if (taken === undefined || client !== made) return;
          outbox.noteTaken(taken);
          answered.resolve();
          onAnswer?.();
        });
        made.on("close", () => {
          if (client === made) {
            client = null;
            answered.resolve();
            outbox.noteDisconnected();
          }
          made.end(true);
          resolve(false);
        });
      }),
    waitForShop: () => answered.promise,
    publish: (topic, payload) => void client?.publish(topic, payload, { qos: 0 }),
    send: async (nowUs) => {
      const to = client;
      while (to !== null && to === client) {
        const sent: Promise<void>[] = [];
        for (let next = outbox.takeNext(nowUs); next !== null; next = outbox.takeNext(nowUs)) {
          const id = nextId++;
          outbox.noteSent(next.number, id, nowUs);
          sent.push(publish(to, next.packet, id));
        }
        if (sent.length === 0) return;
        await Promise.all(sent);
      }
    },
    close: async () => {
      client = null;
      answered.resolve();
      outbox.noteDisconnected();
      await newest?.endAsync(true);
    },
  };
}
