/** Cameras with faults, as alerts by the camera's name that say what to check. */
import { isUrgent } from "@saunter/ingest/pipeline/camera-fault";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";

const KIND = "camera-fault";
const BY = "cameras";

/**
 * Raises what is wrong now, and clears what is over, also what the process before this one raised. A
 * camera of which no picture has come yet is as it was.
 */
export function writeCameraAlerts(tx: Transaction, { list }: CameraReporter): void {
  const reports = list();
  const wanted = new Map(
    reports.flatMap(({ cameraId, faults }) =>
      faults
        .filter(isUrgent)
        .map(({ kind, message }) => [makeKey(cameraId, kind), `camera ${cameraId}: ${message}`]),
    ),
  );
  for (const [alertKey, message] of wanted) {
    raiseAlert(tx, { alertKey, kind: KIND, message, visitId: null });
  }
  const unknown = reports.filter(({ lastFrameMs }) => lastFrameMs === null);
  for (const alertKey of listOpen(tx)) {
    const isKept = unknown.some(({ cameraId }) => alertKey.startsWith(makeKey(cameraId, "")));
    if (!wanted.has(alertKey) && !isKept) clearAlert(tx, alertKey, BY);
  }
}

const makeKey = (cameraId: string, fault: string): string => `${KIND}:${cameraId}:${fault}`;

function listOpen({ db }: Transaction): string[] {
  const sql = "SELECT alert_key FROM alerts WHERE kind = ? AND cleared_ms IS NULL";
  return prepared(db, sql)
    .all(KIND)
    .map((row) => row.alert_key as string);
}
