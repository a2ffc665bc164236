/**
 * Refused sign-ins: whoever tries passwords would fill the journal, which cannot forget. They are counted
 * in a table, and a window's counts become events when it is over, a bounded number of them.
 */
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { type Actor, recordSecurity, toNew } from "./record-security.ts";
import { REFUSED_ROWS_MAX, REFUSED_WINDOW_MS } from "./security-limits.ts";

interface Row {
  readonly window_ms: number;
  readonly user_id: string;
  readonly address: string;
  readonly count: number;
}

/** @param userId null where nobody has the name that was tried */
export function countRefused(
  tx: Transaction,
  userId: string | null,
  address: string | null,
  nowMs: number,
): void {
  const windowMs = nowMs - (nowMs % REFUSED_WINDOW_MS);
  const sql = "SELECT 1 FROM refused_sign_ins WHERE window_ms = ? AND user_id = ? AND address = ?";
  const key = [userId ?? "", address ?? ""] as const;
  const isKnown = prepared(tx.db, sql).get(windowMs, ...key) !== undefined;
  const { rows } = prepared(
    tx.db,
    "SELECT count(*) AS rows FROM refused_sign_ins WHERE window_ms = ? AND address <> ''",
  ).get(windowMs) as { rows: number };
  const counted = isKnown || rows < REFUSED_ROWS_MAX ? key : (["", ""] as const);
  prepared(
    tx.db,
    `INSERT INTO refused_sign_ins VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET count = count + 1`,
  ).run(windowMs, ...counted);
}

/** Writes down what was counted in windows that are over. */
export function recordRefused(tx: Transaction, nowMs: number): void {
  const openMs = nowMs - (nowMs % REFUSED_WINDOW_MS);
  // One from later than now was begun by a clock that was wrong.
  const where = "WHERE window_ms <> ?";
  const sql = `SELECT * FROM refused_sign_ins ${where} ORDER BY window_ms, user_id, address`;
  const rows = prepared(tx.db, sql).all(openMs) as unknown as Row[];
  if (rows.length === 0) return;
  for (const { window_ms: fromMs, user_id: userId, address, count } of rows) {
    const actor: Actor = {
      kind: "nobody",
      id: null,
      roles: [],
      via: null,
      address: address === "" ? null : address,
    };
    recordSecurity(tx, actor, "user.sign-in-refused", {
      ...(userId === "" ? {} : { object: { kind: "user", id: userId } }),
      changes: {
        count: toNew(count),
        fromMs: toNew(fromMs),
        untilMs: toNew(fromMs + REFUSED_WINDOW_MS),
      },
    });
  }
  prepared(tx.db, `DELETE FROM refused_sign_ins ${where}`).run(openMs);
}
