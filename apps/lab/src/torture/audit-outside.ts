/** What people and programs outside were told, against the shop's books. */

import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import { createPublicReader } from "@saunter/shop/publish/public-reader";
import type { StoredEvent } from "@saunter/shop/store/journal";
import { prepared } from "@saunter/shop/store/prepared";
import type { Store } from "@saunter/shop/store/store";
import type { Find } from "@saunter/shop/testing/audit";
import type { Act } from "./act-log.ts";
import type { MailServer, WebhookReceiver } from "./outsiders.ts";

/** Whatever was asked for under one key is there once at most, and there where it was said to be. */
export function auditActs(store: Store, acts: readonly Act[], find: Find): void {
  for (const act of acts) {
    const { key, words, effect, answer } = act;
    const done = act.written
      .filter(({ type }) => type === effect)
      .filter((one) => isKept(store, one));
    // The provider may have to be asked several times for what was wished once.
    if (done.length > 1 && effect !== "IntentWritten") find("doubled", `${words} (${key})`);
    if (answer === null) continue;
    const isDone = answer.status < 300;
    if (isDone && done.length === 0) find("lost", `${words} (${key}) was acknowledged`);
    if (!isDone && done.length > 0)
      find("unbalanced", `${words} (${key}) was refused, and is done`);
  }
}

function isKept({ db }: Store, { position, hash }: Act["written"][number]): boolean {
  const row = prepared(db, "SELECT 1 FROM journal WHERE position = ? AND hash = ?");
  return row.get(position, hash) !== undefined;
}

/** Every event of the types that it wants has come to the receiver, those of a visit in order. */
export function createWebhookAudit(
  store: Store,
  { received }: WebhookReceiver,
  wanted: readonly string[],
  find: Find,
): (stored: StoredEvent) => void {
  const last = new Map<string, number>();
  for (const { id, visitId } of received.values()) {
    if (visitId === null) continue;
    if (id < (last.get(visitId) ?? 0)) find("unbalanced", `webhook ${id} came late`);
    last.set(visitId, id);
  }
  const reader = createPublicReader(store);
  return (stored) => {
    const event = toPublicEvent(stored, reader);
    if (event === null || !matchesEventType(wanted, event.type)) return;
    if (!received.has(event.id)) find("lost", `webhook ${event.id} (${event.type}) never came`);
  };
}

/** Every final receipt and correction of a customer has been sent to them. */
export function auditMails({ db }: Store, { received }: MailServer, find: Find): void {
  const documents = prepared(
    db,
    `SELECT document_number, mail_id, m.status FROM documents d
       JOIN visits v ON d.stream = 'receipt-' || v.visit_id
       LEFT JOIN mail_outbox m USING (document_number) WHERE v.kind = 'customer'`,
  ).all();
  for (const { document_number, mail_id, status } of documents) {
    const isSent = status === "sent" && received.has(mail_id as string);
    if (!isSent) find("lost", `document ${document_number} was not mailed: ${status}`);
  }
}
