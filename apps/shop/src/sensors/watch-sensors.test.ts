import type { Finding } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import { countEvents, listAlerts, openTestShop, type TestShop } from "../domain/shop-fixture.ts";
import { createSensorWatch, PLATE_WELL_MS, QUIET_MS, type SensorWatch } from "./watch-sensors.ts";

const MODEL: ShopModel = {
  facings: [
    { gondola: 1, shelf: 1, plates: [1] },
    { gondola: 1, shelf: 2, plates: [3, 4] },
    { gondola: 2, shelf: 1, plates: [3] },
  ].map((facing) => ({ ...facing, barcode: "01", place: null })),
  products: new Map(),
};

const FRAME: Observation = { kind: "joints", timestampMs: 0, shoppers: [] };
const batchOf = (gondola: number): Observation => ({
  kind: "plates",
  gondola,
  timestampMs: 0,
  sampleRateHz: 60,
  sampleCount: 1,
  shelfCount: 1,
  plateCount: 1,
  samplesG: new Float32Array(1),
});

const FINDING: Finding = {
  kind: "misplaced-item",
  message: "Crisps lie on plate 3",
  gondola: 1,
  shelf: 2,
  plates: [3, 4],
  barcode: "03",
};

function openWatch() {
  const test = openTestShop();
  const watch = createSensorWatch(MODEL);
  return { test, watch };
}

const write = ({ store }: TestShop, watch: SensorWatch, nowMs: number) =>
  store.transact((tx) => watch.writeAlerts(tx, nowMs));

function seeAll(watch: SensorWatch, nowMs: number): void {
  for (const observation of [FRAME, batchOf(1), batchOf(2)]) watch.see(observation, nowMs);
}

describe("a sensor", () => {
  it("is listed with its last message, and whether it is quiet", async () => {
    const { test, watch } = openWatch();
    expect(watch.list(1000).map(({ lastMessageMs }) => lastMessageMs)).toEqual([null, null, null]);
    watch.see(FRAME, 1000);
    watch.see(batchOf(2), 1000 + QUIET_MS);
    expect(watch.list(1001 + QUIET_MS)).toEqual([
      { name: "cameras", lastMessageMs: 1000, isQuiet: true, hasFault: false },
      { name: "gondola 1", lastMessageMs: null, isQuiet: true, hasFault: false },
      { name: "gondola 2", lastMessageMs: 1000 + QUIET_MS, isQuiet: false, hasFault: false },
    ]);
    expect(watch.list(1000 + QUIET_MS)[0]!.isQuiet).toBe(false);
    await test.close();
  });

  it("is no alert where its controllers have alerts of their own", async () => {
    const { test } = openWatch();
    const watch = createSensorWatch(MODEL, new Set([1]));
    seeAll(watch, 0);
    await write(test, watch, QUIET_MS + 1);
    expect(listAlerts(test)).toEqual(["quiet:cameras", "quiet:gondola:2"]);
    expect(watch.list(QUIET_MS + 1)[1]).toMatchObject({ name: "gondola 1", isQuiet: true });
    await test.close();
  });

  it("is quiet where it has said nothing for so long, and staff are told once", async () => {
    const { test, watch } = openWatch();
    seeAll(watch, 0);
    await write(test, watch, QUIET_MS);
    expect(listAlerts(test)).toEqual([]);
    watch.see(FRAME, QUIET_MS);
    watch.see(batchOf(2), QUIET_MS);
    await write(test, watch, QUIET_MS + 1);
    await write(test, watch, QUIET_MS + 2);
    expect(listAlerts(test)).toEqual(["quiet:gondola:1"]);
    await write(test, watch, 2 * QUIET_MS + 1);
    expect(listAlerts(test)).toEqual(["quiet:cameras", "quiet:gondola:1", "quiet:gondola:2"]);
    expect(countEvents(test, "AlertRaised")).toBe(3);
  });

  it("that speaks again is quiet no more", async () => {
    const { test, watch } = openWatch();
    seeAll(watch, 0);
    await write(test, watch, QUIET_MS + 1);
    watch.see(batchOf(1), QUIET_MS + 2);
    await write(test, watch, QUIET_MS + 3);
    expect(listAlerts(test)).toEqual(["quiet:cameras", "quiet:gondola:2"]);
    seeAll(watch, QUIET_MS + 4);
    await write(test, watch, QUIET_MS + 5);
    expect(listAlerts(test)).toEqual([]);
  });

  it("that never spoke is quiet some time after the first that did, not at once", async () => {
    const { test, watch } = openWatch();
    await write(test, watch, 1e12);
    expect(listAlerts(test)).toEqual([]);
    watch.see(FRAME, 1e12);
    await write(test, watch, 1e12 + QUIET_MS);
    expect(listAlerts(test)).toEqual([]);
    watch.see(FRAME, 1e12 + QUIET_MS);
    await write(test, watch, 1e12 + QUIET_MS + 1);
    expect(listAlerts(test)).toEqual(["quiet:gondola:1", "quiet:gondola:2"]);
  });

  it("that was quiet when the process ended, and speaks after, is quiet no more", async () => {
    const { test, watch } = openWatch();
    seeAll(watch, 0);
    await write(test, watch, QUIET_MS + 1);
    const next = await test.restart();
    const again = createSensorWatch(MODEL);
    again.see(FRAME, QUIET_MS + 10);
    await write(next, again, QUIET_MS + 11);
    expect(listAlerts(next)).toEqual(["quiet:gondola:1", "quiet:gondola:2"]);
    await next.close();
  });
});

