/** Programs of the shop's own that read scales. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { CommandFailure } from "../command-line/command-io.ts";
import type { DeviceConfig } from "../config/sensors-config.ts";

/** One after the other, so that those before one that fails can be closed. */
export async function* openPlugins(
  devices: readonly DeviceConfig[],
  sink: FrameSink,
): AsyncGenerator<Transport> {
  for (const { channels, deviceId, transport, unit } of devices) {
    if (transport.kind !== "plugin") continue;
    const { openPlugin } = await import("@saunter/ingest/scales/plugin/scale-plugin");
    const options = { deviceId, channelCount: channels.length, unit, ...transport };
    yield await openPlugin(options, sink).catch((error: Error) => {
      throw new CommandFailure(error.message, { cause: error });
    });
  }
}
