/** Units that do not fit, and cells that are upside down or are, or may be, wired to the wrong place, as alerts that say which key of the configuration to change. */
import type { listUnitFaults } from "@saunter/engine/engine";
import { isDoor, type ScaleChannel } from "@saunter/ingest/scales/scale-devices";
import { nameUnit } from "@saunter/protocol/devices/weight-units";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { setAlerts } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

export type Fault = ReturnType<typeof listUnitFaults>[number];
type SwapFault = Extract<Fault, { code: "plates-swapped" | "swap-suspected" }>;
type UnitFault = Exclude<Fault, SwapFault | { code: "board-wiring" | "plates-sign" }>;
type SignFault = Extract<Fault, { code: "plates-sign" }>;

const KIND = "wrong-units";
const BY = "units";

/** Raises what is wrong now, and clears what is not any more. */
export function writeUnitAlerts(
  tx: Transaction,
  faults: readonly Fault[],
  devices: readonly DeviceConfig[],
): void {
  const wanted = new Map(
    faults.map((fault) => [makeKey(fault), `${fault.message}${adviseOn(fault, devices)}`]),
  );
  setAlerts(tx, { kind: KIND, by: BY }, wanted);
}

function makeKey(fault: Fault): string {
  switch (fault.code) {
    case "plates-sign":
      return `${KIND}:sign:${fault.gondola}/${fault.shelf}/${fault.plates.join("-")}`;
    case "plates-swapped":
    case "swap-suspected":
    case "board-wiring":
      return `${KIND}:${fault.code}:${fault.gondola}/${fault.shelf}/${fault.plates.join("-")}`;
    case "plates-unit":
      return `${KIND}:plates:${fault.plates?.gondolas.join("-") ?? ""}`;
    default:
      return `${KIND}:${fault.code}`;
  }
}

/** Which key of the configuration to change, and to what; begins with a space where there is something to say. */
function adviseOn(fault: Fault, devices: readonly DeviceConfig[]): string {
  switch (fault.code) {
    case "plates-unit":
      return adviseOnUnit(fault.plates, devices);
    case "plates-sign":
      return adviseOnSign(fault, devices);
    case "plates-swapped":
    case "swap-suspected":
      return adviseOnSwap(fault, devices);
    case "board-wiring":
      return ` Key of the configuration: \`fixtures\`, \`boards\`, \`cells\`.`;
    case "catalogue-unit":
      return " Key of the configuration: `catalogue`, `weightG`.";
    case "joints-unit":
    case "joints-axes":
      return " What sends positions of people has to: the configuration has no key for it. Of live cameras, calibrate them again (`cameras`).";
    case "places-unit":
      return " Key of the configuration: `fixtures`.";
    default:
      return fault satisfies never;
  }
}

function adviseOnUnit(plates: UnitFault["plates"], devices: readonly DeviceConfig[]): string {
  if (plates === undefined) return "";
  const { gondolas, readsAs } = plates;
  const own = devices.filter(({ gondola }) => gondolas.includes(gondola));
  const words = own.map(({ channels, deviceId }) => {
    const grams =
      channels.find((channel) => channel !== null && !isDoor(channel))!.gramsPerUnit / readsAs;
    const unit = nameUnit(grams);
    const set = unit === null ? `gramsPerCount: ${Number(grams.toPrecision(3))}` : `unit: ${unit}`;
    return `controller ${deviceId}: \`${set}\``;
  });
  return words.length === 0
    ? ""
    : ` Keys of \`source.devices\`, \`channels\`: ${words.join("; ")}.`;
}

function adviseOnSign(fault: SignFault, devices: readonly DeviceConfig[]): string {
  return listChannels(fault.gondola, [fault], devices, ({ gramsPerUnit, zero }) => {
    const scale = Number((-gramsPerUnit).toPrecision(6));
    return `: \`unit: counts, zero: ${zero}, gramsPerCount: ${scale}\``;
  });
}

function adviseOnSwap(fault: SwapFault, devices: readonly DeviceConfig[]): string {
  return listChannels(fault.gondola, [fault, fault.other], devices, ({ plate, shelf }) => {
    return ` (now \`shelf: ${shelf}, plates: ${plate}\`)`;
  });
}

type Places = readonly { readonly shelf: number; readonly plates: readonly number[] }[];

/** The channels that weigh some places, with what there is to say of each; begins with a space where there are any. */
function listChannels(
  gondola: number,
  places: Places,
  devices: readonly DeviceConfig[],
  describe: (channel: ScaleChannel) => string,
): string {
  const words = devices
    .filter((device) => device.gondola === gondola)
    .flatMap(({ channels, deviceId }) =>
      channels.flatMap((channel, at) => {
        const isThere = places.some(
          ({ plates, shelf }) => channel?.shelf === shelf && plates.includes(channel.plate),
        );
        if (channel === null || !isThere) return [];
        return [`controller ${deviceId}, channel ${at + 1}${describe(channel)}`];
      }),
    );
  return words.length === 0
    ? ""
    : ` Keys of \`source.devices\`, \`channels\`: ${words.join("; ")}.`;
}
