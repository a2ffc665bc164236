import { findDay, listDays, moveDay } from "@saunter/commerce/calendar/calendar";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openTestStore } from "../store/store-fixture.ts";
import { readProductSales, readSalesByTime, readSumsOf, readTaxSums } from "./read-sales.ts";
import { arbitraryDocuments, type BuiltDocument, writeDocuments, ZONES } from "./sales-builders.ts";
import { salesTables } from "./sales-tables.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** What the receipts of some documents say in the end. */
function listLast(documents: readonly BuiltDocument[]): ReceiptContent[] {
  return [...new Map(documents.map(({ visitId, content }) => [visitId, content])).values()];
}

async function openWith(documents: readonly BuiltDocument[]) {
  const clock = { nowMs: 0 };
  const store = openTestStore(folders.make(), {
    projections: [salesTables],
    nowMs: () => clock.nowMs,
  });
  await writeDocuments(store, clock, documents);
  return store;
}

/** The days of all documents, and one more at each side. */
function findDays(documents: readonly BuiltDocument[], timeZone: string) {
  const first = documents[0]?.atMs ?? 0;
  const last = documents.at(-1)?.atMs ?? 0;
  const fromDay = moveDay(findDay(first, timeZone), -1);
  return listDays(fromDay, moveDay(findDay(last, timeZone), 1), timeZone);
}

describe("what was sold", () => {
  it("is exactly what the receipts say, by document, line, product, tax, day and hour", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDocuments,
        fc.constantFrom(...ZONES),
        async (documents, timeZone) => {
          const store = await openWith(documents);
          const { db } = store;
          const days = findDays(documents, timeZone);
          const span = { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs };
          const receipts = listLast(documents).map(({ result }) => result);
          const totalMinor = sum(receipts.map(({ totals }) => totals.totalMinor));
          const sales = await readSalesByTime(db, days, timeZone);
          expect(sales.sums).toMatchObject({
            totalMinor,
            netMinor: sum(receipts.map(({ totals }) => totals.netMinor)),
            taxMinor: sum(receipts.map(({ totals }) => totals.taxMinor)),
            depositMinor: sum(receipts.map(({ totals }) => totals.depositMinor)),
            discountMinor: sum(receipts.map(({ totals }) => totals.discountMinor)),
            receipts: receipts.length,
            corrections: documents.length - receipts.length,
          });
          const { roundingMinor } = sales.sums;
          expect(readSumsOf(db, 0, documents.length)).toEqual(sales.sums);
          for (const parts of [sales.days, sales.hours, sales.methods]) {
            expect(sum(parts.map((part) => part.totalMinor))).toBe(totalMinor);
          }
          const products = readProductSales(db, span);
          expect(sum(products.map((one) => one.totalMinor)) + roundingMinor).toBe(totalMinor);
          const taxes = readTaxSums(db, span);
          expect(sum(taxes.map(({ grossMinor }) => grossMinor)) + roundingMinor).toBe(totalMinor);
          for (const { gtin, units } of products) {
            const lines = receipts.flatMap((one) => one.lines.filter((line) => line.gtin === gtin));
            expect(units).toBe(sum(lines.map(({ quantity }) => quantity)));
          }
          await store.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("belongs to the day and hour that the shop's clocks showed", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDocuments,
        fc.constantFrom(...ZONES),
        async (documents, timeZone) => {
          const store = await openWith(documents);
          const days = findDays(documents, timeZone);
          const sales = await readSalesByTime(store.db, days, timeZone);
          const format = new Intl.DateTimeFormat("en-CA", {
            ...{ timeZone, hourCycle: "h23", year: "numeric" },
            ...{ month: "2-digit", day: "2-digit", hour: "2-digit" },
          });
          const shown = documents.map(({ atMs }) => format.format(atMs).split(", "));
          const count = (part: { receipts: number; corrections: number }) =>
            part.receipts + part.corrections;
          for (const part of sales.days) {
            expect(count(part)).toBe(shown.filter(([day]) => day === part.day).length);
            const only = await readSalesByTime(
              store.db,
              listDays(part.day, part.day, timeZone),
              timeZone,
            );
            expect(only.sums.totalMinor).toBe(part.totalMinor);
          }
          for (const part of sales.hours) {
            expect(count(part)).toBe(shown.filter(([, hour]) => Number(hour) === part.hour).length);
          }
          await store.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it("of products in a part of a day is what its documents say", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDocuments,
        fc.tuple(fc.nat({ max: 400_000_000 }), fc.nat({ max: 400_000_000 })),
        async (documents, [startMs, lengthMs]) => {
          const store = await openWith(documents);
          const fromMs = (documents[0]?.atMs ?? 0) + startMs - 100_000_000;
          const span = { fromMs, untilMs: fromMs + lengthMs };
          const sql = `SELECT gtin, sum(net_minor + tax_minor) AS total FROM sale_lines
            WHERE at_ms >= ? AND at_ms < ? GROUP BY gtin ORDER BY gtin`;
          const slow = store.db.prepare(sql).all(span.fromMs, span.untilMs);
          const fast = readProductSales(store.db, span)
            .map(({ gtin, totalMinor }) => ({ gtin, total: totalMinor }))
            .sort((a, b) => (a.gtin < b.gtin ? -1 : 1));
          expect(fast).toEqual(slow.map((row) => ({ ...row })));
          await store.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
