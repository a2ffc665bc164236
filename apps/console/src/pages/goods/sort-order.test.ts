import { describe, expect, it } from "vitest";
import { openSearch, sortRows } from "./sort-order.ts";

const ROWS = [
  { name: "Shelf 10", price: 3 },
  { name: "shelf 9", price: null },
  { name: "Äpfel", price: 20 },
  { name: "Crème brûlée", price: 3 },
];
const names = (rows: readonly { name: string }[]): string[] => rows.map(({ name }) => name);

describe("rows", () => {
  it("are sorted by number or as words are, either way, and those without a value are last", () => {
    expect(names(sortRows(ROWS, ({ name }) => name, false))).toEqual([
      ...["Äpfel", "Crème brûlée", "shelf 9", "Shelf 10"],
    ]);
    const byPrice = (isDescending: boolean) =>
      names(sortRows(ROWS, ({ price }) => price, isDescending));
    expect(byPrice(false)).toEqual(["Shelf 10", "Crème brûlée", "Äpfel", "shelf 9"]);
    expect(byPrice(true)).toEqual(["Äpfel", "Shelf 10", "Crème brûlée", "shelf 9"]);
  });

  it("are found by all words that are typed, without accents and capitals", () => {
    const find = (typed: string) => names(openSearch(ROWS, ({ name }) => name)(typed));
    expect(find(" BRU creme")).toEqual(["Crème brûlée"]);
    expect(find("shelf")).toEqual(["Shelf 10", "shelf 9"]);
    expect(find("shelf x")).toEqual([]);
    expect(find("")).toEqual(names(ROWS));
  });
});
