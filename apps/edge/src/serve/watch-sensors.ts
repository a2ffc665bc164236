/** Sensors that say nothing, findings of the engine and low stock, as alerts that say what to do. */

import type { AlertKind } from "@saunter/commerce/shop/events";
import type { Finding } from "@saunter/perception/engine-types";
import type { Observation } from "@saunter/perception/observation";
import type { ShopModel } from "@saunter/perception/shop-model";
import { clearAlert, raiseAlert } from "../shop/alerts.ts";
import type { Transaction } from "../store/store.ts";

/** A sensor that has said nothing for so long is quiet. */
export const QUIET_MS = 5000;
const BY = "sensors";

export interface SensorWatch {
  see(observation: Observation, nowMs: number): void;
  hearFindings(findings: readonly Finding[]): void;
  /** Raises and clears what has changed since. */
  writeAlerts(tx: Transaction, nowMs: number): void;
}

interface Wanted {
  readonly alertKey: string;
  readonly kind: AlertKind;
  readonly message: string;
}

export function createSensorWatch(model: ShopModel): SensorWatch {
  const gondolas = new Set(model.facings.map(({ gondola }) => gondola));
  const heardMs = new Map<string, number>();
  let findings: readonly Finding[] = [];
  let raised = new Set<string>();
  return {
    see: (observation, nowMs) => {
      const name = observation.kind === "joints" ? "cameras" : `gondola ${observation.gondola}`;
      heardMs.set(name, nowMs);
    },
    hearFindings: (found) => {
      findings = found;
    },
    writeAlerts: (tx, nowMs) => {
      const wanted = [...listQuiet(gondolas, heardMs, nowMs), ...findings.map(toAlert)];
      for (const alert of wanted) raiseAlert(tx, { ...alert, visitId: null });
      const keys = new Set(wanted.map(({ alertKey }) => alertKey));
      for (const key of raised) if (!keys.has(key)) clearAlert(tx, key, BY);
      raised = keys;
    },
  };
}

/** Before the first word of any sensor there is no telling which of them is quiet. */
function* listQuiet(
  gondolas: ReadonlySet<number>,
  heardMs: ReadonlyMap<string, number>,
  nowMs: number,
): Generator<Wanted> {
  if (heardMs.size === 0) return;
  const isQuiet = (name: string): boolean => nowMs - (heardMs.get(name) ?? 0) > QUIET_MS;
  if (isQuiet("cameras")) {
    yield {
      alertKey: "quiet:cameras",
      kind: "camera-quiet",
      message: "no positions of people come in: check the cameras and the tracker",
    };
  }
  for (const gondola of gondolas) {
    if (!isQuiet(`gondola ${gondola}`)) continue;
    yield {
      alertKey: `quiet:gondola:${gondola}`,
      kind: "scale-quiet",
      message: `the scales of gondola ${gondola} say nothing: check its controller and cable`,
    };
  }
}

function toAlert({ kind, message, gondola, shelf, plates, barcode }: Finding): Wanted {
  const where = `${gondola}/${shelf}/${plates.join("-")}`;
  return { alertKey: `${kind}:${where}:${barcode ?? ""}`, kind, message };
}
