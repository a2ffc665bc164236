/** How fast receipts are found among many, as the receipts page asks: a page of them, and their totals. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import {
  listReceipts,
  selectReceipts,
  showReceiptRow,
  sumReceipts,
} from "@saunter/shop/capabilities/receipts/receipt-list";
import { readPage } from "@saunter/shop/http/pages";
import { listTables } from "@saunter/shop/process/capability";
import { openStore, type Store } from "@saunter/shop/store/store";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";
import { fillSales } from "./fill-sales.ts";

export const SEARCH_MS_MAX = 200;
export const SEARCH_STEPS = 1;

const DAYS = 365;

/** What people type; each sale has the same goods, so that words find all of them or none. */
const SEARCHES = [
  ["nothing", ""],
  ["a product that every receipt has", "bread"],
  ["a product that no receipt has", "caviar"],
  ["a product, a day and an amount", "bread yesterday 4.20"],
  ["a day", "yesterday"],
  ["last four digits or a number", "0042"],
  ["a receipt's number", "no. 98"],
  ["an amount", "4.35"],
] as const;

export async function measureSearch(receipts: number, rounds: number): Promise<FigureGroup[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-search-"));
  try {
    await fillSales(folder, receipts, DAYS);
    const store = openStore({ folder, nowMs: Date.now, ...listTables(SHOP_CAPABILITIES) });
    try {
      return [
        {
          title: `Receipts found among ${receipts}, with their totals (slowest of ${rounds})`,
          figures: SEARCHES.map(([name, text]) =>
            createFigure(name, findSlowest(store, text, rounds), "ms", 1, atMost(SEARCH_MS_MAX)),
          ),
        },
      ];
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findSlowest(store: Store, search: string, rounds: number): number {
  let slowestMs = 0;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    findReceipts(store, search);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
  }
  return slowestMs;
}

function findReceipts(store: Store, search: string): void {
  const context = {
    currency: "GBP",
    timeZone: "Europe/London",
    locale: "en-GB",
    nowMs: Date.now(),
    findsAddresses: true,
  };
  const where = selectReceipts({ search }, context, undefined);
  const request = { url: "/v1/receipts", limit: undefined, after: undefined };
  readPage(store.db, listReceipts(where, "DESC"), request, showReceiptRow);
  sumReceipts(store, where, "GBP");
}
