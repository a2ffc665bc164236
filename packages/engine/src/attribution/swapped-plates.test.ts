/** Facings that are wired for each other, found by weights and by hands. */
import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { createShopIndex } from "../shop-index.ts";
import type { PlatePlace } from "../shop-model.ts";
import { createFacing, createJoints, createShop, PLATE_M, reachTo } from "../test-builders.ts";
import { createSwapWatch, isSwapUncertain, listSwapFaults, watchSwaps } from "./swapped-plates.ts";
import { createTracks, pushFrame } from "./tracks.ts";

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
}

function play(takes: readonly Take[]) {
  const watch = createSwapWatch(createShopIndex(SHOP, ENGINE_PARAMETERS));
  const tracks = createTracks();
  for (const [at, { shows, taken, hand = taken }] of takes.entries()) {
    const startMs = 10_000 * (at + 1);
    if (hand !== null) {
      const x = (FIRST[hand] + 0.5) * PLATE_M;
      const joints = createJoints(reachTo({ x, y: -0.45 }, [x, 0.1, 1]));
      const shoppers = [{ shopperId: "ada", joints }];
      pushFrame(tracks, { kind: "joints", timestampMs: startMs, shoppers });
    }
    const plates = [{ plate: FIRST[shows] + 1, changeG: -WEIGHTS_G[taken] }];
    const change = { gondola: 1, shelf: 1, plates, startMs, settledMs: startMs + 500 };
    watchSwaps(watch, change as unknown as ShelfChange, tracks);
  }
  return { faults: listSwapFaults(watch), isUncertain: isSwapUncertain(watch) };
}

const swap = (a: Name, b: Name, times: number, hand?: Name | null): Take[] =>
  Array.from({ length: times }, () => [
    { taken: a, shows: b, ...(hand === undefined ? {} : { hand }) },
    { taken: b, shows: a, ...(hand === undefined ? {} : { hand }) },
  ]).flat();

describe("facings", () => {
  it("that are wired as configured are not questioned, whatever weighs alike", () => {
    const straight = (["tea", "oil", "rye"] as const).map((name) => ({ taken: name, shows: name }));
    expect(play([...straight, ...straight, ...straight])).toEqual({
      faults: [],
      isUncertain: false,
    });
  });

  it("that are swapped are uncertain at once, and reported with the second pick of each", () => {
    expect(play([{ taken: "tea", shows: "rye" }])).toEqual({ faults: [], isUncertain: true });
    const { faults } = play(swap("tea", "rye", 2));
    expect(faults).toMatchObject([
      { code: "plates-swapped", plates: [1, 2, 3], other: { plates: [7, 8, 9] } },
    ]);
    expect(faults[0]!.message).toContain("Swap their channels");
  });

  it("are found by hands where their products weigh alike", () => {
    expect(play(swap("tea", "oil", 2)).faults).toMatchObject([{ plates: [1, 2, 3] }]);
  });

  it("whose products stand in each other's place are not: the hand is where the weight is", () => {
    const moved: Take[] = swap("tea", "rye", 4).map((take) => ({ ...take, hand: take.shows }));
    expect(play(moved)).toEqual({ faults: [], isUncertain: false });
  });

  it("are not found by hands that nobody saw, where weights are alike", () => {
    expect(play(swap("tea", "oil", 4, null))).toEqual({ faults: [], isUncertain: false });
  });

  it("with something of another's on them now and then are not reported", () => {
    const usual = { taken: "tea", shows: "tea" } as const;
    const odd = { taken: "rye", shows: "tea" } as const;
    expect(play([usual, odd, usual, usual, odd]).faults).toEqual([]);
  });
});
