/** Sensors that say nothing, findings of the engine and low stock, as alerts that say what to do. */

import type { Finding } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { PlateState, ShelfName } from "@saunter/engine/sensing/plate-states";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { DeviceReport } from "@saunter/ingest/scales/scale-hub";
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { clearAlert, listOpenAlerts, raiseAlert } from "../domain/alerts.ts";
import type { Transaction } from "../store/transaction.ts";

/** Time without a message after which a sensor is quiet. */
export const QUIET_MS = 5000;
/** How long a plate has to read well until the alert of it is cleared. */
export const PLATE_WELL_MS = 60_000;
const BY = "sensors";
const PLATE_KINDS: ReadonlySet<AlertKind> = new Set(["plate-dead", "plate-noisy"]);

/** One sensor, or all cameras. */
export interface SensorState {
  readonly name: string;
  /** Null: no message has come since the process began. */
  readonly lastMessageMs: number | null;
  readonly isQuiet: boolean;
  /** It sends, and something is wrong with one of its plates or its controller. */
  readonly hasFault: boolean;
}

/** What a controller of scales says of itself. */
type ControllerFaults = Pick<DeviceReport, "gondola" | "faults">;

export interface SensorWatch {
  see(observation: Observation, nowMs: number): void;
  noteFindings(findings: readonly Finding[]): void;
  /** How the engine sees the plates of a shelf, from now on. */
  readPlates(read: (shelf: ShelfName) => readonly PlateState[]): void;
  /** All sensors that should send. */
  list(nowMs: number): SensorState[];
  /** Raises and clears what has changed since. */
  writeAlerts(tx: Transaction, nowMs: number): void;
}

interface Wanted {
  readonly alertKey: string;
  readonly kind: AlertKind;
  readonly message: string;
}

/**
 * @param model null where no plates are read
 * @param withControllers gondolas whose controllers have alerts of their own, which say more
 * @param reportControllers faults of controllers: a plate that one names is no second alert
 */
