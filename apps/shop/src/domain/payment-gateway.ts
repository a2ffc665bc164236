/**
 * What the shop asks of a payment provider. One suite of tests runs against every adapter
 * (`payment-gateway-suite.ts`). Card numbers never reach us: a payer is a provider's token.
 *
 * Every call that moves money carries a key. The same key asked again answers as it did the first
 * time, for as long as the provider keeps keys; after that `find` tells what became of a payment.
 */
import type { Withdrawal } from "@saunter/commerce/payment/events";

export type Payer =
  /** A provider's token of a card, and the digits that a receipt may show. */
  | { readonly kind: "card"; readonly token: string; readonly lastFour: string }
  /** An account of the shop's own: payroll, cost centre, patient account. */
  | { readonly kind: "account"; readonly accountId: string };

/**
 * A provider's fingerprint of a card, which is the same however the card was read, as the shop keeps
 * it: hashed with a key of its own.
 */
export type HashCard = (fingerprint: string) => string;

export interface PaymentRequest {
  /** Ours, unique for ever: what the provider's object is found by when its own id never arrived. */
  readonly paymentId: string;
  readonly idempotencyKey: string;
  readonly payer: Payer;
  readonly amountMinor: number;
  readonly currency: string;
  /** Whether the payer is there, and can confirm what their bank wants confirmed. */
  readonly isPayerPresent: boolean;
}

export interface ReferencedRequest {
  readonly paymentId: string;
  readonly idempotencyKey: string;
  /** The provider's id of the payment. */
  readonly reference: string;
  readonly currency: string;
  readonly amountMinor: number;
}

/** What the provider knows of one payment. Amounts in minor units. */
export interface ProviderPayment {
  readonly reference: string;
  readonly paymentId: string;
  readonly status: "held" | "captured" | "released" | "declined" | "needs-action" | "processing";
  readonly heldMinor: number;
  readonly capturedMinor: number;
  /** By refunds of the shop's. */
  readonly refundedMinor: number;
  /** When a hold lapses by itself, Unix milliseconds; null where it does not or is none. */
  readonly holdExpiresMs: number | null;
  /** The shop's refunds that have gone through, by their ids. */
  readonly refunds: readonly { readonly refundId: string; readonly amountMinor: number }[];
  /** What others took: refunds that are not the shop's, and disputes. */
  readonly withdrawals: readonly Withdrawal[];
  /** Which card it is, as `HashCard` makes it; null where that is not known. */
  readonly cardHash: string | null;
}

export type GatewayOutcome =
  | { readonly kind: "done"; readonly payment: ProviderPayment }
  /** The payer's bank says no; asking again later may help where `isRetryable`. */
  | {
      readonly kind: "declined";
      readonly code: string;
      readonly isRetryable: boolean;
      /** Null where the provider made no object. */
      readonly payment: ProviderPayment | null;
    }
  /** The payer has to confirm on their own device (SCA). */
  | { readonly kind: "needs-action"; readonly actionUrl: string; readonly payment: ProviderPayment }
  /** The provider refused the call itself: it can never succeed as it stands. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  /** No answer, or one that says nothing: it may or may not have happened. Ask again, same key. */
  | { readonly kind: "unknown"; readonly message: string };

export interface RefundRequest extends ReferencedRequest {
  readonly refundId: string;
}

export type FindOutcome =
  | { readonly kind: "found"; readonly payment: ProviderPayment }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly message: string };

/** A message of the provider, once its signature has been checked. */
export type ProviderNotice = {
  /** The provider's id of the notice: one that comes twice has the same. */
  readonly noticeId: string;
} & (
  | { readonly payment: ProviderPayment }
  /** Money has left or come back to a payment; what it was is seen by looking. */
  | { readonly payment: null; readonly reference: string }
);

/** A refund or a dispute of a payment. */
export interface Touched {
  /** The provider's id of the payment. */
  readonly reference: string;
  /** Of a refund that says that it is the shop's; null of any other, and of disputes. */
  readonly refundId: string | null;
}

export type NoticeOutcome =
  | { readonly kind: "notice"; readonly notice: ProviderNotice }
  /** Something has happened at a card reader: what it was is seen by looking. */
  | { readonly kind: "reader"; readonly readerId: string }
  /** Genuine, and of no interest here. */
  | { readonly kind: "ignored" }
  | { readonly kind: "forged"; readonly message: string };

export interface PaymentGateway {
  readonly name: string;
  /** Whether a hold may be raised. */
  readonly canIncrease: boolean;
  /** How long the provider keeps idempotency keys, milliseconds. */
  readonly keysKeptMs: number;
  /** Reserves an amount; nothing is taken. */
  hold(request: PaymentRequest): Promise<GatewayOutcome>;
  /** Raises a hold to a new whole amount. */
  increase(request: ReferencedRequest): Promise<GatewayOutcome>;
  /** Takes at most what is held, once; the rest is released. */
  capture(request: ReferencedRequest): Promise<GatewayOutcome>;
  /** Lets go of a hold; `amountMinor` is not looked at. */
  release(request: ReferencedRequest): Promise<GatewayOutcome>;
  /** Takes an amount at once, with no hold before it and the payer not there. */
  collect(request: PaymentRequest): Promise<GatewayOutcome>;
  /** Gives back part or all of what was captured. */
  refund(request: RefundRequest): Promise<GatewayOutcome>;
  /** What became of a payment, by our id. */
  find(paymentId: string): Promise<FindOutcome>;
  /** How a payment stands, by the provider's id; absent where it is none of ours. */
  findByReference(reference: string): Promise<FindOutcome>;
  /** Where money went back since a time, Unix milliseconds; null where the provider does not say. */
  listTouched(sinceMs: number): Promise<readonly Touched[] | null>;
  /** Checks and reads a webhook; `receivedMs` is the shop's time. */
  readNotice(body: string, signature: string, receivedMs: number): NoticeOutcome;
}
