/** Controllers as the API lists them: what the configuration has, and what comes of each. */
import { existsSync, readFileSync } from "node:fs";
import type { ClockOffset } from "@saunter/engine/engine-types";
import type { ReadingWindow } from "@saunter/ingest/scales/reading-window";
import type { DeviceReport, UnknownDevice } from "@saunter/ingest/scales/scale-hub";
import type { AnnouncedDevice } from "@saunter/ingest/scales/text-topics/announcements";
import {
  type SuggestedTransport,
  suggestTransport,
} from "@saunter/ingest/scales/text-topics/suggest-transport";
import type { GET_DEVICES } from "@saunter/protocol/http/device-routes";
import type { Static } from "typebox";
import type { DeviceConfig, MqttConfig } from "../../config/sensors-config.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { type Clocks, listOffsets, type PastOffset } from "../../sensors/clock-watch.ts";
import {
  findAuthorityFile,
  findFirmwareBroker,
  isTlsBroker,
} from "../../sensors/firmware-broker.ts";
import type { SensorSource, SourceScales } from "../../sensors/sensor-source.ts";
import { readCameras } from "../health/read-health.ts";

export type DeviceList = Static<(typeof GET_DEVICES)["answers"][200]["schema"]>;

/** What tells where people are. */
export function nameWatcher({ cameras, scales }: SensorSource): "cameras" | "tracker" {
  return scales !== null && cameras === null ? "tracker" : "cameras";
}

export function createDeviceLister({
  clocks,
  sensors,
  config,
  shop,
  source,
}: Pick<ShopProcess, "clocks" | "config" | "sensors" | "shop" | "source">): () => DeviceList {
  const firmware = config.source.kind === "sensors" ? readFirmware(config.source.mqtt) : null;
  return () => {
    const nowMs = shop.nowMs();
    const people = sensors.list(nowMs).find(({ name }) => name === "cameras");
    return {
      nowMs: Math.round(nowMs),
      ...listScales(source.scales),
      firmware,
      people: {
        by: nameWatcher(source),
        lastMessageMs: roundTime(people?.lastMessageMs ?? null),
        isQuiet: people?.isQuiet ?? false,
      },
      clocks: showClocks(clocks.read(), listOffsets(shop.store.db, nowMs)),
      cameras: readCameras(source, clocks.read()).map(({ faults, ...camera }) => ({
        ...camera,
        faults: [...faults],
      })),
    };
  };
}

/** What the firmware of its controllers needs of a shop. */
export function readFirmware(mqtt: MqttConfig): NonNullable<DeviceList["firmware"]> {
  const { address, warning } = findFirmwareBroker(mqtt);
  const isTls = isTlsBroker(mqtt);
  const file = isTls ? findAuthorityFile(mqtt) : null;
  return {
    ...{ prefix: mqtt.prefix, broker: address, warning, isTls },
    authority: file !== null && existsSync(file) ? readFileSync(file, "utf8") : null,
  };
}

function showClocks(clocks: Clocks | null, history: readonly PastOffset[]): DeviceList["clocks"] {
  if (clocks === null) return null;
  const { appliedMs, changes, gondolas, state } = clocks;
  return {
    ...{ state, appliedMs, changes },
    ...showOffset(clocks),
    gondolas: gondolas.map((own) => ({
      ...{ gondola: own.gondola, changes: own.changes, isOff: own.isOff },
      ...showOffset(own),
    })),
    history: [...history],
  };
}

/** Null where it is not known. */
function showOffset({ isKnown, offsetMs, sdMs }: ClockOffset) {
  return isKnown ? { offsetMs, sdMs } : { offsetMs: null, sdMs: null };
}

export function listScales(
  scales: Pick<
    SourceScales,
    "devices" | "findReadings" | "listAnnounced" | "listUnknown" | "readBroker" | "report"
  > | null,
): Pick<DeviceList, "announced" | "broker" | "devices" | "unknown"> {
  if (scales === null) return { announced: [], broker: null, devices: [], unknown: [] };
  const configs = new Map(scales.devices.map((device) => [device.deviceId, device]));
  return {
    broker: scales.readBroker(),
    devices: scales.report().map((report) => {
      const { deviceId } = report;
      return describe(report, configs.get(deviceId)!, scales.findReadings(deviceId)!);
    }),
    unknown: [...scales.listUnknown()].map(([deviceId, device]) =>
      describeUnknown(deviceId, device),
    ),
    announced: scales.listAnnounced().map(describeAnnounced),
  };
}

function describe(
  report: DeviceReport,
  config: DeviceConfig,
  readings: ReadingWindow,
): DeviceList["devices"][number] {
  const newest = readings.readNewest();
  const { counts, faults, lastFrameMs, refused, uncalibrated, ...kept } = report;
  return {
    ...kept,
    transport: config.transport.kind,
    wiring: showWiring(config.wiring),
    unit: readings.unit,
    lastFrameMs: roundTime(lastFrameMs),
    counts: {
      ...counts,
      uncalibrated,
      refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
    },
    faults: faults.map(({ place, sinceMs, ...fault }) => ({
      ...fault,
      place: showPlace(place),
      sinceMs: Math.round(sinceMs),
    })),
    channels: config.channels.map((place, at) => {
      const { gramsPerUnit, zero } = place ?? { zero: 0, gramsPerUnit: 1 };
      const value = newest[at] ?? null;
      return {
        channel: at + 1,
        place: showPlace(place),
        zero,
        gramsPerUnit,
        weightG: place === null || value === null ? null : (value - zero) * gramsPerUnit,
      };
    }),
  };
}

function showWiring(wiring: DeviceConfig["wiring"]): DeviceList["devices"][number]["wiring"] {
  if (wiring === null) return null;
  return wiring.kind === "hx711"
    ? { ...wiring, cells: [...wiring.cells] }
    : { ...wiring, cells: [...wiring.cells] };
}

const showPlace = (place: { readonly shelf: number; readonly plate: number } | null) =>
  place === null ? null : { shelf: place.shelf, plate: place.plate };

function describeUnknown(
  deviceId: string,
  { frames, lastMs, shape }: Readonly<UnknownDevice>,
): DeviceList["unknown"][number] {
  return {
    deviceId,
    frames,
    lastMs: Math.round(lastMs),
    shape:
      shape === null
        ? null
        : { channels: shape.channelCount, rateHz: shape.rateHz, unit: shape.unit },
  };
}

function describeAnnounced(device: AnnouncedDevice): DeviceList["announced"][number] {
  const { id, manufacturer, model, name, sensors } = device;
  const suggested = suggestTransport(device);
  return {
    ...{ announcedId: id, name, manufacturer, model },
    sensors: sensors.map((sensor) => ({
      name: sensor.name,
      unit: sensor.unit,
      topic: sensor.stateTopic,
    })),
    transport: suggested.ok ? toPlain(suggested.transport) : null,
    problem: suggested.ok ? null : suggested.problem,
  };
}

const toPlain = ({ channels, ...kept }: SuggestedTransport) => ({
  ...kept,
  channels: [...channels],
});

function roundTime(atMs: number | null): number | null {
  return atMs === null ? null : Math.round(atMs);
}