export function createSensorWatch(
  model: ShopModel | null,
  withControllers: ReadonlySet<number> = new Set(),
  reportControllers: () => readonly ControllerFaults[] = () => [],
): SensorWatch {
  const sensorAlerts = listSensorAlerts(model);
  const toldElsewhere = new Set([...withControllers].map((gondola) => `gondola ${gondola}`));
  const lastMessageMs = new Map<string, number>();
  let firstMs: number | null = null;
  let findings: readonly Finding[] = [];
  let raised = new Set<string>();
  let readPlates: (shelf: ShelfName) => readonly PlateState[] = () => [];
  const wellSinceMs = new Map<string, number>();
  /** One that reads nothing is not known to be well; one that the shop no longer has is no fault. */
  const isWell = (alertKey: string, nowMs: number): boolean => {
    const [, where] = alertKey.split(":");
    const [gondola, shelf, plate] = where!.split("/").map((part) => Number.parseInt(part, 10));
    if (!hasPlate(model, gondola!, shelf!, plate!)) return true;
    const states = readPlates({ gondola: gondola!, shelf: shelf! });
    if (states.find((state) => state.plate === plate)?.problem !== null) {
      wellSinceMs.delete(alertKey);
      return false;
    }
    const sinceMs = wellSinceMs.get(alertKey) ?? nowMs;
    wellSinceMs.set(alertKey, sinceMs);
    return nowMs - sinceMs >= PLATE_WELL_MS;
  };
  const hasFault = (name: string): boolean =>
    findings.some((one) => isOfPlate(one) && name === `gondola ${one.gondola}`) ||
    reportControllers().some(
      ({ faults, gondola }) => faults.length > 0 && name === `gondola ${gondola}`,
    );
  return {
    see: (observation, nowMs) => {
      const name = observation.kind === "joints" ? "cameras" : `gondola ${observation.gondola}`;
      lastMessageMs.set(name, nowMs);
      firstMs ??= nowMs;
    },
    noteFindings: (found) => {
      findings = found;
    },
    readPlates: (read) => {
      readPlates = read;
    },
    list: (nowMs) =>
      sensorAlerts.map(({ name }) => {
        const atMs = lastMessageMs.get(name) ?? null;
        const isQuiet = atMs === null || nowMs - atMs > QUIET_MS;
        return { name, lastMessageMs: atMs, isQuiet, hasFault: hasFault(name) };
      }),
    writeAlerts: (tx, nowMs) => {
      // Before the first word of any sensor nobody knows which of them is quiet.
      if (firstMs !== null) {
        for (const { name, ...alert } of sensorAlerts) {
          const sinceMs = lastMessageMs.get(name) ?? firstMs;
          if (toldElsewhere.has(name)) clearAlert(tx, alert.alertKey, BY);
          else if (nowMs - sinceMs > QUIET_MS) raiseAlert(tx, { ...alert, visitId: null });
          // It may have been raised by the process that ran before this one.
          else if (lastMessageMs.has(name)) clearAlert(tx, alert.alertKey, BY);
        }
      }
      const controllers = reportControllers();
      const [repeats, own] = [true, false].map((isRepeat) =>
        findings.filter((one) => isNamedByController(one, controllers) === isRepeat),
      ) as [Finding[], Finding[]];
      const repeated = new Set(repeats.map((one) => toAlert(one).alertKey));
      const wanted = own.map(toAlert);
      for (const alert of wanted) raiseAlert(tx, { ...alert, visitId: null });
      const keys = new Set(wanted.map(({ alertKey }) => alertKey));
      for (const key of raised) if (!keys.has(key)) clearAlert(tx, key, BY);
      raised = new Set(
        wanted.flatMap(({ alertKey, kind }) => (PLATE_KINDS.has(kind) ? [] : [alertKey])),
      );
      // Those of plates come and go with what the plate reads, and may be of the process that ran before this one.
      for (const kind of PLATE_KINDS) {
        for (const key of listOpenAlerts(tx, kind)) {
          if (repeated.has(key)) clearAlert(tx, key, BY);
          else if (keys.has(key)) wellSinceMs.delete(key);
          else if (isWell(key, nowMs)) clearAlert(tx, key, BY);
        }
      }
    },
  };
}

const isOfPlate = ({ kind }: Finding): boolean => PLATE_KINDS.has(kind);

/** Whether a controller has named the fault of a plate: its alert says which channel to check. */
function isNamedByController(finding: Finding, controllers: readonly ControllerFaults[]): boolean {
  const { gondola, plates, shelf } = finding;
  return (
    isOfPlate(finding) &&
    controllers.some(
      (one) =>
        one.gondola === gondola &&
        one.faults.some(
          ({ kind, place }) =>
            kind === "silent" || (place?.shelf === shelf && plates.includes(place.plate)),
        ),
    )
  );
}

function hasPlate(model: ShopModel | null, gondola: number, shelf: number, plate: number): boolean {
  return [...(model?.facings ?? []), ...(model?.boards ?? [])].some(
    (one) => one.gondola === gondola && one.shelf === shelf && one.plates.includes(plate),
  );
}

/** What is raised where a sensor is quiet, by the sensor's name. */
function listSensorAlerts(model: ShopModel | null): (Wanted & { readonly name: string })[] {
  const gondolas = new Set(model?.facings.map(({ gondola }) => gondola));
  return [
    {
      name: "cameras",
      alertKey: "quiet:cameras",
      kind: "camera-quiet",
      message: "no positions of people arrive: check the cameras and the tracker",
    },
    ...[...gondolas].map((gondola) => ({
      name: `gondola ${gondola}`,
      alertKey: `quiet:gondola:${gondola}`,
      kind: "scale-quiet" as const,
      message: `the scales of gondola ${gondola} send no readings: check its controller and cable`,
    })),
  ];
}

function toAlert({ kind, message, gondola, shelf, plates, barcode }: Finding): Wanted {
  const where = `${gondola}/${shelf}/${plates.join("-")}`;
  return { alertKey: `${kind}:${where}:${barcode ?? ""}`, kind, message };
}
