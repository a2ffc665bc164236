/** Cameras with faults, as alerts by the camera's name that say what to check. */
import { isUrgent } from "@saunter/ingest/pipeline/camera-fault";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import { setAlerts } from "../../domain/alerts.ts";
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
  const unknown = reports.filter(({ lastFrameMs }) => lastFrameMs === null);
  setAlerts(tx, { kind: KIND, by: BY }, wanted, (alertKey) =>
    unknown.some(({ cameraId }) => alertKey.startsWith(makeKey(cameraId, ""))),
  );
}

const makeKey = (cameraId: string, fault: string): string => `${KIND}:${cameraId}:${fault}`;
