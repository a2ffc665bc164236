/** Every way in which a request may fail, in one table: what programs branch on, and what people do. */
import type { ProblemCode } from "@saunter/protocol/problem-codes";

export interface ProblemEntry {
  readonly status: number;
  /** The same each time. */
  readonly title: string;
  /** What whoever gets it can do. */
  readonly advice: string;
  /** What programs have to know besides, which stands in the table of errors alone. */
  readonly ofPrograms?: string;
}

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const PAYMENT_REQUIRED = 402;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const TIMEOUT = 408;
const CONFLICT = 409;
const UNPROCESSABLE = 422;
const TOO_MANY = 429;
const HEADERS_TOO_LARGE = 431;
const BROKEN = 500;
const UNAVAILABLE = 503;

const describe = (
  status: number,
  title: string,
  advice: string,
  ofPrograms?: string,
): ProblemEntry => ({
  ...{ status, title, advice },
  ...(ofPrograms === undefined ? {} : { ofPrograms }),
});

const WITH_NEW_KEY = "Programs take a new idempotency key.";
const WITH_SAME_KEY = "Programs take the same idempotency key.";

const REQUEST_PROBLEMS = {
  "input-invalid": describe(
    BAD_REQUEST,
    "The request is not of the form that this route takes",
    "Compare it with the OpenAPI document; `errors` says where it differs.",
  ),
  "body-malformed": describe(
    BAD_REQUEST,
    "The body is no JSON that can be read in one way only",
    "Send UTF-8 JSON, no key twice, nested no deeper than the limit.",
  ),
  "body-too-large": describe(413, "The body is too large", "Send 64 kB at most."),
  "body-type-unsupported": describe(
    415,
    "The body is of a type that is not taken",
    "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
  ),
  "not-acceptable": describe(
    406,
    "There is no such form of this",
    "Ask for JSON, HTML or PDF by suffix or by `Accept`.",
  ),
  "route-unknown": describe(NOT_FOUND, "There is no such route", "See the list of routes."),
  "method-not-allowed": describe(
    405,
    "The route does not take this method",
    "Use one that `Allow` names.",
  ),
  "request-too-slow": describe(
    TIMEOUT,
    "The request took too long to come",
    "Send it again, at once and whole; look at the network where it happens again.",
  ),
  "request-unreadable": describe(
    BAD_REQUEST,
    "What came is no request",
    "Send HTTP/1.1, and TLS only to a proxy that takes it.",
  ),
  "headers-too-large": describe(
    HEADERS_TOO_LARGE,
    "The headers are too large",
    "Send 16 kB of them at most; delete old cookies of this site.",
  ),
  "rate-limited": describe(
    TOO_MANY,
    "Too many requests",
    "Wait as many seconds as `Retry-After` says, and ask less often.",
  ),
  "avatar-refused": describe(
    CONFLICT,
    "The shopper of the demonstration cannot do that",
    "Why is in `detail`: order something else.",
  ),
  "streams-too-many": describe(
    TOO_MANY,
    "You have too many streams open",
    "Close one first; one stream can tell you all that there is.",
  ),
  "idempotency-key-missing": describe(
    BAD_REQUEST,
    "The request has no idempotency key",
    "Send `Idempotency-Key` with 1 to 100 visible characters, new for each thing to be done.",
  ),
  "idempotency-key-reused": describe(
    UNPROCESSABLE,
    "The idempotency key was used for another request",
    "Use a new key for each thing to be done; repeat a request with its own key.",
  ),
  "amount-invalid": describe(
    UNPROCESSABLE,
    "This is no amount",
    "Send whole minor units, 0 or more.",
  ),
  "quantity-invalid": describe(
    UNPROCESSABLE,
    "The quantity makes no sense here",
    "See the detail for what can be claimed.",
  ),
  "currency-mismatch": describe(
    UNPROCESSABLE,
    "The amount is in another currency",
    "Use the shop's currency.",
  ),
  "product-unknown": describe(
    UNPROCESSABLE,
    "The shop has no such product",
    "Send a GTIN of the catalogue.",
  ),
  "price-missing": describe(
    UNPROCESSABLE,
    "The product has no price",
    "Give it a price in the catalogue.",
  ),
  "offer-invalid": describe(
    UNPROCESSABLE,
    "An offer of the catalogue cannot be reckoned with",
    "Check the configuration: `saunter config check`.",
  ),
  "tax-unknown": describe(
    UNPROCESSABLE,
    "A tax category is not known in the jurisdiction",
    "Check the configuration: `saunter config check`.",
  ),
} as const;

