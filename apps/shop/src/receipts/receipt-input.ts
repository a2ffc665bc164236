/** What a receipt is made of, in whatever form it is shown. */
import type { ChargeState } from "@saunter/commerce/payment/evolve";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { LapseCaps } from "@saunter/commerce/review/lapse-caps";
import type { VisitState } from "@saunter/commerce/visit/evolve";
import type { ShopIdentity } from "../config/shop-config.ts";
import type { FiscalMark } from "../fiscal/fiscal-device.ts";

export type WrittenReceipt = Exclude<ReceiptState, { status: "none" }>;
export type KnownVisit = Exclude<VisitState, { status: "unopened" }>;

export interface ReceiptInput {
  readonly receipt: WrittenReceipt;
  readonly visit: KnownVisit;
  readonly charge: ChargeState;
  /** What the shop calls the account that pays; null where none does. */
  readonly accountName: string | null;
  readonly shop: ShopIdentity;
  /** BCP 47; the shop's where the shopper has named no other. */
  readonly locale: string;
  /** Where the receipt is looked up, https or http; who knows it may see the receipt. */
  readonly lookupUrl: string;
  readonly policies: {
    readonly disputeMs: number;
    readonly evidenceKeepMs: number;
    /** What is refunded though nobody reviewed a dispute. */
    readonly lapse: LapseCaps;
  };
  /** What the receipt waits for; empty where it waits for nothing. */
  readonly reviews: readonly ReviewSubject[];
  /** Whether a draft is settled by a person alone, as its first deadline has passed. */
  readonly isOverdue: boolean;
  /** Disputes that a person alone settles: by when, Unix ms, by the dispute's id. */
  readonly overdueDisputes: ReadonlyMap<string, number>;
  /** Of the document that it is now; null where none is to be signed. */
  readonly fiscal: FiscalMark | null;
  /** By GTIN: disputes may name products that are on no line. */
  readonly productNames: ReadonlyMap<string, string>;
}

/** Until when lines can be disputed, Unix ms; null while the receipt is a draft. */
export function findDisputeEndMs({ receipt, policies }: ReceiptInput): number | null {
  return receipt.status === "draft" ? null : receipt.finalMs + policies.disputeMs;
}

/** When evidence of a visit is deleted, Unix ms: so long after its end. */
export function findEvidenceEndMs(visit: KnownVisit, evidenceKeepMs: number): number {
  return (visit.status === "closed" ? visit.closedMs : visit.openedMs) + evidenceKeepMs;
}

/** When the document was issued that the receipt is now, Unix ms: drafted, final or corrected. */
export function findIssuedMs(receipt: WrittenReceipt): number {
  if (receipt.status === "draft") return receipt.draftedMs;
  return receipt.corrections.at(-1)?.correctedMs ?? receipt.finalMs;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is refunded though nobody reviewed a dispute, as a receipt says it; null where nothing is. */
export function findRefundPolicy(caps: LapseCaps) {
  const { refundMaxMinor, refundsSumMaxMinor, refundsMax, windowMs, decideWithinMs } = caps;
  if (refundMaxMinor === 0 || refundsSumMaxMinor === 0 || refundsMax === 0) return null;
  return {
    refundMaxMinor,
    refundsSumMaxMinor,
    refundsMax,
    days: Math.round(windowMs / DAY_MS),
    decideHours: Math.round(decideWithinMs / HOUR_MS),
  };
}
