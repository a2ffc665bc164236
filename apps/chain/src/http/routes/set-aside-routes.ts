import {
  GET_SET_ASIDE,
  GET_SET_ASIDE_ONE,
  POST_SET_ASIDE_DISMISS,
} from "@saunter/protocol/chain/http/event-routes";
import { toNew } from "../../access/audit.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";

export function addSetAsideRoutes(context: HttpContext): void {
  addScoped(context, GET_SET_ASIDE, async ({ tx, query, url }) => {
    const after = readCursor(query, ["number"]);
    let rows = tx
      .selectFrom("set_aside")
      .selectAll()
      .orderBy("id", "desc")
      .limit(countRows(query))
      .where("dismissed_ms", query.isDismissed === "true" ? "is not" : "is", null);
    if (after !== null) rows = rows.where("id", "<", after[0]);
    if (query.shopId !== undefined) rows = rows.where("shop_id", "=", query.shopId);
    if (query.reason !== undefined) rows = rows.where("reason", "=", query.reason);
    return makePage({ url, query }, await rows.execute(), describeWithoutBody, (row) => [row.id]);
  });

  addScoped(context, GET_SET_ASIDE_ONE, async ({ tx, params }) =>
    describe(await readOne(tx, params.setAsideId)),
  );

  addScoped(
    context,
    POST_SET_ASIDE_DISMISS,
    async ({ tx, params, body, principal, nowMs, note }) => {
      const row = await readOne(tx, params.setAsideId);
      // Who has dismissed it first has.
      if (row.dismissed_ms !== null) return describe(row);
      const dismissed = {
        dismissed_ms: nowMs,
        dismissed_by: principal.userId,
        dismissed_reason: body.reason,
      };
      await tx.updateTable("set_aside").set(dismissed).where("id", "=", row.id).execute();
      await note("set-aside-dismissed", {
        object: { kind: "set-aside", id: String(row.id) },
        shopId: row.shop_id,
        changes: toNew({ reason: body.reason }),
      });
      return describe({ ...row, ...dismissed });
    },
  );
}

async function readOne(tx: ChainTransaction, id: string) {
  const query = tx.selectFrom("set_aside").selectAll().where("id", "=", Number(id)).forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

type Row = Awaited<ReturnType<typeof readOne>>;

function describeWithoutBody(row: Row) {
  const { dismissed_ms: atMs, dismissed_by: by, dismissed_reason: reason } = row;
  return {
    setAsideId: row.id,
    shopId: row.shop_id,
    subject: row.subject,
    reason: row.reason,
    sizeBytes: row.size_bytes,
    dropped: row.dropped,
    receivedMs: row.received_ms,
    dismissed: atMs === null ? null : { atMs, by: by ?? "", reason: reason ?? "" },
  };
}

function describe(row: Row) {
  return { ...describeWithoutBody(row), body: Buffer.from(row.body).toString("base64") };
}
