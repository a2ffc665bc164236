import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "./parameters/engine.ts";
import {
  createShopIndex,
  findPitch,
  findPlace,
  formatShelfKey,
  isOverShelf,
  type LocalPoint,
  measureDistance,
  toPlateAxes,
} from "./shop-index.ts";
import { type Facing, formatPlateKey, type PlatePlace } from "./shop-model.ts";
import { createFacing, createShop, PLATE_M } from "./test-builders.ts";

/** Three shelves of 12 plates in four facings of three plates each, of a gondola turned by `yawRad`. */
function createRows(
  change: (place: PlatePlace, row: { shelf: number; at: number }) => PlatePlace | null = (place) =>
    place,
  yawRad = 0,
): Facing[] {
  const facings: Facing[] = [];
  for (let shelf = 1; shelf <= 3; shelf++) {
    for (let at = 0; at < 4; at++) {
      const plates = [3 * at + 1, 3 * at + 2, 3 * at + 3];
      const place = {
        x: 2 + Math.cos(yawRad) * 3 * at * PLATE_M,
        y: 1 + Math.sin(yawRad) * 3 * at * PLATE_M,
        z: 0.4 * shelf,
        yawRad,
        widthM: 3 * PLATE_M,
        depthM: 0.45,
      };
      facings.push({
        ...createFacing(shelf, plates, `${shelf}-${at}`, null),
        place: change(place, { shelf, at }),
      });
    }
  }
  return facings;
}

function expectPlaces(facings: readonly Facing[], yawRad = 0, besideM = 1e-9): void {
  const index = createShopIndex(createShop(facings, {}), ENGINE_PARAMETERS);
  for (let shelf = 1; shelf <= 3; shelf++) {
    for (let plate = 1; plate <= 12; plate++) {
      const place = findPlace(index, 1, shelf, plate)!;
      const alongM = (plate - 1) * PLATE_M;
      const offM = Math.hypot(
        place.x - 2 - Math.cos(yawRad) * alongM,
        place.y - 1 - Math.sin(yawRad) * alongM,
      );
      expect(offM).toBeLessThanOrEqual(besideM);
      expect(place.z).toBeCloseTo(0.4 * shelf, 9);
      expect(place.widthM).toBeCloseTo(PLATE_M, 9);
      expect(place.yawRad).toBe(yawRad);
    }
  }
}

const is = (row: { shelf: number; at: number }, shelf: number, at: number): boolean =>
  row.shelf === shelf && row.at === at;

