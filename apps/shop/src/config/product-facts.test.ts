import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, listProblems, loadGood } from "./config-fixture.ts";

const BANANAS = "2004011000002";
const bananas = (more = "") =>
  `  - { gtin: ${BANANAS}, name: Bananas, price: 1.99, priceOf: kilogram, plu: 4011${more} }\n`;
const shop = (products: string, more = ""): string =>
  `${LEAST_LINES}${GOODS_LINES}${products}${more}`;

describe("goods of a configuration", () => {
  it("have a price of a kilogram, numbers, a tare, and facts in standard codes", () => {
    const { catalogue, productFacts } = loadGood(
      shop(
        bananas(
          ", itemNumber: '0815', tareG: 3, allergens: 'AM, AW', diets: VEGAN ORGANIC, nutriScore: A, nutrition: { fatG: 0.1 }",
        ),
      ),
    );
    expect(catalogue!.get(BANANAS)).toMatchObject({ priceOf: "kilogram" });
    expect(productFacts.get(BANANAS)).toEqual({
      plu: "4011",
      itemNumber: "0815",
      tareG: 3,
      allergens: ["AM", "AW"],
      diets: ["VEGAN", "ORGANIC"],
      nutriScore: "A",
      nutrition: { fatG: 0.1 },
    });
    const [unit] = [...catalogue!.values()];
    expect(unit).not.toHaveProperty("priceOf");
    expect(productFacts.get(unit!.gtin)).toMatchObject({ plu: null, tareG: 0, allergens: [] });
  });

  it.each([
    ["a code that is none", bananas(", allergens: AM XX"), "allergens"],
    ["a diet that is none", bananas(", diets: PALEO"), "diets"],
    ["a number with letters", bananas(", itemNumber: 40a"), "itemNumber"],
    ["a low-stock level of goods by weight", bananas(", lowStockAt: 3"), "lowStockAt"],
    [
      "a tare of what is sold by the unit",
      "  - { gtin: 5000001000035, name: Tea, price: 1, tareG: 3 }\n",
      "tareG",
    ],
    [
      "a PLU that another product has",
      `${bananas()}  - { gtin: 5000001000035, name: Tea, price: 1, plu: '04011' }\n`,
      "plu",
    ],
    [
      "so many for an amount of goods by weight",
      `${bananas()}offers:\n  - { kind: multibuy, id: x, name: X, gtins: ["${BANANAS}"], quantity: 2, price: 1 }\n`,
      "offers[0].gtins",
    ],
  ])("are refused at the key with %s", (_, lines, key) => {
    const problems = listProblems(shop(lines));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(key);
  });

  it("that are sold by weight have no place on a shelf, and may be cheaper by a share", () => {
    const placed = GOODS_LINES.replace("gtin: 5000001000011 }", `gtin: ${BANANAS} }`);
    const problems = listProblems(`${LEAST_LINES}${placed}${bananas()}`);
    expect(problems).toEqual([expect.stringMatching(/planogram\[0\]\.gtin.*sold by weight/)]);
    const share = `offers:\n  - { kind: percentage, id: x, name: X, gtins: ["${BANANAS}"], percent: 10 }\n`;
    expect(listProblems(shop(bananas(), share))).toEqual([]);
  });
});
