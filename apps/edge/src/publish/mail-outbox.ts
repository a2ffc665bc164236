/**
 * Receipts on their way to customers by mail. A row is written in the transaction of the document
 * that it is about, and names the customer; the address is looked up when the mail is sent and is
 * never here. A mail may go twice, under the same id, where the process dies in the middle of it.
 */
import { createHash } from "node:crypto";
import type { MailMessage, MailOutcome, MailRow } from "../receipts/mailer.ts";
import { prepared } from "../store/prepared.ts";
import type { Store, Transaction } from "../store/store.ts";
import {
  MAILS_AT_ONCE_MAX,
  MAILS_IN_A_ROW_MAX,
  MAILS_KEPT_MS,
  PRUNED_AT_ONCE_MAX,
} from "./publish-limits.ts";

export interface MailOrder {
  readonly visitId: string;
  readonly kind: "draft" | "final" | "corrected";
  /** 0 of a draft, which has none. */
  readonly documentNumber: number;
  readonly customerId: string;
}

export interface OutboxMail extends MailOrder {
  readonly mailId: string;
  readonly createdMs: number;
  /** How often it has been tried before. */
  readonly tries: number;
}

export interface MailRunnerOptions {
  readonly store: Store;
  readonly nowMs: () => number;
  /** Null where the customer is not known any more, or wants no mail. */
  readonly findAddress: (customerId: string) => string | null | Promise<string | null>;
  /** Null where there is nothing to be sent any more. */
  readonly compose: (mail: OutboxMail) => MailMessage | null | Promise<MailMessage | null>;
  /** As a `Mailer` sends: what a server says comes back as an outcome. */
  readonly send: (row: MailRow) => Promise<MailOutcome>;
}

export interface MailRunner {
  /** Sends what is due. A call while another is under way is the same call. */
  runDue(): Promise<void>;
}

/**
 * Puts a document into the outbox, once however often it is called. A draft that has not been sent is
 * not sent any more once there is the document itself.
 */
export function queueReceiptMail(tx: Transaction, order: MailOrder): void {
  const { visitId, kind, documentNumber, customerId } = order;
  prepared(
    tx.db,
    `INSERT INTO mail_outbox VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, 0, NULL, NULL)
     ON CONFLICT DO NOTHING`,
  ).run(nameMail(order), visitId, kind, documentNumber, customerId, tx.atMs);
  if (kind === "draft") return;
  prepared(
    tx.db,
    `UPDATE mail_outbox SET status = 'skipped', ended_ms = ?, last_code = 'superseded'
     WHERE visit_id = ? AND kind = 'draft' AND status = 'pending'`,
  ).run(tx.atMs, visitId);
}

/** Sends a document once more, to whoever asks for it; one that waits is not sent twice. */
export function requeueReceiptMail(tx: Transaction, order: MailOrder): void {
  queueReceiptMail(tx, order);
  prepared(
    tx.db,
    `UPDATE mail_outbox SET status = 'pending', tries = 0, next_ms = 0, ended_ms = NULL,
       last_code = NULL WHERE mail_id = ? AND status <> 'pending'`,
  ).run(nameMail(order));
}

/** A word of its own for each document: mail programs know by it what they have already. */
function nameMail({ visitId, kind, documentNumber }: MailOrder): string {
  const text = JSON.stringify([visitId, kind, documentNumber]);
  return createHash("sha256").update(text).digest("base64url");
}

/** Forgets the mails of a customer, those that wait included. */
export function forgetMails(tx: Transaction, customerId: string): void {
  prepared(tx.db, "DELETE FROM mail_outbox WHERE customer_id = ?").run(customerId);
}

export function createMailRunner(options: MailRunnerOptions): MailRunner {
  let running: Promise<void> | null = null;
  return {
    runDue: () => {
      running ??= sendDue(options).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function sendDue(options: MailRunnerOptions): Promise<void> {
  const { store, nowMs } = options;
  for (let sent = 0; sent < MAILS_IN_A_ROW_MAX; sent += MAILS_AT_ONCE_MAX) {
    const due = listDue(store, nowMs());
    if (due.length === 0) break;
    const ends = await Promise.all(due.map((mail) => sendMail(options, mail)));
    // A server that takes nothing now is left alone until the next call.
    if (ends.every((end) => end.kind === "retry-later")) break;
  }
  const beforeMs = nowMs() - MAILS_KEPT_MS;
  if (prepared(store.db, OLD).get(beforeMs) === undefined) return;
  await store.transact(({ db }) => {
    const drop = prepared(db, `DELETE FROM mail_outbox WHERE mail_id IN (${OLD})`);
    drop.run(beforeMs);
  });
}

const OLD = `SELECT mail_id FROM mail_outbox WHERE ended_ms < ? LIMIT ${PRUNED_AT_ONCE_MAX}`;

function listDue({ db }: Store, nowMs: number): OutboxMail[] {
  return prepared(
    db,
    `SELECT mail_id, visit_id, kind, document_number, customer_id, created_ms, tries
     FROM mail_outbox WHERE status = 'pending' AND next_ms <= ?
     ORDER BY next_ms, created_ms, mail_id LIMIT ${MAILS_AT_ONCE_MAX}`,
  )
    .all(nowMs)
    .map((row) => ({
      mailId: row.mail_id as string,
      visitId: row.visit_id as string,
      kind: row.kind as MailOrder["kind"],
      documentNumber: row.document_number as number,
      customerId: row.customer_id as string,
      createdMs: row.created_ms as number,
      tries: row.tries as number,
    }));
}

type MailEnd = MailOutcome | { readonly kind: "skipped"; readonly code: string };

async function sendMail(options: MailRunnerOptions, mail: OutboxMail): Promise<MailEnd> {
  const { store, nowMs } = options;
  try {
    const end = await tryToSend(options, mail);
    await store.transact((tx) => note(tx, mail, end, nowMs()));
    return end;
  } catch (error) {
    // A mail that cannot even be tried would be tried first for ever, and keep all others waiting.
    await store.transact((tx) => note(tx, mail, { kind: "gave-up", code: "fault" }, nowMs()));
    throw error;
  }
}

async function tryToSend(
  { findAddress, compose, send }: MailRunnerOptions,
  mail: OutboxMail,
): Promise<MailEnd> {
  const to = await findAddress(mail.customerId);
  if (to === null) return { kind: "skipped", code: "no-address" };
  const message = await compose(mail);
  if (message === null) return { kind: "skipped", code: "no-receipt" };
  const { mailId, createdMs, tries } = mail;
  return send({ mailId, to, createdMs, tries, message });
}

const STATUS_BY_END = {
  sent: "sent",
  skipped: "skipped",
  "gave-up": "dead",
  "retry-later": "pending",
} as const satisfies Record<MailEnd["kind"], string>;

function note(tx: Transaction, { mailId }: OutboxMail, end: MailEnd, nowMs: number): void {
  const isWaiting = end.kind === "retry-later";
  prepared(
    tx.db,
    `UPDATE mail_outbox SET status = ?, tries = tries + 1, next_ms = ?, ended_ms = ?, last_code = ?
     WHERE mail_id = ? AND status = 'pending'`,
  ).run(
    STATUS_BY_END[end.kind],
    isWaiting ? nowMs + end.afterMs : 0,
    isWaiting ? null : tx.atMs,
    end.kind === "sent" ? null : end.code,
    mailId,
  );
}
