/** Receipts for tests, priced as real ones are. */
import { createInput, createProduct, priceInput } from "../pricing/pricing-builders.ts";
import { recordPricingInputs } from "../pricing/reprice.ts";
import type { Dispute, ReceiptContent, RecordedDispute } from "./events.ts";

const PRODUCTS = [createProduct("01", 120), createProduct("02", 250), createProduct("03", 999)];

/** A line a product, whose id is its number. */
export function createContent(quantities: Readonly<Record<string, number>>): ReceiptContent {
  const lines = Object.entries(quantities).map(([gtin, quantity]) => ({
    lineId: gtin,
    gtin,
    quantity,
    evidenceIds: [`e-${gtin}`],
    probability: 0.98,
  }));
  const input = createInput(PRODUCTS, {}, { lines });
  return { lines, inputs: recordPricingInputs(input), result: priceInput(input) };
}

/** None of the two units of product 01 was taken. */
export function createDispute(disputeId: string, fields: Partial<Dispute> = {}): Dispute {
  return {
    disputeId,
    kind: "wrong-item",
    lineId: "01",
    gtin: "01",
    claimedQuantity: 0,
    worthMinor: 240,
    ...fields,
  };
}

/** The same, as the journal has it. */
export function createRecordedDispute(contestId: string): RecordedDispute {
  const { disputeId: _, ...claim } = createDispute(contestId);
  return { contestId, ...claim };
}
