/** What shops' journals say of gift cards, points, and the receipts that earn them. What a shop wrote may be anything. */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { MINOR_MAX } from "./balance-limits.ts";

const ID = Type.String({ minLength: 1, maxLength: 200 });
const MINOR = Type.Integer({ minimum: 0, maximum: MINOR_MAX });
const RECEIPT = Type.Object({
  result: Type.Object({ currency: Type.String(), totals: Type.Object({ totalMinor: MINOR }) }),
});

const EVENT = Type.Union([
  Type.Object({ type: Type.Literal("BalanceHeld"), holdId: ID }),
  Type.Object({ type: Type.Literal("BalanceCaptured"), holdId: ID, amountMinor: MINOR }),
  Type.Object({ type: Type.Literal("BalanceReleased"), holdId: ID, cause: Type.String() }),
  Type.Object({
    type: Type.Literal("BalanceRefunded"),
    holdId: ID,
    refundId: ID,
    amountMinor: MINOR,
  }),
  Type.Object({ type: Type.Literal("DueSet"), dueMinor: MINOR }),
  Type.Object({ type: Type.Literal("DebtForgiven") }),
  Type.Object({ type: Type.Literal("WithdrawalSeen") }),
  Type.Object({ type: Type.Literal("ReceiptFinalised"), content: RECEIPT }),
]);
export type BalanceEvent = Static<typeof EVENT>;

export const BALANCE_EVENT_TYPES: readonly BalanceEvent["type"][] = [
  "BalanceHeld",
  "BalanceCaptured",
  "BalanceReleased",
  "BalanceRefunded",
  "DueSet",
  "DebtForgiven",
  "WithdrawalSeen",
  "ReceiptFinalised",
];

/** Null where a body is none. */
export function readBalanceEvent(body: unknown): BalanceEvent | null {
  return Check(EVENT, body) && isWritable(JSON.stringify(body)) ? body : null;
}

/** PostgreSQL's texts hold neither NUL nor half of a surrogate pair. */
function isWritable(text: string): boolean {
  return !/\\u0000|\\ud[89a-f]/iu.test(text);
}
