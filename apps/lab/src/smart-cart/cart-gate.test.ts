/** Bounds that the smart cart keeps on worlds that nothing was fitted on; the published page has the figures. */
import { DEFAULT_CART_PHYSICS } from "@saunter/sim/smart-cart/cart-physics";
import { describe, expect, it } from "vitest";
import { listTasks } from "./measure-cart.ts";
import { drawFloor, findDelayMs, measureShown, measureTrust, rollHours } from "./measure-tray.ts";
import { playRecording, playTrip, recordTrip } from "./play-trip.ts";
import { scoreTrips, share } from "./score-trips.ts";

const FIRST_SEED = 800_000;

describe("the smart cart in drawn worlds", () => {
  const trips = listTasks(FIRST_SEED, 32).map((task) => playTrip(task));

  it("is surer of right bills than of wrong ones, in nine of ten pairs", () => {
    const sureOf = (isExact: boolean): number[] =>
      trips
        .filter((one) => one.isExact === isExact && one.habit !== "cheaper-produce")
        .map((one) => one.certainty.probabilityExact);
    const [right, wrong] = [sureOf(true), sureOf(false)];
    const pairs = right.flatMap((own) => wrong.map((other) => own > other));
    expect(pairs.length).toBeGreaterThan(500);
    expect(pairs.filter(Boolean).length / pairs.length).toBeGreaterThan(0.9);
  });

  it("has few honest trips checked, most dishonest ones found, and asks seldom", () => {
    const { checked, exactLetThrough, foundByWeight, itemsRight, questions } = scoreTrips(trips);
    expect(checked.whole).toBeGreaterThan(25);
    expect(share(checked)).toBeLessThan(0.15);
    expect(foundByWeight.whole).toBeGreaterThan(25);
    expect(share(foundByWeight)).toBeGreaterThan(0.7);
    expect(share(exactLetThrough)).toBeGreaterThan(0.95);
    expect(share(itemsRight)).toBeGreaterThan(0.99);
    expect(share(questions)).toBeLessThan(1);
  });

  it("takes nothing for a change while it rolls, and shows hardly one", () => {
    for (const physicsOf of [() => DEFAULT_CART_PHYSICS, drawFloor]) {
      const hours = rollHours(FIRST_SEED, 4, physicsOf);
      expect(hours.reduce((sum, { changes }) => sum + changes, 0)).toBeLessThanOrEqual(1);
      expect(hours.reduce((sum, { provisional }) => sum + provisional, 0)).toBeLessThan(20);
    }
  });

  it("shows what was put in within 300 ms of rest at 20 samples a second, nineteen times in twenty", () => {
    const { changes } = measureShown(listTasks(FIRST_SEED, 16), 20);
    expect(changes.length).toBeGreaterThan(150);
    const delaysMs = changes.map(({ delayMs }) => delayMs);
    expect(findDelayMs(delaysMs, 0.95)).toBeLessThanOrEqual(300);
    const wrong = changes.reduce((sum, one) => sum + one.wrong, 0);
    expect(wrong / changes.length).toBeLessThan(0.3);
  });

  it("knows within a second of standing what was put in while it rolled", () => {
    const delaysMs = measureTrust(FIRST_SEED, 40).map(({ delayMs }) => delayMs);
    expect(findDelayMs(delaysMs, 0.9)).toBeLessThanOrEqual(1000);
  });

  it("makes the same of a recording as of the trip", () => {
    const task = { habit: "two-for-one", seed: FIRST_SEED } as const;
    const { bill, certainty, isExact } = playTrip(task);
    const again = playRecording(recordTrip(task));
    expect(again).toMatchObject({ certainty, isExact });
    expect(again!.bill).toEqual(bill);
  });
});
