/**
 * Plans which rows of a shop to take if the shop signs them. A row's hash covers all rows before it, so one valid signature
 * is enough for all rows that are taken with it. Each row is only checked if something is wrong with them.
 */
import type { UpRow } from "@saunter/protocol/chain/up-row";
import { type Head, type Plan, planRows, type Refusal } from "./plan-rows.ts";

export type SignedRefusal =
  | Refusal
  /** The shop signs its rows, and this one has no signature. */
  | "unsigned"
  /** Not a signature by one of the shop's keys for this row. */
  | "signature-wrong";

/** Reasons that only a message gets that the shop did not send. */
export const FORGED: readonly SignedRefusal[] = ["unsigned", "signature-wrong"];

export interface SignedPlan extends Omit<Plan, "refused"> {
  readonly refused: readonly { readonly row: UpRow; readonly reason: SignedRefusal }[];
}

/**
 * As `planRows`. All rows that the plan returns in `taken` and `waiting` are signed by the shop.
 *
 * @param findFault null if the row's signature is valid.
 */
export function planSigned(
  head: Head,
  rows: readonly UpRow[],
  findHash: (position: number) => string | undefined,
  findFault: (row: UpRow) => "unsigned" | "signature-wrong" | null,
): SignedPlan {
  const isSigned = (row: UpRow): boolean => findFault(row) === null;
  const plan = planRows(head, rows, findHash);
  const last = plan.taken.at(-1);
  const isRight =
    plan.refused.length === 0 &&
    (last === undefined || isSigned(last)) &&
    plan.waiting.every(isSigned);
  if (isRight) return plan;
  const faulty = rows.flatMap((row) => {
    const reason = findFault(row);
    return reason === null ? [] : [{ row, reason }];
  });
  const wrong = new Set(faulty.map(({ row }) => row));
  const signed = planRows(
    head,
    rows.filter((row) => !wrong.has(row)),
    findHash,
  );
  return { ...signed, refused: [...signed.refused, ...faulty] };
}
