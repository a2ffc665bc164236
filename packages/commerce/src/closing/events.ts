/** Days that are closed for the books. Stream `closings-all`. */
import type { TaxRow } from "../tax/compute-taxes.ts";

/** What was paid by one kind of payment. */
export interface PaymentSum {
  readonly kind: "card" | "account" | "cash" | "gift-card" | "points";
  readonly takenMinor: number;
  readonly refundedMinor: number;
  /** Refunded at the provider by others, or taken back by the payer's bank. */
  readonly withdrawnMinor: number;
}

/** What documents come to; `netMinor + taxMinor + roundingMinor = totalMinor`. */
export interface SalesSums {
  /** Final receipts. */
  readonly receipts: number;
  /** Documents that correct a receipt of this or an earlier day. */
  readonly corrections: number;
  /** What corrections have changed, which is in the sums too: below 0 where they refund. */
  readonly correctedMinor: number;
  readonly units: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly roundingMinor: number;
  readonly totalMinor: number;
}

/** The cash in the till's drawer: what staff did with it, and what should be there. */
export interface DrawerSums {
  readonly counts: number;
  /** What was counted less what should have been there, of all counts but the very first: below 0 where it is missing. */
  readonly differenceMinor: number;
  readonly bankedMinor: number;
  readonly addedMinor: number;
  /** At the end. */
  readonly expectedMinor: number;
}

/**
 * How totals and payments differ: changes since the closing before. `totalMinor` of the sums is all of these and what
 * was taken less what was refunded or withdrawn, by all kinds of payment.
 */
export interface SettlementSums {
  /** Debts, and cash to be taken: below 0 if more of earlier ones was paid. */
  readonly unpaidMinor: number;
  /** Being collected, with no outcome yet. */
  readonly pendingMinor: number;
  /** Still to go back to shoppers: 0 or less while it grows. */
  readonly refundsDueMinor: number;
  /** Refunded as amounts, which leave the receipt's total as it is. */
  readonly goodwillMinor: number;
  /** Debts that were written off. */
  readonly forgivenMinor: number;
  /** Withdrawn from payments of receipts whose totals stay. */
  readonly takenBackMinor: number;
}

/** What a closing says of its part of the journal. */
export interface ClosingFigures {
  /** From 1, without gaps. */
  readonly closingNumber: number;
  readonly shopId: string;
  /** Of the shop's calendar, "2026-03-02". */
  readonly day: string;
  readonly timeZone: string;
  readonly currency: string;
  /** It goes on where the one before ended, Unix ms. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Documents after this one … */
  readonly afterDocument: number;
  /** … up to this one, and none is left out. */
  readonly lastDocument: number;
  /** Of the journal: payments after the one before, up to this event. */
  readonly lastPosition: number;
  readonly sums: SalesSums;
  /** By rate and category of tax. */
  readonly taxes: readonly TaxRow[];
  readonly payments: readonly PaymentSum[];
  /** Left out of closings made before it was part of them. */
  readonly settlement?: SettlementSums;
  /** Left out where the drawer has never been counted. */
  readonly drawer?: DrawerSums;
  /** The shop takes none. */
  readonly tipsMinor: 0;
  /** All closings up to this one. */
  readonly grandTotalMinor: number;
}

/** A closing with what proves that neither it nor one before it was changed. */
export interface SignedClosing extends ClosingFigures {
  readonly closedMs: number;
  readonly by: string;
  /** Of the closing before; "saunter" before the first. */
  readonly previousHash: string;
  /** SHA-256 of all the above as JSON, base64url. */
  readonly hash: string;
  /** Ed25519 by the shop's key, of the hash's text, base64url. */
  readonly signature: string;
}

export interface ClosingEvent {
  readonly type: "DayClosed";
  readonly closing: SignedClosing;
}
