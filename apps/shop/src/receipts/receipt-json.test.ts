import { multiplyByRate } from "@saunter/commerce/money/rates";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import { arbitraryInputs } from "@saunter/commerce/pricing/pricing-builders";
import type { PricingInput } from "@saunter/commerce/pricing/pricing-types";
import { recordPricingInputs } from "@saunter/commerce/pricing/reprice";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import { RECEIPT_SCHEMA } from "@saunter/protocol/receipt-schema";
import fc from "fast-check";
import { Check, Errors } from "typebox/value";
import { describe, expect, it } from "vitest";
import {
  AMERICAN_SHOP,
  BRITISH_CART,
  BRITISH_SHOP,
  chargeCash,
  finaliseExample,
  KUWAITI_SHOP,
  makeCorrectedExample,
  makeDisputedExample,
  makeDraftExample,
  makeExample,
  makeFinalExample,
  makeWaitingExample,
} from "./receipt-examples.ts";
import { makeReceiptJson, type ReceiptJson } from "./receipt-json.ts";

function contentOf(input: PricingInput): ReceiptContent {
  const priced = priceBasket(input);
  if (!priced.ok) throw new Error(priced.refusal.detail);
  const lines = input.lines.map((line) => ({ ...line, evidenceIds: [], probability: 0.9 }));
  return { lines, inputs: recordPricingInputs(input), result: priced.value };
}

function checkSchema(json: ReceiptJson): void {
  const sent: unknown = JSON.parse(JSON.stringify(json));
  expect([...Errors(RECEIPT_SCHEMA, sent)]).toEqual([]);
  expect(sent).toEqual(json);
}

/** `itemNetPrice` in units of its last decimal, and how many of these are a minor unit. */
function readPrice(price: string, decimals: number): { price: bigint; perMinor: bigint } {
  const [whole, fraction] = price.split(".") as [string, string];
  return { price: BigInt(whole + fraction), perMinor: 10n ** BigInt(fraction.length - decimals) };
}

