import type { AlertKind } from "@saunter/protocol/alert-kinds";
import type { NoObject } from "@saunter/protocol/http/route-spec";
import {
  type ALERT_QUERY,
  type FACING,
  GET_ALERTS,
  GET_FINDINGS,
  GET_STOCK,
  GET_STOCK_MOVEMENTS,
  POST_ALERT_ACKNOWLEDGE,
  POST_ALERT_CLEAR,
  POST_STOCK_COUNTS,
  POST_STOCK_REFILLS,
  POST_STOCK_WASTE,
} from "@saunter/protocol/http/stock-routes";
import type { Static } from "typebox";
import { acknowledgeAlert, clearAlert, findAlertKind } from "../../domain/alerts.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { listStock, recordStock, type StockLevel } from "../../domain/stock-service.ts";
import { addCommand, addRead, type Call } from "../../http/add-route.ts";
import { FINDING_KINDS } from "../../http/alert-table.ts";
import { listKindsFor } from "../../http/alerts-for.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { pageItems, readPage } from "../../http/pages.ts";
import type { GoodsServices } from "./goods-services.ts";

export function addStockRoutes(context: HttpContext<GoodsServices>): void {
  addStock(context);
  addCounts(context);
  addRefills(context);
  addWaste(context);
  addMovements(context);
  addAlertLists(context);
  addAlertAnswers(context);
}

function addStock(context: HttpContext<GoodsServices>): void {
  const { shop, goods } = context.deps;
  addRead(context, GET_STOCK, ({ query, url }) => {
    const { facings, lowStockAt } = goods.current();
    const levels = listStock(shop.store, facings, lowStockAt);
    const shown = levels.map((level) => showLevel(shop, level));
    return pageItems(shown, ({ facing }) => facing, { ...query, url });
  });
}

function showLevel(shop: Shop, level: StockLevel): Static<typeof FACING> {
  const { planned, count, refilled, wasted, moved, expected, overdrawn, expiring, isLow } = level;
  const { facing, gtin, gondola, shelf, plates } = planned;
  return {
    facing,
    gtin,
    gondola,
    shelf,
    refilled,
    wasted,
    moved,
    expected,
    overdrawn,
    expiring,
    isLow,
    plates: [...plates],
    name: nameProduct(shop.settings, gtin),
    counted: count?.quantity ?? null,
    countedMs: count?.countedMs ?? null,
  };
}

function addCounts(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(
    context,
    POST_STOCK_COUNTS,
    (tx, { body: { facing, quantity, countedMs }, principal }) => {
      const { gtin } = recordStock(tx, goods.current().facings, {
        type: "StockCounted",
        facing,
        quantity,
        by: principal.id,
        ...(countedMs === undefined ? {} : { countedMs }),
      });
      return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
    },
  );
}

function addRefills(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(
    context,
    POST_STOCK_REFILLS,
    (tx, { body: { facing, quantity, expiresOn }, principal: { id: by } }) => {
      const { gtin } = recordStock(tx, goods.current().facings, {
        type: "StockRefilled",
        facing,
        quantity,
        by,
        ...(expiresOn === undefined ? {} : { expiresOn }),
      });
      return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
    },
  );
}

function addWaste(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(
    context,
    POST_STOCK_WASTE,
    (tx, { body: { facing, quantity, reason }, principal: { id: by } }) => {
      const record = { type: "StockWasted", facing, quantity, reason, by } as const;
      const { gtin } = recordStock(tx, goods.current().facings, record);
      return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
    },
  );
}

function addMovements(context: HttpContext<GoodsServices>): void {
  const { shop } = context.deps;
  addRead(context, GET_STOCK_MOVEMENTS, ({ query, url }) =>
    readPage(
      shop.store.db,
      {
        from: "stock_movements",
        columns: "*",
        where: [
          ["kind = ?", query.kind],
          ["facing = ?", query.facing],
        ],
        order: ["moved_ms", "position"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        movementId: row.position,
        kind: row.kind,
        facing: row.facing,
        gtin: row.gtin,
        name: nameProduct(shop.settings, row.gtin as string),
        quantity: row.quantity,
        expected: row.expected,
        expiresOn: row.expires_on,
        reason: row.reason,
        by: row.moved_by,
        atMs: row.moved_ms,
      }),
    ),
  );
}

function addAlertLists(context: HttpContext<GoodsServices>): void {
  addRead(context, GET_ALERTS, (call) => listAlerts(context, listKindsFor(call.principal), call));
  addRead(context, GET_FINDINGS, (call) => listAlerts(context, FINDING_KINDS, call));
}

function listAlerts(
  { deps }: HttpContext<GoodsServices>,
  kinds: readonly AlertKind[],
  { query, url }: Pick<Call<NoObject, typeof ALERT_QUERY, NoObject>, "query" | "url">,
) {
  return readPage(
    deps.shop.store.db,
    {
      from: "alerts",
      columns: "*",
      where: [
        ["kind IN (SELECT value FROM json_each(?))", JSON.stringify(kinds)],
        ["(cleared_ms IS NULL) = ?", Number((query.state ?? "open") === "open")],
      ],
      order: ["raised_ms", "alert_key"],
      direction: "DESC",
    },
    { url, limit: query.limit, after: query.after },
    (row) => ({
      alertKey: row.alert_key,
      kind: row.kind,
      message: row.message,
      visitId: row.visit_id,
      raisedMs: row.raised_ms,
      acknowledgedMs: row.acknowledged_ms,
      acknowledgedBy: row.acknowledged_by,
      clearedMs: row.cleared_ms,
      clearedBy: row.cleared_by,
    }),
  );
}

function addAlertAnswers(context: HttpContext<GoodsServices>): void {
  addCommand(context, POST_ALERT_ACKNOWLEDGE, (tx, { params: { alertKey }, principal }) => {
    const kind = findAlertKind(tx, alertKey);
    const maySee = kind !== null && listKindsFor(principal).includes(kind);
    if (!maySee || !acknowledgeAlert(tx, alertKey, principal.id)) {
      throw new RefusedError("not-found", "no such alert is open");
    }
    return { status: 200, body: { alertKey } };
  });
  addCommand(context, POST_ALERT_CLEAR, (tx, { params: { alertKey }, principal }) => {
    if (!clearAlert(tx, alertKey, principal.id)) {
      throw new RefusedError("not-found", "no such alert is open");
    }
    return { status: 200, body: { alertKey, clearedMs: tx.atMs } };
  });
}
