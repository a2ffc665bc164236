import type { CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import { describe, expect, it } from "vitest";
import { createGoodsIndex } from "../codes/goods-index.ts";
import { SIMULATED_CATALOGUE } from "../simulated-catalogue.ts";
import type { CartLine } from "./cart-trip.ts";
import { type Bill, priceTrip } from "./price-trip.ts";

const find = (name: string) =>
  SIMULATED_CATALOGUE.products.find((product) => product.name.startsWith(name))!;
const WATER = find("Sparkling water");
const BANANAS = find("Bananas");

function scan(lineId: string, gtin: string, more: Partial<CartLine> = {}): CartLine {
  const { depositMinor, name, unitMinor } =
    SIMULATED_CATALOGUE.products.find((one) => one.gtin === gtin) ?? find("Porridge");
  const line = { lineId, gtin, name, quantity: 1, weightG: null, unitMinor, depositMinor };
  return { ...line, scannedMs: 0, isRemoved: false, ...more } as CartLine;
}

function price(
  lines: CartLine[],
  more: Partial<CartCatalogue> = {},
  shopBill: Bill | null = null,
  isMember = false,
) {
  const catalogue = { ...SIMULATED_CATALOGUE, ...more };
  const goods = createGoodsIndex(catalogue.products);
  const { bill, lines: priced } = priceTrip(lines, { goods, catalogue, shopBill, isMember });
  return { bill, payable: lines.map(({ lineId }) => priced.get(lineId)!.payableMinor) };
}

describe("a cart that prices its bill itself", () => {
  it("rounds each weighing by itself, and charges what a label says", () => {
    const lines = [845, 845, 300].map((weightG, at) => scan(`${at}`, BANANAS.gtin, { weightG }));
    lines.push(scan("label", BANANAS.gtin, { weightG: 845, labelMinor: 170 }));
    expect(price(lines)).toMatchObject({
      bill: { totalMinor: 566, pricedBy: "cart" },
      payable: [168, 168, 60, 170],
    });
  });

  it("asks the price that was shown, or today's where that is less", () => {
    const shown = (unitMinor: number) => price([scan("1", WATER.gtin, { unitMinor })]).bill;
    expect(shown(80)).toMatchObject({ goodsMinor: 80, depositMinor: 25, totalMinor: 105 });
    expect(shown(100)).toMatchObject({ goodsMinor: 89, totalMinor: 114 });
  });

  it("keeps the price of what the shop sells no more, and has none where none was known", () => {
    expect(price([scan("1", "99", { unitMinor: 120 })]).bill.totalMinor).toBe(120);
    const none = price([scan("1", "99", { unitMinor: null }), scan("2", WATER.gtin)]);
    expect(none).toMatchObject({ bill: { totalMinor: 114 }, payable: [0, 114] });
  });

  it("gives members their prices, and shares an offer among a product's lines", () => {
    const products = [{ ...WATER, memberUnitMinor: 79, depositMinor: 0 }];
    const terms = { kind: "multibuy", quantity: 2, amountMinor: 100 } as const;
    const offers = [{ offerId: "w", name: "Two", gtins: [WATER.gtin], membersOnly: true, terms }];
    const lines = ["1", "2"].map((lineId) => scan(lineId, WATER.gtin, { depositMinor: 0 }));
    expect(price(lines, { products, offers }).bill.totalMinor).toBe(178);
    const { bill, payable } = price(lines, { products, offers }, null, true);
    expect(bill).toMatchObject({
      totalMinor: 100,
      discountMinor: 58,
      offers: [{ name: "Two", discountMinor: 58 }],
    });
    expect(payable).toEqual([50, 50]);
  });

  it("gives members the price that they were shown, or today's where that is less", () => {
    const products = [{ ...WATER, memberUnitMinor: 79, depositMinor: 0 }];
    const payAsMember = (memberUnitMinor: number) => {
      const line = scan("1", WATER.gtin, { memberUnitMinor, depositMinor: 0 });
      return price([line], { products }, null, true).bill.totalMinor;
    };
    expect([70, 85].map(payAsMember)).toEqual([70, 79]);
  });

  it("adds tax to prices that exclude it", () => {
    const tax = {
      jurisdictionId: "US",
      roundingLevel: "receipt",
      roundingMode: "half-up",
      rates: { food: "0.05" },
    } as const;
    const products = [{ ...WATER, taxCategory: "food", depositMinor: 0 }];
    const more = { products, tax, pricesIncludeTax: false };
    const { bill } = price([scan("1", WATER.gtin, { depositMinor: 0, quantity: 2 })], more);
    expect(bill).toMatchObject({ goodsMinor: 178, taxMinor: 9, totalMinor: 187 });
  });

  it("has no price of what is sold otherwise by now, and prices the rest", () => {
    const lines = [
      scan("1", BANANAS.gtin),
      scan("2", WATER.gtin),
      scan("3", WATER.gtin, { weightG: 5 }),
    ];
    expect(price(lines)).toMatchObject({ bill: { totalMinor: 114 }, payable: [0, 114, 0] });
  });

  it("has no price for more than anybody carries, and goes on", () => {
    const lines = Array.from({ length: 11 }, (_, at) =>
      scan(`${at}`, WATER.gtin, { quantity: 99 }),
    );
    expect(price(lines)).toMatchObject({ bill: { currency: "EUR", totalMinor: 0 } });
  });
});

it("a shop's bill is shown as it is, each row shared by its lines", () => {
  const row = { gtin: WATER.gtin, name: WATER.name, quantity: 3, weightG: null, unitMinor: 89 };
  const amounts = { discountMinor: 27, depositMinor: 75, payableMinor: 315 };
  const shopBill: Bill = {
    currency: "EUR",
    lines: [{ lineIds: ["1", "2"], ...row, ...amounts }],
    unpriced: [],
    savingsMinor: 27,
    taxMinor: 50,
    totalMinor: 315,
  };
  const lines = [scan("1", WATER.gtin, { quantity: 2 }), scan("2", WATER.gtin)];
  expect(price(lines, {}, shopBill)).toEqual({
    bill: {
      currency: "EUR",
      goodsMinor: 267,
      discountMinor: 27,
      depositMinor: 75,
      // Prices of this shop include it.
      taxMinor: 0,
      totalMinor: 315,
      offers: [],
      pricedBy: "shop",
    },
    payable: [210, 105],
  });
});
