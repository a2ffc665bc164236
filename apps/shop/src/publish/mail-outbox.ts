/**
 * Receipts on their way by mail. Those to customers have a row of the transaction of the document that
 * it is about, which names the customer; the address is looked up when the mail is sent and is never
 * here. Those that were asked for by a receipt's link are in `asked-mails.ts`, and are sent with them. A
 * mail may go twice, under the same id, where the process dies in the middle of it.
 */
import { createHash } from "node:crypto";
import type { MailMessage, MailOutcome, MailRow } from "../receipts/mailer.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { hasOldAskedMails, noteAskedMail, pruneAskedMails } from "./asked-mails.ts";
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

export type MailRecipient =
  | { readonly kind: "customer"; readonly customerId: string }
  /** Given for this one mail. */
  | { readonly kind: "address"; readonly address: string; readonly locale: string };

export interface OutboxMail {
  readonly mailId: string;
  readonly visitId: string;
  readonly recipient: MailRecipient;
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
  await forgetOld(store, nowMs());
}

async function forgetOld(store: Store, nowMs: number): Promise<void> {
  const beforeMs = nowMs - MAILS_KEPT_MS;
  const isAnyOld = prepared(store.db, OLD).get(beforeMs) !== undefined;
  if (!isAnyOld && !hasOldAskedMails(store, nowMs)) return;
  await store.transact((tx) => {
    prepared(tx.db, `DELETE FROM mail_outbox WHERE mail_id IN (${OLD})`).run(beforeMs);
    pruneAskedMails(tx, nowMs);
  });
}

const OLD = `SELECT mail_id FROM mail_outbox WHERE ended_ms < ? LIMIT ${PRUNED_AT_ONCE_MAX}`;

function listDue({ db }: Store, nowMs: number): OutboxMail[] {
  return prepared(
    db,
    `SELECT mail_id, visit_id, customer_id, NULL AS address, NULL AS locale, created_ms, next_ms, tries
       FROM mail_outbox WHERE status = 'pending' AND next_ms <= ?1
     UNION ALL
     SELECT mail_id, visit_id, NULL, address, locale, created_ms, next_ms, tries
       FROM asked_mails WHERE ended_ms IS NULL AND next_ms <= ?1
     ORDER BY next_ms, created_ms, mail_id LIMIT ${MAILS_AT_ONCE_MAX}`,
  )
    .all(nowMs)
    .map((row) => ({
      mailId: row.mail_id as string,
      visitId: row.visit_id as string,
      recipient: readRecipient(row as unknown as RecipientRow),
      createdMs: row.created_ms as number,
      tries: row.tries as number,
    }));
}

interface RecipientRow {
  readonly customer_id: string | null;
  readonly address: string;
  readonly locale: string;
}

function readRecipient({ customer_id: customerId, address, locale }: RecipientRow): MailRecipient {
  return customerId === null
    ? { kind: "address", address, locale }
    : { kind: "customer", customerId };
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
  const { recipient } = mail;
  const to =
    recipient.kind === "address" ? recipient.address : await findAddress(recipient.customerId);
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

function note(tx: Transaction, mail: OutboxMail, end: MailEnd, nowMs: number): void {
  const { mailId, recipient } = mail;
  if (recipient.kind === "address") {
    noteAskedMail(tx, mailId, end, nowMs);
    return;
  }
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
