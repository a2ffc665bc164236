import type { AlertKind, ShopEvent } from "@saunter/commerce/shop/events";
import type { Static } from "typebox";
import Type from "typebox";
import { clearAlert } from "../../shop/alerts.ts";
import { RefusedError, STREAMS } from "../../shop/shop-context.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/store.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import type { PlannedFacing } from "../http-deps.ts";
import { STOCK_QUANTITY_MAX } from "../http-limits.ts";
import { readPage } from "../pages.ts";
import { atMs, closed, nullable, oneOf, PAGE_QUERY, pageOf, text } from "../schemas.ts";

const FACING = closed({
  facing: Type.String({ description: "gondola/shelf/first plate" }),
  gtin: Type.String(),
  name: Type.String(),
  gondola: Type.Integer(),
  shelf: Type.Integer(),
  plates: Type.Array(Type.Integer()),
  counted: nullable(Type.Integer({ description: "When last counted, with what was refilled." })),
  countedMs: nullable(atMs("When it was counted")),
  expected: nullable(
    Type.Integer({ description: "Now, with what was taken and put back; null: never counted." }),
  ),
  isLow: Type.Boolean({ description: "All facings of the product together are at the low mark." }),
});

/** All kinds, and whether they say that the shop is other than it says of itself. */
const IS_FINDING: Readonly<Record<AlertKind, boolean>> = {
  "age-check": false,
  tailgating: false,
  "shopper-unbound": false,
  "exit-without-entry": false,
  "price-missing": false,
  "low-stock": false,
  "misplaced-item": true,
  "wrong-planogram": true,
  "wrong-weight": true,
  "plate-dead": true,
  "plate-noisy": true,
  "camera-quiet": false,
  "scale-quiet": false,
  "refund-failed": false,
  "payment-offline": false,
  "webhook-failing": false,
};
const ALERT_KINDS = Object.keys(IS_FINDING) as AlertKind[];
const FINDING_KINDS = ALERT_KINDS.filter((kind) => IS_FINDING[kind]);

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
  addStockChanges(context);
  addAlertLists(context);
  addClearing(context);
}

interface Base {
  readonly quantity: number;
  readonly atMs: number;
}

function addStock(context: HttpContext): void {
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
    () => ({ items: listStock(context) }),
  );
}

function listStock({ deps }: HttpContext): Static<typeof FACING>[] {
  const { shop, facings, lowStockAt } = deps;
  const { db } = shop.store;
  const bases = new Map<string, Base>();
  for (const row of prepared(db, "SELECT facing, gtin, quantity, at_ms FROM stock_bases").all()) {
    const base = { quantity: row.quantity as number, atMs: row.at_ms as number };
    bases.set(`${row.facing} ${row.gtin}`, base);
  }
  const rows = facings.map((planned) => {
    const base = bases.get(`${planned.facing} ${planned.gtin}`) ?? null;
    const moved = base === null ? 0 : sumMoves(db, planned, base.atMs);
    return { planned, base, expected: base === null ? null : base.quantity + moved };
  });
  const totals = new Map<string, number>();
  for (const { planned, expected } of rows) {
    if (expected === null) continue;
    totals.set(planned.gtin, (totals.get(planned.gtin) ?? 0) + expected);
  }
  return rows.map(({ planned, base, expected }) => {
    const { facing, gtin, gondola, shelf, plates } = planned;
    const total = totals.get(gtin);
    const lowAt = lowStockAt.get(gtin);
    return {
      ...{ facing, gtin, gondola, shelf, expected },
      plates: [...plates],
      name: shop.settings.products.get(gtin)?.name ?? gtin,
      counted: base?.quantity ?? null,
      countedMs: base?.atMs ?? null,
      isLow: total !== undefined && lowAt !== undefined && total <= lowAt,
    };
  });
}

/** What was put back less what was taken since a count; an interaction is named by one of its plates. */
function sumMoves(
  db: Transaction["db"],
  { gondola, shelf, plates, gtin }: PlannedFacing,
  sinceMs: number,
): number {
  const row = prepared(
    db,
    `SELECT coalesce(sum(delta), 0) AS moved FROM stock_moves WHERE gondola = ? AND shelf = ?
       AND plate IN (SELECT value FROM json_each(?)) AND gtin = ? AND at_ms > ?`,
  ).get(gondola, shelf, JSON.stringify(plates), gtin, sinceMs);
  return row?.moved as number;
}

function addStockChanges(context: HttpContext): void {
  const { facings } = context.deps;
  const ways = [
    ["counts", "StockCounted", "How many there are, as somebody has counted", 0],
    ["refills", "StockRefilled", "How many somebody has put there", 1],
  ] as const;
  for (const [path, type, summary, quantityMin] of ways) {
    addCommand(
      context,
      {
        method: "POST",
        path: `/stock/${path}`,
        tag: "stock",
        summary,
        body: closed(
          {
            facing: text(50, "As `GET /v1/stock` names it."),
            quantity: Type.Integer({ minimum: quantityMin, maximum: STOCK_QUANTITY_MAX }),
          },
          { examples: [{ facing: "1/1/1", quantity: 12 }] },
        ),
        answers: {
          201: {
            description: "It is written down.",
            schema: closed({
              facing: Type.String(),
              gtin: Type.String(),
              quantity: Type.Integer(),
              atMs: atMs("When"),
            }),
          },
        },
        codes: ["facing-unknown"],
      },
      (tx, { body: { facing, quantity }, principal }) => {
        const planned = facings.find((one) => one.facing === facing);
        if (planned === undefined) {
          throw new RefusedError("facing-unknown", "the planogram has no such facing");
        }
        const { gtin } = planned;
        const event: ShopEvent = { type, facing, gtin, quantity, by: principal.id };
        tx.append("shop", STREAMS.stock, [event]);
        return { status: 201, body: { facing, gtin, quantity, atMs: tx.atMs } };
      },
    );
  }
}

function addAlertLists(context: HttpContext): void {
  const { db } = context.deps.shop.store;
  const lists = [
    ["/alerts", "Alerts to staff, the newest first", ALERT_KINDS],
    ["/findings", "What contradicts the planogram, weights or plates", FINDING_KINDS],
  ] as const;
  for (const [path, summary, kinds] of lists) {
    addRead(
      context,
      {
        method: "GET",
        path,
        tag: "stock",
        summary,
        query: closed({
          ...PAGE_QUERY,
          state: Type.Optional(oneOf(["open", "cleared"], "`open` where not given.")),
        }),
        answers: { 200: { description: "A page.", schema: pageOf(ALERT) } },
      },
      ({ query, url }) =>
        readPage(
          db,
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
        ),
    );
  }
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