describe("a receipt for machines", () => {
  it.each([
    ["a draft", makeDraftExample(BRITISH_SHOP, BRITISH_CART)],
    ["one that waits", makeWaitingExample(BRITISH_SHOP, BRITISH_CART)],
    ["a final one", makeFinalExample(BRITISH_SHOP, BRITISH_CART)],
    ["a disputed one", makeDisputedExample(BRITISH_SHOP, BRITISH_CART)],
    ["a corrected one", makeCorrectedExample(BRITISH_SHOP, BRITISH_CART)],
    ["an empty one", makeFinalExample(KUWAITI_SHOP, {})],
    ["one with sales tax", makeFinalExample(AMERICAN_SHOP, { "012345678929": [1, 1] })],
  ])("fits its schema: %s", (_, input) => {
    checkSchema(makeReceiptJson(input));
  });

  it.each([
    ["GB", BRITISH_SHOP, "GB"],
    ["KW", KUWAITI_SHOP, "KW"],
    [
      "US-CO",
      { ...BRITISH_SHOP, jurisdiction: { ...BRITISH_SHOP.jurisdiction, id: "US-CO" } },
      null,
    ],
  ])("names the country of the jurisdiction (%s)", (_, shop, countryCode) => {
    expect(makeReceiptJson(makeFinalExample(shop, {})).seller.countryCode).toBe(countryCode);
  });

  it("is refused by the schema with a key too many or an amount in decimals", () => {
    const json = makeReceiptJson(makeFinalExample(BRITISH_SHOP, BRITISH_CART));
    expect(Check(RECEIPT_SCHEMA, { ...json, more: 1 })).toBe(false);
    expect(Check(RECEIPT_SCHEMA, { ...json, totals: { ...json.totals, netMinor: 1.5 } })).toBe(
      false,
    );
  });

  it("adds up by the rules of EN 16931, for random baskets", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (priced) => {
        const content = contentOf(priced);
        const charge = chargeCash(BRITISH_SHOP, content.result.totals.totalMinor, 7);
        const json = makeReceiptJson(makeExample(BRITISH_SHOP, finaliseExample(content), charge));
        checkSchema(json);
        const { totals, lines, taxes, currencyDecimals } = json;
        const sum = (all: readonly number[]): number => all.reduce((one, more) => one + more, 0);
        // BR-CO-10, BR-CO-13, BR-CO-14, BR-CO-15, BR-CO-16.
        expect(sum(lines.map((line) => line.netMinor))).toBe(totals.linesNetMinor);
        expect(totals.netMinor).toBe(totals.linesNetMinor);
        expect(sum(taxes.map((tax) => tax.taxMinor))).toBe(totals.taxMinor);
        expect(totals.netMinor + totals.taxMinor).toBe(totals.grossMinor);
        expect(totals.grossMinor - totals.paidMinor + totals.roundingMinor).toBe(totals.dueMinor);
        expect(totals.grossMinor + totals.roundingMinor).toBe(content.result.totals.totalMinor);
        expect(sum(taxes.map((tax) => tax.taxableMinor))).toBe(totals.netMinor);
        for (const line of lines) {
          const { price, perMinor } = readPrice(line.itemNetPrice, currencyDecimals);
          const thousandths = BigInt(Math.round(line.quantity * 1000));
          const perThousand = 1000n * perMinor;
          const roundedMinor = Number(
            (2n * price * thousandths + perThousand) / (2n * perThousand),
          );
          expect(roundedMinor - line.allowanceMinor).toBe(line.netMinor);
        }
      }),
    );
  });

  it("says why nothing is charged on what is exempt, and on nothing else, zero-rated or not", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (priced) => {
        const content = contentOf(priced);
        const draft = makeExample(
          BRITISH_SHOP,
          finaliseExample(content),
          chargeCash(BRITISH_SHOP, 0, 7),
        );
        for (const { categoryCode, exemptionReason, label } of makeReceiptJson(draft).taxes) {
          expect(exemptionReason).toBe(categoryCode === "E" ? label : null);
        }
      }),
    );
    const stamps = { ...BRITISH_SHOP.products[0]!, gtin: "05012345678999", taxCategory: "exempt" };
    const shop = { ...BRITISH_SHOP, products: [...BRITISH_SHOP.products, stamps] };
    const cart = { ...BRITISH_CART, "05012345678999": [1, 1] as const };
    const { taxes } = makeReceiptJson(makeFinalExample(shop, cart));
    const told = taxes.map(({ categoryCode, exemptionReason }) => [categoryCode, exemptionReason]);
    expect(told).toContainEqual(["E", "Exempt from VAT"]);
    expect(told).toContainEqual(["Z", null]);
    expect(told).toContainEqual(["S", null]);
  });

  it("has a deposit as a line of its own, with its own tax", () => {
    const { lines } = makeReceiptJson(makeFinalExample(BRITISH_SHOP, BRITISH_CART));
    const water = lines.filter(({ lineId }) => lineId.startsWith("5012345678924"));
    expect(water.map(({ lineId, netMinor, taxRate }) => [lineId, netMinor, taxRate])).toEqual([
      ["5012345678924", 158, "0.2"],
      ["5012345678924:deposit", 40, "0"],
    ]);
    expect(158 + multiplyByRate(158, "0.2", "half-up")).toBe(190);
  });

  it("names the correction as the document, and the one that it takes the place of", () => {
    const json = makeReceiptJson(makeCorrectedExample(BRITISH_SHOP, BRITISH_CART));
    expect([json.documentNumber, json.typeCode, json.issueDate]).toEqual([
      "1057",
      "384",
      "2026-03-13",
    ]);
    expect(json.precedingDocuments).toEqual([{ documentNumber: "1042", issueDate: "2026-03-12" }]);
    expect(json.payments).toEqual([
      {
        meansCode: "48",
        cardLastFour: "4242",
        accountName: null,
        balanceKind: null,
        paidMinor: 1277,
        refundedMinor: 272,
      },
    ]);
  });

  it("gives a draft no number and no type", () => {
    const json = makeReceiptJson(makeDraftExample(BRITISH_SHOP, BRITISH_CART));
    expect([json.documentNumber, json.typeCode, json.totals.paidMinor]).toEqual([null, null, 0]);
    expect([json.totals.dueMinor, json.saunter.owedMinor]).toEqual([1277, 1277]);
  });

  it("says what a draft waits for, and nothing of one that does not", () => {
    const waiting = makeReceiptJson(makeWaitingExample(BRITISH_SHOP, BRITISH_CART));
    expect(waiting.saunter.waitsFor).toEqual([
      { kind: "gap", count: 1 },
      { kind: "age", count: 1 },
    ]);
    const final = makeReceiptJson(makeFinalExample(BRITISH_SHOP, BRITISH_CART));
    expect(final.saunter.waitsFor).toEqual([]);
  });

  it("measures goods by weight in kilograms", () => {
    const json = makeReceiptJson(makeFinalExample(BRITISH_SHOP, { "2004011000002": [2, 1, 845] }));
    checkSchema(json);
    expect(json.lines).toMatchObject([
      { quantity: 1.69, unitCode: "KGM", netMinor: 472, itemNetPrice: "2.792899" },
    ]);
    expect(json.saunter.lines).toMatchObject([
      { quantity: 2, weighing: { netG: 845 }, kilogramMinor: 279, unitMinor: 236 },
    ]);
  });

  it("tells how sure each line is and what it rests on, and no secret", () => {
    const json = makeReceiptJson(makeFinalExample(BRITISH_SHOP, BRITISH_CART));
    expect(json.saunter.lines[3]).toMatchObject({ probability: 0.93, evidenceIds: ["ev-4"] });
    expect(JSON.stringify(json)).not.toMatch(/tok_secret|tokentoken/);
  });
});
