/** MQTT: frames, texts and announcements of controllers, by a broker of the shop's own or one inside the process. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import type { BrokerTransport } from "@saunter/ingest/scales/mqtt/broker-client";
import type { TopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import type { TextDevice } from "@saunter/ingest/scales/text-topics/text-topics";
import type { DeviceConfig, SensorsConfig } from "../config/sensors-config.ts";
import { openCertificates } from "./broker-certificates.ts";
import { describeMqttFailure } from "./describe-mqtt-failure.ts";
import type { ScaleTransports } from "./scale-source.ts";

export interface TransportsOptions {
  readonly shopId: string;
  readonly nowMs: () => number;
  /** Whether a device's key is right, now. */
  readonly checkDevice: (deviceId: string, key: string) => boolean;
  /** Whether a device whose certificate is good may sign in, now. */
  readonly checkCertified: (deviceId: string) => boolean;
  /** A device's sign-in, or a message on a topic that is not its own, was refused. */
  readonly onRefused: (deviceId: string | null, address: string | null) => void;
  /** Topics of devices that are no scales. */
  readonly bus?: TopicBus;
}

export async function openMqtt(
  config: SensorsConfig,
  { bus, checkCertified, checkDevice, nowMs, onRefused, shopId }: TransportsOptions,
  sink: FrameSink,
): Promise<ScaleTransports> {
  const { broker, certificatesFolder, host, port, prefix } = config.mqtt;
  const { createAnnouncements } = await import("@saunter/ingest/scales/text-topics/announcements");
  const { createTextTopics } = await import("@saunter/ingest/scales/text-topics/text-topics");
  const announcements = createAnnouncements();
  const text = createTextTopics(config.devices.flatMap(toTextDevice), sink);
  const reads = { prefix, text, announcements, ...(bus === undefined ? {} : { bus }) };
  const opened: Transport & Partial<BrokerTransport> =
    broker === null
      ? await openLocal(
          {
            ...{ ...reads, host, port, checkDevice },
            readKind: (deviceId) => {
              if (config.devices.some((device) => device.deviceId === deviceId)) return "scale";
              return bus?.hasDevice(deviceId) ? "gate" : null;
            },
            tls:
              certificatesFolder === null
                ? null
                : {
                    ...(await openCertificates(certificatesFolder, [host], nowMs())),
                    checkCertified,
                  },
            onRefused: ({ address, deviceId }) => onRefused(deviceId, address),
          },
          sink,
        )
      : await openOwn(
          {
            ...reads,
            url: broker.url,
            clientId: `saunter-${shopId}`,
            ...{ caFile: broker.caFile, certFile: broker.certFile, keyFile: broker.keyFile },
            user: broker.user?.reveal() ?? null,
            password: broker.password?.reveal() ?? null,
          },
          sink,
        );
  return {
    close: opened.close,
    listAnnounced: announcements.list,
    readFailure: () => {
      const error = opened.readFailure?.() ?? null;
      return error === null ? null : describeMqttFailure(error, config.mqtt);
    },
  };
}

type LocalOptions = Parameters<
  typeof import("@saunter/ingest/scales/mqtt/local-broker")["openLocalBroker"]
>[0];
type ClientOptions = Parameters<
  typeof import("@saunter/ingest/scales/mqtt/broker-client")["openBrokerClient"]
>[0];

async function openLocal(options: LocalOptions, sink: FrameSink): Promise<Transport> {
  const { openLocalBroker } = await import("@saunter/ingest/scales/mqtt/local-broker");
  return openLocalBroker(options, sink);
}

async function openOwn(options: ClientOptions, sink: FrameSink): Promise<BrokerTransport> {
  const { openBrokerClient } = await import("@saunter/ingest/scales/mqtt/broker-client");
  return openBrokerClient(options, sink);
}

function toTextDevice({ deviceId, transport, unit }: DeviceConfig): TextDevice[] {
  if (transport.kind !== "esphome" && transport.kind !== "tasmota") return [];
  return [{ deviceId, unit, ...transport }];
}
