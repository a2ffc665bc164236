/** Every way in which a request may fail, in one table: what programs branch on, and what people do. */
import type { ProblemCode } from "@saunter/protocol/problem-codes";
import type { ProblemEntry as ServerProblemEntry } from "@saunter/server/http/problem";
import { REQUEST_PROBLEMS } from "@saunter/server/http/request-problems";

export interface ProblemEntry extends ServerProblemEntry {
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

const RESTORE_BACKUP =
  "Stop the shop and restore the last good backup: `saunter restore --data FOLDER --force FILE`. The damaged journal is kept.";

const describe = (
  status: number,
  title: string,
  advice: string,
  ofPrograms?: string,
): ProblemEntry => ({
  status,
  title,
  advice,
  ...(ofPrograms === undefined ? {} : { ofPrograms }),
});

const WITH_NEW_KEY = "Programs take a new idempotency key.";
const WITH_SAME_KEY = "Programs take the same idempotency key.";

const HTTP_PROBLEMS = {
  "input-invalid": REQUEST_PROBLEMS["input-invalid"],
  "body-malformed": REQUEST_PROBLEMS["body-malformed"],
  "body-too-large": REQUEST_PROBLEMS["body-too-large"],
  "body-type-unsupported": REQUEST_PROBLEMS["body-type-unsupported"],
  "not-acceptable": describe(
    406,
    "This format is not available",
    "Ask for JSON, HTML or PDF by suffix or by `Accept`.",
  ),
  "route-unknown": REQUEST_PROBLEMS["route-unknown"],
  "method-not-allowed": REQUEST_PROBLEMS["method-not-allowed"],
  "request-too-slow": describe(
    TIMEOUT,
    "The request took too long to arrive",
    "Send it again. If it keeps happening, check the network.",
  ),
  "request-unreadable": describe(
    BAD_REQUEST,
    "This is not a valid HTTP request",
    "Send HTTP/1.1, and TLS only to a proxy that takes it.",
  ),
  "headers-too-large": describe(
    HEADERS_TOO_LARGE,
    "The headers are too large",
    "Send 16 kB of them at most; delete old cookies of this site.",
  ),
  "rate-limited": REQUEST_PROBLEMS["rate-limited"],
  "avatar-refused": describe(
    CONFLICT,
    "The shopper of the demonstration cannot do that",
    "The detail says why. Choose another action.",
  ),
  "streams-too-many": describe(
    TOO_MANY,
    "You have too many streams open",
    "Close one first. One stream can carry all events.",
  ),
  "idempotency-key-missing": describe(
    BAD_REQUEST,
    "The request has no idempotency key",
    "Send `Idempotency-Key` with 1 to 100 visible characters, new for each operation.",
  ),
  "idempotency-key-reused": describe(
    UNPROCESSABLE,
    "The idempotency key was used for another request",
    "Use a new key for each operation. Repeat a request with its own key.",
  ),
  "amount-invalid": describe(
    UNPROCESSABLE,
    "The amount is not valid",
    "Send whole minor units, 0 or more.",
  ),
  "quantity-invalid": describe(
    UNPROCESSABLE,
    "This quantity is not possible",
    "The detail says which quantities are possible.",
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
    "An offer in the catalogue is not valid",
    "Check the configuration: `saunter config check`.",
  ),
  "tax-unknown": describe(
    UNPROCESSABLE,
    "A tax category is unknown in this jurisdiction",
    "Check the configuration: `saunter config check`.",
  ),
} as const;

const PEOPLE_PROBLEMS = {
  "not-signed-in": describe(
    UNAUTHORIZED,
    "You are not signed in",
    "Sign in, or send a valid token or key.",
  ),
  "token-invalid": describe(
    UNAUTHORIZED,
    "The token is invalid or has expired",
    "Refresh it, or sign in again.",
  ),
  "sign-in-refused": describe(
    UNAUTHORIZED,
    "The sign-in was refused",
    "Check the name and the password, or use another passkey.",
  ),
  "sign-in-delayed": describe(
    TOO_MANY,
    "Too many failed sign-ins",
    "Wait a while, or sign in with a passkey.",
  ),
  "second-factor-needed": describe(
    UNAUTHORIZED,
    "Your sign-in needs a code",
    "Enter the code that your authenticator app shows, or a recovery code.",
  ),
  "second-factor-wrong": describe(
    UNPROCESSABLE,
    "The code was refused",
    "Each code works once: wait for the next one. Check that your phone’s clock is right.",
  ),
  "second-factor-on": describe(
    CONFLICT,
    "You have a second factor already",
    "Turn it off before you set up another.",
  ),
  "second-factor-required": describe(
    FORBIDDEN,
    "This shop requires a second factor",
    "Set one up under “Your sign-in”, or sign in with a passkey.",
  ),
  forbidden: describe(
    FORBIDDEN,
    "Your role does not allow this",
    "Ask the operator for another role.",
  ),
  "csrf-header-missing": REQUEST_PROBLEMS["csrf-header-missing"],
  "name-taken": describe(CONFLICT, "Another user has this name", "Choose another name."),
  "customer-busy": describe(
    CONFLICT,
    "The customer’s data cannot be deleted yet",
    "The detail says what is still open.",
  ),
} as const;

const ENTRY_PROBLEMS = {
  "gate-closed": describe(CONFLICT, "The gate is closed", "Ask the staff, or use another gate."),
  "gate-busy": describe(
    CONFLICT,
    "Someone else is coming in",
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
    "This gate is an exit",
    "Use an entrance gate of `GET /v1/gates`.",
  ),
  "entry-code-invalid": describe(
    UNPROCESSABLE,
    "This code is not from this shop",
    "Show the code on the shop’s page.",
  ),
  "entry-code-expired": describe(UNPROCESSABLE, "The code has expired", "Show the current code."),
  "entry-code-replayed": describe(
    CONFLICT,
    "This code has already been used",
    "Show a new code, or hold the card to the reader again.",
  ),
  "entry-card-refused": describe(
    UNPROCESSABLE,
    "The card cannot be used",
    "Use another card or another entry method.",
  ),
  "card-setup-unknown": describe(
    UNPROCESSABLE,
    "The card’s setup is unknown, used or expired",
    "Start saving the card again with `POST /v1/card-setups`.",
    WITH_NEW_KEY,
  ),
  "entry-badge-unknown": describe(
    UNPROCESSABLE,
    "The badge is unknown",
    "Ask the operator to add it.",
  ),
  "entry-badge-blocked": describe(UNPROCESSABLE, "The badge is blocked", "Ask the operator."),
  "entry-passkey-refused": describe(
    UNPROCESSABLE,
    "The passkey was refused",
    "Start again with a new challenge.",
  ),
  "entry-barred-by-debt": describe(
    CONFLICT,
    "An earlier visit is unpaid",
    "Pay it at the kiosk first.",
  ),
  "entry-hold-declined": describe(
    PAYMENT_REQUIRED,
    "The bank declined the hold",
    "Use another card or another entry method.",
  ),
  "entry-hold-refused": describe(
    PAYMENT_REQUIRED,
    "The payment provider refused the hold",
    "Nothing was charged. Use another card or another entry method. If it keeps happening, ask the staff.",
  ),
  "entry-offline": describe(
    UNAVAILABLE,
    "The payment provider or terminal cannot be reached",
    "Try again later, or ask the staff to open the gate.",
  ),
  "entry-interrupted": describe(
    CONFLICT,
    "The entry was interrupted before the gate opened",
    "Nothing was charged. Show a new code or card.",
    WITH_NEW_KEY,
  ),
  "entry-method-unavailable": describe(
    CONFLICT,
    "This entry method isn’t available in this shop",
    "Use a method listed in `GET /v1/entry/terms`.",
  ),
  "mail-unavailable": describe(
    CONFLICT,
    "The receipt cannot be sent by mail",
    "Enter an e-mail address, or save the PDF.",
  ),
  "mail-address-invalid": describe(
    UNPROCESSABLE,
    "This is not an e-mail address",
    "Enter one like name@example.com.",
  ),
  "party-size-invalid": describe(
    UNPROCESSABLE,
    "The party is too large",
    "Split the party. `GET /v1/entry/terms` has the largest size.",
  ),
} as const;

const VISIT_PROBLEMS = {
  "not-found": describe(
    NOT_FOUND,
    "Not found, or you do not have access",
    "Check the address or ID.",
  ),
  "version-conflict": describe(
    CONFLICT,
    "Something has changed in the meantime",
    "Reload it and try again.",
  ),
  "cart-in-use-elsewhere": describe(
    CONFLICT,
    "Another device uses this cart’s id",
    "Give each cart an id and a key of its own, and restart it.",
  ),
  "trip-not-left": describe(
    CONFLICT,
    "This smart cart was not left",
    "Record what was found once the trip is over without payment.",
  ),
  "visit-not-open": describe(CONFLICT, "The visit is over", "Open its receipt."),
  "visit-already-left": describe(
    CONFLICT,
    "The shopper has already left",
    "Nothing is to be done.",
  ),
  "visit-not-left": describe(
    CONFLICT,
    "Someone in the party is still inside",
    "Wait, or end the visit as staff.",
  ),
  "exit-without-entry": describe(CONFLICT, "There is no entry for this exit", "Check the alerts."),
  "shopper-already-bound": describe(
    CONFLICT,
    "The shopper is already in this visit",
    "Nothing is to be done.",
  ),
  "shopper-unknown": describe(
    UNPROCESSABLE,
    "This shopper is not in the shop",
    "Use a shopper whom the tracker currently follows.",
  ),
  "age-check-not-needed": describe(CONFLICT, "No age check is open", "Nothing is to be done."),
} as const;

const MONEY_PROBLEMS = {
  "day-closed": describe(
    CONFLICT,
    "This day has been closed",
    "What came after the last closing belongs to a later day: close that.",
  ),
  "day-to-come": describe(
    CONFLICT,
    "This day has not begun",
    "Close today, or a day before that has not been closed.",
  ),
  "account-limit-exceeded": describe(
    PAYMENT_REQUIRED,
    "This would exceed the account’s limit",
    "Use another payment method, or have the limit raised.",
  ),
  "account-unknown": describe(
    UNPROCESSABLE,
    "This account does not exist",
    "Check the configuration.",
  ),
  "charge-not-open": describe(
    CONFLICT,
    "The payment cannot be changed right now",
    "Try again in a moment.",
  ),
  "debt-not-open": describe(CONFLICT, "There is nothing to pay", "Nothing is to be done."),
  "cash-amount-wrong": describe(
    UNPROCESSABLE,
    "The amount does not match the amount due",
    "Settle the whole amount of the charge.",
  ),
  "cash-exceeds-drawer": describe(
    CONFLICT,
    "More cash than should be in the drawer",
    "Take less, or count the drawer first if more is there.",
  ),
  "drawer-not-counted": describe(
    CONFLICT,
    "The till’s drawer has not been counted",
    "Count it first: `POST /v1/drawer/counts`.",
  ),
  "refund-exceeds-captured": describe(
    CONFLICT,
    "More than can be refunded",
    "See on the receipt what can still be refunded.",
  ),
  "refund-needs-operator": describe(
    FORBIDDEN,
    "This refund needs an operator",
    "Ask an operator to make it, or refund less.",
  ),
  "notice-forged": describe(
    BAD_REQUEST,
    "The notification does not have the provider’s signature",
    "Check the webhook secret and the clock.",
  ),
} as const;

const RECEIPT_PROBLEMS = {
  "receipt-yet-to-come": describe(
    CONFLICT,
    "The visit is still open: there is no receipt yet",
    "Try again when everyone has left. Until then, `GET /v1/r/{token}/cart` has the cart.",
  ),
  "receipt-not-final": describe(
    CONFLICT,
    "The receipt is still a draft",
    "Wait until it is final.",
  ),
  "receipt-line-unknown": describe(
    UNPROCESSABLE,
    "The receipt has no such line",
    "Use a line of the receipt.",
  ),
  "contest-too-late": describe(CONFLICT, "The receipt can no longer be disputed", "Ask the staff."),
  "contest-already-open": describe(
    CONFLICT,
    "This item is already in review",
    "Wait for the answer.",
  ),
  "contest-not-open": describe(CONFLICT, "The dispute is closed", "See the answer on the receipt."),
  "review-not-open": describe(
    CONFLICT,
    "The review’s deadline has passed",
    "It was settled in the shopper’s favour. Take the next one.",
  ),
  "review-claimed-by-other": describe(
    CONFLICT,
    "Another reviewer has this one open",
    "Take the next one.",
  ),
  "review-already-decided": describe(
    CONFLICT,
    "The review is already decided",
    "Take the next one.",
  ),
  "review-choice-unknown": describe(
    UNPROCESSABLE,
    "This choice is not available",
    "Choose one of the candidates or allowed answers.",
  ),
  "facing-unknown": describe(
    UNPROCESSABLE,
    "The planogram has no such facing",
    "Use a facing of `GET /v1/stock`.",
  ),
  "goods-fixed": describe(
    CONFLICT,
    "This shop’s products cannot be changed here",
    "If the chain decides them, change them there. If not, add a catalogue, fixtures and a planogram to the configuration.",
  ),
  "planogram-unchanged": describe(
    CONFLICT,
    "The planogram has nothing to publish or undo",
    "Reload, and change the draft first.",
  ),
  "goods-invalid": describe(
    UNPROCESSABLE,
    "The products and planogram do not match",
    "The detail says which item is wrong and what is allowed.",
  ),
} as const;

const PROCESS_PROBLEMS = {
  "webhook-configured": describe(
    CONFLICT,
    "This webhook is in the shop’s configuration",
    "Change it there, under `webhooks`.",
  ),
  "device-not-over-http": describe(
    CONFLICT,
    "This controller’s readings do not arrive over HTTP",
    "Send them as it is configured, or set the controller’s `transport` to `{ kind: http }`.",
  ),
  "recording-unavailable": describe(
    CONFLICT,
    "The shop can’t record now",
    "The detail says why: free disk space, let the shop’s process write to its folder, or connect scales.",
  ),
  "reports-busy": describe(
    UNAVAILABLE,
    "Too many reports are being made",
    "Wait for the seconds in `Retry-After`, and ask again.",
  ),
  "export-too-large": describe(
    CONFLICT,
    "The export has too many rows",
    "Choose a shorter period, or days or products instead of receipts or lines.",
  ),
  "receipts-busy": describe(
    UNAVAILABLE,
    "Too many receipts are being made as PDF",
    "Wait for the seconds in `Retry-After`, or ask for HTML.",
  ),
  "clip-unreadable": describe(
    BROKEN,
    "The clip cannot be opened",
    "It was encrypted with another key, or is damaged. Decide by the other evidence.",
  ),
  "not-ready": describe(
    UNAVAILABLE,
    "The shop is starting or stopping",
    "Wait and try again. `detail` says why.",
  ),
  "internal-error": describe(
    BROKEN,
    "Something went wrong on the server",
    "Try again. If it keeps happening, search the log for the instance’s ID.",
    WITH_SAME_KEY,
  ),
  "journal-corrupt": describe(UNAVAILABLE, "The journal is damaged", RESTORE_BACKUP),
  "journal-cut": describe(UNAVAILABLE, "The journal ends too early", RESTORE_BACKUP),
  "shop-replaced": describe(
    UNAVAILABLE,
    "Another computer has taken this one's place",
    "Bring the shop's events here: `saunter restore --from-chain shop.yaml`. If it refuses, it says why.",
  ),
  "row-damaged": describe(
    UNAVAILABLE,
    "A stored record is damaged",
    "Try again in a minute: it is repaired or taken out, and staff have an alert.",
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
  ...HTTP_PROBLEMS,
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
