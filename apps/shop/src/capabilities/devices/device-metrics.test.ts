import { createScaleHub } from "@saunter/ingest/scales/scale-hub";
import { makeFrame, PLAIN } from "@saunter/ingest/scales/scales-fixture";
import { expect, it } from "vitest";
import { createShopMetrics } from "../../http/metrics.ts";

const START_MS = 1_772_442_000_000;

it("counts what comes of each controller, and its faults", async () => {
  const channels = [1, 2].map((plate) => ({ shelf: 1, plate, ...PLAIN }));
  const devices = ["a", "b"].map((deviceId, at) => {
    return { deviceId, gondola: at + 1, calibrationId: null, channels };
  });
  const hub = createScaleHub({ devices, onBatch: () => {}, startedMs: START_MS });
  let nowMs = START_MS;
  const metrics = createShopMetrics(() => 0);
  metrics.watchDevices({ report: () => hub.report(nowMs) }, () => nowMs);
  for (let at = 0; at < 130; at++) {
    nowMs = START_MS + at * 100;
    // Two never come, and one comes twice.
    if (at !== 12 && at !== 15) hub.push(makeFrame(at, { deviceId: "a" }), nowMs);
    if (at === 70) hub.push(makeFrame(at, { deviceId: "a" }), nowMs);
    hub.advance(nowMs);
  }
  nowMs += 2000;
  for (let times = 0; times < 2; times++) {
    const text = await metrics.registry.metrics();
    for (const line of [
      'saunter_device_frames_total{device="a"} 128',
      'saunter_device_frames_lost_total{device="a"} 2',
      'saunter_device_frames_doubled_total{device="a"} 1',
      'saunter_device_frames_late_total{device="a"} 0',
      'saunter_device_samples_per_second{device="a"} 80',
      'saunter_device_silent_seconds{device="a"} 2',
      'saunter_device_faults{device="a"} 1',
      'saunter_device_faults{device="b"} 1',
      'saunter_device_silent_seconds{device="b"} Nan',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  }
  metrics.close();
});
