/** Every way in which a request to the chain may fail: what programs branch on, and what people do. */
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import type { ProblemEntry, ProblemTable } from "@saunter/server/http/problem";
import { REQUEST_PROBLEMS } from "@saunter/server/http/request-problems";

const describe = (status: number, title: string, advice: string): ProblemEntry => ({
  status,
  title,
  advice,
});

export const PROBLEM_TABLE: ProblemTable<ChainProblemCode> = {
  ...REQUEST_PROBLEMS,
  "not-found": describe(404, "Not found, or you do not have access", "Check the address or ID."),
  "id-taken": describe(
    409,
    "This ID or address is in use already",
    "Choose another, or change what is there.",
  ),
  "idempotency-key-missing": describe(
    400,
    "The request has no idempotency key",
    "Send `Idempotency-Key` with 1 to 100 visible characters, new for each operation.",
  ),
  "idempotency-key-reused": describe(
    422,
    "The idempotency key was used for another request",
    "Use a new key for each operation. Repeat a request with its own key.",
  ),
  "not-signed-in": describe(401, "You are not signed in", "Sign in."),
  forbidden: describe(403, "Your role does not allow this", "Ask an owner for another role."),
  "sign-in-refused": describe(
    401,
    "The sign-in was refused",
    "Check what you typed, or ask an owner whether you may sign in.",
  ),
  "sign-in-delayed": describe(
    429,
    "Too many failed sign-ins",
    "Wait for the seconds in `Retry-After`, or sign in with your identity provider.",
  ),
  "invitation-invalid": describe(
    401,
    "The invitation is not valid",
    "It works once, for seven days: ask for a new one.",
  ),
  "last-owner": describe(
    409,
    "The chain would have no owner left",
    "Make somebody else an owner of the chain first.",
  ),
  "user-provisioned": describe(
    409,
    "The directory decides about this",
    "Change it in the directory or identity provider that the user comes from.",
  ),
  "shop-away": describe(
    503,
    "The shop does not answer",
    "Send it again: a decision that reached the shop is not made twice.",
  ),
  "review-not-open": describe(
    409,
    "The review’s deadline has passed",
    "It was settled in the shopper’s favour. Take the next one.",
  ),
  "review-already-decided": describe(409, "The review is already decided", "Take the next one."),
  "review-claimed-by-other": describe(
    409,
    "Another reviewer has this one open",
    "Take the next one.",
  ),
  "review-choice-unknown": describe(
    422,
    "This choice is not available",
    "Choose one of the candidates or allowed answers.",
  ),
  "product-unknown": describe(
    422,
    "The shop has no such product",
    "Send a GTIN of the shop’s catalogue.",
  ),
  "clip-unreadable": describe(
    500,
    "The clip cannot be opened",
    "It was encrypted with another key, or is damaged. Decide by the other evidence.",
  ),
  "forecast-missing": describe(
    409,
    "There is no forecast of this version yet",
    "Wait for the forecast. An owner may send it without one, and says why.",
  ),
  "forecast-worse": describe(
    409,
    "The forecast says that receipts get clearly worse",
    "Change the version. An owner may send it all the same, and says why.",
  ),
  "approval-needed": describe(
    403,
    "This needs another user",
    "Ask a user who has had the right for a day, and who didn't publish this version.",
  ),
  "approvers-removed": describe(
    403,
    "The users who could approve this lost their access within the last day",
    "Publish shop by shop, give the users their access back, or wait 24 hours.",
  ),
  "proposal-decided": describe(
    409,
    "The proposal has been decided already",
    "Load the page again.",
  ),
  "legal-change-unconfirmed": describe(
    409,
    "Age limits, allergens, tax categories or deposits would change",
    "Compare the file with what shops have. If the change is right, confirm it and publish again.",
  ),
  "not-ready": describe(
    503,
    "A server that is needed cannot be reached",
    "Try again later. If it keeps happening, check the database and the identity provider.",
  ),
  "internal-error": describe(
    500,
    "Something went wrong here",
    "Try again. If it keeps happening, look for the request's id in the log.",
  ),
};
