import { GET_VISIT, GET_VISITS } from "@saunter/protocol/chain/http/visit-routes";
import { type SelectQueryBuilder, sql } from "kysely";
import { asProcess } from "../../access/as-request.ts";
import type { Reach } from "../../access/principal.ts";
import type { ChainTables } from "../../database/chain-tables.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { findVisitKeys, type VisitKey } from "../../figures/find-visits.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";

/** Streams of the journal that a visit has events in. */
const STREAM_KINDS = ["visit", "cart", "receipt", "charge"];

export function addVisitRoutes(context: HttpContext): void {
  addScoped(context, GET_VISITS, async ({ tx, reach, query, url }) => {
    const after = readCursor(query, ["number", "string", "string"]);
    const { search, shopId, fromMs, untilMs } = query;
    const isSearched = search !== undefined && search.trim() !== "";
    const keys = isSearched ? await findKeys(tx, search, reach, shopId) : null;
    const rows = await selectVisits(tx, (visits) => {
      let page = visits
        .orderBy("opened_ms", "desc")
        .orderBy("shop_id", "desc")
        .orderBy("visit_id", "desc")
        .limit(countRows(query));
      if (keys !== null) page = page.where(isOneOf(keys));
      if (after !== null) {
        page = page.where(
          sql<boolean>`(opened_ms, shop_id, visit_id)
            < (${after[0]}::bigint, ${after[1]}::text, ${after[2]}::text)`,
        );
      }
      if (shopId !== undefined) page = page.where("shop_id", "=", shopId);
      if (fromMs !== undefined) page = page.where("opened_ms", ">=", fromMs);
      if (untilMs !== undefined) page = page.where("opened_ms", "<", untilMs);
      return page;
    }).execute();
    return makePage({ url, query }, rows, describe, (row) => [
      ...[row.opened_ms, row.shop_id, row.visit_id],
    ]);
  });

  addScoped(context, GET_VISIT, async ({ tx, params }) => {
    const key = { shop_id: params.shopId, visit_id: params.visitId };
    const row = await selectVisits(tx, (visits) => visits.where(isOneOf([key]))).executeTakeFirst();
    if (row === undefined) throw notFound();
    const documents = await readDocuments(tx, key);
    return { ...describe(row), documents, timeline: await readTimeline(tx, key) };
  });
}

/** Those of shops that the request sees. */
async function findKeys(
  tx: ChainTransaction,
  search: string,
  { isAll }: Reach,
  shopId: string | undefined,
): Promise<VisitKey[]> {
  let shops = tx.selectFrom("shops").select("shop_id");
  if (shopId !== undefined) shops = shops.where("shop_id", "=", shopId);
  const ids =
    isAll && shopId === undefined ? null : (await shops.execute()).map((row) => row.shop_id);
  return asProcess(tx, () => findVisitKeys(tx, search, ids));
}

const isOneOf = (keys: readonly VisitKey[]) => sql<boolean>`
  (shop_id, visit_id) IN (SELECT * FROM unnest(
    ${keys.map((key) => key.shop_id)}::text[], ${keys.map((key) => key.visit_id)}::text[]))`;

type VisitQuery = SelectQueryBuilder<ChainTables, "visits", ChainTables["visits"]>;

