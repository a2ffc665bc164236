/** Scales on serial lines and buses, and behind device servers on the network. */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import type { DeviceConfig } from "../config/sensors-config.ts";

/** One connection a Modbus bus, and one a scale that speaks of itself. */
export async function openLines(
  devices: readonly DeviceConfig[],
  sink: FrameSink,
): Promise<Transport[]> {
  const opened: Transport[] = [];
  for (const { deviceId, transport } of devices) {
    if (transport.kind !== "serial") continue;
    const { openScaleLine } = await import("@saunter/ingest/scales/serial/scale-line");
    opened.push(openScaleLine({ deviceId, ...transport }, sink));
  }
  for (const bus of listBuses(devices)) {
    const { openModbusBus } = await import("@saunter/ingest/scales/modbus/modbus-bus");
    opened.push(openModbusBus(bus, sink));
  }
  return opened;
}

/** The configuration's check has seen that those at one address have the same settings. */
function listBuses(devices: readonly DeviceConfig[]) {
  const polled = devices.flatMap(({ deviceId, transport }) =>
    transport.kind === "modbus" ? [{ deviceId, transport }] : [],
  );
  const buses = Map.groupBy(polled, ({ transport }) => JSON.stringify(transport.address));
  return [...buses.values()].map((members) => {
    const { address, line } = members[0]!.transport;
    const onBus = members.map(({ deviceId, transport: { map, unitId } }) => ({
      deviceId,
      unitId,
      map,
    }));
    return { address, line, devices: onBus };
  });
}
