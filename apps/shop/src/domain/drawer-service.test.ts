import { describe, expect, it } from "vitest";
import { acknowledgeAlert } from "./alerts.ts";
import { countDrawer, moveDrawer, watchFloat } from "./drawer-service.ts";
import { openTestShop, type TestShop, transact } from "./shop-fixture.ts";

const LIMITS = { lowMinor: 5000, highMinor: 20_000 };
const MINE = { currency: "GBP", by: "ann" };

const count = (test: TestShop, amountMinor: number) =>
  transact(test, (tx) => countDrawer(tx, { ...MINE, amountMinor }));
const move = (test: TestShop, kind: "banked" | "added", amountMinor: number) =>
  transact(test, (tx) => moveDrawer(tx, { ...MINE, kind, amountMinor }));
const watch = (test: TestShop, limits: Parameters<typeof watchFloat>[1] = LIMITS) =>
  transact(test, (tx) => watchFloat(tx, limits, (minor) => `£${(minor / 100).toFixed(2)}`));
const listOpen = ({ store }: TestShop) =>
  store.db
    .prepare("SELECT kind, message, acknowledged_by AS by FROM alerts WHERE cleared_ms IS NULL")
    .all()
    .map((row) => ({ ...row }));

describe("the alert of the cash float", () => {
  it("is raised below and above the limits, not at them, and ends when the drawer is right", async () => {
    const test = openTestShop();
    await watch(test);
    expect(listOpen(test)).toEqual([]);
    await count(test, 5000);
    await watch(test);
    expect(listOpen(test)).toEqual([]);
    await move(test, "banked", 1);
    await watch(test);
    const low = "£49.99 should be in the till’s drawer, less than £50.00: bring change";
    expect(listOpen(test)).toEqual([{ kind: "cash-float", message: low, by: null }]);
    await transact(test, (tx) => acknowledgeAlert(tx, "cash-float:low", "ann"));
    await watch(test);
    expect(listOpen(test)).toEqual([{ kind: "cash-float", message: low, by: "ann" }]);
    await move(test, "added", 15_001);
    await watch(test);
    expect(listOpen(test)).toEqual([]);
    await move(test, "added", 1);
    await watch(test);
    const high = "£200.01 should be in the till’s drawer, more than £200.00: take some to the bank";
    expect(listOpen(test)).toEqual([{ kind: "cash-float", message: high, by: null }]);
    await count(test, 100);
    await watch(test);
    expect(listOpen(test)).toMatchObject([{ message: expect.stringContaining("less than") }]);
  });

  it("is of a limit that the shop has", async () => {
    const test = openTestShop();
    await count(test, 0);
    await watch(test, { lowMinor: null, highMinor: 1 });
    expect(listOpen(test)).toEqual([]);
    await count(test, 2);
    await watch(test, { lowMinor: 1, highMinor: null });
    expect(listOpen(test)).toEqual([]);
  });
});