const PEOPLE_PROBLEMS = {
  "not-signed-in": describe(
    UNAUTHORIZED,
    "Nobody is signed in",
    "Sign in, or send a token or key that is valid.",
  ),
  "token-invalid": describe(
    UNAUTHORIZED,
    "The token is not valid, or no longer",
    "Refresh it, or sign in again.",
  ),
  "sign-in-refused": describe(
    UNAUTHORIZED,
    "The sign-in was refused",
    "Check the name and the password, or use another passkey.",
  ),
  "sign-in-delayed": describe(
    TOO_MANY,
    "Too many sign-ins failed",
    "Wait a while, or sign in with a passkey.",
  ),
  forbidden: describe(
    FORBIDDEN,
    "The role does not allow this",
    "Ask the operator for a user with another role.",
  ),
  "csrf-header-missing": describe(
    FORBIDDEN,
    "A request with a session cookie has no header of its own",
    "Send `X-Saunter-Csrf: 1` from the page's own script.",
  ),
  "name-taken": describe(CONFLICT, "Another user has this name", "Choose another name."),
  "customer-busy": describe(
    CONFLICT,
    "The customer cannot be forgotten yet",
    "See the detail for what is still open.",
  ),
} as const;

const ENTRY_PROBLEMS = {
  "gate-closed": describe(CONFLICT, "The gate is closed", "Ask the staff, or use another gate."),
  "gate-busy": describe(
    CONFLICT,
    "Somebody is just coming in",
    "Wait until they are through, and try again.",
    WITH_NEW_KEY,
  ),
  "gate-unknown": describe(
    NOT_FOUND,
    "The shop has no such gate",
    "Use a gate of `GET /v1/gates`.",
  ),
  "gate-leads-out": describe(
    CONFLICT,
    "The gate leads out, and nobody comes in by it",
    "Use a gate of `GET /v1/gates` that leads in.",
  ),
  "entry-code-invalid": describe(
    UNPROCESSABLE,
    "The code is none of the shop",
    "Show a code of the shop's page.",
  ),
  "entry-code-expired": describe(UNPROCESSABLE, "The code is too old", "Show the code of now."),
  "entry-code-replayed": describe(
    CONFLICT,
    "This was shown and used before",
    "Show a new code, or hold the card to the reader again.",
  ),
  "entry-card-refused": describe(
    UNPROCESSABLE,
    "The card cannot be used",
    "Use another card, or another way in.",
  ),
  "entry-badge-unknown": describe(
    UNPROCESSABLE,
    "The badge is not known",
    "Have the operator add it.",
  ),
  "entry-badge-blocked": describe(UNPROCESSABLE, "The badge is blocked", "Ask the operator."),
  "entry-passkey-refused": describe(
    UNPROCESSABLE,
    "The passkey was refused",
    "Start again with a new challenge.",
  ),
  "entry-barred-by-debt": describe(
    CONFLICT,
    "An earlier visit is not paid",
    "Pay it at the kiosk first.",
  ),
  "entry-hold-declined": describe(
    PAYMENT_REQUIRED,
    "The bank declined the hold",
    "Use another card, or another way in.",
  ),
  "entry-hold-refused": describe(
    PAYMENT_REQUIRED,
    "The payment provider did not take the hold as it was asked for",
    "Nothing was taken: use another card, or another way in; where that lasts, let staff look at it.",
  ),
  "entry-offline": describe(
    UNAVAILABLE,
    "The payment provider or terminal cannot be reached",
    "Try again later, or let staff open the gate.",
  ),
  "entry-interrupted": describe(
    CONFLICT,
    "The entry was cut off before the gate opened",
    "Nothing is charged: show a new code or card.",
    WITH_NEW_KEY,
  ),
  "entry-method-unavailable": describe(
    CONFLICT,
    "The shop does not offer this way in",
    "Use one that `GET /v1/entry/terms` names.",
  ),
  "mail-unavailable": describe(
    CONFLICT,
    "The receipt cannot be sent by mail",
    "Give an e-mail address, or take the PDF.",
  ),
  "mail-address-invalid": describe(
    UNPROCESSABLE,
    "This is no e-mail address",
    "Give one like name@example.com.",
  ),
  "party-size-invalid": describe(
    UNPROCESSABLE,
    "The party is too large",
    "Split it up; `GET /v1/entry/terms` says how many may come in at once.",
  ),
} as const;

const VISIT_PROBLEMS = {
  "not-found": describe(
    NOT_FOUND,
    "There is no such thing, or it is not yours to see",
    "Check the id.",
  ),
  "version-conflict": describe(
    CONFLICT,
    "Something else has happened meanwhile",
    "Look at it again, and decide anew.",
  ),
  "visit-not-open": describe(CONFLICT, "The visit is over", "Look at its receipt."),
  "visit-already-left": describe(
    CONFLICT,
    "The shopper has left already",
    "Nothing is to be done.",
  ),
  "visit-not-left": describe(
    CONFLICT,
    "Somebody of the party is still inside",
    "Wait, or close the visit as an attendant.",
  ),
  "exit-without-entry": describe(CONFLICT, "Nobody came in that way", "Look at the alerts."),
  "shopper-already-bound": describe(
    CONFLICT,
    "The shopper is in this visit already",
    "Nothing is to be done.",
  ),
  "shopper-unknown": describe(
    UNPROCESSABLE,
    "There is no such shopper here",
    "Use a shopper whom the tracker sees.",
  ),
  "age-check-not-needed": describe(CONFLICT, "No age check is open", "Nothing is to be done."),
} as const;