describe("a finding", () => {
  it("is reported while it holds", async () => {
    const { test, watch } = openWatch();
    watch.noteFindings([FINDING]);
    await write(test, watch, 0);
    await write(test, watch, 1);
    expect(listAlerts(test)).toEqual(["misplaced-item:1/2/3-4:03"]);
    const row = test.store.db.prepare("SELECT kind, message FROM alerts").get();
    expect(row).toMatchObject({ kind: "misplaced-item", message: "Crisps lie on plate 3" });
    watch.noteFindings([{ ...FINDING, barcode: null }]);
    await write(test, watch, 2);
    expect(listAlerts(test)).toEqual(["misplaced-item:1/2/3-4:"]);
    watch.noteFindings([]);
    await write(test, watch, 3);
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "AlertRaised")).toBe(2);
  });

  const message = "plate 3 is noisy: its readings spread by 24 g at rest";
  const NOISY: Finding = { ...FINDING, kind: "plate-noisy", message, plates: [3], barcode: null };
  const readPlates = (problem: string | null) => () => [
    { plate: 3, levelG: 500, noiseG: 1, isDisturbed: false, problem },
  ];

  it("of a noisy plate is an alert of its own kind, until it has been quiet for a minute", async () => {
    const { test, watch } = openWatch();
    watch.readPlates(readPlates("is noisy"));
    watch.noteFindings([NOISY]);
    await write(test, watch, 0);
    const row = test.store.db.prepare("SELECT alert_key, kind, message FROM alerts").get();
    expect({ ...row }).toEqual({ alert_key: "plate-noisy:1/2/3:", kind: "plate-noisy", message });
    watch.noteFindings([]);
    watch.readPlates(readPlates(null));
    await write(test, watch, 1000);
    watch.noteFindings([NOISY]);
    await write(test, watch, 2000);
    watch.noteFindings([]);
    await write(test, watch, 3000);
    await write(test, watch, 2999 + PLATE_WELL_MS);
    expect(listAlerts(test)).toHaveLength(1);
    await write(test, watch, 3000 + PLATE_WELL_MS);
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("of a plate that its controller names is one alert, the controller's, and shows at its sensor", async () => {
    const { test } = openWatch();
    let place: { shelf: number; plate: number } | null = null;
    const watch = createSensorWatch(MODEL, new Set([1]), () => {
      const fault = { kind: "noisy", channel: 1, sinceMs: 0, message: "trembles", place } as const;
      return [{ gondola: 1, faults: place === null ? [] : [fault] }];
    });
    watch.noteFindings([NOISY]);
    await write(test, watch, 0);
    expect(listAlerts(test)).toEqual(["plate-noisy:1/2/3:"]);
    place = { shelf: 2, plate: 3 };
    await write(test, watch, 1);
    expect(listAlerts(test)).toEqual([]);
    place = { shelf: 2, plate: 4 };
    await write(test, watch, 2);
    expect(listAlerts(test)).toEqual(["plate-noisy:1/2/3:"]);
    const faulty = watch.list(3).filter(({ hasFault }) => hasFault);
    expect(faulty.map(({ name }) => name)).toEqual(["gondola 1"]);
  });

  it("of a plate is cleared by the next process, too, once it reads well, and not while it reads nothing", async () => {
    const { test, watch } = openWatch();
    watch.noteFindings([NOISY]);
    await write(test, watch, 0);
    const next = createSensorWatch(MODEL);
    await write(test, next, 1);
    next.readPlates(() => []);
    await write(test, next, 2);
    await write(test, next, 2 + PLATE_WELL_MS);
    expect(listAlerts(test)).toHaveLength(1);
    next.readPlates(readPlates(null));
    await write(test, next, 3 + PLATE_WELL_MS);
    await write(test, next, 3 + 2 * PLATE_WELL_MS);
    expect(listAlerts(test)).toEqual([]);
  });

  it("of a plate that is no longer configured is cleared by the next process", async () => {
    const { test, watch } = openWatch();
    watch.noteFindings([NOISY]);
    await write(test, watch, 0);
    const facings = MODEL.facings.filter(({ shelf }) => shelf === 1);
    await write(test, createSensorWatch({ ...MODEL, facings }), 1);
    expect(listAlerts(test)).toEqual([]);
  });

  it("that staff have cleared is reported again while it lasts", async () => {
    const { test, watch } = openWatch();
    watch.noteFindings([FINDING]);
    await write(test, watch, 0);
    const [alertKey] = listAlerts(test);
    await test.store.transact((tx) =>
      tx.append("shop", "alerts", [{ type: "AlertCleared", alertKey: alertKey!, by: "s" }]),
    );
    await write(test, watch, 1);
    expect(listAlerts(test)).toEqual([alertKey]);
  });

  it("of goods, of the process before, stays until staff clear it, as nobody knows better", async () => {
    const { test, watch } = openWatch();
    watch.noteFindings([FINDING]);
    await write(test, watch, 0);
    await write(test, createSensorWatch(MODEL), 1);
    expect(listAlerts(test)).toHaveLength(1);
  });
});
