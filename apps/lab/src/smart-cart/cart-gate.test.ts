/** Bounds that the smart cart keeps on worlds that nothing was fitted on; the published page has the figures. */
import { DEFAULT_CART_PHYSICS } from "@saunter/sim/smart-cart/cart-physics";
import { describe, expect, it } from "vitest";
import { countRollingEvents, drawFloor, listTasks, measureTrips } from "./measure-cart.ts";
import { playRecording, playTrip, recordTrip } from "./play-trip.ts";

const FIRST_SEED = 800_000;

describe("the smart cart in drawn worlds", () => {
  it("is surer of right bills than of wrong ones, in nine of ten pairs", () => {
    const { trips } = measureTrips(listTasks(FIRST_SEED, 32));
    const sureOf = (isExact: boolean): number[] =>
      trips.filter((one) => one.isExact === isExact).map((one) => one.certainty.probabilityExact);
    const [right, wrong] = [sureOf(true), sureOf(false)];
    const pairs = right.flatMap((own) => wrong.map((other) => own > other));
    expect(pairs.length).toBeGreaterThan(500);
    expect(pairs.filter(Boolean).length / pairs.length).toBeGreaterThan(0.9);
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
