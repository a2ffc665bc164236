import type { NoObject } from "@saunter/protocol/http/route-spec";
import { ALERT_KINDS, type AlertKind } from "@saunter/protocol/alert-kinds";
import {
  atMs,
  closed,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "@saunter/protocol/http/schemas";
import { STOCK_QUANTITY_MAX } from "@saunter/protocol/limits";
import type { Static } from "typebox";
import Type from "typebox";
import { clearAlert } from "../../domain/alerts.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { listStock, recordStock, type StockLevel } from "../../domain/stock-desk.ts";
import { addCommand, addRead, type Call, type HttpContext } from "../add-route.ts";
import { FINDING_KINDS } from "../alert-table.ts";
import { readPage } from "../pages.ts";

const FACING = closed({
  facing: Type.String({ description: "gondola/shelf/first plate" }),
  gtin: Type.String(),
  name: Type.String(),
  gondola: Type.Integer(),
  shelf: Type.Integer(),
  plates: Type.Array(Type.Integer()),
  counted: nullable(Type.Integer({ description: "When last counted; null: never." })),
  countedMs: nullable(atMs("When it was counted")),
  refilled: Type.Integer({ description: "Put there by staff since." }),
  moved: Type.Integer({ description: "Put back less taken since." }),
  expected: nullable(
    Type.Integer({
      minimum: 0,
      description: "What should be there now; null: never counted, or overdrawn.",
    }),
  ),
  overdrawn: Type.Integer({
    minimum: 0,
    description:
      "So many more have gone than were there: it was counted wrong or refilled unseen. Count it again.",
  }),
  isLow: Type.Boolean({
    description: "Facings of the product of which stock is known are at the low mark together.",
  }),
});

const ALERT = closed({
  alertKey: Type.String(),
  kind: Type.Enum(ALERT_KINDS),
  message: Type.String({ description: "What to do." }),
  visitId: nullable(Type.String()),
  raisedMs: atMs("When it was raised"),
  clearedMs: nullable(atMs("When it was cleared")),
  clearedBy: nullable(Type.String()),
});

export function addStockRoutes(context: HttpContext): void {
  addStock(context);
  addCounts(context);
  addRefills(context);
  addAlertLists(context);
  addClearing(context);
}

function addStock(context: HttpContext): void {
  const { shop, goods } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/stock",
      tag: "stock",
      summary: "What should be on each facing now",
      answers: {
        200: { description: "All facings.", schema: closed({ items: Type.Array(FACING) }) },
      },
    },
    () => {
      const { facings, lowStockAt } = goods.current();
      return {
        items: listStock(shop.store, facings, lowStockAt).map((level) => showLevel(shop, level)),
      };
    },
  );
}

function showLevel(shop: Shop, level: StockLevel): Static<typeof FACING> {
  const { planned, count, refilled, moved, expected, overdrawn, isLow } = level;
  const { facing, gtin, gondola, shelf, plates } = planned;
  return {
    ...{ facing, gtin, gondola, shelf, refilled, moved, expected, overdrawn, isLow },
    plates: [...plates],
    name: nameProduct(shop.settings, gtin),
    counted: count?.quantity ?? null,
    countedMs: count?.countedMs ?? null,
  };
}

const CHANGED = {
  201: {
    description: "It is written down.",
    schema: closed({
      facing: Type.String(),
      gtin: Type.String(),
      quantity: Type.Integer(),
      atMs: atMs("When it was written down"),
    }),
  },
};

const CHANGED_FACING = text(50, "As `GET /v1/stock` names it.");

function addCounts(context: HttpContext): void {
  const { goods } = context.deps;
  addCommand(
    context,
    {
      method: "POST",
      path: "/stock/counts",
      tag: "stock",
      summary: "How many there are, as somebody has counted",
      body: closed(
        {
          facing: CHANGED_FACING,
          quantity: Type.Integer({ minimum: 0, maximum: STOCK_QUANTITY_MAX }),
          countedMs: Type.Optional(
            Type.Integer({
              minimum: 0,
              description:
                "When it was counted, Unix ms, a day ago at most; now where not given. What is taken " +
                "after that and before this request is heard is not forgotten.",
            }),
          ),
        },
        { examples: [{ facing: "1/1/1", quantity: 12 }] },
      ),
      answers: CHANGED,
      codes: ["facing-unknown"],
    },
    (tx, { body: { facing, quantity, countedMs }, principal }) => {
      const { gtin } = recordStock(tx, goods.current().facings, {
        ...{ type: "StockCounted", facing, quantity, by: principal.id },
        ...(countedMs === undefined ? {} : { countedMs }),
      });
      return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
    },
  );
}

function addRefills(context: HttpContext): void {
  const { goods } = context.deps;
  addCommand(
    context,
    {
      method: "POST",
      path: "/stock/refills",
      tag: "stock",
      summary: "How many somebody has put there",
      body: closed(
        {
          facing: CHANGED_FACING,
          quantity: Type.Integer({ minimum: 1, maximum: STOCK_QUANTITY_MAX }),
        },
        { examples: [{ facing: "1/1/1", quantity: 12 }] },
      ),
      answers: CHANGED,
      codes: ["facing-unknown"],
    },
    (tx, { body: { facing, quantity }, principal: { id: by } }) => {
      const { gtin } = recordStock(tx, goods.current().facings, {
        type: "StockRefilled",
        facing,
        quantity,
        by,
      });
      return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
    },
  );
}

const ALERT_QUERY = closed({
  ...PAGE_QUERY,
  state: Type.Optional(oneOf(["open", "cleared"], "`open` where not given.")),
});
const ALERTS = { 200: { description: "A page.", schema: pageOf(ALERT) } };

function addAlertLists(context: HttpContext): void {
  addRead(
    context,
    {
      method: "GET",
      path: "/alerts",
      tag: "stock",
      summary: "Alerts to staff, the newest first",
      query: ALERT_QUERY,
      answers: ALERTS,
    },
    (call) => listAlerts(context, ALERT_KINDS, call),
  );
  addRead(
    context,
    {
      method: "GET",
      path: "/findings",
      tag: "stock",
      summary: "What contradicts the planogram, weights or plates",
      query: ALERT_QUERY,
      answers: ALERTS,
    },
    (call) => listAlerts(context, FINDING_KINDS, call),
  );
}

function listAlerts(
  { deps }: HttpContext,
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
      clearedMs: row.cleared_ms,
      clearedBy: row.cleared_by,
    }),
  );
}

function addClearing(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/alerts/:alertKey/clear",
      tag: "stock",
      summary: "Say that an alert is dealt with",
      params: closed({
        alertKey: Type.String({ pattern: "^[!-~]{1,200}$", description: "The alert's key." }),
      }),
      answers: {
        200: {
          description: "It is cleared.",
          schema: closed({ alertKey: Type.String(), clearedMs: atMs("When") }),
        },
      },
      codes: ["not-found"],
    },
    (tx, { params: { alertKey }, principal }) => {
      if (!clearAlert(tx, alertKey, principal.id)) {
        throw new RefusedError("not-found", "no such alert is open");
      }
      return { status: 200, body: { alertKey, clearedMs: tx.atMs } };
    },
  );
}
