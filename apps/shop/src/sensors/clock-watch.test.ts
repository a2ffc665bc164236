import { createEngine } from "@saunter/engine/engine";
import { describe, expect, it } from "vitest";
import { openTestShop } from "../domain/shop-fixture.ts";
import {
  CLOCK_SCHEMA,
  type Clocks,
  createClockWatch,
  keepOffset,
  listOffsets,
  OFFSET_EVERY_MS,
  OFFSETS_KEPT_MS,
  readKnownOffset,
  removeOldOffsets,
} from "./clock-watch.ts";

const START_MS = 1_772_442_000_000;
const SHOP = { facings: [], products: new Map() };
const CLOCKS: Clocks = {
  ...{ offsetMs: 310, sdMs: 20, isKnown: true, changes: 12 },
  ...{ appliedMs: 300, isBearable: true, isOff: false, gondolas: [], state: "corrected" },
};

describe("the clocks of a shop", () => {
  it("are of no interest without an engine that compares them", () => {
    const watch = createClockWatch();
    expect(watch.read()).toBeNull();
    watch.follow(createEngine(SHOP));
    expect(watch.read()).toBeNull();
    watch.follow(createEngine(SHOP, { alignsClocks: true }));
    expect(watch.read()).toMatchObject({ state: "unknown", appliedMs: 0 });
  });

  it("are lost if changes contradict what was known, and not if that is less certain", () => {
    const engine = createEngine(SHOP, {
      alignsClocks: true,
      knownOffset: { offsetMs: 310, sdMs: 20, appliedMs: 310 },
    });
    const watch = createClockWatch();
    watch.follow(engine);
    expect(watch.read()!.state).toBe("corrected");
    const { masses } = engine.attribution.clocks!.shop.masses;
    masses.fill(1 / masses.length / 2);
    const { offsetsMs } = engine.attribution.clocks!;
    const at = (offsetMs: number): number => offsetsMs.findIndex((cellMs) => cellMs >= offsetMs);
    masses[at(310)]! += 0.5;
    expect(watch.read()).toMatchObject({ state: "corrected", isBearable: false });
    masses.fill(0.01 / masses.length);
    masses[at(700)]! += 0.99;
    expect(watch.read()!.state).toBe("lost");
  });
});

describe("offsets of the last hours", () => {
  it("are kept now and then while they are known, and the newest begins the next engine", async () => {
    const { store } = openTestShop({ schema: CLOCK_SCHEMA });
    expect(readKnownOffset(store.db)).toBeNull();
    await store.transact((tx) => {
      keepOffset(tx, START_MS, CLOCKS);
      keepOffset(tx, START_MS + OFFSET_EVERY_MS - 1, { ...CLOCKS, offsetMs: 1 });
      keepOffset(tx, START_MS + OFFSET_EVERY_MS, { ...CLOCKS, offsetMs: 320 });
      keepOffset(tx, START_MS + 2 * OFFSET_EVERY_MS, { ...CLOCKS, isKnown: false });
    });
    const nowMs = START_MS + 2 * OFFSET_EVERY_MS;
    expect(listOffsets(store.db, nowMs)).toEqual([
      { atMs: START_MS, offsetMs: 310, sdMs: 20 },
      { atMs: START_MS + OFFSET_EVERY_MS, offsetMs: 320, sdMs: 20 },
    ]);
    expect(readKnownOffset(store.db)).toEqual({ offsetMs: 320, sdMs: 20, appliedMs: 300 });
  });

  it("are removed after some hours, but for the newest", async () => {
    const { store } = openTestShop({ schema: CLOCK_SCHEMA });
    const laterMs = START_MS + OFFSET_EVERY_MS;
    await store.transact((tx) => {
      keepOffset(tx, START_MS, CLOCKS);
      keepOffset(tx, laterMs, CLOCKS);
      removeOldOffsets(tx, START_MS + OFFSETS_KEPT_MS - 1);
    });
    const count = () => store.db.prepare("SELECT count(*) AS n FROM clock_offsets").get()!.n;
    expect(count()).toBe(2);
    await store.transact((tx) => removeOldOffsets(tx, laterMs + OFFSETS_KEPT_MS));
    expect(count()).toBe(1);
    expect(listOffsets(store.db, laterMs + OFFSETS_KEPT_MS)).toEqual([]);
    expect(readKnownOffset(store.db)).not.toBeNull();
  });
});
