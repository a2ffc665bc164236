/**
 * What a visit is charged as: draft, then final; disputed, then reviewed. Stream
 * `receipt-<visitId>`: one visit, one receipt.
 */

import type { RefundKind, RefundReason } from "@saunter/protocol/refund-reasons";
import type { Item } from "../cart/items.ts";
import type { PricedBasket } from "../pricing/pricing-types.ts";
import type { InputsOfPrice } from "../pricing/reprice.ts";

export interface ReceiptLine extends Item {
  readonly lineId: string;
  readonly quantity: number;
  /** Interactions that speak for the line. */
  readonly evidenceIds: readonly string[];
  readonly probability: number;
}

/** Lines with all that they were priced from, and the prices. */
export interface ReceiptContent {
  readonly lines: readonly ReceiptLine[];
  readonly inputs: InputsOfPrice;
  readonly result: PricedBasket;
}

export type DisputeKind =
  /** I did not take this. */
  | "wrong-item"
  /** I took another number of it. */
  | "wrong-count"
  /** I took something that is not on the receipt. */
  | "missing";

/** What a shopper says they took in place of what the receipt says. */
export interface ClaimedProduct extends Item {
  readonly quantity: number;
}

export interface Dispute {
  readonly disputeId: string;
  readonly kind: DisputeKind;
  /** The line disputed; null for what is missing. */
  readonly lineId: string | null;
  readonly gtin: string;
  /** How many the shopper says it were; none of a wrong item. */
  readonly claimedQuantity: number;
  /** Of goods by weight: what each of them weighs as the shopper says, net grams. */
  readonly claimedG?: number;
  /** What a wrong item was, as the shopper says; left out where they do not. */
  readonly instead?: ClaimedProduct;
  /** What it would change, minor units. */
  readonly worthMinor: number;
  /** The user or key that disputed it for the shopper; left out of their own and of older ones. */
  readonly by?: string;
}

export interface RefundedLine {
  readonly lineId: string;
  /** Units of it that are refunded. */
  readonly quantity: number;
}

/** What staff refund. */
export interface Refund {
  readonly refundId: string;
  readonly kind: RefundKind;
  /** Empty for an amount. */
  readonly lines: readonly RefundedLine[];
  /** By how much less is due once nobody else has anything of the payment, minor units. */
  readonly amountMinor: number;
  /** The correction that states the remaining lines; null for an amount. */
  readonly documentNumber: number | null;
  readonly reason: RefundReason;
  readonly note: string;
  readonly by: string;
}

/** As the journal has it, with the former name of its id. */
export type RecordedDispute = Omit<Dispute, "disputeId"> & { readonly contestId: string };

export type ReceiptEvent =
  | {
      readonly type: "ReceiptDrafted";
      readonly visitId: string;
      /** Who knows it may see the receipt. */
      readonly lookupToken: string;
      readonly content: ReceiptContent;
      readonly probabilityExact: number;
      /** What waits for a reviewer, and until when. */
      readonly reviewIds: readonly string[];
      readonly reviewDueMs: number | null;
    }
  /** The engine has concluded, or a review has come in: the draft says something else now. */
  | {
      readonly type: "ReceiptRedrafted";
      readonly content: ReceiptContent;
      readonly probabilityExact: number;
      readonly reviewIds: readonly string[];
      readonly reviewDueMs: number | null;
    }
  | {
      readonly type: "ReceiptFinalised";
      /** Without gaps, in the shop's one sequence of documents. */
      readonly documentNumber: number;
      readonly content: ReceiptContent;
      readonly probabilityExact: number;
      readonly cause: "sure" | "reviewed" | "lapsed";
    }
  | { readonly type: "LineContested"; readonly contest: RecordedDispute }
  | {
      readonly type: "ContestResolved";
      readonly contestId: string;
      readonly isGranted: boolean;
      /** By policy at once, by a reviewer, or because its time was over. */
      readonly cause: "policy" | "reviewer" | "lapsed";
    }
  | {
      readonly type: "ReceiptCorrected";
      /** The correction's own number in the same sequence. */
      readonly documentNumber: number;
      readonly content: ReceiptContent;
      /** New total less old total, minor units. */
      readonly differenceMinor: number;
      readonly cause: string;
    }
  | {
      readonly type: "ReceiptRefunded";
      readonly refund: Refund;
      /** How far below the total what is due stays from now on, whatever others do; minor units. */
      readonly goodwillMinor: number;
      /** How much further, while others have as much of the payment; minor units. */
      readonly othersMinor: number;
    };
