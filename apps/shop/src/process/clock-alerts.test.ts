import { describe, expect, it } from "vitest";
import { clearAlert } from "../domain/alerts.ts";
import { HOUR_MS, START_MS } from "../domain/shop-fixture.ts";
import { confirmByTimeServer } from "../serve/confirm-time.ts";
import { createSteadyClock } from "../serve/steady-clock.ts";
import { WATCH_EVERY_MS } from "./open-shop-process.ts";
import { listAlerts, openPlace } from "./shop-place-fixture.ts";

const TWO_DAYS_MS = 48 * HOUR_MS;
const CLOSED_MS = 10 * HOUR_MS;

/** A shop that is closed for a night, and starts again with its machine's clock two days ahead. */
async function openAhead() {
  const place = openPlace();
  const first = await place.open();
  const lastMs = place.clock.nowMs;
  await first.store.transact((tx) =>
    tx.append("shop", "alerts", [{ type: "AlertCleared", alertKey: "none", by: "test" }]),
  );
  await first.close();
  const machine = { nowMs: START_MS + CLOSED_MS + TWO_DAYS_MS, evenMs: 0 };
  const clock = createSteadyClock({
    machineMs: () => machine.nowMs,
    evenMs: () => machine.evenMs,
  });
  const onOpened = (ms: number): void => clock.startAt(ms, false);
  const opened = await place.open({}, { nowMs: clock.nowMs, clock, onOpened });
  const passAndTick = async (): Promise<void> => {
    machine.nowMs += WATCH_EVERY_MS;
    machine.evenMs += WATCH_EVERY_MS;
    await opened.tick();
  };
  await passAndTick();
  return { clock, lastMs, machine, opened, passAndTick };
}

describe("a clock that is two days ahead at a start", () => {
  it("dates nothing in the future, and pauses money with an alert, until it is corrected", async () => {
    const { lastMs, machine, opened, passAndTick } = await openAhead();
    expect(opened.shop.nowMs()).toBe(lastMs + WATCH_EVERY_MS);
    expect(opened.shop.isMoneyPaused?.()).toBe(true);
    expect(listAlerts(opened)).toEqual([expect.stringMatching(/^clock-unconfirmed:/)]);
    machine.nowMs -= TWO_DAYS_MS;
    await passAndTick();
    expect(listAlerts(opened)).toEqual([]);
    expect(opened.shop.isMoneyPaused?.()).toBe(false);
    expect(opened.shop.nowMs()).toBe(machine.nowMs);
    expect(opened.store.readFrom(1).every(({ atMs }) => atMs <= machine.nowMs)).toBe(true);
  });

  it("is used once a person clears the alert", async () => {
    const { machine, opened, passAndTick } = await openAhead();
    const [alertKey] = listAlerts(opened) as [string];
    await opened.store.transact((tx) => void clearAlert(tx, alertKey, "ada"));
    await passAndTick();
    expect(listAlerts(opened)).toEqual([]);
    expect(opened.shop.isMoneyPaused?.()).toBe(false);
    expect(opened.shop.nowMs()).toBe(machine.nowMs);
  });

  it.each([
    ["yes\n", false],
    ["no\n", true],
  ])("is used if its time server's state is %j: paused %s", async (state, isPaused) => {
    const { clock, opened, passAndTick } = await openAhead();
    await confirmByTimeServer(clock, async () => state);
    await passAndTick();
    expect(opened.shop.isMoneyPaused?.()).toBe(isPaused);
    expect(listAlerts(opened)).toHaveLength(isPaused ? 1 : 0);
  });

  it("stays in doubt if no time server answers, and is replaced by the chain's time", async () => {
    const { clock, machine, opened } = await openAhead();
    await confirmByTimeServer(clock, () => Promise.reject(new Error("no such program")));
    clock.compare(machine.nowMs - TWO_DAYS_MS);
    expect(opened.shop.nowMs()).toBe(machine.nowMs - TWO_DAYS_MS);
    expect(opened.shop.isMoneyPaused?.()).toBe(true);
  });
});
