/** The money of one visit, as those see it who have to do with it. */
import Type from "typebox";
import { atMs, closed, minor, nullable, oneOf } from "./schemas.ts";

export const PAYER = oneOf(["card", "account", "cash"]);

export const WITHDRAWN =
  "Refunded at the provider or taken back by the payer's bank; not asked for again";

const ACTION = oneOf(["hold", "increase", "capture", "release", "collect", "refund"]);

const PAYMENT_STATUS = oneOf([
  ...(["held", "captured", "released", "declined", "needs-action", "processing"] as const),
]);

const DIGITS = nullable(Type.String({ description: "Of a card." }));

export const CHARGE = closed({
  chargeId: Type.String(),
  payer: PAYER,
  lastFour: DIGITS,
  currency: Type.String(),
  dueMinor: nullable(minor("What the receipt says; null while the visit goes on")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  withdrawnMinor: minor(WITHDRAWN),
  takenCashMinor: minor("Taken in cash"),
  returnedCashMinor: minor("Given back in cash"),
  debt: nullable(
    closed({ amountMinor: minor("Owed"), sinceMs: atMs("Since when"), code: Type.String() }),
  ),
  pending: nullable(
    closed({
      action: ACTION,
      amountMinor: minor("Asked for"),
      sinceMs: atMs("Since when the provider has not answered"),
    }),
  ),
  payments: Type.Array(
    closed({
      paymentId: Type.String(),
      reference: Type.String({ description: "The provider's own id." }),
      status: PAYMENT_STATUS,
      heldMinor: minor("Held"),
      capturedMinor: minor("Taken"),
      refundedMinor: minor("Given back by the shop"),
      holdExpiresMs: nullable(atMs("When the hold lapses by itself")),
      actionUrl: nullable(
        Type.String({ description: "Where the payer confirms it, for as long as they have to." }),
      ),
    }),
  ),
  withdrawals: Type.Array(
    closed({
      withdrawalId: Type.String({ description: "The provider's own id." }),
      paymentId: Type.String(),
      kind: oneOf(["refund", "dispute"], "Made at the provider; or by the payer's bank."),
      amountMinor: minor("Taken; 0 once it came back"),
    }),
  ),
});

export const STEP = closed({
  atMs: atMs("When"),
  kind: oneOf(
    [
      ...(["due", "asked", "observed", "withdrawn", "cash-taken", "cash-returned"] as const),
      ...(["debt", "settled", "forgiven"] as const),
    ],
    "`due`: the receipt says so. `asked`: of the provider. `observed`: it told of a payment by itself.",
  ),
  amountMinor: minor("Of it"),
  action: nullable(ACTION),
  outcome: nullable(oneOf(["pending", "done", "declined", "needs-action", "refused"])),
  answeredMs: nullable(atMs("When the provider answered")),
  status: nullable(PAYMENT_STATUS),
  paymentId: nullable(Type.String()),
  lastFour: DIGITS,
  code: nullable(Type.String({ description: "Why it was declined, refused or withdrawn." })),
  by: nullable(Type.String({ description: "Who did it: a user's id." })),
});

export const CHARGE_HISTORY = closed({ items: Type.Array(STEP) });
