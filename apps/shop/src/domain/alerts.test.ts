import { describe, expect, it } from "vitest";
import { type Alert, clearAlert, isAlertOpen, raiseAlert } from "./alerts.ts";
import { countEvents, listAlerts, openTestShop, transact } from "./shop-fixture.ts";

const ALERT: Alert = {
  alertKey: "low-stock:01",
  kind: "low-stock",
  message: "refill it",
  visitId: null,
};

describe("an alert", () => {
  it("is raised once until it is cleared, and then again", async () => {
    const test = openTestShop();
    const raise = (more: Partial<Alert> = {}) =>
      transact(test, (tx) => raiseAlert(tx, { ...ALERT, ...more }));
    await raise();
    await raise({ message: "other words" });
    expect(countEvents(test, "AlertRaised")).toBe(1);
    await raise({ alertKey: "low-stock:02" });
    expect(listAlerts(test)).toEqual(["low-stock:01", "low-stock:02"]);
    expect(await transact(test, (tx) => clearAlert(tx, "low-stock:01", "staff-1"))).toBe(true);
    expect(listAlerts(test)).toEqual(["low-stock:02"]);
    await raise();
    expect(countEvents(test, "AlertRaised")).toBe(3);
    expect(listAlerts(test)).toEqual(["low-stock:01", "low-stock:02"]);
  });

  it("that is not open is not cleared", async () => {
    const test = openTestShop();
    const clear = () => transact(test, (tx) => clearAlert(tx, ALERT.alertKey, "staff-1"));
    expect(await clear()).toBe(false);
    await transact(test, (tx) => raiseAlert(tx, ALERT));
    expect(isAlertOpen(test.store, ALERT.alertKey)).toBe(true);
    expect([await clear(), await clear()]).toEqual([true, false]);
    expect(isAlertOpen(test.store, ALERT.alertKey)).toBe(false);
    expect(countEvents(test, "AlertCleared")).toBe(1);
  });

  it("is raised once in one transaction too", async () => {
    const test = openTestShop();
    await transact(test, (tx) => {
      raiseAlert(tx, ALERT);
      raiseAlert(tx, ALERT);
      clearAlert(tx, ALERT.alertKey, "staff-1");
      raiseAlert(tx, ALERT);
    });
    expect(countEvents(test, "AlertRaised")).toBe(2);
  });
});
