import { describe, expect, it } from "vitest";
import { findProducts } from "./find-products.ts";

const PRODUCTS = [
  { gtin: "40", name: "Tomato soup" },
  { gtin: "41", name: "Crème brûlée" },
  { gtin: "42", name: "Soured cream" },
  { gtin: "43", name: "Bouillon" },
  { gtin: "44", name: "Bouillon" },
];
const find = (text: string, limit = 9): string[] =>
  findProducts(PRODUCTS, text, limit).map(({ gtin }) => gtin);

describe("products", () => {
  it("of which a word begins as was typed come first, by name", () => {
    expect(find("sou")).toEqual(["42", "40"]);
    expect(find("ou")).toEqual(["43", "44", "42", "40"]);
  });

  it("are found without accents and capitals, and by their barcode", () => {
    expect(find(" CREME bru ")).toEqual(["41"]);
    expect(find("43")).toEqual(["43"]);
    expect(find("mato so")).toEqual(["40"]);
  });

  it("are all there where nothing was typed, and none where nothing fits", () => {
    expect(find("")).toEqual(["43", "44", "41", "42", "40"]);
    expect(find("", 2)).toEqual(["43", "44"]);
    expect(find("gin")).toEqual([]);
  });
});
