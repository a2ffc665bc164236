/** Refunds of receipts by staff, and what happened to a receipt. */
import Type from "typebox";
import { CLAIMED_QUANTITY_MAX, REFUND_NOTE_CHARS_MAX, REFUNDED_LINES_MAX } from "../limits.ts";
import { REFUND_KINDS, REFUND_REASONS } from "../refund-reasons.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, minor, nullable, oneOf } from "./schemas.ts";

const PARAMS = closed({ visitId: id("The visit's id.") });

const WHAT = {
  kind: oneOf(
    REFUND_KINDS,
    "`whole`: all that is left; `lines`: units of lines, which the receipt then no longer has; `amount`: an amount as goodwill, which leaves the sale and its tax as they are.",
  ),
  lines: Type.Optional(
    Type.Array(
      closed({
        lineId: id("The line."),
        quantity: Type.Integer({
          minimum: 1,
          maximum: CLAIMED_QUANTITY_MAX,
          description: "Units of it to refund.",
        }),
      }),
      { minItems: 1, maxItems: REFUNDED_LINES_MAX, description: "Of `lines` alone." },
    ),
  ),
  amountMinor: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "Of `amount` alone, minor units.",
    }),
  ),
};

const REASON = oneOf(REFUND_REASONS, "Why.");

const REFUND_CODES = [
  "not-found",
  "receipt-not-final",
  "receipt-line-unknown",
  "quantity-invalid",
  "refund-exceeds-captured",
] as const;

const AMOUNT = {
  amountMinor: minor("By how much less is due, also where others return what they took"),
};

const COMES_TO = {
  ...AMOUNT,
  returnedMinor: minor(
    "What goes back to the shopper now: less where they owe, or have it from their bank or a refund made at the provider",
  ),
};

export const POST_REFUND_PREVIEW = route({
  method: "POST",
  path: "/receipts/:visitId/refunds/preview",
  tag: "receipts",
  summary: "Show what a refund would come to",
  description:
    "Nothing is refunded. Offers and taxes are recomputed, so the amount is not always that of the lines.",
  params: PARAMS,
  body: closed(WHAT, { examples: [{ kind: "lines", lines: [{ lineId: "07", quantity: 1 }] }] }),
  answers: { 200: { description: "The amounts.", schema: closed(COMES_TO) } },
  codes: REFUND_CODES,
});

export const POST_REFUNDS = route({
  method: "POST",
  path: "/receipts/:visitId/refunds",
  tag: "receipts",
  summary: "Refund a receipt, lines of it or an amount",
  description:
    "No more goes back than was paid. A refund of a receipt that is not paid in full lowers the debt first, and one of an amount ends it: operators alone make those. The payment provider refunds right after; while it cannot be reached, the refund waits and is tried again. Clerks and other systems refund up to an amount at once and in 24 hours; beyond, an operator does.",
  params: PARAMS,
  body: closed(
    {
      ...WHAT,
      reason: REASON,
      note: Type.Optional(
        Type.String({
          maxLength: REFUND_NOTE_CHARS_MAX,
          description: "For the shop's own books; no personal data.",
        }),
      ),
    },
    {
      examples: [{ kind: "amount", amountMinor: 100, reason: "goodwill", note: "Waited long" }],
    },
  ),
  answers: {
    201: {
      description: "The refund was recorded.",
      schema: closed({
        refundId: Type.String(),
        ...COMES_TO,
        documentNumber: nullable(
          Type.String({ description: "Of the correction; null: an amount has none." }),
        ),
      }),
    },
  },
  codes: [...REFUND_CODES, "refund-needs-operator", "charge-not-open"],
});

export const GET_REFUNDS = route({
  method: "GET",
  path: "/receipts/:visitId/refunds",
  tag: "receipts",
  summary: "Show a receipt's refunds, what can still be refunded, and what is on its way",
  params: PARAMS,
  answers: {
    200: {
      description: "The refunds, oldest first.",
      schema: closed({
        currency: Type.String(),
        refundableMinor: minor("Paid and not refunded"),
        limitMinor: nullable(
          minor(
            "What the caller may refund now, nothing of a receipt that is not paid in full; null: no limit of their own",
          ),
        ),
        waitingMinor: minor("Recorded, and not yet with the shopper"),
        waitsFor: nullable(
          oneOf(
            ["provider", "cash"],
            "`provider`: the payment provider has yet to refund it, and is asked again; `cash`: staff return it.",
          ),
        ),
        items: Type.Array(
          closed({
            refundId: Type.String(),
            kind: oneOf(REFUND_KINDS),
            ...AMOUNT,
            documentNumber: nullable(Type.String()),
            reason: REASON,
            note: Type.String(),
            refundedMs: atMs("When it was recorded"),
            byId: Type.String(),
            byName: nullable(Type.String({ description: "Null: a removed user." })),
          }),
        ),
      }),
    },
  },
  codes: ["not-found", "receipt-not-final"],
});

export const RECEIPT_STEPS = [
  "drafted",
  "finalised",
  "disputed",
  "dispute-granted",
  "dispute-refused",
  "corrected",
  "refund",
  "charged",
  "refunded",
  "refund-failed",
  "declined",
  "cash-taken",
  "cash-returned",
  "balance-captured",
  "balance-refunded",
  "withdrawn",
  "waived",
] as const;

export const GET_RECEIPT_HISTORY = route({
  method: "GET",
  path: "/receipts/:visitId/history",
  tag: "receipts",
  summary: "List what happened to a receipt and its payment, oldest first",
  params: PARAMS,
  answers: {
    200: {
      description: "The steps.",
      schema: closed({
        items: Type.Array(
          closed({
            atMs: atMs("When"),
            kind: oneOf(RECEIPT_STEPS),
            amountMinor: nullable(minor("How much it is about")),
            documentNumber: nullable(Type.String({ description: "The document it issued." })),
            note: Type.String({ description: "Why, where somebody said." }),
            byId: nullable(Type.String({ description: "Null: the shop itself." })),
            byName: nullable(
              Type.String({ description: "Null: the shop itself, or a removed user." }),
            ),
          }),
        ),
      }),
    },
  },
  codes: ["not-found"],
});
