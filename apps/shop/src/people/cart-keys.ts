/** Smart carts sign in by their id, which is a user's name, and that user's key. */
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { findUser } from "./users.ts";

type Reader = Pick<Transaction, "db">;

/** The id of the cart that signed in as this user; null for one who is no cart. */
export function findCartOf(reader: Reader, userId: string): string | null {
  const user = findUser(reader, userId);
  return user?.roles.includes("cart") ? user.name : null;
}

/** Ids of all carts that may sign in, ascending. */
export function listCartIds({ db }: Reader): string[] {
  return prepared(
    db,
    `SELECT name FROM users WHERE is_disabled = 0
       AND EXISTS (SELECT 1 FROM json_each(roles) WHERE value = 'cart') ORDER BY name`,
  )
    .all()
    .map((row) => row.name as string);
}
