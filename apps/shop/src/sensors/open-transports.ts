/** Opens whatever the readings of a shop's sensors arrive by. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { CommandFailure } from "../command-line/command-io.ts";
import type { SensorsConfig } from "../config/sensors-config.ts";
import { describeMqttFailure } from "./describe-mqtt-failure.ts";
import { openLines } from "./open-lines.ts";
import { openMqtt, type TransportsOptions } from "./open-mqtt.ts";
import { openPlugins } from "./open-plugins.ts";
import type { OpenTransports, ScaleTransports } from "./scale-source.ts";

/** What reads a kind of transport is loaded where there is one. */
export function createTransports(options: TransportsOptions): OpenTransports {
  return async (config: SensorsConfig, sink: FrameSink): Promise<ScaleTransports> => {
    const opened: Transport[] = [];
    const close = async (): Promise<void> => {
      for (const transport of opened.reverse()) await transport.close();
    };
    try {
      const mqtt = await openMqtt(config, options, sink).catch((error) => {
        throw new CommandFailure(describeMqttFailure(error, config.mqtt), { cause: error });
      });
      opened.push(mqtt);
      opened.push(...(await openLines(config.devices, sink)));
      for await (const plugin of openPlugins(config.devices, sink)) opened.push(plugin);
      return { ...mqtt, close };
    } catch (error) {
      await close();
      throw error;
    }
  };
}
