/** The money of one visit, as those see it who have to do with it. */
import Type from "typebox";
import { RELEASE_CAUSES } from "../balance-kinds.ts";
import { atMs, closed, minor, named, nullable, oneOf } from "./schemas.ts";

export const PAYER = oneOf(["card", "account", "cash"]);

export const WITHDRAWN =
  "Refunded at the provider, or charged back by the payer's bank; not collected again";

const ACTION = oneOf(["hold", "increase", "capture", "release", "collect", "refund"]);

const PAYMENT_STATUS = oneOf([
  "held",
  "captured",
  "released",
  "declined",
  "needs-action",
  "processing",
]);

const DIGITS = nullable(Type.String({ description: "Of a card." }));

/** A gift card or a member card that pays for a visit. */
export const BALANCE = named(
  "ChargeBalance",
  closed({
    holdId: Type.String(),
    kind: nullable(oneOf(["gift-card", "points"], "Null until the chain has answered.")),
    lastFour: nullable(Type.String({ description: "Of the card's number." })),
    status: oneOf(["requested", "held", "captured", "released"]),
    cause: nullable(oneOf([...RELEASE_CAUSES], "Why it was released.")),
    heldMinor: minor("Held by the chain"),
    capturedMinor: minor("Paid with it"),
    refundedMinor: minor("Refunded to it"),
  }),
);

export const CHARGE = named(
  "Charge",
  closed({
    chargeId: Type.String(),
    payer: PAYER,
    lastFour: DIGITS,
    currency: Type.String(),
    dueMinor: nullable(minor("The receipt's total; null during the visit")),
    netMinor: minor("Charged less refunded"),
    missingMinor: minor("Still to be charged; below 0: to be refunded"),
    forgivenMinor: minor("Waived"),
    withdrawnMinor: minor(WITHDRAWN),
    takenCashMinor: minor("Paid in cash"),
    returnedCashMinor: minor("Refunded in cash"),
    balances: Type.Array(BALANCE, { description: "Gift cards and points: they pay first." }),
    debt: nullable(
      closed({ amountMinor: minor("Owed"), sinceMs: atMs("Since when"), code: Type.String() }),
    ),
    pending: nullable(
      closed({
        action: ACTION,
        amountMinor: minor("Asked for"),
        sinceMs: atMs("When the provider stopped answering; null: it answers"),
      }),
    ),
    payments: Type.Array(
      closed({
        paymentId: Type.String(),
        reference: Type.String({ description: "The provider's own id." }),
        status: PAYMENT_STATUS,
        heldMinor: minor("Held"),
        capturedMinor: minor("Taken"),
        refundedMinor: minor("Refunded by the shop"),
        holdExpiresMs: nullable(atMs("When the hold expires")),
        actionUrl: nullable(
          Type.String({ description: "Where the payer confirms the payment, while they have to." }),
        ),
      }),
    ),
    withdrawals: Type.Array(
      closed({
        withdrawalId: Type.String({ description: "The provider's own id." }),
        paymentId: Type.String(),
        kind: oneOf(
          ["refund", "dispute"],
          "A refund made at the provider, or a chargeback by the payer's bank.",
        ),
        amountMinor: minor("Amount; 0 once it was returned"),
      }),
    ),
  }),
);

export const STEP = named(
  "ChargeStep",
  closed({
    atMs: atMs("When"),
    kind: oneOf(
      [
        "due",
        "asked",
        "observed",
        "withdrawn",
        "cash-taken",
        "cash-returned",
        "balance-captured",
        "balance-refunded",
        "debt",
        "settled",
        "forgiven",
      ],
      "`due`: the receipt changed. `asked`: the shop called the provider. `observed`: the provider reported a payment unasked.",
    ),
    amountMinor: minor("Of it"),
    action: nullable(ACTION),
    outcome: nullable(oneOf(["pending", "done", "declined", "needs-action", "refused"])),
    answeredMs: nullable(atMs("When the provider answered")),
    status: nullable(PAYMENT_STATUS),
    paymentId: nullable(Type.String()),
    lastFour: DIGITS,
    code: nullable(Type.String({ description: "Why it was declined, refused or withdrawn." })),
    by: nullable(Type.String({ description: "The user who did it, by id." })),
  }),
);

export const CHARGE_HISTORY = named("ChargeHistory", closed({ items: Type.Array(STEP) }));
