/**
 * An emulated controller's connection to a broker, as the firmware makes it: a new client for each connection, a QoS
 * of 1, its last will on the status topic. It connects and sends when it is told to, and keeps no time itself.
 */
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { connect, type MqttClient } from "mqtt";
import type { FirmwareDevice } from "./firmware-device.ts";

export interface DeviceLinkOptions {
  readonly url: string;
  readonly prefix: string;
  readonly token: string;
}

export interface DeviceLink {
  readonly isConnected: boolean;
  /** Tries once; false where the broker cannot be reached or refuses. */
  connect(): Promise<boolean>;
  /** Sends what waits, and resolves when all of it is acknowledged or the connection is gone. */
  send(nowUs: number): Promise<void>;
  /** Ends the connection at once, as the power going would. */
  close(): Promise<void>;
}

const CONNECT_MS_MAX = 5000;
const KEEP_ALIVE_S = 10;

export function createDeviceLink(device: FirmwareDevice, options: DeviceLinkOptions): DeviceLink {
  const { deviceId } = device.plan;
  const framesTopic = formatDeviceTopic(options.prefix, { deviceId, kind: "scale-packed" });
  const statusTopic = formatDeviceTopic(options.prefix, { deviceId, kind: "scale-status" });
  const announced = { qos: 1, retain: true } as const;
  let client: MqttClient | null = null;
  let nextId = 0;

  /** Resolves when the frame is acknowledged, or never will be. */
  function publish(to: MqttClient, packet: Uint8Array<ArrayBuffer>, id: number): Promise<void> {
    return new Promise((resolve) => {
      const onClose = (): void => resolve();
      to.once("close", onClose);
      to.publish(framesTopic, Buffer.from(packet), { qos: 1 }, (error) => {
        to.off("close", onClose);
        if (!error && to === client) device.noteAcknowledged(id);
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
          will: { ...announced, topic: statusTopic, payload: Buffer.from("offline") },
        });
        made.setMaxListeners(0);
        // What went wrong is seen by its closing.
        made.on("error", () => {});
        made.on("connect", () => {
          client = made;
          made.publish(statusTopic, "online", announced);
          resolve(true);
        });
        made.on("close", () => {
          if (client === made) {
            client = null;
            device.noteDisconnected();
          }
          made.end(true);
          resolve(false);
        });
      }),
    send: async (nowUs) => {
      const to = client;
      while (to !== null && to === client) {
        const sent: Promise<void>[] = [];
        for (let next = device.takeNext(nowUs); next !== null; next = device.takeNext(nowUs)) {
          const id = nextId++;
          device.noteSent(next.sequence, id, nowUs);
          sent.push(publish(to, next.packet, id));
        }
        if (sent.length === 0) return;
        await Promise.all(sent);
      }
    },
    close: async () => {
      const open = client;
      client = null;
      device.noteDisconnected();
      await open?.endAsync(true);
    },
  };
}
