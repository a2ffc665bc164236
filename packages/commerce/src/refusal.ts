/**
 * Expected failures are values: a refusal has a code of the one table (`REFUSAL_CODES`), which the
 * process explains, maps to an HTTP status and documents. The protocol tells others of the same codes.
 */

export const REFUSAL_CODES = [
  // What was sent.
  "input-invalid",
  "amount-invalid",
  "quantity-invalid",
  "currency-mismatch",
  "product-unknown",
  "price-missing",
  "offer-invalid",
  "tax-unknown",
  // Streams.
  "not-found",
  "version-conflict",
  "idempotency-key-reused",
  // Entry and exit.
  "gate-closed",
  "gate-busy",
  "gate-unknown",
  "gate-leads-out",
  "entry-code-invalid",
  "entry-code-expired",
  "entry-code-replayed",
  "entry-card-refused",
  "entry-badge-unknown",
  "entry-badge-blocked",
  "entry-passkey-refused",
  "entry-barred-by-debt",
  "entry-hold-declined",
  "entry-hold-refused",
  "entry-offline",
  "party-size-invalid",
  "visit-not-open",
  "visit-already-left",
  "visit-not-left",
  "exit-without-entry",
  "shopper-already-bound",
  "shopper-unknown",
  // Money.
  "account-limit-exceeded",
  "account-unknown",
  "charge-not-open",
  "debt-not-open",
  "cash-amount-wrong",
  "refund-exceeds-captured",
  // Receipts, disputes, reviews.
  "receipt-not-final",
  "receipt-line-unknown",
  "contest-too-late",
  "contest-already-open",
  "contest-not-open",
  "review-not-open",
  "review-claimed-by-other",
  "review-already-decided",
  "review-choice-unknown",
  "age-check-not-needed",
  // People and sign-in.
  "name-taken",
  "customer-busy",
  "sign-in-refused",
  "sign-in-delayed",
  "token-invalid",
  // Stock.
  "facing-unknown",
  "goods-fixed",
  "goods-invalid",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** What was wrong this time, in words, without personal data. */
  readonly detail: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, detail: string): Result<never> {
  return { ok: false, refusal: { code, detail } };
}
