/** Units that do not fit, and plates that are upside down, as alerts that say which key of the configuration to change. */
import type { listUnitFaults } from "@saunter/engine/engine";
import { nameUnit } from "@saunter/protocol/devices/weight-units";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { setAlerts } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

export type Fault = ReturnType<typeof listUnitFaults>[number];
type UnitFault = Exclude<Fault, { code: "plates-sign" }>;
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
    const grams = channels.find((channel) => channel !== null)!.gramsPerUnit / readsAs;
    const unit = nameUnit(grams);
    const set = unit === null ? `gramsPerCount: ${Number(grams.toPrecision(3))}` : `unit: ${unit}`;
    return `controller ${deviceId}: \`${set}\``;
  });
  return words.length === 0
    ? ""
    : ` Keys of \`source.devices\`, \`channels\`: ${words.join("; ")}.`;
}

function adviseOnSign(
  { gondola, plates, shelf }: SignFault,
  devices: readonly DeviceConfig[],
): string {
  const words = devices
    .filter((device) => device.gondola === gondola)
    .flatMap(({ channels, deviceId }) =>
      channels.flatMap((channel, at) => {
        if (channel === null || channel.shelf !== shelf || !plates.includes(channel.plate)) {
          return [];
        }
        const scale = Number((-channel.gramsPerUnit).toPrecision(6));
        const set = `unit: counts, zero: ${channel.zero}, gramsPerCount: ${scale}`;
        return [`controller ${deviceId}, channel ${at + 1}: \`${set}\``];
      }),
    );
  return words.length === 0
    ? ""
    : ` Keys of \`source.devices\`, \`channels\`: ${words.join("; ")}.`;
}
