/**
 * The money of one visit. Stream `charge-<visitId>`.
 *
 * What is wanted is one figure, `dueMinor`: what the receipt says now. Everything else follows from
 * it: holds are captured or released, what is missing is collected, what is too much is given back,
 * until captures and cash less refunds are what is due. An intent is written down before each call
 * to the provider, so that no call is ever made that the journal does not know of.
 */

export type ChargePayer =
  | { readonly kind: "card"; readonly token: string; readonly lastFour: string }
  | { readonly kind: "account"; readonly accountId: string }
  /** Staff take and give cash at a till. */
  | { readonly kind: "cash" };

/** What the provider said of one of its payments. */
export interface PaymentSnapshot {
  readonly paymentId: string;
  readonly reference: string;
  readonly status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly holdExpiresMs: number | null;
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
  | { readonly type: "DebtOpened"; readonly amountMinor: number; readonly code: string }
  | { readonly type: "DebtSettled" }
  | { readonly type: "DebtForgiven"; readonly amountMinor: number; readonly by: string };
