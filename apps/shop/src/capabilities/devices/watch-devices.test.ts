import { createScaleHub } from "@saunter/ingest/scales/scale-hub";
import { makeFrame, PLAIN } from "@saunter/ingest/scales/scales-fixture";
import { describe, expect, it } from "vitest";
import { listAlerts, openTestShop, type TestShop } from "../../domain/shop-fixture.ts";
import { writeDeviceAlerts } from "./watch-devices.ts";

const START_MS = 1_772_442_000_000;
const FRAME_MS = 100;
const FAULT_FRAME = 300;
/** Alerts are written this often. */
const WATCH_MS = 2000;
const WITHIN_MS = 15_000;

function openHub(startedMs = START_MS) {
  const channels = [1, 2].map((plate) => ({ shelf: 1, plate, ...PLAIN }));
  const devices = ["a", "b"].map((deviceId, at) => {
    return { deviceId, gondola: at + 1, calibrationId: null, channels };
  });
  return createScaleHub({ devices, onBatch: () => {}, startedMs });
}

const DEVICES = (["mqtt", "http"] as const).map((kind, at) => ({
  ...{ deviceId: ["a", "b"][at]!, gondola: at + 1, calibrationId: null, channels: [] },
  ...{ transport: { kind }, wiring: null, unit: "g" as const },
}));

const write = (
  { store }: TestShop,
  hub: ReturnType<typeof openHub>,
  nowMs: number,
  broker: string | null = null,
  tracker: string | null = null,
) =>
  store.transact((tx) =>
    writeDeviceAlerts(tx, {
      devices: DEVICES,
      readBroker: () => broker,
      readTracker: () => tracker,
      report: () => hub.report(nowMs),
    }),
  );

/** What the first channel reads at rest. */
const rest = (sample: number): number => 500 + Math.sin(12.9898 * sample);

type Change = (at: number) => ReturnType<typeof makeFrame> | null;
const weigh =
  (value: (sample: number) => number): Change =>
  (at) => {
    const read = (channel: number, sample: number): number =>
      channel === 0 ? value(sample) : rest(sample);
    return makeFrame(at, { deviceId: "a", weigh: read });
  };

const FAULTS: readonly (readonly [kind: string, channel: number | "all", change: Change])[] = [
  ["silent", "all", () => null],
  ["dead", 1, weigh(() => Number.NaN)],
  ["stuck", 1, weigh(() => 500)],
  ["noisy", 1, weigh((sample) => 500 + (sample % 2) * 40)],
  ["drifting", 1, weigh((sample) => rest(sample) + 0.05 * (sample - 8 * FAULT_FRAME))],
  ["restarted", "all", (at) => makeFrame(at, { deviceId: "a", bootId: 2 })],
  ["clock-jump", "all", (at) => makeFrame(at, { deviceId: "a", startUs: 65_000_000 })],
  ["misshapen", "all", (at) => makeFrame(at, { deviceId: "a", channels: 3 })],
  ["lost-frames", "all", (at) => (at % 10 === 0 ? null : makeFrame(at, { deviceId: "a" }))],
];

