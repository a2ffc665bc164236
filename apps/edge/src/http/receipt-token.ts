/** The link that stands on a receipt: whoever has it may see the receipt. */
import Type from "typebox";
import { RefusedError } from "../shop/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/store.ts";
import { closed } from "./schemas.ts";

export const RECEIPT_TOKEN = closed({
  token: Type.String({ pattern: "^[A-Za-z0-9_-]{16,128}$", description: "Of the receipt's link." }),
});

/** The visit of a link. Throws `RefusedError` with `not-found`. */
export function findByToken({ db }: Pick<Transaction, "db">, token: string): string {
  const row = prepared(db, "SELECT visit_id FROM receipts WHERE lookup_token = ?").get(token);
  if (row === undefined) throw new RefusedError("not-found", "there is no such receipt");
  return row.visit_id as string;
}
