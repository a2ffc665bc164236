/** Writes what happened to goods as an EPCIS 2.0 document, in JSON-LD, event by event. */
import { isGln } from "@saunter/protocol/digital-link";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import {
  type GoodsEvent,
  type GoodsMove,
  type MovedGoods,
  type ShopOfGoods,
  toObjectEvent,
} from "./epcis-events.ts";

const CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";
/** What is read from the database at once. */
const SPAN_MS = 86_400_000;

export interface EpcisOptions {
  readonly db: ChainDatabase;
  readonly shopIds: readonly string[];
  readonly fromMs: number;
  /** It is not of the span. */
  readonly untilMs: number;
  readonly nowMs: number;
  /** Takes the document's text, piece by piece. */
  readonly write: (text: string) => Promise<void> | void;
}

export interface EpcisWritten {
  readonly events: number;
  /** Movements of goods none of which has a GTIN. */
  readonly leftOut: number;
  /** Shops of those asked for that have no GLN: GS1 has no name for where they are. */
  readonly withoutGln: readonly string[];
}

/** Events of a shop are in the order of their time. */
export async function writeEpcis(options: EpcisOptions): Promise<EpcisWritten> {
  const { db, fromMs, nowMs, shopIds, untilMs, write } = options;
  const shops = await db
    .selectFrom("shops")
    .select(["shop_id", "gln", "time_zone"])
    .where("shop_id", "=", sql<string>`ANY (${[...shopIds]}::text[])`)
    .orderBy("shop_id")
    .execute();
  const head = {
    "@context": [CONTEXT],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: new Date(nowMs).toISOString(),
  };
  await write(`${JSON.stringify(head).slice(0, -1)},"epcisBody":{"eventList":[`);
  let events = 0;
  let leftOut = 0;
  const withoutGln: string[] = [];
  for (const { gln, shop_id: shopId, time_zone: timeZone } of shops) {
    if (gln === null || !isGln(gln)) {
      withoutGln.push(shopId);
      continue;
    }
    for (let at = fromMs; at < untilMs; at += SPAN_MS) {
      const span = { fromMs: at, untilMs: Math.min(untilMs, at + SPAN_MS) };
      for (const moved of await readGoods(db, { shopId, gln, timeZone }, span)) {
        const event = toObjectEvent(moved);
        if (event === null) leftOut++;
        else await write(`${events++ === 0 ? "" : ","}\n${JSON.stringify(event)}`);
      }
    }
  }
  await write("\n]}}\n");
  return { events, leftOut, withoutGln };
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Sale {
  readonly position: number;
  readonly at_ms: number;
  readonly document_number: number;
  readonly gtin: string;
  readonly units: number;
  readonly net_g: number;
}

async function readGoods(db: ChainDatabase, shop: ShopOfGoods, span: Span): Promise<GoodsEvent[]> {
  const [moves, sales, returns] = [
    await readMoves(db, shop, span),
    await readSales(db, shop, span),
    await readReturns(db, shop, span),
  ];
  const all = [...moves, ...group(shop, sales, "sold"), ...group(shop, returns, "returned")];
  return all.sort((a, b) => a.atMs - b.atMs || a.position - b.position);
}

/** Goods that were put on shelves, and those that are not sold. */
async function readMoves(
  db: ChainDatabase,
  shop: ShopOfGoods,
  { fromMs, untilMs }: Span,
): Promise<GoodsEvent[]> {
  const rows = await db
    .selectFrom("stock_moves")
    .select(["position", "at_ms", "kind", "gtin", "quantity", "reason"])
    .where("shop_id", "=", shop.shopId)
    .where("at_ms", ">=", fromMs)
    .where("at_ms", "<", untilMs)
    .where("kind", "in", ["refilled", "wasted"])
    .where("quantity", ">", 0)
    .execute();
  return rows.map(({ at_ms, gtin, kind, position, quantity, reason }) => {
    const move: GoodsMove =
      kind === "refilled" ? { kind: "stocked" } : { kind: "wasted", reason: reason ?? "" };
    return { shop, position, atMs: at_ms, move, goods: [{ gtin, units: quantity, netG: 0 }] };
  });
}

/** Goods that came back are what a correction takes off a receipt, of a refund for that reason. */
const IS_RETURN = sql`EXISTS (SELECT 1 FROM refunds f WHERE f.shop_id = l.shop_id
  AND f.visit_id = l.visit_id AND f.document_number = l.document_number AND f.reason = 'returned')`;

/** What receipts of the span say once they are corrected: what was wrong on one was never sold. */
async function readSales(
  db: ChainDatabase,
  { shopId }: ShopOfGoods,
  { fromMs, untilMs }: Span,
): Promise<readonly Sale[]> {
  const { rows } = await sql<Sale>`
    SELECT d.position, d.at_ms, d.document_number, l.gtin, sum(l.units)::bigint AS units,
      sum(l.net_g)::bigint AS net_g
    FROM receipt_documents d
    JOIN receipt_lines l ON l.shop_id = d.shop_id AND l.visit_id = d.visit_id
    WHERE d.shop_id = ${shopId} AND d.kind = 'receipt'
      AND d.at_ms >= ${fromMs}::bigint AND d.at_ms < ${untilMs}::bigint AND NOT ${IS_RETURN}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 4`.execute(db);
  return rows;
}

async function readReturns(
  db: ChainDatabase,
  { shopId }: ShopOfGoods,
  { fromMs, untilMs }: Span,
): Promise<readonly Sale[]> {
  const { rows } = await sql<Sale>`
    SELECT l.position, l.at_ms, l.document_number, l.gtin, sum(-l.units)::bigint AS units,
      sum(-l.net_g)::bigint AS net_g
    FROM receipt_lines l
    WHERE l.shop_id = ${shopId} AND l.at_ms >= ${fromMs}::bigint AND l.at_ms < ${untilMs}::bigint
      AND ${IS_RETURN}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 4`.execute(db);
  return rows;
}

function group(shop: ShopOfGoods, sales: readonly Sale[], kind: "sold" | "returned"): GoodsEvent[] {
  const byDocument = Map.groupBy(sales, ({ position }) => position);
  return [...byDocument].map(([position, lines]) => {
    const { at_ms: atMs, document_number: documentNumber } = lines[0]!;
    const goods = lines.map(({ gtin, net_g: netG, units }): MovedGoods => ({ gtin, netG, units }));
    return { shop, position, atMs, move: { kind, documentNumber }, goods };
  });
}
