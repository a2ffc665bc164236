/** Opens whatever the readings of a shop's sensors arrive by. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import type { BrokerConfig, SensorsConfig } from "../config/sensors-config.ts";
import type { OpenTransports } from "./scale-source.ts";

export interface TransportsOptions {
  readonly shopId: string;
  /** Whether a device's key is right, now. */
  readonly checkDevice: (deviceId: string, key: string) => boolean;
}

/** What reads MQTT is loaded where something is read. */
export function createTransports({ checkDevice, shopId }: TransportsOptions): OpenTransports {
  return async (config: SensorsConfig, sink: FrameSink): Promise<Transport> => {
    const { broker, host, port, prefix } = config.mqtt;
    if (broker !== null) return openOwnBroker(broker, `saunter-${shopId}`, prefix, sink);
    const { openLocalBroker } = await import("@saunter/ingest/scales/mqtt/local-broker");
    return openLocalBroker({ host, port, prefix, checkDevice }, sink);
  };
}

async function openOwnBroker(
  { caFile, password, url, user }: BrokerConfig,
  clientId: string,
  prefix: string,
  sink: FrameSink,
): Promise<Transport> {
  const { openBrokerClient } = await import("@saunter/ingest/scales/mqtt/broker-client");
  const login = { user: user?.reveal() ?? null, password: password?.reveal() ?? null };
  return openBrokerClient({ url, prefix, clientId, caFile, ...login }, sink);
}
