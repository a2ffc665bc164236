/** How a scale's readings arrive, as the process uses it; files that it names are read, and what is wrong is noted. */
import { parseRegisterMap, readShippedMap } from "@saunter/ingest/scales/modbus/register-map";
import { parseLineFormat, readShippedFormat } from "@saunter/ingest/scales/serial/line-format";
import { SHIPPED_FORMATS, SHIPPED_MAPS } from "@saunter/ingest/scales/shipped-files";
import { takeLine } from "./line-schema.ts";
import { readDataFile, takeFile } from "./read-data-file.ts";
import type { DeviceSettings } from "./sensor-schema.ts";
import type { TransportConfig } from "./sensors-config.ts";
import type { LookupContext } from "./take-secret.ts";

export interface MadeTransport {
  readonly transport: TransportConfig;
  /** How many channels arrive; null where only the device knows. */
  readonly channelCount: number | null;
}

type Settings = NonNullable<DeviceSettings["transport"]>;

/** Null where a file cannot be read, which is noted. */
export function makeTransport(settings: Settings, context: LookupContext): MadeTransport | null {
  switch (settings.kind) {
    case "mqtt":
    case "http":
      return { transport: settings, channelCount: null };
    case "modbus": {
      const shipped = readShippedMap(settings.map);
      const parts = { shipped, names: SHIPPED_MAPS, parse: parseRegisterMap };
      const map = readDataFile({ owner: settings, key: "map", ...parts }, context);
      if (map === null) return null;
      const { everyMs = map.everyMs, kind, unitId } = settings;
      const at = takeLine(settings);
      const transport = { kind, ...at, unitId, map: { ...map, everyMs } };
      return { transport, channelCount: map.channels.length };
    }
    case "serial": {
      const shipped = readShippedFormat(settings.protocol);
      const parts = { shipped, names: SHIPPED_FORMATS, parse: parseLineFormat };
      const format = readDataFile({ owner: settings, key: "protocol", ...parts }, context);
      if (format === null) return null;
      return { transport: { kind: settings.kind, ...takeLine(settings), format }, channelCount: 1 };
    }
    case "esphome":
    case "tasmota":
      return { transport: settings, channelCount: settings.sensors.length };
    case "plugin": {
      const { module, ...kept } = settings;
      const modulePath = takeFile(settings, "module", context);
      return { transport: { ...kept, modulePath }, channelCount: null };
    }
    default:
      return settings satisfies never;
  }
}