const MONEY_PROBLEMS = {
  "account-limit-exceeded": describe(
    PAYMENT_REQUIRED,
    "The account's limit would be exceeded",
    "Use another way to pay, or have the limit raised.",
  ),
  "account-unknown": describe(
    UNPROCESSABLE,
    "There is no such account",
    "Check the configuration.",
  ),
  "charge-not-open": describe(
    CONFLICT,
    "The charge cannot be changed now",
    "Look at it again in a moment.",
  ),
  "debt-not-open": describe(CONFLICT, "There is nothing to pay", "Nothing is to be done."),
  "cash-amount-wrong": describe(
    UNPROCESSABLE,
    "The amount is not what has to be settled",
    "Settle the whole amount that the charge says.",
  ),
  "refund-exceeds-captured": describe(
    CONFLICT,
    "More would be given back than was taken",
    "Look at the charge.",
  ),
  "notice-forged": describe(
    BAD_REQUEST,
    "The notice is not signed as the provider signs",
    "Check the webhook secret and the clock.",
  ),
} as const;

const RECEIPT_PROBLEMS = {
  "receipt-yet-to-come": describe(
    CONFLICT,
    "The visit goes on: there is no receipt yet",
    "Ask again when everybody has left; until then `GET /v1/r/{token}/cart` says what they hold.",
  ),
  "receipt-not-final": describe(
    CONFLICT,
    "The receipt is still a draft",
    "Wait until it is final.",
  ),
  "receipt-line-unknown": describe(
    UNPROCESSABLE,
    "The receipt has no such line",
    "Name a line of the receipt.",
  ),
  "contest-too-late": describe(
    CONFLICT,
    "The receipt can no longer be contested",
    "Speak to the staff.",
  ),
  "contest-already-open": describe(
    CONFLICT,
    "The line is being looked at already",
    "Wait for the answer.",
  ),
  "contest-not-open": describe(CONFLICT, "The contest has been resolved", "Look at the receipt."),
  "review-not-open": describe(
    CONFLICT,
    "The review's time is over",
    "It was settled in the shopper's favour: take the next one.",
  ),
  "review-claimed-by-other": describe(
    CONFLICT,
    "Another reviewer is looking at it",
    "Take the next one.",
  ),
  "review-already-decided": describe(CONFLICT, "The review has been decided", "Take the next one."),
  "review-choice-unknown": describe(
    UNPROCESSABLE,
    "This cannot be chosen here",
    "Choose one of the candidates, or what the subject allows.",
  ),
  "facing-unknown": describe(
    UNPROCESSABLE,
    "The planogram has no such facing",
    "Use a facing of `GET /v1/stock`.",
  ),
  "goods-fixed": describe(
    CONFLICT,
    "The goods of this shop cannot be changed here",
    "Give the shop a catalogue, fixtures and a planogram of its own in the configuration.",
  ),
  "goods-invalid": describe(
    UNPROCESSABLE,
    "The goods would not fit together",
    "The detail says which item is wrong, and what is allowed.",
  ),
} as const;

const PROCESS_PROBLEMS = {
  "clip-unreadable": describe(
    BROKEN,
    "The clip cannot be read",
    "Decide by the rest: it was sealed with another key, or has been changed since.",
  ),
  "not-ready": describe(
    UNAVAILABLE,
    "The shop cannot serve yet, or no longer",
    "Wait; the detail says for what.",
  ),
  "internal-error": describe(
    BROKEN,
    "Something went wrong here",
    "Try again; if it stays, look in the log for the instance's id.",
    WITH_SAME_KEY,
  ),
  "journal-corrupt": describe(
    UNAVAILABLE,
    "The journal is damaged",
    "Restore the last good backup: `saunter restore`.",
  ),
  "journal-cut": describe(
    UNAVAILABLE,
    "The journal ends too early",
    "Restore the last good backup: `saunter restore`.",
  ),
  "journal-newer": describe(
    UNAVAILABLE,
    "The journal was written by a newer version",
    "Update Saunter.",
  ),
  "database-locked": describe(
    UNAVAILABLE,
    "Another process has the shop's folder",
    "Stop the other process.",
  ),
  "disk-full": describe(507, "The disk is full", "Free some space, and try again."),
  "disk-failing": describe(
    UNAVAILABLE,
    "The disk cannot be read or written",
    "Look at the disk, and at the folder's permissions.",
  ),
  "queue-full": describe(
    UNAVAILABLE,
    "The disk does not keep up",
    "Try again in a moment.",
    WITH_SAME_KEY,
  ),
  "event-too-large": describe(BROKEN, "An event is too large", "Report it with the log."),
  closed: describe(
    UNAVAILABLE,
    "The shop's process is closing",
    "Try again in a moment.",
    WITH_SAME_KEY,
  ),
} as const;

/** The one table; the compiler makes sure that no code is missing. */
export const PROBLEM_TABLE: Readonly<Record<ProblemCode, ProblemEntry>> = {
  ...REQUEST_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...ENTRY_PROBLEMS,
  ...VISIT_PROBLEMS,
  ...MONEY_PROBLEMS,
  ...RECEIPT_PROBLEMS,
  ...PROCESS_PROBLEMS,
};

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === "string" && Object.hasOwn(PROBLEM_TABLE, code);
}
