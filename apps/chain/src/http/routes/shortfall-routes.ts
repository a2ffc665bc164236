import {
  GET_SHORTFALLS,
  POST_BALANCE_END_HOLDS,
  POST_SHORTFALL_SETTLE,
} from "@saunter/protocol/chain/http/shortfall-routes";
import { asProcess } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { endHoldsOf } from "../../balances/end-holds.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addKeyed, addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";

export function addShortfallRoutes(context: HttpContext): void {
  addKeyed(context, POST_BALANCE_END_HOLDS, async ({ tx, params: { balanceId }, nowMs, note }) => {
    const { kind, organisation_id: organisationId } = await readBalance(tx, balanceId);
    const ended = await asProcess(tx, () => endHoldsOf(tx, balanceId, nowMs));
    await note("holds-ended", {
      object: { kind: kind === "points" ? "customer" : "gift-card", id: balanceId },
      organisationId,
      changes: toNew({ ended }),
    });
    const { held_units: held } = await readBalance(tx, balanceId);
    return { balanceId, ended, held };
  });

  addScoped(context, GET_SHORTFALLS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["number", "string", "string"]);
    let rows = selectShortfalls(tx)
      .where("h.settled_ms", query.isSettled === "true" ? "is not" : "is", null)
      .orderBy("h.made_ms", "desc")
      .orderBy("h.shop_id", "desc")
      .orderBy("h.hold_id", "desc")
      .limit(countRows(query));
    if (after !== null) {
      rows = rows.where((row) =>
        row(row.refTuple("h.made_ms", "h.shop_id", "h.hold_id"), "<", row.tuple(...after)),
      );
    }
    return makePage({ url, query }, await rows.execute(), showShortfall, (row) => [
      ...[row.made_ms, row.shop_id, row.hold_id],
    ]);
  });

  addKeyed(context, POST_SHORTFALL_SETTLE, async ({ tx, params, body, principal, nowMs, note }) => {
    const { shopId, holdId } = params;
    const row = await readShortfall(tx, shopId, holdId);
    // Who has settled it first has.
    if (row.settled_ms !== null) return showShortfall(row);
    const settled = {
      settled_ms: nowMs,
      settled_by: principal.userId,
      settled_note: body.note,
    };
    const isFirst = await asProcess(tx, async () => {
      const { numUpdatedRows } = await tx
        .updateTable("balance_holds")
        .set(settled)
        .where("shop_id", "=", shopId)
        .where("hold_id", "=", holdId)
        .where("settled_ms", "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    });
    if (isFirst) {
      await note("shortfall-settled", {
        object: { kind: "hold", id: holdId },
        shopId,
        organisationId: row.organisation_id,
        changes: toNew({ shortMinor: row.short_minor, note: body.note }),
      });
    }
    return showShortfall(await readShortfall(tx, shopId, holdId));
  });
}

async function readBalance(tx: ChainTransaction, balanceId: string) {
  const row = await tx
    .selectFrom("balances")
    .select(["kind", "organisation_id", "held_units"])
    .where("balance_id", "=", balanceId)
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

/** A hold that came short and was settled stays one, whatever is refunded of it. */
function selectShortfalls(tx: ChainTransaction) {
  return tx
    .selectFrom("balance_holds as h")
    .leftJoin("balances as b", "b.balance_id", "h.balance_id")
    .leftJoin("visits as v", (join) =>
      join.onRef("v.shop_id", "=", "h.shop_id").onRef("v.visit_id", "=", "h.visit_id"),
    )
    .select(["h.shop_id", "h.hold_id", "h.visit_id", "h.balance_id", "h.captured_minor"])
    .select(["h.short_minor", "h.made_ms", "h.settled_ms", "h.settled_by", "h.settled_note"])
    .select((row) => row.fn.coalesce("b.currency", "v.currency").as("currency"))
    .select(["b.kind", "b.organisation_id"])
    .where((row) => row.or([row("h.short_minor", ">", 0), row("h.settled_ms", "is not", null)]));
}

type Row = Awaited<ReturnType<ReturnType<typeof selectShortfalls>["execute"]>>[number];

async function readShortfall(tx: ChainTransaction, shopId: string, holdId: string): Promise<Row> {
  const row = await selectShortfalls(tx)
    .where("h.shop_id", "=", shopId)
    .where("h.hold_id", "=", holdId)
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

function showShortfall(row: Row) {
  const { settled_ms: atMs, settled_by: by, settled_note: note } = row;
  return {
    shopId: row.shop_id,
    holdId: row.hold_id,
    visitId: row.visit_id,
    balanceId: row.balance_id,
    kind: row.kind,
    currency: row.currency,
    capturedMinor: row.captured_minor,
    shortMinor: row.short_minor,
    madeMs: row.made_ms,
    settled: atMs === null ? null : { atMs, by: by ?? "", note: note ?? "" },
  };
}
