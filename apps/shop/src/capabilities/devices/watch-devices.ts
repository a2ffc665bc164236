/** Controllers with faults, as alerts that name the controller and the channel, and say what to check. */
import type { DeviceFault } from "@saunter/ingest/scales/device-faults";
import type { DeviceReport } from "@saunter/ingest/scales/scale-hub";
import { isOverMqtt } from "../../config/sensors-config.ts";
import { setAlerts } from "../../domain/alerts.ts";
import type { SourceScales } from "../../sensors/sensor-source.ts";
import type { Transaction } from "../../store/transaction.ts";

const KIND = "device-fault";
const BY = "devices";

/** No controller has such ids. */
const BROKER_KEY = `${KIND}:@broker`;
const TRACKER_KEY = `${KIND}:@tracker`;

/**
 * Raises what is wrong now, and clears what is over, also what the process before this one raised. A controller
 * that has not sent anything yet is as it was. Where the shop's broker is away, that is the fault of those behind it.
 */
export function writeDeviceAlerts(
  tx: Transaction,
  scales: Pick<SourceScales, "devices" | "readBroker" | "readTracker" | "report">,
): void {
  const reports = scales.report();
  const broker = scales.readBroker();
  const behindBroker = new Set(
    scales.devices.flatMap((device) =>
      broker !== null && isOverMqtt(device) ? [device.deviceId] : [],
    ),
  );
  const wanted = new Map(
    reports.flatMap((report) =>
      report.faults
        .filter(({ kind }) => !(kind === "silent" && behindBroker.has(report.deviceId)))
        .map((fault) => [makeKey(report.deviceId, fault), wordFault(report, fault)]),
    ),
  );
  if (broker !== null) wanted.set(BROKER_KEY, broker);
  const tracker = scales.readTracker();
  if (tracker !== null) wanted.set(TRACKER_KEY, `the tracker of people ${tracker}`);
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
