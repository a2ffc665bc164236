import { describe, expect, it } from "vitest";
import {
  type FacingItem,
  findRange,
  formatPlates,
  listPlates,
  placeProduct,
  takeBack,
} from "./goods-lists.ts";

const ROWS: readonly FacingItem[] = [
  { gondola: 1, shelf: 1, plates: "1-3", gtin: "01" },
  { gondola: 1, shelf: 1, plates: [5, 6], gtin: "02" },
  { gondola: 2, shelf: 1, plates: "1-3", gtin: "03" },
];

/** The rows after changes, as the shop makes them. */
function apply(rows: readonly FacingItem[], changes: ReturnType<typeof placeProduct>) {
  const byKey = new Map(
    rows.map((row) => [`${row.gondola}/${row.shelf}/${listPlates(row.plates)}`, row]),
  );
  for (const { key, item } of changes) {
    if (item === null) byKey.delete(key);
    else byKey.set(key, item as unknown as FacingItem);
  }
  return [...byKey.values()]
    .map(({ gondola, shelf, plates, gtin }) => `${gondola}/${shelf}/${listPlates(plates)} ${gtin}`)
    .sort();
}

describe("plates", () => {
  it("are written as runs and read as a list", () => {
    expect(formatPlates([1, 2, 3, 5, 7, 8])).toBe("1-3,5,7-8");
    expect(listPlates("1-3, 5,7-8")).toEqual([1, 2, 3, 5, 7, 8]);
    expect(listPlates([4, 2])).toEqual([2, 4]);
  });

  it("are found by a facing's key, where a board has them", () => {
    const boards = [
      { gondola: 1, shelf: 1, plates: 6 },
      { gondola: 2, shelf: 1, plates: 3 },
    ];
    expect(findRange(boards, "2/1/1,2,3")).toEqual({ gondola: 2, shelf: 1, plates: [1, 2, 3] });
    for (const key of ["2/1/1,2,3,4", "2/2/1", "2/1/0", "2/1/2,2", "2/1", "x", ""]) {
      expect(findRange(boards, key), key).toBeNull();
    }
  });
});

describe("a product put on plates", () => {
  it("takes the place of what stood there, which stays where else it stood", () => {
    const place = { gondola: 1, shelf: 1, plates: [5, 3, 4] };
    const changes = placeProduct(ROWS, place, "09");
    expect(apply(ROWS, changes)).toEqual([
      "1/1/1,2 01",
      "1/1/3,4,5 09",
      "1/1/6 02",
      "2/1/1,2,3 03",
    ]);
    expect(apply(apply2(changes), takeBack(ROWS, changes))).toEqual(apply(ROWS, []));
  });

  it("that is none leaves them empty", () => {
    const place = { gondola: 1, shelf: 1, plates: [1, 2, 3] };
    expect(apply(ROWS, placeProduct(ROWS, place, null))).toEqual(["1/1/5,6 02", "2/1/1,2,3 03"]);
    expect(placeProduct(ROWS, { gondola: 1, shelf: 1, plates: [4] }, null)).toEqual([]);
  });

  function apply2(changes: ReturnType<typeof placeProduct>): FacingItem[] {
    return apply(ROWS, changes).map((text) => {
      const [, gondola, shelf, plates, gtin] = /^(\d+)\/(\d+)\/(\S+) (\d+)$/.exec(text)!;
      return { gondola: Number(gondola), shelf: Number(shelf), plates: plates!, gtin: gtin! };
    });
  }
});
