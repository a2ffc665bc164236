/**
 * Users who were added or changed in a demonstration, where everybody may sign in as its operator:
 * nobody knows who made them. Once the shop is real they are refused, their keys too, until somebody at
 * its machine confirms them.
 */
import { prepared } from "../store/prepared.ts";
import { forgetDamaged } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { DEMO_USER_ID } from "./demo-user.ts";
import { closeSessionsOf } from "./sessions.ts";

type Reader = Pick<Transaction, "db">;

/**
 * A demonstration goes on in this database. Where an earlier version began it, which marked nobody,
 * all are marked who were added since.
 */
export function noteDemonstration(tx: Reader): void {
  const isMarked = prepared(tx.db, "SELECT 1 FROM demo_made_users WHERE user_id = ?");
  if (isMarked.get(DEMO_USER_ID) !== undefined) return;
  prepared(
    tx.db,
    `INSERT OR IGNORE INTO demo_made_users SELECT user_id, 0 FROM users
       WHERE created_ms >= (SELECT created_ms FROM users WHERE user_id = ?)`,
  ).run(DEMO_USER_ID);
}

/** Somebody in the demonstration has added this user, or changed what they prove or may do. */
export function markDemoMade(tx: Reader, userId: string): void {
  prepared(tx.db, "INSERT OR IGNORE INTO demo_made_users VALUES (?, 0)").run(userId);
}

/** The shop is real now: who is marked is refused from here on, and their sessions end. */
export function refuseDemoMade(tx: Reader): void {
  noteDemonstration(tx);
  const made = prepared(tx.db, "SELECT user_id FROM demo_made_users WHERE is_refused = 0").all();
  for (const { user_id: id } of made) closeSessionsOf(tx, { kind: "user", id: id as string });
  prepared(tx.db, "UPDATE demo_made_users SET is_refused = 1").run();
}

/** Somebody at the shop's machine vouches for this user. */
export function confirmUser(tx: Reader, userId: string): void {
  forgetDamaged(tx.db, "demo_made_users", userId);
  prepared(tx.db, "DELETE FROM demo_made_users WHERE user_id = ?").run(userId);
}

/** How many users are refused until they are confirmed. */
export function countUnconfirmed(reader: Reader): number {
  const sql = `SELECT count(*) AS count FROM users JOIN demo_made_users USING (user_id)
    WHERE is_refused = 1`;
  return prepared(reader.db, sql).get()!.count as number;
}