describe("a controller with a fault", () => {
  it.each(FAULTS)("is an alert within 15 s: %s", async (kind, channel, change) => {
    const test = openTestShop();
    const hub = openHub();
    const wanted = `device-fault:a:${channel}:${kind}`;
    let raisedMs: number | null = null;
    const faultMs = START_MS + FAULT_FRAME * FRAME_MS;
    for (let at = 0; at * FRAME_MS < FAULT_FRAME * FRAME_MS + WITHIN_MS; at++) {
      const nowMs = START_MS + at * FRAME_MS;
      const frame = at < FAULT_FRAME ? weigh(rest)(at) : change(at);
      if (frame !== null) hub.push(frame, nowMs);
      hub.push(makeFrame(at, { deviceId: "b", weigh: (_, sample) => rest(sample) }), nowMs);
      hub.advance(nowMs);
      if ((at * FRAME_MS) % WATCH_MS !== 0) continue;
      await write(test, hub, nowMs);
      const alerts = listAlerts(test);
      if (nowMs < faultMs) expect(alerts).toEqual([]);
      if (alerts.includes(wanted)) raisedMs ??= nowMs;
      expect(alerts.filter((key) => !key.startsWith("device-fault:a:"))).toEqual([]);
    }
    expect(raisedMs).not.toBeNull();
    expect(raisedMs! - faultMs).toBeLessThanOrEqual(WITHIN_MS);
    await test.close();
  });

  it("is named, with its place and what to check, and is no alert once it is over", async () => {
    const test = openTestShop();
    const hub = openHub();
    let at = 0;
    const play = (seconds: number, change: Change): number => {
      for (const end = at + 10 * seconds; at < end; at++) {
        hub.push(change(at)!, START_MS + at * FRAME_MS);
        hub.push(makeFrame(at, { deviceId: "b" }), START_MS + at * FRAME_MS);
      }
      return START_MS + at * FRAME_MS;
    };
    await write(test, hub, play(30, weigh(rest)));
    await write(
      test,
      hub,
      play(
        8,
        weigh(() => Number.NaN),
      ),
    );
    const row = test.store.db.prepare("SELECT kind, message FROM alerts").get();
    expect({ ...row }).toEqual({
      kind: "device-fault",
      message:
        "controller a, channel 1 (gondola 1, shelf 1, plate 1) gives no readings: check its wires and its amplifier",
    });
    await write(test, hub, play(8, weigh(rest)));
    expect(listAlerts(test)).toEqual([]);
    await test.close();
  });

  it("is the tracker's where its clock leaps, until that is over", async () => {
    const test = openTestShop();
    const hub = openHub();
    await write(test, hub, START_MS, null, "has a clock that leapt: check its firmware");
    expect(listAlerts(test)).toEqual(["device-fault:@tracker"]);
    const row = test.store.db.prepare("SELECT message FROM alerts").get();
    expect(row?.message).toBe("the tracker of people has a clock that leapt: check its firmware");
    await write(test, hub, START_MS + 1000);
    expect(listAlerts(test)).toEqual([]);
    await test.close();
  });

  it("is the broker's where that is away, of those behind it", async () => {
    const test = openTestShop();
    const hub = openHub();
    const away = "The broker at mqtt://broker.local cannot be reached";
    await write(test, hub, START_MS, away);
    expect(listAlerts(test)).toEqual(["device-fault:@broker"]);
    await write(test, hub, START_MS + 10_000, away);
    expect(listAlerts(test)).toEqual(["device-fault:@broker", "device-fault:b:all:silent"]);
    const row = test.store.db.prepare("SELECT message FROM alerts").get();
    expect(row).toMatchObject({ message: away });
    await write(test, hub, START_MS + 12_000);
    expect(listAlerts(test)).toEqual(["device-fault:a:all:silent", "device-fault:b:all:silent"]);
    await test.close();
  });

  it("stays one after a restart until it sends, or is gone from the configuration", async () => {
    const test = openTestShop();
    const hub = openHub();
    await write(test, hub, START_MS + 10_000);
    expect(listAlerts(test)).toEqual(["device-fault:a:all:silent", "device-fault:b:all:silent"]);
    const next = await test.restart();
    const again = openHub(START_MS + 20_000);
    await write(next, again, START_MS + 20_000);
    expect(listAlerts(next)).toHaveLength(2);
    for (let at = 0; at < 20; at++) {
      again.push(makeFrame(at, { deviceId: "a" }), START_MS + 20_000 + at * FRAME_MS);
    }
    await write(next, again, START_MS + 22_000);
    expect(listAlerts(next)).toEqual(["device-fault:b:all:silent"]);
    await next.store.transact((tx) =>
      writeDeviceAlerts(tx, {
        devices: [],
        readBroker: () => null,
        readTracker: () => null,
        report: () => [],
      }),
    );
    expect(listAlerts(next)).toEqual([]);
    await next.close();
  });
});
