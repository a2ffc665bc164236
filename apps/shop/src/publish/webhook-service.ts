/** What staff see of webhooks, and what they can do about them. */
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { enableEndpoint, redeliver } from "./webhook-deliveries.ts";

export interface WebhookEndpointView {
  readonly endpointId: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly isEnabled: boolean;
  readonly pending: number;
  readonly dead: number;
}

export interface WebhookDeliveryView {
  readonly eventId: number;
  readonly status: "pending" | "delivered" | "dead";
  readonly attempts: number;
  /** Null once it has ended. */
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
  /** Endpoints of the configuration, by id. */
  list(): readonly WebhookEndpointView[];
  /** The newest first; null where there is no such endpoint. */
  listDeliveries(endpointId: string, page: DeliveryPage): readonly WebhookDeliveryView[] | null;
  /** One again, or all that are dead; how many, or null where there is none such. */
  redeliver(tx: Transaction, endpointId: string, eventId: number | null): number | null;
  /** Switches on an endpoint that said it was gone. False where there is no such endpoint. */
  enable(tx: Transaction, endpointId: string): boolean;
}

export function createWebhookService({ db }: Pick<Store, "db">): StoredWebhookService {
  const countOf = (status: string): string =>
    `(SELECT count(*) FROM webhook_deliveries d
        WHERE d.endpoint_id = e.endpoint_id AND d.status = '${status}') AS ${status}`;
  return {
    list: () =>
      prepared(
        db,
        `SELECT endpoint_id, url, event_types, is_enabled, ${countOf("pending")}, ${countOf("dead")}
         FROM webhook_endpoints e WHERE is_configured = 1 ORDER BY endpoint_id`,
      )
        .all()
        .map((row) => ({
          endpointId: row.endpoint_id as string,
          url: row.url as string,
          eventTypes: JSON.parse(row.event_types as string),
          isEnabled: row.is_enabled === 1,
          pending: row.pending as number,
          dead: row.dead as number,
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
    redeliver,
    enable: enableEndpoint,
  };
}

function toView(row: Record<string, unknown>): WebhookDeliveryView {
  const status = row.status as WebhookDeliveryView["status"];
  return {
    eventId: row.event_id as number,
    status,
    attempts: row.attempts as number,
    nextMs: status === "pending" ? (row.next_ms as number) : null,
    deliveredMs: status === "delivered" ? (row.ended_ms as number) : null,
    lastAnswer: row.last_answer as string | null,
  };
}
