import { computeCheckDigit } from "@saunter/protocol/gtin";
import type { CartProduct, VariableCode } from "@saunter/protocol/smart-cart/trip";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGoodsIndex } from "./goods-index.ts";
import { readCode } from "./read-code.ts";

const close = (digits: string): string => `${digits}${computeCheckDigit(digits)}`;
const OATS = close("400638133393");
const SOUP_UPC = close("03600029145");
const CASE = close("1400638133393");
const BANANAS = close("200401100000");
const POTATOES = close("200472500000");

function product(gtin: string, more: Partial<CartProduct> = {}): CartProduct {
  return {
    gtin,
    name: `Product ${gtin}`,
    unitMinor: 100,
    priceOf: "unit",
    memberUnitMinor: null,
    weight: null,
    plu: null,
    depositMinor: 0,
    ageMin: null,
    category: null,
    allergens: [],
    pictureUrl: null,
    places: [],
    ...more,
  };
}

const GOODS = createGoodsIndex([
  product(OATS),
  product(SOUP_UPC),
  product(CASE, { itemNumber: "1234" }),
  product(BANANAS, { priceOf: "kilogram", plu: "4011", unitMinor: 200 }),
  product(POTATOES, { priceOf: "kilogram", plu: "4725", itemNumber: "3071", unitMinor: 100 }),
]);

const BY_WEIGHT: VariableCode = {
  prefix: "28",
  itemDigits: 5,
  valueDigits: 5,
  value: "weight-g",
  step: 1,
  valueCheckDigit: "none",
};
const BY_PRICE: VariableCode = {
  prefix: "22",
  itemDigits: 4,
  valueDigits: 5,
  value: "price-minor",
  step: 1,
  valueCheckDigit: "checked",
};
const TODAY = "2026-11-29";

const VARIABLE_CODES: VariableCode[] = [
  BY_WEIGHT,
  BY_PRICE,
  // The formats of GS1 Germany's SAN-4.
  { ...BY_PRICE, prefix: "23" },
  { ...BY_PRICE, prefix: "26", value: "count" },
  { ...BY_PRICE, prefix: "29", value: "weight-g" },
  // Sweden's kilograms with two decimals, and North America's UPC-A.
  { ...BY_WEIGHT, prefix: "24", itemDigits: 6, valueDigits: 4, step: 10 },
  { ...BY_WEIGHT, prefix: "27", value: "voucher" },
  { ...BY_PRICE, prefix: "02", itemDigits: 5, valueDigits: 4, valueCheckDigit: "skipped" },
];
const read = (code: string) => readCode(code, GOODS, { variableCodes: VARIABLE_CODES }, TODAY);
const goods = (gtin: string, quantity = 1, weightG: number | null = null, labelMinor?: number) => ({
  kind: "goods",
  gtin,
  quantity,
  weightG,
  ...(labelMinor === undefined ? {} : { labelMinor }),
});
const refused = (code: string) => ({ kind: "refused", code });

