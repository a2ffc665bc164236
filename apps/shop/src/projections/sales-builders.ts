/** Receipts and corrections at random, around a change of clocks. */
import { arbitraryInputs, priceInput } from "@saunter/commerce/pricing/pricing-builders";
import { recordPricingInputs } from "@saunter/commerce/pricing/reprice";
import type { ReceiptContent, ReceiptEvent } from "@saunter/commerce/receipt/events";
import { nameDisputeCause } from "@saunter/commerce/receipt/losses";
import fc from "fast-check";
import type { Store } from "../store/store.ts";

export interface BuiltDocument {
  readonly visitId: string;
  readonly atMs: number;
  readonly content: ReceiptContent;
}

/** Zones whose clocks go forward, back, or never, also by half an hour, and at midnight. */
export const ZONES = [
  ...["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"],
  ...["America/Santiago", "UTC"],
];

const DAY_MS = 86_400_000;
/** Clocks go forward on these days in London and New York, and back in autumn. */
const MIDDLES = ["2026-03-29", "2026-10-25", "2026-09-06", "2026-04-05"].map((day) =>
  Date.parse(day),
);

const contents: fc.Arbitrary<ReceiptContent> = arbitraryInputs().map((input) => ({
  lines: input.lines.map((line) => ({ ...line, evidenceIds: [], probability: 0.99 })),
  inputs: recordPricingInputs(input),
  result: priceInput(input),
}));

/** In order of time; the second document of a visit corrects its first. */
export const arbitraryDocuments: fc.Arbitrary<BuiltDocument[]> = fc
  .tuple(
    fc.constantFrom(...MIDDLES),
    fc.array(
      fc.record({
        visit: fc.nat({ max: 5 }),
        offsetMs: fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
        content: contents,
      }),
      { maxLength: 12 },
    ),
  )
  .map(([middleMs, documents]) =>
    documents
      .map(({ visit, offsetMs, content }) => ({
        visitId: `v${visit}`,
        atMs: middleMs + offsetMs,
        content,
      }))
      .sort((a, b) => a.atMs - b.atMs),
  );

/** Writes them into a store whose clock is `clock`, and calls `after` with the index of each. */
export async function writeDocuments(
  store: Store,
  clock: { nowMs: number },
  documents: readonly BuiltDocument[],
  after: (at: number) => Promise<void> = async () => {},
): Promise<void> {
  const last = new Map<string, ReceiptContent>();
  for (const [at, { visitId, atMs, content }] of documents.entries()) {
    clock.nowMs = Math.max(clock.nowMs, atMs);
    await store.transact((tx) =>
      tx.append("receipt", visitId, makeEvents(visitId, at + 1, content, last.get(visitId))),
    );
    last.set(visitId, content);
    await after(at);
  }
}

function makeEvents(
  visitId: string,
  documentNumber: number,
  content: ReceiptContent,
  before: ReceiptContent | undefined,
): ReceiptEvent[] {
  const certain = { content, probabilityExact: 0.99 };
  if (before === undefined) {
    const waits = { reviewIds: [], reviewDueMs: null };
    return [
      { type: "ReceiptDrafted", visitId, lookupToken: visitId, ...certain, ...waits },
      { type: "ReceiptFinalised", documentNumber, ...certain, cause: "sure" },
    ];
  }
  const differenceMinor = content.result.totals.totalMinor - before.result.totals.totalMinor;
  return [
    {
      type: "ReceiptCorrected",
      documentNumber,
      content,
      differenceMinor,
      cause: nameDisputeCause("1"),
    },
  ];
}