describe("the place of a plate", () => {
  it.each([0, 0.7, Math.PI / 2, -2.5])("is in line with its row, turned by %d", (yawRad) => {
    expectPlaces(
      createRows((place) => place, yawRad),
      yawRad,
    );
  });

  it("is known of every plate from one row a shelf", () => {
    expectPlaces(createRows((place, row) => (row.at === 1 ? place : null)));
  });

  it("is known of every shelf from the rows of another, but for its height", () => {
    const facings = createRows((place, { shelf }) => (shelf === 2 ? place : null));
    const index = createShopIndex(createShop(facings, {}), ENGINE_PARAMETERS);
    expect(findPlace(index, 1, 3, 5)).toEqual({ ...findPlace(index, 1, 2, 5)! });
  });

  it("leaves out a row that forgets the turn", () => {
    const yawRad = Math.PI / 2;
    const forgotten = createRows(
      (place, row) => (is(row, 1, 2) || is(row, 3, 0) ? { ...place, yawRad: 0 } : place),
      yawRad,
    );
    expectPlaces(forgotten, yawRad);
  });

  it("takes a shelf's height from its rows even where all of them forget the turn", () => {
    const yawRad = Math.PI / 2;
    const forgotten = createRows(
      (place, { shelf }) => (shelf === 3 ? { ...place, yawRad: 0 } : place),
      yawRad,
    );
    expectPlaces(forgotten, yawRad);
  });

  it("leaves out a row that gives the middle of its facing instead of its corner", () => {
    const middles = createRows((place, row) =>
      is(row, 1, 1) || is(row, 2, 3) ? { ...place, x: place.x + 0.15, y: place.y + 0.22 } : place,
    );
    expectPlaces(middles);
  });

  it("leaves out a row that gives the back of its facing instead of its front", () => {
    const backs = createRows((place, row) =>
      is(row, 1, 1) || is(row, 2, 3) ? { ...place, y: place.y + place.depthM } : place,
    );
    expectPlaces(backs);
  });

  it("has the width that most rows give their plates, not that of a facing since split", () => {
    const old = createRows((place, row) =>
      row.at === 0 ? { ...place, widthM: 6 * PLATE_M } : place,
    );
    expectPlaces(old);
  });

  it("passes by differences of less than what rows are written to", () => {
    const rounded = createRows((place, { shelf, at }) => ({
      ...place,
      x: place.x + 0.002 * ((shelf + at) % 3),
      y: place.y - 0.002 * ((shelf * at) % 3),
    }));
    expectPlaces(rounded, 0, 0.006);
  });

  it("is what a shelf's rows say where none of them agrees with the other shelves", () => {
    const set = createRows((place, { shelf }) =>
      shelf === 3 ? { ...place, y: place.y + 0.3 } : place,
    );
    const index = createShopIndex(createShop(set, {}), ENGINE_PARAMETERS);
    expect(findPlace(index, 1, 3, 5)!.y).toBeCloseTo(1.3, 9);
    expect(findPlace(index, 1, 2, 5)!.y).toBeCloseTo(1, 9);
  });

  it("assumes the plates' usual width where no row gives one", () => {
    const bare = createRows((place) => ({ ...place, widthM: 0 }));
    const index = createShopIndex(createShop(bare.slice(0, 1), {}), ENGINE_PARAMETERS);
    expect(findPlace(index, 1, 1, 2)!.widthM).toBeCloseTo(0.1016, 9);
  });

  it("is not known of a gondola none of whose rows says where it is", () => {
    const index = createShopIndex(
      createShop(
        createRows(() => null),
        {},
      ),
      ENGINE_PARAMETERS,
    );
    expect(findPlace(index, 1, 1, 1)).toBeNull();
    expect(findPlace(index, 9, 1, 1)).toBeNull();
    const empty = createShopIndex(
      createShop([createFacing(1, [], "none")].map(unplated), {}),
      ENGINE_PARAMETERS,
    );
    expect(findPlace(empty, 1, 1, 1)).toBeNull();
  });

  it("is found once and remembered", () => {
    const index = createShopIndex(createShop(createRows(), {}), ENGINE_PARAMETERS);
    expect(findPlace(index, 1, 2, 7)).toBe(findPlace(index, 1, 2, 7));
  });
});

function unplated(facing: Facing): Facing {
  return { ...facing, place: { x: 0, y: 0, z: 0, yawRad: 0, widthM: 1, depthM: 1 } };
}

describe("what stands where", () => {
  const index = createShopIndex(
    createShop(
      [
        createFacing(1, [1, 2], "a"),
        createFacing(1, [2, 3], "b"),
        createFacing(1, [4], null),
        createFacing(2, [1], "a"),
      ],
      { a: 300, b: 100, c: 200, d: 100, e: Number.NaN, f: 0 },
    ),
    ENGINE_PARAMETERS,
  );

  it("is found by plate, two facings where the planogram overlaps", () => {
    const on = (plate: number) =>
      (index.facingsByPlate.get(formatPlateKey(1, 1, plate)) ?? []).map(({ barcode }) => barcode);
    expect([1, 2, 3, 4].map(on)).toEqual([["a"], ["a", "b"], ["b"], []]);
  });

  it("is found by shelf, rows without a product left out", () => {
    const on = (shelf: number) =>
      index.facingsByShelf.get(formatShelfKey(1, shelf))?.map(({ barcode }) => barcode);
    expect([1, 2, 3].map(on)).toEqual([["a", "b"], ["a"], undefined]);
  });

  it("is listed by weight, what has none left out", () => {
    expect(index.catalogueByWeight.map(({ barcode }) => barcode)).toEqual(["b", "d", "c", "a"]);
    expect(index.plannedByWeight.map(({ barcode }) => barcode)).toEqual(["b", "a"]);
  });
});

