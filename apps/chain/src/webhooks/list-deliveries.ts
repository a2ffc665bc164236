/** What is on its way to a webhook, and what came of it. */
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";

const ROWS_MAX = 100;

export interface Delivery {
  readonly shopId: string;
  readonly position: number;
  /** Of the event, such as `receipt.finalised`. */
  readonly type: string;
  readonly status: "pending" | "delivered" | "dead";
  readonly attempts: number;
  /** When it is tried next; null: it is not. */
  readonly nextMs: number | null;
  readonly endedMs: number | null;
  readonly lastAnswer: string | null;
}

/** Those that were given up first, then those that wait, each by time; some of them where there are many. */
export async function listDeliveries(
  db: ChainDatabase,
  subscriptionId: string,
): Promise<readonly Delivery[]> {
  const { rows } = await sql<Omit<Delivery, "type"> & { readonly body: string }>`
    SELECT shop_id AS "shopId", position, body, status, attempts,
      CASE WHEN status = 'pending' THEN next_ms END AS "nextMs", ended_ms AS "endedMs",
      last_answer AS "lastAnswer"
    FROM webhook_deliveries WHERE subscription_id = ${subscriptionId}
    ORDER BY CASE status WHEN 'dead' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END,
      coalesce(ended_ms, next_ms) DESC, shop_id, position DESC
    LIMIT ${ROWS_MAX}`.execute(db);
  // PostgreSQL reads no type out of a body that has a text which it could not keep by itself, such as one with a NUL.
  return rows.map(({ body, ...row }) => ({ ...row, type: readType(JSON.parse(body)) }));
}

function readType({ type }: { readonly type?: unknown }): string {
  return typeof type === "string" ? type : "";
}
