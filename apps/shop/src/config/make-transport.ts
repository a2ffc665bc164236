/** How a scale's readings arrive, as the process uses it; files that it names are read, and what is wrong is noted. */
import { resolve } from "node:path";
import { type LineSettings, parseLineAddress } from "@saunter/ingest/scales/line-address";
import { parseRegisterMap, readShippedMap } from "@saunter/ingest/scales/modbus/register-map";
import { parseLineFormat, readShippedFormat } from "@saunter/ingest/scales/serial/line-format";
import { SHIPPED_FORMATS, SHIPPED_MAPS } from "@saunter/ingest/scales/shipped-files";
import { noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { DeviceSettings } from "./sensor-schema.ts";
import type { TransportConfig } from "./sensors-config.ts";
import type { LookupContext } from "./take-secret.ts";

export interface MadeTransport {
  readonly transport: TransportConfig;
  /** How many channels arrive; null where only the device knows. */
  readonly channelCount: number | null;
}

type Settings = NonNullable<DeviceSettings["transport"]>;
type Line = Extract<Settings, { address: string }>;

/** Null where a file cannot be read, which is noted. */
export function makeTransport(settings: Settings, context: LookupContext): MadeTransport | null {
  switch (settings.kind) {
    case "mqtt":
    case "http":
      return { transport: settings, channelCount: null };
    case "modbus": {
      const shipped = readShippedMap(settings.map);
      const file = { key: "map", shipped, names: SHIPPED_MAPS, parse: parseRegisterMap } as const;
      const map = readDataFile(settings, file, context);
      if (map === null) return null;
      const { everyMs = map.everyMs, kind, unitId } = settings;
      const at = takeLine(settings);
      const transport = { kind, ...at, unitId, map: { ...map, everyMs } };
      return { transport, channelCount: map.channels.length };
    }
    case "serial": {
      const shipped = readShippedFormat(settings.protocol);
      const names = SHIPPED_FORMATS;
      const file = { key: "protocol", shipped, names, parse: parseLineFormat } as const;
      const format = readDataFile(settings, file, context);
      if (format === null) return null;
      return { transport: { kind: settings.kind, ...takeLine(settings), format }, channelCount: 1 };
    }
    case "esphome":
    case "tasmota":
      return { transport: settings, channelCount: settings.sensors.length };
    case "plugin": {
      const { module, ...kept } = settings;
      const modulePath = takeFile(settings, "module", module, context);
      return { transport: { ...kept, modulePath }, channelCount: null };
    }
    default:
      return settings satisfies never;
  }
}

function takeLine(settings: Line) {
  const { address, baud, dataBits, parity, stopBits } = settings;
  const line = { baud, dataBits, parity, stopBits } as LineSettings;
  return { address: parseLineAddress(address)!, line };
}

/** Its whole path; that it cannot be read is noted. What is in it is read by whoever uses it. */
export function takeFile(
  settings: object,
  key: string,
  file: string,
  context: LookupContext,
): string {
  const path = resolve(context.folder, file);
  const read = context.readText(path, CONFIG_LIMITS.namedFileBytesMax);
  if (!read.ok && read.line === null) noteAt(context, settings, key, `${path}: ${read.message}`);
  return path;
}

interface DataFile<S, T> {
  readonly key: keyof S & string;
  /** Its text where the program brings it. */
  readonly shipped: string | null;
  /** What the program brings. */
  readonly names: readonly string[];
  readonly parse: (text: string) => T;
}

/** Of the program, or of a file of the shop's own. */
function readDataFile<T, S extends Line>(
  settings: S,
  { key, names, parse, shipped }: DataFile<S, T>,
  context: LookupContext,
): T | null {
  if (shipped !== null) return parse(shipped);
  const path = resolve(context.folder, String(settings[key]));
  const read = context.readText(path, CONFIG_LIMITS.configBytesMax);
  if (!read.ok) {
    const shippedNames = `allowed: a file, or ${names.join(", ")}`;
    noteAt(context, settings, key, `${path}: ${read.message}; ${shippedNames}`);
    return null;
  }
  try {
    return parse(read.text);
  } catch (error) {
    noteAt(context, settings, key, `${path}: ${(error as Error).message}`);
    return null;
  }
}
