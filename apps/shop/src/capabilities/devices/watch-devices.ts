/** Controllers with faults, as alerts that name the controller and the channel, and say what to check. */
import type { DeviceFault } from "@saunter/ingest/scales/device-faults";
import type { DeviceReport } from "@saunter/ingest/scales/scale-hub";
import { setAlerts } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

const KIND = "device-fault";
const BY = "devices";

/**
 * Raises what is wrong now, and clears what is over, also what the process before this one raised. A controller
 * that has not sent anything yet is as it was.
 */
export function writeDeviceAlerts(tx: Transaction, reports: readonly DeviceReport[]): void {
  const wanted = new Map(
    reports.flatMap((report) =>
      report.faults.map((fault) => [makeKey(report.deviceId, fault), wordFault(report, fault)]),
    ),
  );
  const unknown = reports.filter(({ lastFrameMs }) => lastFrameMs === null);
  setAlerts(tx, { kind: KIND, by: BY }, wanted, (alertKey) =>
    unknown.some(({ deviceId }) => alertKey.startsWith(`${KIND}:${deviceId}:`)),
  );
}

const makeKey = (deviceId: string, { channel, kind }: DeviceFault): string =>
  `${KIND}:${deviceId}:${channel ?? "all"}:${kind}`;

function wordFault(
  { deviceId, gondola }: DeviceReport,
  { channel, message, place }: DeviceFault,
): string {
  if (channel === null || place === null) return `controller ${deviceId} ${message}`;
  const where = `gondola ${gondola}, shelf ${place.shelf}, plate ${place.plate}`;
  return `controller ${deviceId}, channel ${channel} (${where}) ${message}`;
}
