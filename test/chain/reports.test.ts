/** Reports of real stores' journals, beside what the shop says of them itself. */

import {
  type FigureDatabase,
  sendRows,
  startFigureDatabase,
} from "@saunter/chain/figures/figures-fixture";
import { projectAll } from "@saunter/chain/figures/projector";
import { type ReportRow, type ReportSums, readReport } from "@saunter/chain/figures/read-report";
import { readEmptyReport, readTaxReport } from "@saunter/chain/figures/read-report-details";
import { WAIT_ERROR_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from "@saunter/chain/figures/wait-histogram";
import { findDay, listDays, moveDay } from "@saunter/commerce/calendar/calendar";
import { arbitraryEvents } from "@saunter/commerce/event-builders";
import { readNumbers } from "@saunter/shop/projections/read-numbers";
import {
  readEmptyMs,
  readLosses,
  readSalesByTime,
  readTaxSums,
} from "@saunter/shop/projections/read-sales";
import {
  arbitraryDocuments,
  writeDocuments,
  ZONES,
} from "@saunter/shop/projections/sales-builders";
import { openTestStore } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRows } from "./open-shop-fixture.ts";

let figures: FigureDatabase;
const folders = createScratchFolders();
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(async () => {
  await figures.close();
  folders.remove();
});

const NO_DISPUTES = { all: 0, granted: 0, refused: 0, open: 0 };
const add = (rows: readonly ReportRow[], pick: (sums: ReportSums) => bigint): bigint =>
  rows.flatMap(({ sums }) => sums.map(pick)).reduce((a, b) => a + b, 0n);

/** Within what a histogram is off by, in its bounds. */
function isNear(foundMs: number, exactMs: number): boolean {
  const boundMs = Math.min(Math.max(exactMs, WAIT_MS_MIN), WAIT_MS_MAX);
  return Math.abs(foundMs - boundMs) <= boundMs * WAIT_ERROR_MAX + 1;
}

describe("a report", () => {
  it("is exactly what the receipts say and what the shop says, by day", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryDocuments,
        fc.constantFrom(...ZONES),
        async (documents, timeZone) => {
          const shopId = await figures.addShop(timeZone);
          const clock = { nowMs: 0 };
          const store = openTestStore(folders.make(), { nowMs: () => clock.nowMs });
          await writeDocuments(store, clock, documents);
          await sendRows(figures.db, shopId, listRows(store));
          await projectAll(figures.db);
          const first = findDay(documents[0]?.atMs ?? 0, timeZone);
          const fromDay = moveDay(first, -1);
          const untilDay = moveDay(findDay(documents.at(-1)?.atMs ?? 0, timeZone), 1);
          const scope = { shopIds: [shopId], fromDay, untilDay };
          const rows = await readReport(figures.db, { ...scope, groups: ["day"] });
          const last = new Map(documents.map(({ visitId, content }) => [visitId, content]));
          const paid = [...last.values()].map(({ result }) => BigInt(result.totals.totalMinor));
          expect(add(rows, ({ totalMinor }) => totalMinor)).toBe(paid.reduce((a, b) => a + b, 0n));
          const days = listDays(fromDay, untilDay, timeZone);
          const sales = await readSalesByTime(store.db, days, timeZone);
          const byDay = new Map(rows.map((row) => [row.key.day, row]));
          for (const { day, ...expected } of sales.days) {
            const row = byDay.get(day);
            const of = (pick: (sums: ReportSums) => bigint) =>
              Number(row === undefined ? 0n : add([row], pick));
            expect({
              totalMinor: of((sums) => sums.totalMinor),
              netMinor: of((sums) => sums.netMinor),
              taxMinor: of((sums) => sums.taxMinor),
              roundingMinor: of((sums) => sums.roundingMinor),
              depositMinor: of((sums) => sums.depositMinor),
              discountMinor: of((sums) => sums.discountMinor),
              correctedMinor: of((sums) => sums.correctedMinor),
              receipts: of((sums) => sums.receipts),
              corrections: of((sums) => sums.corrections),
              units: of((sums) => sums.units),
            }).toEqual(expected);
          }
          const span = { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs };
          const taxes = await readTaxReport(figures.db, scope);
          const nameTax = (tax: { category: string; rate: string; label: string }) =>
            JSON.stringify([tax.category, tax.rate, tax.label]);
          for (const tax of readTaxSums(store.db, span)) {
            const same = taxes.filter((one) => nameTax(one) === nameTax(tax));
            expect(same.reduce((sum, one) => sum + one.taxMinor, 0n)).toBe(BigInt(tax.taxMinor));
          }
          await store.close();
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it("counts visits, reviews, disputes, losses and empty facings as the shop does", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEvents(120, 60), async (events) => {
        const shopId = await figures.addShop("Europe/Berlin");
        let nowMs = Date.parse("2026-05-03T12:00:00Z");
        const store = openTestStore(folders.make(), { nowMs: () => nowMs });
        for (const { event, id, kind } of events) {
          // A dispute's id is of one visit alone.
          if (event.type === "ContestResolved" && event.contestId === "unknown") continue;
          nowMs += 600_000;
          await store.transact((tx) => tx.append(kind, id, [event as never]));
        }
        await sendRows(figures.db, shopId, listRows(store));
        await projectAll(figures.db);
        const days = listDays("2026-05-03", "2026-05-04", "Europe/Berlin");
        const span = { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs };
        const scope = { shopIds: [shopId], fromDay: "2026-05-03", untilDay: "2026-05-04" };
        const [row] = await readReport(figures.db, { ...scope, groups: ["shop"] });
        const numbers = await readNumbers(store.db, { ...span, stepMs: 86_400_000 });
        expect(row?.visits ?? 0).toBe(numbers.visits.closed);
        expect(row?.reviewed ?? 0).toBe(numbers.receipts.reviewed);
        const { median } = numbers.finalAfterExitMs;
        if (median === null) expect(row?.receiptMsMedian ?? null).toBeNull();
        else expect(isNear(row!.receiptMsMedian!, median)).toBe(true);
        expect(row?.disputes ?? NO_DISPUTES).toEqual(numbers.disputes);
        const lost = readLosses(store.db, span).reduce((sum, one) => sum + one.amountMinor, 0);
        expect(Number(add(row === undefined ? [] : [row], (sums) => sums.shrinkageMinor))).toBe(
          lost,
        );
        const emptyMs = [...readEmptyMs(store.db, span, nowMs).values()].reduce((a, b) => a + b, 0);
        const empty = await readEmptyReport(figures.db, scope, nowMs);
        expect([...empty.values()].reduce((a, b) => a + b, 0n)).toBe(BigInt(emptyMs));
        await store.close();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
