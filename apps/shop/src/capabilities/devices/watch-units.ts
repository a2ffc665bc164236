/** Units that do not fit, and plates that are upside down, as alerts that say which key of the configuration to change. */
import type { listUnitFaults } from "@saunter/engine/engine";
import { GRAMS_PER_UNIT } from "../../config/sensor-schema.ts";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";

export type Fault = ReturnType<typeof listUnitFaults>[number];
type UnitFault = Exclude<Fault, { code: "plates-sign" }>;
type SignFault = Extract<Fault, { code: "plates-sign" }>;

const KIND = "wrong-units";
const BY = "units";
/** What is measured of a unit is so near to it. */
const UNIT_SHARE_MAX = 0.06;

/** Raises what is wrong now, and clears what is not any more. */
export function writeUnitAlerts(
  tx: Transaction,
  faults: readonly Fault[],
  devices: readonly DeviceConfig[],
): void {
  const wanted = new Map(
    faults.map((fault) => [makeKey(fault), `${fault.message}${adviseOn(fault, devices)}`]),
  );
  for (const [alertKey, message] of wanted) {
    raiseAlert(tx, { alertKey, kind: KIND, message, visitId: null });
  }
  for (const alertKey of listOpen(tx)) if (!wanted.has(alertKey)) clearAlert(tx, alertKey, BY);
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

/** The unit of so many grams, which a channel can be configured to; null where there is none. */
function nameUnit(grams: number): string | null {
  for (const [name, exact] of Object.entries(GRAMS_PER_UNIT)) {
    if (Math.abs(grams / exact - 1) < UNIT_SHARE_MAX) return name;
  }
  return null;
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

function listOpen({ db }: Transaction): string[] {
  const sql = "SELECT alert_key FROM alerts WHERE kind = ? AND cleared_ms IS NULL";
  return prepared(db, sql)
    .all(KIND)
    .map((row) => row.alert_key as string);
}
