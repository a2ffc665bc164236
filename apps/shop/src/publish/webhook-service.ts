/** What staff see of webhooks, and what they can do about them. */
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { disableEndpoint, enableEndpoint, redeliver } from "./webhook-deliveries.ts";

export interface WebhookEndpointView {
  readonly endpointId: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly isEnabled: boolean;
  /** Added in the browser, where it can be changed; those of the configuration are changed there. */
  readonly isAdded: boolean;
  /** Until when the secret before this one signs, too; null: it does not. */
  readonly formerSecretUntilMs: number | null;
  readonly pending: number;
  readonly dead: number;
  /** Null: it was never tested. */
  readonly lastTest: WebhookTest | null;
}

/** What came of a message that was sent to try an endpoint. */
export interface WebhookTest {
  readonly testedMs: number;
  /** The answer's status was from 200 to 299. */
  readonly isAccepted: boolean;
  /** An HTTP status and what was said, or why there was none. */
  readonly answer: string;
  readonly tookMs: number;
}

export interface WebhookDeliveryView {
  readonly eventId: number;
  readonly status: "pending" | "delivered" | "dead";
  readonly attempts: number;
  /** Null once it has ended, and where it is due at once. */
  readonly nextMs: number | null;
  readonly deliveredMs: number | null;
  /** Of the last attempt: an HTTP status and what was said, or why there was none. */
  readonly lastAnswer: string | null;
}

export interface DeliveryPage {
  readonly beforeEventId: number;
  readonly limit: number;
}

export interface StoredWebhookService {
  /** Of the configuration and of the browser, by id. */
  list(nowMs: number): readonly WebhookEndpointView[];
  /** The newest first; null where there is no such endpoint. */
  listDeliveries(endpointId: string, page: DeliveryPage): readonly WebhookDeliveryView[] | null;
  /** In place of the test before it; of an endpoint that is removed by now nothing is noted. */
  noteTest(tx: Transaction, endpointId: string, test: WebhookTest): void;
  /** One again, or all that are dead; how many, or null where there is none such. */
  redeliver(tx: Transaction, endpointId: string, eventId: number | null): number | null;
  /** Serves an endpoint again, from where it was left. False where there is no such endpoint. */
  enable(tx: Transaction, endpointId: string): boolean;
  /** Sends it nothing until it is enabled. False where there is no such endpoint. */
  disable(tx: Transaction, endpointId: string): boolean;
}

export function createWebhookService({ db }: Pick<Store, "db">): StoredWebhookService {
  const countOf = (status: string): string =>
    `(SELECT count(*) FROM webhook_deliveries d
        WHERE d.endpoint_id = e.endpoint_id AND d.status = '${status}') AS ${status}`;
  return {
    list: (nowMs) =>
      prepared(
        db,
        `SELECT e.endpoint_id, url, event_types, is_enabled, s.endpoint_id IS NOT NULL AS is_added,
           CASE WHEN former_until_ms > ? THEN former_until_ms END AS former_until_ms,
           ${countOf("pending")}, ${countOf("dead")}, tested_ms, is_accepted, answer, took_ms
         FROM webhook_endpoints e LEFT JOIN webhook_secrets s USING (endpoint_id)
           LEFT JOIN webhook_tests USING (endpoint_id)
         WHERE is_configured = 1 ORDER BY e.endpoint_id`,
      )
        .all(nowMs)
        .map((row) => ({
          endpointId: row.endpoint_id as string,
          url: row.url as string,
          eventTypes: JSON.parse(row.event_types as string),
          isEnabled: row.is_enabled === 1,
          isAdded: row.is_added === 1,
          formerSecretUntilMs: row.former_until_ms as number | null,
          pending: row.pending as number,
          dead: row.dead as number,
          lastTest: row.tested_ms === null ? null : toTest(row),
        })),
    listDeliveries: (endpointId, { beforeEventId, limit }) => {
      const known = prepared(
        db,
        "SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ? AND is_configured = 1",
      ).get(endpointId);
      if (known === undefined) return null;
      return prepared(
        db,
        `SELECT event_id, status, attempts, next_ms, ended_ms, last_answer FROM webhook_deliveries
         WHERE endpoint_id = ? AND event_id < ? ORDER BY event_id DESC LIMIT ?`,
      )
        .all(endpointId, beforeEventId, limit)
        .map(toView);
    },
    noteTest: (tx, endpointId, { testedMs, isAccepted, answer, tookMs }) => {
      prepared(
        tx.db,
        `INSERT OR REPLACE INTO webhook_tests
         SELECT endpoint_id, ?, ?, ?, ? FROM webhook_endpoints WHERE endpoint_id = ?`,
      ).run(testedMs, isAccepted ? 1 : 0, answer, tookMs, endpointId);
    },
    redeliver,
    enable: enableEndpoint,
    disable: disableEndpoint,
  };
}

function toTest(row: Record<string, unknown>): WebhookTest {
  return {
    testedMs: row.tested_ms as number,
    isAccepted: row.is_accepted === 1,
    answer: row.answer as string,
    tookMs: row.took_ms as number,
  };
}

function toView(row: Record<string, unknown>): WebhookDeliveryView {
  const status = row.status as WebhookDeliveryView["status"];
  return {
    eventId: row.event_id as number,
    status,
    attempts: row.attempts as number,
    nextMs: status === "pending" && row.next_ms !== 0 ? (row.next_ms as number) : null,
    deliveredMs: status === "delivered" ? (row.ended_ms as number) : null,
    lastAnswer: row.last_answer as string | null,
  };
}
