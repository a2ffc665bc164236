import {
  GET_ALERT_COUNT,
  GET_ALERTS,
  GET_SHOP_ALERTS,
  POST_ALERT_ACKNOWLEDGE,
} from "@saunter/protocol/chain/http/alert-routes";
import { toNew } from "../../access/audit.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound, ProblemError } from "../problem.ts";

export function addAlertRoutes(context: HttpContext): void {
  addScoped(context, GET_ALERTS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["number"]);
    let rows = tx
      .selectFrom("chain_alerts")
      .selectAll()
      .orderBy("alert_id", "desc")
      .limit(countRows(query))
      .where("ended_ms", query.isEnded === "true" ? "is not" : "is", null);
    if (after !== null) rows = rows.where("alert_id", "<", after[0]);
    if (query.shopId !== undefined) rows = rows.where("shop_id", "=", query.shopId);
    if (query.kind !== undefined) rows = rows.where("kind", "=", query.kind);
    return makePage({ url, query }, await rows.execute(), describe, (row) => [row.alert_id]);
  });

  addScoped(context, GET_ALERT_COUNT, async ({ tx }) => {
    const { open, seen } = await tx
      .selectFrom("chain_alerts")
      .select(({ fn }) => [
        fn.countAll<number>().as("open"),
        fn.count<number>("acknowledged_ms").as("seen"),
      ])
      .where("ended_ms", "is", null)
      .executeTakeFirstOrThrow();
    return { open, unacknowledged: open - seen };
  });

  addScoped(context, POST_ALERT_ACKNOWLEDGE, async (call) => {
    const { tx, params, principal, reach, nowMs, note } = call;
    const row = await readOne(tx, params.alertId);
    // Its reminders would stop for everybody.
    if (row.is_for_all && !reach.isAll) {
      throw new ProblemError("forbidden", "this alert is the whole chain's");
    }
    // Who has acknowledged it first has; one that has ended needs nobody any more.
    if (row.acknowledged_ms !== null || row.ended_ms !== null) return describe(row);
    const acknowledged = { acknowledged_ms: nowMs, acknowledged_by: principal.userId };
    await tx
      .updateTable("chain_alerts")
      .set(acknowledged)
      .where("alert_id", "=", row.alert_id)
      .execute();
    await note("alert-acknowledged", {
      object: { kind: "alert", id: String(row.alert_id) },
      shopId: row.shop_id,
      organisationId: row.organisation_id,
      changes: toNew({ kind: row.kind }),
    });
    return describe({ ...row, ...acknowledged });
  });

  addScoped(context, GET_SHOP_ALERTS, async ({ tx, params, query, url }) => {
    const { shopId } = params;
    const shop = tx.selectFrom("shops").select("shop_id").where("shop_id", "=", shopId);
    if ((await shop.executeTakeFirst()) === undefined) throw notFound();
    const after = readCursor(query, ["number"]);
    let rows = tx
      .selectFrom("alerts")
      .selectAll()
      .where("shop_id", "=", shopId)
      .orderBy("position", "desc")
      .limit(countRows(query))
      .where("cleared_ms", query.isCleared === "true" ? "is not" : "is", null);
    if (after !== null) rows = rows.where("position", "<", after[0]);
    return makePage({ url, query }, await rows.execute(), describeOfShop, (row) => [row.position]);
  });
}

async function readOne(tx: ChainTransaction, alertId: string) {
  const row = await tx
    .selectFrom("chain_alerts")
    .selectAll()
    .where("alert_id", "=", Number(alertId))
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

interface Acknowledged {
  readonly acknowledged_ms: number | null;
  readonly acknowledged_by: string | null;
}

function describeAcknowledged({ acknowledged_by: by, acknowledged_ms: atMs }: Acknowledged) {
  return atMs === null ? null : { atMs, by: by ?? "" };
}

function describe(row: Awaited<ReturnType<typeof readOne>>) {
  return {
    alertId: row.alert_id,
    kind: row.kind,
    shopId: row.shop_id,
    isForAll: row.is_for_all,
    message: row.message,
    raisedMs: row.raised_ms,
    acknowledged: describeAcknowledged(row),
    endedMs: row.ended_ms,
  };
}

interface ShopAlertRow extends Acknowledged {
  readonly position: number;
  readonly kind: string;
  readonly message: string;
  readonly visit_id: string | null;
  readonly raised_ms: number;
  readonly cleared_ms: number | null;
}

function describeOfShop(row: ShopAlertRow) {
  return {
    ...{ position: row.position, kind: row.kind, message: row.message, visitId: row.visit_id },
    raisedMs: row.raised_ms,
    acknowledged: describeAcknowledged(row),
    clearedMs: row.cleared_ms,
  };
}
