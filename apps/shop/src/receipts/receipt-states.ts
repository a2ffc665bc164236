/** Where a receipt stands, in words. */
import type { DisputeFacts } from "@saunter/commerce/receipt/evolve";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { ReceiptFormats } from "./receipt-formats.ts";
import type { ReceiptInput, WrittenReceipt } from "./receipt-input.ts";
import type { ReceiptStateKind, ReceiptTexts } from "./receipt-texts.ts";

/** A draft whose review has a time waits; what was corrected and is not disputed is corrected. */
export function findStateKind(receipt: WrittenReceipt): ReceiptStateKind {
  if (receipt.status === "draft") return receipt.reviewDueMs === null ? "draft" : "waiting";
  if (receipt.status === "contested") return "contested";
  return receipt.corrections.length > 0 ? "corrected" : receipt.status;
}

export function describeState(
  input: ReceiptInput,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): { kind: ReceiptStateKind; label: string; notes: readonly string[] } {
  const kind = findStateKind(input.receipt);
  return {
    kind,
    label: texts.states[kind],
    notes: listNotes(input, texts, formats),
  };
}

function listNotes(
  { receipt, reviews, isOverdue }: ReceiptInput,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  if (receipt.status !== "draft") {
    return receipt.status === "final" && receipt.reviewIds.length > 0
      ? [texts.finalAfterReview]
      : [];
  }
  const { reviewDueMs, draftedMs } = receipt;
  if (reviewDueMs === null) return [texts.draftNotice];
  if (isOverdue) {
    return [
      texts.overdueUntil(formats.timeNear(reviewDueMs, draftedMs)),
      ...listReasons(reviews, texts, formats),
    ];
  }
  return [
    texts.reviewUntil(formats.timeNear(reviewDueMs, draftedMs)),
    ...listReasons(reviews, texts, formats),
    texts.lapseNotice,
  ];
}

/** Each kind of reason once. */
function listReasons(
  reviews: readonly ReviewSubject[],
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  if (reviews.length === 0) return [`${texts.reasonUnknown}.`];
  const byKind = Map.groupBy(reviews, ({ kind }) => kind);
  return [...byKind].map(([kind, all]) => `${texts.reasons[kind](formats.count(all.length))}.`);
}

/** What a disputed product is called: it may be on no line any more, or not have been on any. */
export function nameDisputed({ receipt, productNames }: ReceiptInput, gtin: string): string {
  if (receipt.status === "draft") throw new Error("a draft cannot be disputed");
  const lines = [...receipt.content.result.lines, ...receipt.issued.result.lines];
  return lines.find((line) => line.gtin === gtin)?.name ?? productNames.get(gtin) ?? gtin;
}

/** What a shopper disputed, and what became of it. */
export function describeDisputes(
  input: ReceiptInput,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  const { receipt, overdueDisputes } = input;
  if (receipt.status === "draft") return [];
  return receipt.disputes.map((dispute) => {
    const { kind, gtin, claimedG, claimedQuantity } = dispute;
    const claimed =
      claimedG === undefined ? formats.count(claimedQuantity) : formats.kilograms(claimedG);
    const claim = texts.claims[kind](nameDisputed(input, gtin), claimed);
    const decideByMs = overdueDisputes.get(dispute.disputeId);
    const outcome =
      decideByMs === undefined
        ? nameOutcome(dispute, texts)
        : texts.disputeOverdue(formats.dateTime(decideByMs));
    return `${claim} – ${outcome}`;
  });
}

function nameOutcome({ isGranted }: DisputeFacts, texts: ReceiptTexts): string {
  if (isGranted === null) return texts.disputeOpen;
  return isGranted ? texts.disputeGranted : texts.disputeRefused;
}

export function describeCorrections(
  receipt: WrittenReceipt,
  texts: ReceiptTexts,
  formats: ReceiptFormats,
): string[] {
  if (receipt.status === "draft") return [];
  return receipt.corrections.map(({ documentNumber, correctedMs, differenceMinor }) => {
    const corrected = texts.correctedBy(String(documentNumber), formats.date(correctedMs));
    const amount = formats.money(Math.abs(differenceMinor));
    if (differenceMinor === 0) return `${corrected}: ${texts.sameTotal}`;
    return `${corrected}: ${differenceMinor < 0 ? texts.less(amount) : texts.more(amount)}`;
  });
}
