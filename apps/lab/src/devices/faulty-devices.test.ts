/** Each fault of a controller is told within 15 s, and touches the receipts of those alone who stood before it. */
import type { Observation } from "@saunter/engine/observation";
import { JOINT_STRIDE } from "@saunter/engine/observation";
import type { DeviceFaultKind } from "@saunter/ingest/scales/device-faults";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { carryDirectly } from "./play-devices.ts";
import { playLive, sendAll } from "./play-live.ts";
import { CHANNEL_FAULT_KINDS, type ScaleFault, type ScaleFaultKind } from "./scale-faults.ts";
import { formatLines } from "./settle-receipts.ts";

const TOLD_WITHIN_MS = 15_000;
/** Whoever was never nearer to a facing of a gondola stood before none of it, metres. */
const NEAR_M = 1.3;
const GONDOLA = 1;
const DEVICE = `gondola-${GONDOLA}`;

/** By what it is told on Health. */
const TOLD_AS: Readonly<Record<ScaleFaultKind, readonly DeviceFaultKind[]>> = {
  dead: ["dead"],
  stuck: ["stuck"],
  saturated: ["saturated"],
  drifting: ["drifting"],
  noisy: ["noisy"],
  spikes: ["noisy"],
  nan: ["intermittent"],
  least: ["saturated"],
  most: ["saturated"],
  "wrong-rate": ["wrong-rate"],
  restarted: ["restarted"],
  "clock-jump": ["clock-jump"],
  stall: ["silent", "late"],
  lost: ["lost-frames"],
  doubled: [],
  "out-of-order": [],
  corrupted: ["refused"],
};

const simulation = createSimulation({ seed: 6, scenario: "everyday", shoppers: 8 });
const observations = [...simulation.observations()];
const { shop } = simulation;
const truth = new Map(
  simulation
    .truth()
    .receipts.map(({ products, targetId }) => [targetId, formatLines(products)] as const),
);
const startMs = observations[0]!.timestampMs;
const fromMs = startMs + 60_000;
const usual = playLive(shop, sendAll(observations)).receipts;
const near = findNear(observations);
const isOfChannel = (kind: ScaleFaultKind): boolean =>
  CHANNEL_FAULT_KINDS.some((known) => known === kind);

it("some of the shoppers stood before the gondola, and some did not", () => {
  expect(near.size).toBeGreaterThan(1);
  expect(truth.size - near.size).toBeGreaterThan(1);
});

describe.each(Object.entries(TOLD_AS) as [ScaleFaultKind, DeviceFaultKind[]][])(
  "%s",
  (kind, told) => {
    const fault: ScaleFault = { kind, channel: isOfChannel(kind) ? 5 : null };
    const sent = sendAll(observations, {
      faultsAt: (deviceId, timeMs) => (deviceId === DEVICE && timeMs >= fromMs ? [fault] : []),
    });
    const toldMs = new Map<DeviceFaultKind, number>();
    const others = new Set<string>();
    const { receipts } = playLive(shop, sent, carryDirectly(sent.deliveries), (nowMs, reports) => {
      for (const { deviceId, faults } of reports) {
        for (const found of faults) {
          if (deviceId !== DEVICE) others.add(`${deviceId} ${found.kind}`);
          else if (nowMs < fromMs) others.add(`${found.kind} before`);
          else if (!toldMs.has(found.kind)) toldMs.set(found.kind, nowMs - fromMs);
        }
      }
    });

    it("is told within 15 s, of that controller alone", () => {
      expect([...others]).toEqual([]);
      const first = Math.min(...told.map((one) => toldMs.get(one) ?? Number.POSITIVE_INFINITY));
      if (told.length === 0) expect([...toldMs.keys()]).toEqual([]);
      else expect(first).toBeLessThanOrEqual(TOLD_WITHIN_MS);
    });

    it("leaves receipts right or reviewed, and those of whoever stood elsewhere as they were", () => {
      for (const [shopperId, lines] of truth) {
        const receipt = receipts.get(shopperId)!;
        const before = usual.get(shopperId)!;
        if (!receipt.needsReview)
          expect(`${shopperId} ${receipt.lines}`).toBe(`${shopperId} ${lines}`);
        if (near.has(shopperId) || before.needsReview) continue;
        expect(`${shopperId} ${receipt.needsReview}`).toBe(`${shopperId} ${before.needsReview}`);
      }
    });
  },
);

/** Whoever's neck was near the gondola, ever. */
function findNear(seen: readonly Observation[]): Set<string> {
  const places = shop.facings
    .filter(({ gondola }) => gondola === GONDOLA)
    .flatMap(({ place }) => place ?? []);
  const found = new Set<string>();
  for (const frame of seen) {
    if (frame.kind !== "joints") continue;
    for (const { joints, shopperId } of frame.shoppers) {
      const [x, y] = [joints[JOINT_STRIDE]!, joints[JOINT_STRIDE + 1]!];
      const isNear = places.some((place) => Math.hypot(x - place.x, y - place.y) < NEAR_M);
      if (isNear) found.add(shopperId);
    }
  }
  return found;
}
