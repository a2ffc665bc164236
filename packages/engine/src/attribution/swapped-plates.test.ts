/** Facings that are wired for each other, found by weights and by reaches. */
import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { createShopIndex } from "../shop-index.ts";
import type { PlatePlace } from "../shop-model.ts";
import { createFacing, createShop, PLATE_M, reachTo, trackPeople } from "../test-builders.ts";
import { findWho, viewMoment } from "./associator.ts";
import type { ReachTarget } from "./reach.ts";
import { createSwapWatch, listSwapFaults, watchSwaps } from "./swapped-plates.ts";

const place = (first: number, count: number): PlatePlace => ({
  x: (first - 1) * PLATE_M,
  y: 0,
  z: 0.9,
  yawRad: 0,
  widthM: count * PLATE_M,
  depthM: 0.4,
});
const FIRST = { tea: 1, oil: 4, rye: 7 };
type Name = keyof typeof FIRST;
/** Oil weighs nearly what tea does, and rye does not. */
const WEIGHTS_G = { tea: 200, oil: 206, rye: 520 };
const SHOP = createShop(
  (Object.keys(FIRST) as Name[]).map((name) => {
    const plates = [FIRST[name], FIRST[name] + 1, FIRST[name] + 2];
    return { ...createFacing(1, plates, name, null), place: place(plates[0]!, 3) };
  }),
  WEIGHTS_G,
);

interface Take {
  readonly taken: Name;
  readonly shows: Name;
  /** Where the hand is; not given: where it is taken. */
  readonly hand?: Name | null;
  /** What the plates gain; not given: they lose what is taken. */
  readonly grams?: number;
  readonly isLeftThere?: boolean;
  /** What the plate beside the facing on its right loses with it. */
  readonly leakG?: number;
}

function play(takes: readonly Take[]) {
  const watch = createSwapWatch(createShopIndex(SHOP, ENGINE_PARAMETERS));
  for (const [
    at,
    { grams, hand, isLeftThere = false, leakG = 0, shows, taken },
  ] of takes.entries()) {
    const startMs = 10_000 * (at + 1);
    const handAt = hand === undefined ? taken : hand;
    const tracks = trackPeople(startMs - 1000, startMs + 1000, () => {
      const body = { x: 0.4, y: -0.45 };
      if (handAt === null) return { ada: body };
      return { ada: reachTo(body, [(FIRST[handAt] + 0.5) * PLATE_M, 0.1, 1]) };
    });
    const changeG = (grams ?? -WEIGHTS_G[taken]) + leakG;
    const beside = { plate: FIRST[shows] + 3, changeG: -leakG };
    const plates = [{ plate: FIRST[shows] + 1, changeG }, ...(leakG === 0 ? [] : [beside])];
    const change = { gondola: 1, shelf: 1, plates, startMs, settledMs: startMs + 500 };
    const moment = viewMoment(tracks, startMs, startMs + 1000, [], ENGINE_PARAMETERS);
    const weighReach = (target: ReachTarget): number =>
      findWho(moment, target, ENGINE_PARAMETERS).reach;
    watchSwaps(watch, { change: change as unknown as ShelfChange, weighReach }, isLeftThere);
  }
  return listSwapFaults(watch);
}

const swap = (a: Name, b: Name, times: number, hand?: Name | null): Take[] =>
  Array.from({ length: times }, () => [
    { taken: a, shows: b, ...(hand === undefined ? {} : { hand }) },
    { taken: b, shows: a, ...(hand === undefined ? {} : { hand }) },
  ]).flat();

const right = (taken: Name): Take => ({ taken, shows: taken });

describe("facings", () => {
  it("that are wired as configured are not questioned, whatever weighs alike", () => {
    const straight = (["tea", "oil", "rye"] as const).map(right);
    expect(play([...straight, ...straight, ...straight])).toEqual([]);
  });

  it("that are swapped are suspected at once, and reported with the second pick of each", () => {
    expect(play([{ taken: "rye", shows: "tea" }])).toMatchObject([
      {
        code: "swap-suspected",
        plates: [1, 2, 3],
        other: { plates: [7, 8, 9] },
        message:
          "Gondola 1: what was taken from shelf 1, plate 1, 2, 3 looks like the product of shelf 1, plate 7, 8, 9. Check whether a product stands in the wrong place, or the channels of the two are swapped.",
      },
    ]);
    const faults = play(swap("tea", "rye", 2));
    expect(faults).toMatchObject([
      { code: "plates-swapped", plates: [1, 2, 3], other: { plates: [7, 8, 9] } },
    ]);
    expect(faults[0]!.message).toContain("Swap their channels");
  });

  it("are found by reaches if their products weigh alike, suspected from the first pick on", () => {
    expect(play([{ taken: "tea", shows: "oil" }])).toMatchObject([{ code: "swap-suspected" }]);
    expect(play(swap("tea", "oil", 2))).toMatchObject([{ code: "plates-swapped" }]);
  });

  it("are suspected if a little of the weight leaks to the facing beside", () => {
    const pick = { taken: "rye", shows: "tea" } as const;
    expect(play([{ ...pick, leakG: 12 }])).toMatchObject([{ code: "swap-suspected" }]);
    expect(play([{ ...pick, leakG: 260 }])).toEqual([]);
  });

  it("whose products stand in each other's place are not: the reach is where the weight is", () => {
    const moved: Take[] = swap("tea", "rye", 4).map((take) => ({ ...take, hand: take.shows }));
    expect(play(moved)).toEqual([]);
  });

  it("are not found by hands that nobody saw, if weights are alike", () => {
    expect(play(swap("tea", "oil", 4, null))).toEqual([]);
  });

  it("that have shown their own products are not suspected for a few of another's", () => {
    const odd = { taken: "rye", shows: "tea", hand: null } as const;
    expect(play([odd])).toMatchObject([{ code: "swap-suspected" }]);
    expect(play([right("tea"), odd])).toEqual([]);
    expect(play([right("rye"), odd])).toEqual([]);
    expect(play([right("tea"), odd, right("tea"), right("tea"), odd])).toEqual([]);
  });

  it("are not suspected for an item that is left in the wrong place, nor when it is taken again", () => {
    const left = { taken: "rye", shows: "tea", hand: null, grams: WEIGHTS_G.rye } as const;
    expect(play([left])).toEqual([]);
    expect(play([left, { ...left, grams: -WEIGHTS_G.rye, isLeftThere: true }])).toEqual([]);
  });
});
