/**
 * Receipts that whoever has their link wants sent to an address. The address is here until the mail is
 * sent or given up, and no longer. That it was asked for is known for a day more: so often is enough.
 */
import type { MailOutcome } from "../receipts/mailer.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { ASKED_MAILS_MAX, ASKED_MAILS_MS, PRUNED_AT_ONCE_MAX } from "./publish-limits.ts";

export interface AskedMail {
  /** A word: mail programs know the mail by it. */
  readonly mailId: string;
  readonly visitId: string;
  /** One address, as `isEmail` wants it. */
  readonly address: string;
  /** BCP 47: of the receipt. */
  readonly locale: string;
}

/**
 * Puts a mail into the outbox; one that waits for the same address is not sent twice. False where
 * `ASKED_MAILS_MAX` of the visit's receipt were asked for within `ASKED_MAILS_MS`.
 */
export function queueAskedMail(tx: Transaction, mail: AskedMail): boolean {
  const { mailId, visitId, address, locale } = mail;
  const waiting = "SELECT 1 FROM asked_mails WHERE visit_id = ? AND address = ?";
  if (prepared(tx.db, waiting).get(visitId, address) !== undefined) return true;
  const { n } = prepared(
    tx.db,
    "SELECT count(*) AS n FROM asked_mails WHERE visit_id = ? AND created_ms > ?",
  ).get(visitId, tx.atMs - ASKED_MAILS_MS) as { readonly n: number };
  if (n >= ASKED_MAILS_MAX) return false;
  prepared(tx.db, "INSERT INTO asked_mails VALUES (?, ?, ?, ?, 0, ?, 0, NULL, NULL)").run(
    mailId,
    visitId,
    address,
    locale,
    tx.atMs,
  );
  return true;
}

/** What has become of a mail; its address is forgotten unless it is tried again. */
export function noteAskedMail(
  tx: Transaction,
  mailId: string,
  end: MailOutcome | { readonly kind: "skipped"; readonly code: string },
  nowMs: number,
): void {
  const code = end.kind === "sent" ? null : end.code;
  if (end.kind === "retry-later") {
    prepared(
      tx.db,
      `UPDATE asked_mails SET tries = tries + 1, next_ms = ?, last_code = ?
       WHERE mail_id = ? AND ended_ms IS NULL`,
    ).run(nowMs + end.afterMs, code, mailId);
    return;
  }
  prepared(
    tx.db,
    `UPDATE asked_mails SET tries = tries + 1, address = NULL, ended_ms = ?, last_code = ?
     WHERE mail_id = ? AND ended_ms IS NULL`,
  ).run(tx.atMs, code, mailId);
}

const OLD = `SELECT mail_id FROM asked_mails WHERE ended_ms < ? LIMIT ${PRUNED_AT_ONCE_MAX}`;

/** Whether `pruneAskedMails` has something to do. */
export function hasOldAskedMails({ db }: Pick<Transaction, "db">, nowMs: number): boolean {
  return prepared(db, OLD).get(nowMs - ASKED_MAILS_MS) !== undefined;
}

/** Forgets that they were asked for, once that is so long ago that it does not count. */
export function pruneAskedMails({ db }: Transaction, nowMs: number): void {
  prepared(db, `DELETE FROM asked_mails WHERE mail_id IN (${OLD})`).run(nowMs - ASKED_MAILS_MS);
}
