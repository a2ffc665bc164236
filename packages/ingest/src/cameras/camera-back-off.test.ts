import fc from "fast-check";
import { expect, it } from "vitest";
import { findCameraBackOffMs } from "./camera-back-off.ts";
import { CAMERA_LIMITS } from "./camera-limits.ts";

it("Waiting grows with failures, is never the same, and keeps to its bounds", () => {
  const { backOffMsFirst, backOffMsMax, backOffJitter } = CAMERA_LIMITS;
  const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), share, (failures, random) => {
      const waitMs = findCameraBackOffMs(failures, random, CAMERA_LIMITS);
      expect(waitMs).toBeGreaterThanOrEqual(backOffMsFirst * (1 - backOffJitter));
      expect(waitMs).toBeLessThanOrEqual(backOffMsMax * (1 + backOffJitter));
      expect(findCameraBackOffMs(failures + 1, random, CAMERA_LIMITS)).toBeGreaterThanOrEqual(
        waitMs,
      );
    }),
  );
  expect(findCameraBackOffMs(1, 0, CAMERA_LIMITS)).not.toBe(
    findCameraBackOffMs(1, 0.9, CAMERA_LIMITS),
  );
});