describe("a code", () => {
  it.each([
    ["an EAN-13", OATS, goods(OATS)],
    ["an EAN-13 with its symbology", `]E0${OATS}`, goods(OATS)],
    ["a UPC-A as an EAN-13", `0${SOUP_UPC}`, goods(SOUP_UPC)],
    ["a UPC-A", SOUP_UPC, goods(SOUP_UPC)],
    ["a GTIN-14 of a case", CASE, goods(CASE)],
    ["a GS1 DataBar", `]e001${OATS.padStart(14, "0")}`, goods(OATS)],
    [
      "a GS1 DataBar with a weight and a price",
      `]e001${BANANAS.padStart(14, "0")}31030012343922246`,
      goods(BANANAS, 1, 1234),
    ],
    ["human-readable elements", `(01)${CASE}(30)6`, goods(CASE, 6)],
    [
      "a GS1 Digital Link",
      `https://id.example.com/01/${OATS.padStart(14, "0")}/10/A1?17=261201`,
      goods(OATS),
    ],
    ["a weight of the shop's label", close("280401100850"), goods(BANANAS, 1, 850)],
    ["a price of the shop's label", close("224011600170"), goods(BANANAS, 1, 850, 170)],
    ["a price of a German label", "2330714002396", goods(POTATOES, 1, 2390, 239)],
    ["a weight of a German label", "2930711068700", goods(POTATOES, 1, 6870)],
    ["a count of goods by weight", "2630719000121", { kind: "to-weigh", gtin: POTATOES }],
    ["a weight in steps of ten grams", close("240040110085"), goods(BANANAS, 1, 850)],
    ["a price of a UPC-A", close("20401190170"), goods(BANANAS, 1, 850, 170)],
    ["a price of a UPC-A as an EAN-13", close("020401190170"), goods(BANANAS, 1, 850, 170)],
    ["a price with a wrong digit of its own", close("224011300170"), refused("damaged-code")],
    ["a price of what is sold by the unit", close("221234100100"), refused("no-price")],
    ["a number of goods by weight", "4011", { kind: "to-weigh", gtin: BANANAS }],
    ["goods by weight without one", BANANAS, { kind: "to-weigh", gtin: BANANAS }],
    ["a label without its weight", close("280401100000"), { kind: "to-weigh", gtin: BANANAS }],
    [
      "a label of more than a cart carries",
      `(01)${BANANAS.padStart(14, "0")}(3100)000101`,
      refused("damaged-code"),
    ],
    ["a lane", "lane:3", { kind: "lane", laneId: "3" }],
    ["an entry code", "A".repeat(140), { kind: "entry" }],
    ["another product", close("590123412345"), refused("unknown-code")],
    ["a refund receipt", close("980123456789"), refused("voucher")],
    ["a coupon in euro", "9828508010106", refused("voucher")],
    ["a coupon of a country", close("990123456789"), refused("voucher")],
    ["a book", close("978316148410"), refused("unknown-code")],
    ["a voucher of the shop's own machine", close("271234500275"), refused("voucher")],
    ["words", "hello", refused("unknown-code")],
    ["another shop's or country's label", close("252345012345"), refused("foreign-code")],
    [
      "a link with a weight that is none",
      `https://id.example.com/01/${BANANAS.padStart(14, "0")}?3103=abc`,
      refused("damaged-code"),
    ],
    [
      "a link to goods that are good to the end of the month",
      `https://id.example.com/01/${OATS.padStart(14, "0")}?17=261100`,
      goods(OATS),
    ],
    ["goods past their day", `(01)${CASE}(17)261128`, refused("expired-code")],
    ["goods on their last day", `(01)${CASE}(17)261129`, goods(CASE)],
    ["elements without a product", "]C110ABC", refused("damaged-code")],
    ["elements that are none", "]e0zz", refused("damaged-code")],
  ])("may be %s", (_, code, expected) => {
    expect(read(code)).toEqual(expected);
  });

  it("with any digit changed is damaged, and never other goods", () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 1, max: 9 }), (at, change) => {
        const digit = (Number(OATS[at]) + change) % 10;
        const changed = `${OATS.slice(0, at)}${digit}${OATS.slice(at + 1)}`;
        expect(read(changed)).toEqual(refused("damaged-code"));
      }),
    );
  });

  it("is read or refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => {
        expect(["goods", "to-weigh", "entry", "lane", "refused"]).toContain(read(text).kind);
      }),
    );
    const unit = fc.constantFrom(..."0123456789()]eCd\u001d");
    const heads = fc.constantFrom("", "]e0", "]C1", "(01)", "01", "https://a.b/01/");
    fc.assert(
      fc.property(heads, fc.string({ maxLength: 40, unit }), (head, text) => {
        expect(["goods", "to-weigh", "entry", "lane", "refused"]).toContain(read(head + text).kind);
      }),
    );
  });
});
