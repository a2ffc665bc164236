import { describe, expect, it } from "vitest";
import { listAlerts, openTestShop } from "../../domain/shop-fixture.ts";
import type { Clocks } from "../../sensors/clock-watch.ts";
import { CHANGES_UNKNOWN_MAX, writeClockAlerts } from "./watch-clocks.ts";

const OFFSET = { offsetMs: 310, sdMs: 20, isKnown: true, changes: 12 };
const CLOCKS: Clocks = {
  ...OFFSET,
  ...{ appliedMs: 300, isBearable: true, isOff: false, gondolas: [], state: "corrected" },
};

function open() {
  const shop = openTestShop();
  const write = (clocks: Clocks | null, by: "cameras" | "tracker" = "cameras") =>
    shop.store.transact((tx) => writeClockAlerts(tx, clocks, by));
  const read = () =>
    shop.store.db
      .prepare("SELECT message FROM alerts WHERE cleared_ms IS NULL")
      .all()
      .map(({ message }) => String(message));
  return { shop, write, read };
}

describe("clocks of cameras and scales", () => {
  it("that are in time, or not compared, raise nothing", async () => {
    const { shop, write } = open();
    await write(CLOCKS);
    await write({ ...CLOCKS, state: "aligned", appliedMs: 0 });
    await write({ ...CLOCKS, state: "unknown", changes: CHANGES_UNKNOWN_MAX - 1 });
    await write(null);
    expect(listAlerts(shop)).toEqual([]);
  });

  it("that jump raise an alert until they are in time again", async () => {
    const { shop, write, read } = open();
    await write({ ...CLOCKS, state: "lost" }, "tracker");
    expect(listAlerts(shop)).toEqual(["clock-offset:shop"]);
    expect(read()[0]).toMatch(/^The tracker and the scales are no longer in time/);
    await write(CLOCKS, "tracker");
    expect(listAlerts(shop)).toEqual([]);
  });

  it("that are not known after many picks raise one, with the number of them", async () => {
    const { shop, write, read } = open();
    await write({ ...CLOCKS, state: "unknown", changes: CHANGES_UNKNOWN_MAX });
    expect(listAlerts(shop)).toEqual(["clock-offset:shop"]);
    expect(read()[0]).toContain(`after ${CHANGES_UNKNOWN_MAX} picks`);
  });

  it("of one gondola that differ raise one with its number, and how far it is behind", async () => {
    const { shop, write, read } = open();
    const off = { ...OFFSET, gondola: 3, offsetMs: -200, isBearable: false, isOff: true };
    const well = { ...OFFSET, gondola: 1, isBearable: true, isOff: false };
    await write({ ...CLOCKS, gondolas: [well, off] });
    expect(listAlerts(shop)).toEqual(["clock-offset:3"]);
    expect(read()[0]).toMatch(/^The scales of gondola 3 are 0\.50 s behind the others/);
    await write({ ...CLOCKS, gondolas: [well, { ...off, offsetMs: 700 }] });
    // An alert that is open keeps its words.
    expect(read()[0]).toMatch(/behind/);
    await write({ ...CLOCKS, gondolas: [well, { ...off, isOff: false }] });
    expect(listAlerts(shop)).toEqual([]);
  });
});
