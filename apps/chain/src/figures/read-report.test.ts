import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FigureDatabase, startFigureDatabase } from "./figures-fixture.ts";
import { makeStaleDays } from "./projector.ts";
import { compareReports, type ReportRow, readReport } from "./read-report.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

describe("a report", () => {
  it("adds up shops, regions and currencies, and has the same weekdays before beside it", async () => {
    const { db } = figures;
    await db.insertInto("regions").values({ region_id: "north", name: "North" }).execute();
    const shopIds = [await figures.addShop(), await figures.addShop(), await figures.addShop()];
    await db
      .updateTable("shops")
      .set({ region_id: "north" })
      .where("shop_id", "in", shopIds.slice(0, 2))
      .execute();
    const amounts = [2 ** 52, 2 ** 52, 2 ** 52 + 1];
    for (const [at, shop_id] of shopIds.entries()) {
      for (const day of ["2026-05-04", "2026-05-11"]) {
        const zero = { corrected_minor: 0, discount_minor: 0, deposit_minor: 0, rounding_minor: 0 };
        const total_minor = amounts[at]! - (day === "2026-05-04" ? 1 : 0);
        await db
          .insertInto("receipt_documents")
          .values({
            ...{ shop_id, visit_id: day, position: Date.parse(day), document_number: 1 },
            ...{ currency: at === 2 ? "EUR" : "GBP", at_ms: Date.parse(day), kind: "receipt" },
            ...{ receipts: 1, corrections: 0, units: 1, net_minor: total_minor, tax_minor: 0 },
            ...{ ...zero, total_minor },
          })
          .execute();
      }
    }
    await makeStaleDays(db);
    const scope = { shopIds, fromDay: "2026-05-11", untilDay: "2026-05-11" };
    const report = await compareReports(db, { ...scope, groups: ["region"] }, "weekdays");
    const simplify = (rows: readonly ReportRow[]) =>
      rows.map(({ key, sums }) => [key.region, sums.map((one) => [one.currency, one.totalMinor])]);
    expect(simplify(report.rows)).toEqual([
      ["north", [["GBP", 2n ** 53n]]],
      [null, [["EUR", 2n ** 52n + 1n]]],
    ]);
    expect(report.before.period).toEqual({ fromDay: "2026-05-04", untilDay: "2026-05-04" });
    expect(simplify(report.before.rows)).toEqual([
      ["north", [["GBP", 2n ** 53n - 2n]]],
      [null, [["EUR", 2n ** 52n]]],
    ]);
    const [all] = await readReport(db, { ...scope, groups: [] });
    expect(all?.sums.map(({ currency }) => currency)).toEqual(["EUR", "GBP"]);
  });
});
