/** What becomes of what devices send while the broker is away. */
import { FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { TRACKER_ID } from "./emulated-devices.ts";
import { addStatus } from "./mqtt-device.ts";
import type { Delivery } from "./play-devices.ts";

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What devices do with what they cannot send. */
export type Kept = "replayed" | "lost";

/** Between two frames that a device replays, milliseconds. */
const BREATH_MS = 1;

/**
 * Controllers keep what they measure and send it in its order when the broker is back, or lose it. A tracker keeps
 * nothing of itself: cameras run in the shop's own process, which has not been away.
 */
export function breakBroker(
  deliveries: readonly Delivery[],
  { fromMs, toMs }: Outage,
  kept: Kept,
): Delivery[] {
  const waiting = new Map<string, number>();
  const lastMs = new Map<string, number>();
  const carried: Delivery[] = [];
  for (const delivery of deliveries) {
    const { arrivalMs, deviceId } = delivery;
    const isAway = deviceId !== TRACKER_ID && arrivalMs >= fromMs && arrivalMs < toMs;
    if (isAway && kept === "lost") continue;
    if (isAway) {
      const count = (waiting.get(deviceId) ?? 0) + 1;
      waiting.set(deviceId, count);
      const payload = addStatus(delivery.payload, FRAME_STATUS.replayed);
      carried.push({ ...delivery, payload, arrivalMs: toMs + count * BREATH_MS });
      lastMs.set(deviceId, toMs + count * BREATH_MS);
    } else {
      const afterMs = (lastMs.get(deviceId) ?? 0) + BREATH_MS;
      carried.push(arrivalMs < afterMs ? { ...delivery, arrivalMs: afterMs } : delivery);
      if (arrivalMs < afterMs) lastMs.set(deviceId, afterMs);
    }
  }
  return carried.sort((a, b) => a.arrivalMs - b.arrivalMs);
}
