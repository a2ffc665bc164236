/** Lines of the shop's configuration, as somebody copies them into it. */
import type { Wiring } from "@saunter/protocol/devices/firmware/firmware-plan";
import { nameUnit } from "@saunter/protocol/devices/weight-units";
import { words } from "../../words.ts";
import type { Calibration } from "./calibration.ts";
import {
  type AnnouncedDevice,
  type Channel,
  type Device,
  isDoor,
  type UnknownDevice,
} from "./device-words.ts";

/** The `channels` of a controller as they stand in the file, with what was measured in place of what was configured. */
export function writeChannels(
  { channels, unit }: Pick<Device, "channels" | "unit">,
  measured: ReadonlyMap<number, Calibration>,
): string {
  let last = 0;
  const lines = channels.flatMap((channel) => {
    const { channel: number, place } = channel;
    if (place === null || isDoor(place)) return [];
    const first = number === last + 1 ? [] : [`channel: ${number}`];
    last = number;
    const { plate, shelf } = place;
    const keys = [...first, `shelf: ${shelf}`, `plates: [${plate}]`];
    return [
      `        - { ${[...keys, ...writeScale(channel, unit, measured.get(number))].join(", ")} }`,
    ];
  });
  return ["      channels:", ...lines].join("\n");
}

function writeScale(
  channel: Channel,
  unit: Device["unit"],
  measured: Calibration | undefined,
): string[] {
  const zero = measured?.zero ?? channel.zero;
  const grams = measured?.gramsPerCount ?? channel.gramsPerUnit;
  const named = nameUnit(grams);
  // What the amplifier counts has no unit, however near a factor may be to one.
  if (unit !== "counts" && named !== null) {
    return [`unit: ${named}`, ...(zero === 0 ? [] : [`zero: ${formatNumber(zero, 8)}`])];
  }
  return [
    "unit: counts",
    `zero: ${formatNumber(zero, 8)}`,
    `gramsPerCount: ${formatNumber(grams, 6)}`,
  ];
}

/** How a controller is wired, as it stands in the file. */
export function writeWiring(wiring: Wiring): string {
  const { board, gain, kind, samplesPerSecond } = wiring;
  const bus = wiring.kind === "nau7802" ? [`sda: ${wiring.sda}`, `scl: ${wiring.scl}`] : [];
  const cells = wiring.cells.map((cell) => {
    const keys = Object.entries(cell).map(([key, value]) => `${key}: ${value}`);
    return keys.length === 0 ? "          - {}" : `          - { ${keys.join(", ")} }`;
  });
  return [
    "      wiring:",
    `        kind: ${kind}`,
    ...[`board: ${board}`, `samplesPerSecond: ${samplesPerSecond}`, `gain: ${gain}`, ...bus].map(
      (line) => `        ${line}`,
    ),
    "        cells:",
    ...cells,
  ].join("\n");
}

/** A controller that sends and is not configured, as it is added. */
export function writeDevice({ deviceId, shape }: UnknownDevice): string {
  const channels = shape?.channels ?? 1;
  const plates = channels === 1 ? "[1]" : `1-${channels}`;
  const scale = shape?.unit === "g" ? "unit: g" : "unit: counts, gramsPerCount: 1";
  const t = words.texts.devices.yaml;
  return [
    "source:",
    "  devices:",
    `    - id: ${deviceId}`,
    `      gondola: 1  # ${t.gondola}`,
    `      # transport: { kind: http }  # ${t.http}`,
    "      channels:",
    `        - { shelf: 1, plates: ${plates}, ${scale} }`,
  ].join("\n");
}

/** A controller that has announced itself, as it is added. */
export function writeAnnounced({
  channels,
  deviceId,
  kind,
}: NonNullable<AnnouncedDevice["transport"]>): string {
  const sensors = channels.map(({ sensor }) => JSON.stringify(sensor)).join(", ");
  const t = words.texts.devices.yaml;
  return [
    "source:",
    "  devices:",
    `    - id: ${deviceId}`,
    `      gondola: 1  # ${t.gondola}`,
    `      # everyMs: ${t.everyMs[kind]}`,
    `      transport: { kind: ${kind}, sensors: [${sensors}], everyMs: 1000 }`,
    "      channels:",
    ...channels.map(({ unit }, at) => {
      const scale = unit === "counts" ? "unit: counts, gramsPerCount: 1" : `unit: ${unit}`;
      return `        - { shelf: 1, plates: [${at + 1}], ${scale} }`;
    }),
  ].join("\n");
}

function formatNumber(value: number, digits: number): string {
  return Number(value.toPrecision(digits)).toString();
}
