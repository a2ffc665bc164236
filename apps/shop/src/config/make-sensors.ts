/** The shop's live sensors as the process uses them; what does not fit together is noted. */
import { resolve } from "node:path";
import { DOOR_PLACE, type ScaleChannel } from "@saunter/ingest/scales/scale-devices";
import { planFirmware } from "@saunter/protocol/devices/firmware/firmware-plan";
import { FRAME_LIMITS } from "@saunter/protocol/devices/scale-frame";
import { GRAMS_PER_UNIT } from "@saunter/protocol/devices/weight-units";
import { isLocalHost } from "./address-list.ts";
import { noteAt, noteDoubled } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { readCameras } from "./load-cameras.ts";
import { makeTransport } from "./make-transport.ts";
import { parsePlates } from "./plate-ranges.ts";
import { takeFile } from "./read-data-file.ts";
import type { ChannelSettings, DeviceSettings, SensorSettings } from "./sensor-schema.ts";
import type { DeviceConfig, MqttConfig, SensorsConfig } from "./sensors-config.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

type LineTransport = Extract<NonNullable<DeviceSettings["transport"]>, { address: string }>;

/** Those that IANA has registered for MQTT. */
const PLAIN_PORT = 1883;
const TLS_PORT = 8883;

const LINE_KEYS = ["baud", "dataBits", "parity", "stopBits"] as const;

/** Null where the cameras' file cannot be read, which is noted. */
export function makeSensors(
  settings: SensorSettings,
  given: ReadonlySet<string>,
  context: LookupContext,
): SensorsConfig | null {
  for (const section of ["fixtures", "planogram", "catalogue"]) {
    if (given.has(section)) continue;
    noteAt(context, settings, "kind", `scales say what was moved, not what it is: add ${section}`);
  }
  noteDoubled(settings.devices, "id", context, ({ id }) => `controller ${id}`);
  const taken = new Map<string, string>();
  const devices = settings.devices.flatMap((device) => {
    const made = makeDevice(device, taken, context);
    if (made === null) return [];
    checkWiring(device, made.channels.length, settings.mqtt.prefix, context);
    return [made];
  });
  noteBusConflicts(settings.devices, context);
  const cameras = settings.cameras === undefined ? null : takeCameras(settings, context);
  if (cameras === undefined) return null;
  return { kind: "sensors", cameras, devices, mqtt: makeMqtt(settings.mqtt, context) };
}

function makeMqtt(settings: SensorSettings["mqtt"], context: LookupContext): MqttConfig {
  const { cert, certificates, host, key, password, prefix, url, user } = settings;
  const { port = certificates === undefined ? PLAIN_PORT : TLS_PORT } = settings;
  const takeNamed = (name: "ca" | "cert" | "key") =>
    settings[name] === undefined ? null : takeFile(settings, name, context);
  if ((cert === undefined) !== (key === undefined)) {
    const given = cert === undefined ? "key" : "cert";
    noteAt(context, settings, given, "a certificate and its key go together: give both, or none");
  }
  if (url !== undefined && certificates !== undefined) {
    const message = "they are of the broker inside the process, and url names your own: use ca";
    noteAt(context, settings, "certificates", message);
  }
  const isPlain =
    url === undefined ? certificates === undefined : new URL(url).protocol === "mqtt:";
  if (isPlain && !isLocalHost(url === undefined ? host : readHost(url))) {
    const how = url === undefined ? "give certificates" : "use mqtts://";
    const message = `keys of devices go there without TLS, beyond this machine and the local network: ${how}`;
    noteAt(context, settings, url === undefined ? "host" : "url", message, context.warnings);
  }
  const folder = certificates === undefined ? null : resolve(context.folder, certificates);
  return {
    ...{ prefix, host, port, certificatesFolder: folder },
    broker:
      url === undefined
        ? null
        : {
            url,
            user: user === undefined ? null : takeSecret(settings, "user", user, context),
            password:
              password === undefined ? null : takeSecret(settings, "password", password, context),
            ...{ caFile: takeNamed("ca"), certFile: takeNamed("cert"), keyFile: takeNamed("key") },
          },
  };
}

function readHost(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
}

function takeCameras(settings: SensorSettings, context: LookupContext) {
  const path = resolve(context.folder, settings.cameras!);
  const read = context.readText(path, CONFIG_LIMITS.configBytesMax);
  if (!read.ok && read.line === null) {
    noteAt(context, settings, "cameras", `${path}: ${read.message}`);
    return undefined;
  }
  const cameras = readCameras(path, context);
  if (cameras === null) return undefined;
  if (!cameras.isLive) {
    noteAt(
      context,
      settings,
      "cameras",
      "scales are of now, and films are not; allowed: live cameras",
    );
  }
  return cameras;
}

function checkWiring(
  device: DeviceSettings,
  channelCount: number,
  prefix: string,
  context: LookupContext,
): void {
  const { id, wiring } = device;
  if (wiring === undefined) return;
  const { length } = wiring.cells;
  if (length !== channelCount) {
    const message = `found ${length}; allowed: ${channelCount}, as many as its channels`;
    noteAt(context, wiring, "cells", message);
  }
  const planned = planFirmware({ deviceId: id, prefix, wiring });
  const sink = planned.ok ? context.warnings : context.problems;
  const messages = planned.ok ? planned.plan.warnings : planned.problems;
  for (const message of messages) noteAt(context, device, "wiring", message, sink);
}

