/** The link of a receipt, which is made at the entry: whoever has it may see the receipt. */
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { RefusedError } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import type { HttpDeps } from "./http-context.ts";

/** The visit of a link, whose receipt may not be there yet. Throws `RefusedError` with `not-found`. */
export function findByToken({ db }: Pick<Transaction, "db">, token: string): string {
  const row =
    prepared(db, "SELECT visit_id FROM visits WHERE lookup_token = ?").get(token) ??
    // Visits that opened without a link get one with their receipt.
    prepared(db, "SELECT visit_id FROM receipts WHERE lookup_token = ?").get(token);
  if (row === undefined) throw new RefusedError("not-found", "there is no such receipt");
  return row.visit_id as string;
}

export function nameReceiptUrl({ publicUrl }: Pick<HttpDeps, "publicUrl">, token: string): string {
  return `${publicUrl}/v1/r/${token}`;
}

/** The link of a visit's receipt, of whoever cannot sign in to find it. */
export function findReceiptUrl(
  deps: Pick<HttpDeps, "publicUrl">,
  { payer, lookupToken }: VisitFacts,
): string | null {
  if (lookupToken === null || payer.kind === "customer") return null;
  return nameReceiptUrl(deps, lookupToken);
}