describe("a shelf of other plates than its gondola", () => {
  const wideM = 2 * PLATE_M;
  const rows = createRows();
  const wide = (at: number): Facing => ({
    ...createFacing(4, [at], `4-${at}`, null),
    place: { x: 2 + (at - 1) * wideM, y: 1, z: 1.6, yawRad: 0, widthM: wideM, depthM: 0.45 },
  });
  const fixtures = [
    {
      gondola: 1,
      kind: "shelf" as const,
      pitches: [
        { shelf: 4, plateWidthM: wideM },
        { shelf: 5, plateWidthM: wideM },
      ],
    },
  ];
  const shop = { ...createShop([...rows, wide(1), wide(2)], {}), fixtures };
  const index = createShopIndex(shop, ENGINE_PARAMETERS);

  it("has its plates where they are, and leaves the others as they were", () => {
    expect(findPitch(index, 1, 4)).toBe(wideM);
    expect(findPitch(index, 1, 2)).toBeCloseTo(PLATE_M, 9);
    expect(findPlace(index, 1, 4, 6)).toMatchObject({ widthM: wideM, z: 1.6 });
    expect(findPlace(index, 1, 4, 6)!.x).toBeCloseTo(2 + 5 * wideM, 9);
    const without = createShopIndex(createShop(rows, {}), ENGINE_PARAMETERS);
    expect(findPlace(index, 1, 2, 11)).toEqual(findPlace(without, 1, 2, 11));
  });

  it("is found in line with another shelf where it has no place of its own", () => {
    expect(findPlace(index, 1, 5, 3)!.x).toBeCloseTo(2 + 2 * wideM, 9);
    const onPlates = createShopIndex({ ...createShop(rows, {}), fixtures }, ENGINE_PARAMETERS);
    expect(findPlace(onPlates, 1, 5, 3)!.x).toBeCloseTo(2 + 2 * wideM, 9);
  });
});

describe("a point", () => {
  const place: PlatePlace = { x: 2, y: 1, z: 0.8, yawRad: 0, widthM: 0.1, depthM: 0.45 };
  const out: LocalPoint = { across: 0, into: 0, above: 0 };

  it.each([0, 0.7, Math.PI / 2, -2.5])("is given in the axes of a plate turned by %d", (yawRad) => {
    const [across, into] = [0.23, 0.17];
    const along = across + place.widthM / 2;
    const x = place.x + Math.cos(yawRad) * along - Math.sin(yawRad) * into;
    const y = place.y + Math.sin(yawRad) * along + Math.cos(yawRad) * into;
    const local = toPlateAxes({ ...place, yawRad }, x, y, 1, out);
    expect(local).toBe(out);
    expect(local.across).toBeCloseTo(across, 12);
    expect(local.into).toBeCloseTo(into, 12);
    expect(local.above).toBeCloseTo(0.2, 12);
  });

  it("is over a shelf within a hand of its rows, and not in the aisle", () => {
    const index = createShopIndex(createShop(createRows(), {}), ENGINE_PARAMETERS);
    expect(isOverShelf(index, 2.6, 1.2)).toBe(true);
    expect(isOverShelf(index, 2.6, 0.9)).toBe(true);
    expect(isOverShelf(index, 1.92, 1.2)).toBe(true);
    expect(isOverShelf(index, 2.6, 0.8)).toBe(false);
    expect(isOverShelf(index, 1.8, 1.2)).toBe(false);
    expect(isOverShelf(index, 3.4, 1.2)).toBe(false);
    expect(isOverShelf(index, 2.6, 2)).toBe(false);
  });

  it("is as far from a gondola as from its nearest row, and nowhere near one that is not placed", () => {
    const index = createShopIndex(createShop(createRows(), {}), ENGINE_PARAMETERS);
    expect(measureDistance(index, 1, 2.6, 0.4)).toBeCloseTo(0.6, 9);
    expect(measureDistance(index, 1, 2.6, 1.95)).toBeCloseTo(0.5, 9);
    expect(measureDistance(index, 1, 1.7, 0.6)).toBeCloseTo(0.5, 9);
    expect(measureDistance(index, 1, 3.5, 1.2)).toBeCloseTo(0.3, 9);
    expect(measureDistance(index, 1, 2.6, 1.2)).toBe(0);
    expect(measureDistance(index, 2, 2.6, 1.2)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is over no shelf where none is placed", () => {
    const index = createShopIndex(
      createShop(
        createRows(() => null),
        {},
      ),
      ENGINE_PARAMETERS,
    );
    expect(isOverShelf(index, 2.6, 1.2)).toBe(false);
  });
});
