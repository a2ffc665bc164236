/** Bounds that the smart cart keeps on worlds that nothing was fitted on; the published page has the figures. */
import { DEFAULT_CART_PHYSICS } from "@saunter/sim/smart-cart/cart-physics";
import { describe, expect, it } from "vitest";
import { countRollingEvents, drawFloor, listTasks } from "./measure-cart.ts";
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

  it("shows hardly a change while it rolls", () => {
    expect(countRollingEvents(FIRST_SEED, 4, () => DEFAULT_CART_PHYSICS)).toBeLessThanOrEqual(4);
    expect(countRollingEvents(FIRST_SEED, 4, drawFloor)).toBeLessThanOrEqual(4);
  });

  it("makes the same of a recording as of the trip", () => {
    const task = { habit: "two-for-one", seed: FIRST_SEED } as const;
    const { bill, certainty, isExact } = playTrip(task);
    const again = playRecording(recordTrip(task));
    expect(again).toMatchObject({ certainty, isExact });
    expect(again!.bill).toEqual(bill);
  });
});
