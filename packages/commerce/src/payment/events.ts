/**
 * The money of one visit. Stream `charge-<visitId>`.
 *
 * What is wanted is one figure, `dueMinor`: what the receipt says now. Everything else follows from
 * it: holds are captured or released, what is missing is collected, what is too much is given back,
 * until captures and cash less refunds are what is due. Gift cards and points pay first, and are
 * given back first. An intent is written down before each call to the provider, so that no call is
 * ever made that the journal does not know of. What others take from a payment at the provider is
 * written down as it is seen, and is never asked for again.
 */
import type { BalanceKind, ReleaseCause } from "@saunter/protocol/balance-kinds";

export type ChargePayer =
  | { readonly kind: "card"; readonly token: string; readonly lastFour: string }
  | { readonly kind: "account"; readonly accountId: string }
  /** Staff take and give cash at a till. */
  | { readonly kind: "cash" };

/** What the provider said of one of its payments; what others took from it is apart. */
export interface PaymentSnapshot {
  readonly paymentId: string;
  readonly reference: string;
  readonly status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
  readonly heldMinor: number;
  readonly capturedMinor: number;
  /** By refunds of ours. */
  readonly refundedMinor: number;
  readonly holdExpiresMs: number | null;
}

/** Money that left a payment by other hands than ours. */
export interface Withdrawal {
  /** The provider's id of the refund or of the dispute. */
  readonly withdrawalId: string;
  /** A refund that somebody made at the provider; or the payer's bank took it back. */
  readonly kind: "refund" | "dispute";
  /** 0 once it was undone: the refund failed, the dispute was won. It stays undone. */
  readonly amountMinor: number;
}

export type IntentAction = "hold" | "increase" | "capture" | "release" | "collect" | "refund";

export interface Intent {
  /** Unique in the charge, ascending from 1. */
  readonly number: number;
  readonly action: IntentAction;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly payer: Exclude<ChargePayer, { kind: "cash" }>;
  readonly reference: string | null;
  /** The payer asked for it themselves, and can confirm what their bank wants confirmed. */
  readonly isPayerPresent?: true;
}

/** How a call ended. A call without an answer has no event: it is asked again. */
export type CallOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "declined"; readonly code: string; readonly isRetryable: boolean }
  | { readonly kind: "needs-action"; readonly actionUrl: string }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export type ChargeEvent =
  | {
      readonly type: "ChargeOpened";
      readonly chargeId: string;
      readonly payer: ChargePayer;
      readonly currency: string;
    }
  /** Which card it is, whatever token it was read as: a keyed hash of the provider's fingerprint. */
  | { readonly type: "CardRecognised"; readonly cardHash: string }
  | { readonly type: "IntentWritten"; readonly intent: Intent }
  | {
      readonly type: "CallAnswered";
      readonly number: number;
      readonly outcome: CallOutcome;
      /** The payment after the call; null where the provider made none. */
      readonly payment: PaymentSnapshot | null;
    }
  /** Seen without a call of ours: looked up, or told by a notice. */
  | { readonly type: "PaymentObserved"; readonly payment: PaymentSnapshot }
  /** Others have taken money from a payment, or what they took has come back. */
  | {
      readonly type: "WithdrawalSeen";
      readonly paymentId: string;
      readonly withdrawal: Withdrawal;
    }
  | {
      readonly type: "DueSet";
      readonly dueMinor: number;
      /** What the figure comes from: a receipt's document number, or why nothing is due. */
      readonly cause: string;
    }
  | {
      readonly type: "CashTaken" | "CashReturned";
      readonly cashId: string;
      readonly amountMinor: number;
      readonly by: string;
    }
  /** Written before the chain is asked to hold what a card has. The hold's id is this charge's alone. */
  | { readonly type: "BalanceRequested"; readonly holdId: string }
  /** The chain holds so much for this charge, until the shop captures or releases it. */
  | {
      readonly type: "BalanceHeld";
      readonly holdId: string;
      /** The chain's id of the balance. */
      readonly balanceId: string;
      readonly kind: BalanceKind;
      /** Of the card's number. */
      readonly lastFour: string;
      /** 0 where a member has no points to spend. */
      readonly amountMinor: number;
    }
  /** Ends the hold: the chain takes so much of it, once, and lets go of the rest. */
  | { readonly type: "BalanceCaptured"; readonly holdId: string; readonly amountMinor: number }
  /** Ends the hold, or the request for one: nothing is taken. */
  | { readonly type: "BalanceReleased"; readonly holdId: string; readonly cause: ReleaseCause }
  /** The chain puts so much of what was captured back, once for each refund. */
  | {
      readonly type: "BalanceRefunded";
      readonly holdId: string;
      /** Unique in the charge. */
      readonly refundId: string;
      readonly amountMinor: number;
    }
  | { readonly type: "DebtOpened"; readonly amountMinor: number; readonly code: string }
  | { readonly type: "DebtSettled" }
  | { readonly type: "DebtForgiven"; readonly amountMinor: number; readonly by: string };