function makeDevice(
  settings: DeviceSettings,
  taken: Map<string, string>,
  context: LookupContext,
): DeviceConfig | null {
  const channels: (ScaleChannel | null)[] = [];
  for (const group of settings.channels) {
    const text = typeof group.plates === "string" ? group.plates : group.plates.join(",");
    const plates = parsePlates(text) ?? [];
    if (plates.length === 0) {
      noteAt(context, group, "plates", `found ${text}; allowed: each plate once`);
    }
    const first = (group.channel ?? channels.length + 1) - 1;
    if (first + plates.length > FRAME_LIMITS.channelsMax) {
      const allowed = `allowed: ${FRAME_LIMITS.channelsMax} channels a controller`;
      noteAt(context, group, "plates", `found channel ${first + plates.length}; ${allowed}`);
      continue;
    }
    const calibration = takeCalibration(group, context);
    for (const [at, plate] of plates.entries()) {
      const place = `${settings.gondola}/${group.shelf}/${plate}`;
      const before = taken.get(place);
      const other = channels[first + at];
      if (before !== undefined) {
        const message = `gondola ${settings.gondola}, shelf ${group.shelf}, plate ${plate}: controller ${before} weighs it already`;
        noteAt(context, group, "plates", message);
      } else if (other) {
        const message = `channel ${first + at + 1} weighs shelf ${other.shelf}, plate ${other.plate} already`;
        noteAt(context, group, "channel", message);
      }
      taken.set(place, settings.id);
      while (channels.length < first + at) channels.push(null);
      channels[first + at] = { shelf: group.shelf, plate, ...calibration };
    }
  }
  if (settings.door !== undefined) takeDoor(settings, channels, taken, context);
  const made = makeTransport(settings.transport ?? { kind: "mqtt" }, context);
  if (made === null) return null;
  const { channelCount, transport } = made;
  if (channelCount !== null && channels.length > channelCount) {
    const message = `found channel ${channels.length}; allowed: ${channelCount}, as many as its transport gives`;
    noteAt(context, settings, "channels", message);
  }
  // Those that arrive and weigh nothing.
  while (channels.length < (channelCount ?? 0)) channels.push(null);
  return {
    deviceId: settings.id,
    gondola: settings.gondola,
    calibrationId: settings.calibration ?? null,
    channels,
    transport,
    wiring: settings.wiring ?? null,
    unit: settings.channels.some(({ unit }) => unit === "counts") ? "counts" : "g",
  };
}

/** Puts the door's contact among the channels. */
function takeDoor(
  { door, gondola, id, wiring }: DeviceSettings,
  channels: (ScaleChannel | null)[],
  taken: Map<string, string>,
  context: LookupContext,
): void {
  const { channel, openReads } = door!;
  const key = `${gondola}/door`;
  const before = taken.get(key);
  taken.set(key, id);
  if (before !== undefined) {
    noteAt(
      context,
      door!,
      undefined,
      `gondola ${gondola}: controller ${before} reads its door already`,
    );
  }
  if (wiring !== undefined) {
    const message = "a program that is generated from wiring reads amplifiers, and no contact";
    noteAt(context, door!, undefined, message);
  }
  while (channels.length < channel) channels.push(null);
  if (channels[channel - 1] !== null) {
    noteAt(context, door!, "channel", `channel ${channel} weighs already; allowed: another one`);
  }
  // 1 while it is open, whatever it reads.
  channels[channel - 1] = { ...DOOR_PLACE, zero: 1 - openReads, gramsPerUnit: 2 * openReads - 1 };
}

/** Devices on one line share its settings, and each has an address of its own. */
function noteBusConflicts(devices: readonly DeviceSettings[], context: LookupContext): void {
  const first = new Map<string, LineTransport>();
  const places = new Set<string>();
  for (const { transport } of devices) {
    if (transport === undefined || !("address" in transport)) continue;
    const { address, kind } = transport;
    const before = first.get(address);
    first.set(address, before ?? transport);
    const place = kind === "modbus" ? `${address}, unitId ${transport.unitId}` : address;
    if (places.has(place) || (before !== undefined && before.kind !== kind)) {
      const key = kind === "modbus" ? "unitId" : "address";
      noteAt(context, transport, key, `${place}: another controller is there already`);
    } else if (before !== undefined) {
      const other = LINE_KEYS.find((key) => before[key] !== transport[key]);
      if (other === undefined) continue;
      const message = `found ${transport[other]}; allowed: ${before[other]}, as for the others at ${address}`;
      noteAt(context, transport, other, message);
    }
    places.add(place);
  }
}

function takeCalibration(group: ChannelSettings, context: LookupContext) {
  const { gramsPerCount, unit, zero } = group;
  if (unit !== "counts") {
    if (gramsPerCount !== undefined) {
      noteAt(context, group, "gramsPerCount", `found it with unit: ${unit}; allowed: with counts`);
    }
    return { zero, gramsPerUnit: GRAMS_PER_UNIT[unit] };
  }
  if (gramsPerCount === undefined || gramsPerCount === 0) {
    const how =
      "weigh something known: its grams divided by how many counts it adds; until then write 1, and the console's Devices page measures it";
    noteAt(context, group, "unit", `counts need gramsPerCount, not 0: ${how}`);
  }
  return { zero, gramsPerUnit: gramsPerCount ?? 1 };
}
