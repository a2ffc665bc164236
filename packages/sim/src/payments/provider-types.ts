/**
 * What a simulated card payment provider holds, and what goes over the wire to and from it. The wire
 * speaks the shapes of Stripe's PaymentIntent API (https://docs.stripe.com/api/payment_intents).
 */
import type { TestCard } from "./test-cards.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

export interface ProviderRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The form's fields, or the query's on a GET, with names as they come: `metadata[payment_id]`. */
  readonly body: Readonly<Record<string, string>>;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** An answer on its way, and whether it is kept under the call's idempotency key. */
export interface Performed {
  readonly status: number;
  readonly body: JsonObject;
  readonly isKept: boolean;
}

export interface ProviderOptions {
  /** Currencies taken, in lower case as on the wire. */
  readonly currencies: readonly string[];
  /** How long a new payment stays unseen by search, milliseconds. */
  readonly searchLagMs: number;
  /** From an event to its webhook's first delivery, milliseconds. */
  readonly webhookDelayMs: number;
  /** Where payers confirm; the payment's id is added. */
  readonly actionUrl: string;
  /**
   * Whether what a capture in part lets go of is shown as a refund, and counted as refunded: so did
   * Stripe before version 2025-03-31 of its API
   * (https://support.stripe.com/questions/changes-to-balance-transaction-behavior-for-partial-capture-and-payment-cancellation-flows).
   */
  readonly showsReleases: boolean;
  /** Whether a payment shows by what its card is told from all others, however it was read. */
  readonly showsFingerprints: boolean;
}

export interface Webhook {
  readonly id: string;
  readonly type: string;
  /** The payment or charge as it was at the event. */
  readonly object: JsonObject;
  /** Unix seconds, as on the wire. */
  readonly created: number;
  readonly attempt: number;
  readonly dueMs: number;
}

export type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "requires_capture"
  | "canceled"
  | "succeeded";

export interface SimRefund {
  readonly id: string;
  readonly amountMinor: number;
  readonly createdMs: number;
  readonly metadata: Readonly<Record<string, string>>;
  status: "succeeded" | "failed";
}

/** The payer's bank takes money back, until the shop's answer has convinced it. */
export interface SimDispute {
  readonly id: string;
  readonly intent: SimIntent;
  readonly amountMinor: number;
  readonly createdMs: number;
  status: "needs_response" | "won" | "lost";
}

export interface SimCharge {
  readonly id: string;
  readonly createdMs: number;
  authorizedMinor: number;
  capturedMinor: number;
  isCaptured: boolean;
  increments: number;
  readonly captureBeforeMs: number;
  readonly canIncrement: boolean;
  /** As `ProviderOptions.showsReleases`. */
  readonly showsRelease: boolean;
  /** Null where it is not shown. */
  readonly fingerprint: string | null;
  isDisputed: boolean;
  readonly refunds: SimRefund[];
}

export interface SimIntent {
  readonly id: string;
  readonly createdMs: number;
  readonly currency: string;
  readonly isManual: boolean;
  readonly asksIncrements: boolean;
  readonly methodTypes: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  amountMinor: number;
  status: IntentStatus;
  token: string | null;
  charge: SimCharge | null;
  lastError: JsonObject | null;
  /** Where the payer confirms, while they have to. */
  actionUrl: string | null;
  canceledMs: number | null;
  cancellationReason: string | null;
}

/** A card that is being kept for later: a SetupIntent. */
export interface SimSetup {
  readonly id: string;
  readonly createdMs: number;
  readonly customer: string;
  status: "requires_payment_method" | "succeeded";
  /** The payment method, once the card's bank has agreed. */
  token: string | null;
  lastError: JsonObject | null;
}

/** A card reader that the provider drives. */
export interface SimReader {
  readonly id: string;
  /** What goes wrong with the calls on it; null: nothing. `timeout`: it begins, and does not say so. */
  fault: "offline" | "busy" | "timeout" | null;
  /** A card is in it: nobody else may cancel. */
  isHolding: boolean;
  action: {
    /** Of another program that uses the reader; left out: it saves a card. */
    readonly type?: "process_payment_intent";
    readonly setupId: string;
    readonly status: "in_progress" | "succeeded" | "failed";
    readonly failureCode: string | null;
    readonly generatedCard: string | null;
  } | null;
}

export interface KeptAnswer {
  readonly path: string;
  readonly parameters: string;
  readonly atMs: number;
  readonly answer: ProviderAnswer;
}

export interface Provider {
  readonly options: ProviderOptions;
  /** Never goes back. */
  nowMs: number;
  readonly numbers: Map<string, number>;
  /** By id, oldest first. */
  readonly intents: Map<string, SimIntent>;
  /** Open holds by kind of card, each in the order in which they lapse. */
  readonly holds: Readonly<Record<TestCard["kind"], Set<SimIntent>>>;
  readonly customers: Set<string>;
  /** By id, oldest first. */
  readonly setups: Map<string, SimSetup>;
  readonly readers: Map<string, SimReader>;
  /** By id, oldest first. */
  readonly disputes: Map<string, SimDispute>;
  /** By idempotency key, oldest first. */
  readonly keys: Map<string, KeptAnswer>;
  /** Cards that decline once and have done so, with the payment. */
  readonly declinedOnce: Set<string>;
  readonly webhooks: Webhook[];
}

/** Idempotency keys are kept for a day. */
export const KEYS_KEPT_MS = 24 * 3_600_000;
/** Most keys in that day. */
export const KEYS_MAX = 1_000_000;
/** Payments of one provider's life. */
export const INTENTS_MAX = 1_000_000;
/** Webhooks that wait; beyond that the oldest is given up. */
export const WEBHOOKS_MAX = 100_000;
/** Times that a webhook is brought. */
export const WEBHOOK_ATTEMPTS_MAX = 8;
/** Wait before the second time; it doubles each time after. */
export const WEBHOOK_RETRY_MS = 1000;
/** Increments of one hold, as at Stripe. */
export const INCREMENTS_MAX = 10;
/** Eight digits, as at Stripe. */
export const AMOUNT_MINOR_MAX = 99_999_999;
/** Characters of a metadata value, as at Stripe. */
export const METADATA_CHARACTERS_MAX = 500;
/** Objects on a page of a listing, asked for and otherwise. */
export const PAGE_MAX = 100;
export const PAGE_DEFAULT = 10;
/** Metadata that ties a provider's payment to the shop's. */
export const PAYMENT_ID_METADATA = "payment_id";
/** Metadata of a refund that the shop made. */
export const REFUND_ID_METADATA = "refund_id";
