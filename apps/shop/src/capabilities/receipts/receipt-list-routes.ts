import { Readable } from "node:stream";
import {
  GET_RECEIPTS,
  GET_RECEIPTS_EXPORT,
  GET_RECEIPTS_TOTALS,
} from "@saunter/protocol/http/receipt-list-routes";
import { addRead } from "../../http/add-route.ts";
import { makeSearchContext } from "../../http/find-visits.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { findParty } from "../../http/own-visits.ts";
import { type Condition, readPage } from "../../http/pages.ts";
import type { Principal } from "../../people/roles.ts";
import {
  exportReceipts,
  listReceipts,
  type ReceiptFilters,
  selectReceipts,
  showReceiptRow,
  sumReceipts,
} from "./receipt-list.ts";

const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson" } as const;

export function addReceiptListRoutes(context: HttpContext): void {
  const { shop, identity } = context.deps;
  const { store } = shop;
  const select = (filters: ReceiptFilters, principal: Principal): readonly Condition[] => {
    const isStaff = principal.roles.some((role) => role !== "shopper");
    const party = isStaff ? undefined : (findParty(principal) ?? "");
    return selectReceipts(filters, makeSearchContext(context.deps, principal), party);
  };
  addRead(context, GET_RECEIPTS, ({ query, principal, url }) => {
    const { limit, after, ...filters } = query;
    const list = listReceipts(select(filters, principal), "DESC");
    return readPage(store.db, list, { url, limit, after }, showReceiptRow);
  });
  addRead(context, GET_RECEIPTS_TOTALS, ({ query, principal }) =>
    sumReceipts(store, select(query, principal), identity.currency),
  );
  addRead(context, GET_RECEIPTS_EXPORT, ({ query, principal, reply }) => {
    const { format, ...filters } = query;
    reply.type(TYPES[format]);
    reply.header("content-disposition", `attachment; filename="receipts.${format}"`);
    return reply.send(Readable.from(exportReceipts(store, select(filters, principal), format)));
  });
}