/** Newest first. Which are wanted is found among visits alone: what belongs to them is looked up for those. */
function selectVisits(tx: ChainTransaction, choose: (visits: VisitQuery) => VisitQuery) {
  return tx
    .selectFrom(choose(tx.selectFrom("visits").selectAll()).as("visits"))
    .innerJoin("shops", "shops.shop_id", "visits.shop_id")
    .leftJoin("receipts", (join) =>
      join
        .onRef("receipts.shop_id", "=", "visits.shop_id")
        .onRef("receipts.visit_id", "=", "visits.visit_id"),
    )
    .leftJoin("charges", (join) =>
      join
        .onRef("charges.shop_id", "=", "visits.shop_id")
        .onRef("charges.visit_id", "=", "visits.visit_id"),
    )
    .select(["visits.shop_id", "shops.name as shop_name", "visits.visit_id", "visits.status"])
    .select(["visits.method", "visits.currency", "visits.opened_ms", "visits.closed_ms"])
    .select(["receipts.document_number", "receipts.total_minor", "receipts.probability"])
    .select(["receipts.is_reviewed", "receipts.drafted_ms", "receipts.final_ms"])
    .select(["receipts.status as receipt_status", "corrections", "goodwill_minor"])
    .select(["charges.due_minor", "charges.missing_minor", "charges.refunded_minor"])
    .orderBy("visits.opened_ms", "desc")
    .orderBy("visits.shop_id", "desc")
    .orderBy("visits.visit_id", "desc");
}

type VisitRow = Awaited<ReturnType<ReturnType<typeof selectVisits>["execute"]>>[number];

function describe(row: VisitRow) {
  return {
    shopId: row.shop_id,
    shopName: row.shop_name,
    visitId: row.visit_id,
    status: row.status,
    method: row.method,
    currency: row.currency,
    openedMs: row.opened_ms,
    closedMs: row.closed_ms,
    receipt:
      row.drafted_ms === null
        ? null
        : {
            documentNumber: row.document_number,
            state: findState(row),
            totalMinor: row.total_minor,
            probability: row.probability,
            isReviewed: row.is_reviewed,
            draftedMs: row.drafted_ms,
            finalMs: row.final_ms,
          },
  };
}

/** Of the receipt and its charge together, as the view `receipt_states` has it, which requests cannot read. */
function findState(row: VisitRow): "open" | "paid" | "refunded" | "disputed" {
  if (row.receipt_status === "contested") return "disputed";
  const isOpen = row.due_minor === null || (row.missing_minor ?? 0) > 0;
  if (row.receipt_status === "draft" || isOpen) return "open";
  const isLess = [row.corrections, row.goodwill_minor, row.refunded_minor].some(
    (value) => (value ?? 0) > 0,
  );
  return isLess ? "refunded" : "paid";
}

/** In their order, each with its lines. */
async function readDocuments(tx: ChainTransaction, { shop_id, visit_id }: VisitKey) {
  const documents = await tx
    .selectFrom("receipt_documents")
    .select(["position", "document_number", "kind", "at_ms", "total_minor"])
    .where("shop_id", "=", shop_id)
    .where("visit_id", "=", visit_id)
    .orderBy("position")
    .execute();
  const lines = await tx
    .selectFrom("receipt_lines")
    .select(["position", "item", "gtin", "name", "units", "net_g"])
    .select(["net_minor", "tax_minor", "deposit_minor"])
    .where("shop_id", "=", shop_id)
    .where("visit_id", "=", visit_id)
    .orderBy("position")
    .orderBy("item")
    .execute();
  return documents.map((document) => ({
    documentNumber: document.document_number,
    kind: document.kind,
    atMs: document.at_ms,
    totalMinor: document.total_minor,
    lines: lines
      .filter(({ position }) => position === document.position)
      .map(({ item, gtin, name, units, net_g, net_minor, tax_minor }) => ({
        ...{ item, gtin, name, units, netG: net_g, totalMinor: net_minor + tax_minor },
      })),
  }));
}

/** What the journal has of it. */
async function readTimeline(tx: ChainTransaction, { shop_id, visit_id }: VisitKey) {
  const rows = await tx
    .selectFrom("events")
    .select(["position", "stream", "type", "at_ms"])
    .where("shop_id", "=", shop_id)
    .where(
      "stream",
      "in",
      STREAM_KINDS.map((kind) => `${kind}-${visit_id}`),
    )
    .orderBy("position")
    .execute();
  return rows.map(({ position, stream, type, at_ms }) => ({ position, stream, type, atMs: at_ms }));
}
