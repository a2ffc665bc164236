/** Each fault of a controller is named within 15 s, and touches the receipts of those alone who stood before it. */

import type { Observation } from "@saunter/engine/observation";
import { JOINT_STRIDE } from "@saunter/engine/observation";
import type { DeviceFaultKind } from "@saunter/ingest/scales/device-faults";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation } from "@saunter/sim/simulate";
import { beforeAll, describe, expect, it } from "vitest";
import { carryDirectly } from "./play-devices.ts";
import { playLive, type Receipts, sendAll } from "./play-live.ts";
import { CHANNEL_FAULT_KINDS, type ScaleFault, type ScaleFaultKind } from "./scale-faults.ts";
import { formatLines } from "./settle-receipts.ts";

const NAMED_WITHIN_MS = 15_000;
/** Whoever was never nearer to a facing of a gondola stood before none of it, metres. */
const NEAR_M = 1.3;
const GONDOLA = 5;
const DEVICE = `gondola-${GONDOLA}`;

/** Its name on Health. */
const NAMED_AS: Readonly<Record<ScaleFaultKind, readonly DeviceFaultKind[]>> = {
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

const isOfChannel = (kind: ScaleFaultKind): boolean =>
  CHANNEL_FAULT_KINDS.some((known) => known === kind);

const floor = makeFloorPlan({ gondolas: 5, shelves: 3, plates: 8 });
const simulation = createSimulation({ seed: 4, scenario: "everyday", shoppers: 8, floor });
const { shop } = simulation;
let observations: readonly Observation[];
let truth: ReadonlyMap<string, string>;
let usual: Receipts;
let near: ReadonlySet<string>;
let fromMs: number;
let channel: number;

beforeAll(() => {
  observations = [...simulation.observations()];
  const { events, receipts } = simulation.truth();
  truth = new Map(receipts.map((one) => [one.targetId, formatLines(one.products)]));
  fromMs = observations[0]!.timestampMs + 60_000;
  const sent = sendAll(observations);
  usual = playLive(shop, sent).receipts;
  near = findNear(observations);
  // Of what is taken most often there, so that the fault matters.
  const taken = Map.groupBy(
    events.filter(({ gondola }) => gondola === GONDOLA),
    ({ barcode }) => barcode,
  );
  const [barcode] = [...taken].sort((x, y) => y[1].length - x[1].length)[0]!;
  const facing = shop.facings.find((one) => one.gondola === GONDOLA && one.barcode === barcode)!;
  const { channels } = sent.emulated.devices.find(({ deviceId }) => deviceId === DEVICE)!;
  channel = channels.findIndex(
    (place) => place?.shelf === facing.shelf && place.plate === facing.plates[0],
  );
});

it("some of the shoppers stood before the gondola, and some did not", () => {
  expect(near.size).toBeGreaterThan(1);
  expect(truth.size - near.size).toBeGreaterThan(1);
  expect(channel).toBeGreaterThanOrEqual(0);
});

/** Faults that are found at the controller, how soon, and the receipts. */
function playWith(kind: ScaleFaultKind) {
  const fault: ScaleFault = { kind, channel: isOfChannel(kind) ? channel + 1 : null };
  const sent = sendAll(observations, {
    faultsAt: (deviceId, timeMs) => (deviceId === DEVICE && timeMs >= fromMs ? [fault] : []),
  });
  const namedMs = new Map<DeviceFaultKind, number>();
  const others = new Set<string>();
  const { receipts } = playLive(shop, sent, carryDirectly(sent.deliveries), (nowMs, reports) => {
    for (const { deviceId, faults } of reports) {
      for (const found of faults) {
        if (deviceId !== DEVICE) others.add(`${deviceId} ${found.kind}`);
        else if (nowMs < fromMs) others.add(`${found.kind} before`);
        else if (!namedMs.has(found.kind)) namedMs.set(found.kind, nowMs - fromMs);
      }
    }
  });
  return { others, receipts, namedMs };
}

describe.each(Object.entries(NAMED_AS) as [ScaleFaultKind, DeviceFaultKind[]][])(
  "%s",
  (kind, names) => {
    let played: ReturnType<typeof playWith>;
    beforeAll(() => {
      played = playWith(kind);
    });

    it("is named within 15 s, of that controller alone", () => {
      const { others, namedMs } = played;
      expect([...others]).toEqual([]);
      const first = Math.min(...names.map((one) => namedMs.get(one) ?? Number.POSITIVE_INFINITY));
      if (names.length === 0) expect([...namedMs.keys()]).toEqual([]);
      else expect(first).toBeLessThanOrEqual(NAMED_WITHIN_MS);
    });

    it("leaves receipts right or reviewed, and those of whoever stood elsewhere as they were", () => {
      const flagged: string[] = [];
      for (const [shopperId, lines] of truth) {
        const receipt = played.receipts.get(shopperId)!;
        if (!receipt.needsReview) {
          expect(`${shopperId} ${receipt.lines}`).toBe(`${shopperId} ${lines}`);
        } else if (!usual.get(shopperId)!.needsReview) flagged.push(shopperId);
      }
      expect(flagged.filter((shopperId) => !near.has(shopperId))).toEqual([]);
      if (kind === "dead") expect(flagged).not.toEqual([]);
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
