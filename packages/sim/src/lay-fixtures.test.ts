/** Shops that are built otherwise: what their readings have that those of shelves with plates of one width have not. */
import { findShelfPitch } from "@saunter/engine/gondola-outlines";
import type { PlateBatch } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { makeFloorPlanOf } from "./floor-plan.ts";
import { SHOP_FIXTURES, type ShopFixture } from "./lay-fixtures.ts";
import { simulateVisit } from "./worlds.ts";

const simulate = (fixture: ShopFixture) => {
  const visit = simulateVisit({ world: "measured", mix: "everyday", seed: 4, fixture });
  const batches = [...visit.observations()].filter((one) => one.kind === "plates");
  return { visit, batches };
};

const readAt = ({ plateCount, samplesG }: PlateBatch, shelf: number, plate: number): number =>
  samplesG[shelf * plateCount + plate]!;

describe.each(SHOP_FIXTURES)("a shop of %s", (fixture) => {
  const { batches, visit } = simulate(fixture);

  it("has a reading for each place of its planogram, and people who take things", () => {
    for (const { gondola, plates, shelf } of visit.shop.facings) {
      const batch = batches.find((one) => one.gondola === gondola)!;
      const board = visit.shop.boards?.find(
        (one) => one.gondola === gondola && one.shelf === shelf && one.plates.includes(plates[0]!),
      );
      const channels = board?.cells.map(({ channel }) => channel) ?? plates;
      for (const channel of channels) expect(readAt(batch, shelf, channel)).not.toBeNaN();
    }
    expect(visit.truth().events.some(({ kind }) => kind === "pickup")).toBe(true);
  });
});

it("shelves of wide plates read as many as there are, as wide as they are", () => {
  const { batches, visit } = simulate("mixed-pitch");
  for (const plan of visit.floor.gondolas) {
    const batch = batches.find(({ gondola }) => gondola === plan.gondola)!;
    const read = [1, 2].map(
      (shelf) =>
        Array.from({ length: plan.plateCount }, (_, at) => readAt(batch, shelf, at + 1)).filter(
          Number.isFinite,
        ).length,
    );
    expect(read).toEqual([plan.plateCount, plan.plateCount / 2]);
    expect(findShelfPitch(plan, 2)).toBeCloseTo(2 * findShelfPitch(plan, 1));
  }
  // The floor that is made of the planogram has them, too.
  const again = makeFloorPlanOf(visit.shop).gondolas[0]!;
  const plan = visit.floor.gondolas[0]!;
  expect(again.plateCount).toBe(plan.plateCount);
  expect([1, 2, 3].map((shelf) => findShelfPitch(again, shelf))).toEqual(
    [1, 2, 3].map((shelf) => expect.closeTo(findShelfPitch(plan, shelf))),
  );
});

it("hooks swing on after something was taken, longer than shelves ring", () => {
  /** Largest difference of two means of a batch in a row, 0.8 to 1.4 s after each pick, in all. */
  const measureSwing = ({
    batches,
    visit,
  }: Pick<ReturnType<typeof simulate>, "batches" | "visit">) => {
    let sum = 0;
    for (const { gondola, kind, plates, shelf, timestamp } of visit.truth().events) {
      if (kind !== "pickup") continue;
      const board = visit.shop.boards!.find(
        (one) => one.gondola === gondola && one.shelf === shelf && one.plates.includes(plates[0]!),
      )!;
      const after = batches.filter(
        (batch) =>
          batch.gondola === gondola &&
          batch.timestampMs > 1000 * timestamp + 800 &&
          batch.timestampMs < 1000 * timestamp + 1400,
      );
      const values = after.map((batch) => readAt(batch, shelf, board.cells[0]!.channel));
      sum += Math.max(0, ...values.slice(1).map((value, at) => Math.abs(value - values[at]!)));
    }
    return sum;
  };
  const still = simulateVisit({
    world: "measured",
    mix: "everyday",
    seed: 4,
    scales: "facing-cells",
  });
  const shelves = [...still.observations()].filter((one) => one.kind === "plates");
  expect(measureSwing(simulate("hooks"))).toBeGreaterThan(
    2 * measureSwing({ batches: shelves, visit: still }),
  );
});

it("a fridge's door is open while something is taken, and closed most of the time", () => {
  const { batches, visit } = simulate("fridge");
  const isOpenAt = (gondola: number, atMs: number): boolean => {
    const batch = batches.findLast((one) => one.gondola === gondola && one.timestampMs <= atMs);
    return batch!.samplesG[0] === 1;
  };
  for (const { gondola, kind, timestamp } of visit.truth().events) {
    if (kind === "pickup") expect(isOpenAt(gondola, 1000 * timestamp)).toBe(true);
  }
  const open = batches.filter(({ samplesG }) => samplesG[0] === 1).length;
  expect(open).toBeGreaterThan(0);
  expect(open).toBeLessThan(batches.length / 2);
});

it("a platform shows steps of its last digit alone", () => {
  const { batches } = simulate("platform");
  for (const batch of batches.slice(0, 50)) expect(readAt(batch, 1, 1) % 20).toBeCloseTo(0, 1);
});
