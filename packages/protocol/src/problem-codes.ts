/** Every code by which the shop refuses a request, once: what programs branch on. */

/** Of the shop's rules: visits, money, receipts, reviews, people, goods. */
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
  "cart-in-use-elsewhere",
  "trip-not-left",
  "shopper-already-bound",
  "shopper-unknown",
  // Money.
  "account-limit-exceeded",
  "account-unknown",
  "charge-not-open",
  "debt-not-open",
  "cash-amount-wrong",
  "refund-exceeds-captured",
  "refund-needs-operator",
  "day-closed",
  "day-to-come",
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
  "card-setup-unknown",
  "sign-in-refused",
  "sign-in-delayed",
  "second-factor-needed",
  "second-factor-wrong",
  "second-factor-on",
  "token-invalid",
  // Stock.
  "facing-unknown",
  "goods-fixed",
  "planogram-unchanged",
  "goods-invalid",
  // Webhooks.
  "webhook-configured",
] as const;

/** Why the journal or its disk cannot be used. */
export const STORE_CODES = [
  "journal-corrupt",
  "journal-cut",
  "journal-newer",
  "row-damaged",
  "database-locked",
  "disk-full",
  "disk-failing",
  "queue-full",
  "event-too-large",
  "closed",
] as const;

/** What goes wrong before the shop is asked, or because of the process itself. */
export const HTTP_CODES = [
  "body-malformed",
  "body-too-large",
  "body-type-unsupported",
  "not-acceptable",
  "route-unknown",
  "method-not-allowed",
  "not-signed-in",
  "forbidden",
  "second-factor-required",
  "csrf-header-missing",
  "request-too-slow",
  "request-unreadable",
  "headers-too-large",
  "rate-limited",
  "streams-too-many",
  "avatar-refused",
  "idempotency-key-missing",
  "entry-interrupted",
  "entry-method-unavailable",
  "mail-unavailable",
  "mail-address-invalid",
  "notice-forged",
  "receipt-yet-to-come",
  "device-not-over-http",
  "receipts-busy",
  "reports-busy",
  "export-too-large",
  "clip-unreadable",
  "not-ready",
  "internal-error",
] as const;

export const PROBLEM_CODES = [...REFUSAL_CODES, ...STORE_CODES, ...HTTP_CODES] as const;

export type StoreErrorCode = (typeof STORE_CODES)[number];
export type ProblemCode = (typeof PROBLEM_CODES)[number];
