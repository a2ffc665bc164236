import { createGoodsIndex } from "@saunter/cart/codes/goods-index";
import type { CartLine } from "@saunter/cart/trip/cart-trip";
import { priceTrip } from "@saunter/cart/trip/price-trip";
import { nameItem, toSold } from "@saunter/commerce/cart/items";
import { arbitraryInputs } from "@saunter/commerce/pricing/pricing-builders";
import type { PricingInput } from "@saunter/commerce/pricing/pricing-types";
import { findValid } from "@saunter/commerce/tax/validity";
import { CART_CATALOGUE, type CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import { makeCartCatalogue } from "@saunter/shop/capabilities/smart-carts/cart-catalogue";
import { priceSettled } from "@saunter/shop/domain/compose-receipt";
import { priceAsShown } from "@saunter/shop/domain/price-as-shown";
import { listLines } from "@saunter/shop/domain/smart-cart-service";
import fc from "fast-check";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";

/** The catalogue as a cart gets it, over the network. */
function sendCatalogue({ currency, jurisdiction, offers, pricedAtMs, products }: PricingInput) {
  const sent = makeCartCatalogue(
    {
      settings: { currency, jurisdiction, offers, products },
      model: { facings: [], products: new Map() },
      policy: { lanes: [], variableCodes: [] },
      facts: new Map(),
      pictureVersions: new Map(),
    },
    pricedAtMs,
  );
  const catalogue: CartCatalogue = JSON.parse(JSON.stringify(sent));
  expect(Check(CART_CATALOGUE, catalogue)).toBe(true);
  return catalogue;
}

function scan({ lines }: PricingInput, catalogue: CartCatalogue): CartLine[] {
  return lines.map(({ gtin, lineId, quantity, weighing }) => {
    const product = catalogue.products.find((one) => one.gtin === gtin)!;
    const { depositMinor, memberUnitMinor, name, unitMinor } = product;
    const { labelMinor, netG = null } = weighing ?? {};
    return {
      ...{ lineId, gtin, name, quantity, unitMinor, depositMinor, scannedMs: 0, isRemoved: false },
      parts: [{ partId: lineId, quantity }],
      ...{ weightG: netG, grossG: netG },
      ...(memberUnitMinor === null ? {} : { memberUnitMinor }),
      ...(labelMinor === undefined ? {} : { labelMinor }),
    };
  });
}

const toTripLine = (line: CartLine) => ({ ...line, removed: false, inside: 1 });

function priceByShop(input: PricingInput, lines: readonly CartLine[]) {
  const { currency, isMember, pricedAtMs: openedMs } = input;
  const settled = listLines({ lines: lines.map(toTripLine) }).map((line) => ({
    ...line,
    evidenceIds: [],
    probability: 1,
  }));
  return priceSettled(input, { currency, isMember, openedMs }, settled).result;
}

const anyPrice = fc.record({
  amountMinor: fc.integer({ min: 1, max: 2000 }),
  memberAmountMinor: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined }),
});

describe("prices that change in mid-trip", () => {
  it("make the same bill on the cart and in the shop, which knows what it sent the cart", () => {
    let changed = 0;
    fc.assert(
      fc.property(
        arbitraryInputs(),
        fc.array(fc.array(anyPrice, { minLength: 1, maxLength: 5 }), { minLength: 1 }),
        fc.array(fc.nat(4), { minLength: 1 }),
        fc.nat(4),
        (input, histories, scanTimes, endTime) => {
          const openedMs = input.pricedAtMs;
          /** A price for each minute since the visit began; the last one stays. */
          const products = new Map(
            [...input.products].map(([gtin, product], at) => {
              const history = histories[at % histories.length]!;
              const prices = history.map((price, minute) => ({
                ...JSON.parse(JSON.stringify(price)),
                ...{ fromMs: openedMs + minute },
                ...(minute === history.length - 1 ? {} : { untilMs: openedMs + minute + 1 }),
              }));
              return [gtin, { ...product, prices }] as const;
            }),
          );
          const offers = input.offers.map(({ fromMs: _, untilMs: __, ...offer }) => offer);
          const shop = { ...input, products, offers, lines: input.lines };
          const sendAt = (minute: number) =>
            sendCatalogue({ ...shop, pricedAtMs: openedMs + minute });
          const minuteOf = (at: number) => Math.min(endTime, scanTimes[at % scanTimes.length]!);
          const lines = input.lines.map(
            (line, at) => scan({ ...shop, lines: [line] }, sendAt(minuteOf(at)))[0]!,
          );
          const evidence = input.lines.map(({ gtin }, at) => ({
            gtin,
            shownPrice: findValid(products.get(gtin)!.prices, openedMs + minuteOf(at))!,
          }));
          const catalogue = sendAt(endTime);
          const cart = priceTrip(lines, {
            goods: createGoodsIndex(catalogue.products),
            catalogue,
            shopBill: null,
            isMember: input.isMember,
          });
          const asShown = priceAsShown(
            shop,
            { openedMs },
            evidence,
            input.lines,
            openedMs + endTime,
          );
          const { totals } = priceByShop({ ...shop, ...asShown }, lines);
          expect(cart.bill.totalMinor).toBe(totals.totalMinor);
          if (totals.totalMinor !== priceByShop(shop, lines).totals.totalMinor) changed++;
        },
      ),
      { numRuns: 200 },
    );
    expect(changed).toBeGreaterThan(20);
  });
});

describe("a cart that the shop does not answer", () => {
  it("asks to the cent what the shop asks", () => {
    let offered = 0;
    let taxed = 0;
    let weighed = 0;
    fc.assert(
      fc.property(arbitraryInputs(), (input) => {
        const catalogue = sendCatalogue(input);
        const lines = scan(input, catalogue);
        const shop = priceByShop(input, lines);
        const cart = priceTrip(lines, {
          goods: createGoodsIndex(catalogue.products),
          catalogue,
          shopBill: null,
          isMember: input.isMember,
        });
        const { totals } = shop;
        const addedTaxMinor = input.jurisdiction.pricesIncludeTax ? 0 : totals.taxMinor;
        expect(cart.bill).toEqual({
          currency: input.currency,
          goodsMinor: totals.goodsMinor,
          discountMinor: totals.discountMinor,
          depositMinor: totals.depositMinor,
          taxMinor: addedTaxMinor,
          totalMinor: totals.totalMinor,
          offers: shop.offers.map(({ discountMinor, name }) => ({ name, discountMinor })),
          pricedBy: "cart",
        });
        for (const row of shop.lines) {
          const own = lines.filter((line) => nameItem(toSold(line)) === row.lineId);
          const payable = own.map(({ lineId }) => cart.lines.get(lineId)!.payableMinor);
          expect(payable.reduce((sum, one) => sum + one, 0)).toBe(row.payableMinor);
        }
        if (shop.offers.length > 0) offered++;
        if (addedTaxMinor > 0) taxed++;
        if (lines.some(({ weightG }) => weightG !== null)) weighed++;
      }),
      { numRuns: 400 },
    );
    expect(Math.min(offered, taxed, weighed)).toBeGreaterThan(20);
  });
});
