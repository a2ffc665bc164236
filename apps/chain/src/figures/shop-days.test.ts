/** Days that are kept are those that all rows come to, whatever changes and whenever. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FigureDatabase,
  makeRows,
  readFigures,
  sendRows,
  startFigureDatabase,
} from "./figures-fixture.ts";
import { makeStaleDays, projectAll, rebuildShop } from "./projector.ts";
import { readReport } from "./read-report.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

const OPENED = {
  ...{ type: "VisitOpened", visitId: "v1", method: "code", payer: { kind: "cash" } },
  ...{ partySize: 1, gateId: "g", isMember: false, currency: "EUR", holdMinor: 0 },
};

/** A draft without lines that waits for a reviewer. */
const DRAFTED = {
  type: "ReceiptDrafted",
  visitId: "v1",
  lookupToken: "t",
  probabilityExact: 0.5,
  reviewIds: ["r1"],
  reviewDueMs: null,
  content: {
    lines: [],
    inputs: {},
    result: {
      ...{ currency: "EUR", lines: [], offers: [], taxes: [] },
      totals: {
        ...{ goodsMinor: 0, discountMinor: 0, depositMinor: 0 },
        ...{ netMinor: 0, taxMinor: 0, totalMinor: 0 },
      },
    },
  },
};

async function readDays(shopId: string): Promise<unknown[]> {
  const days = await figures.db
    .selectFrom("shop_days")
    .select(["day", "currency", "visits", "audited"])
    .where("shop_id", "=", shopId)
    .orderBy("day")
    .execute();
  return days.map(({ day, currency, visits, audited }) => [day, currency, visits, audited]);
}

describe("days that are kept", () => {
  it("are made again where the shop's clock is another one", async () => {
    const shopId = await figures.addShop("UTC");
    const atMs = Date.parse("2026-03-02T20:00:00Z");
    await sendRows(
      figures.db,
      shopId,
      makeRows([
        { stream: "visit-v1", body: OPENED, atMs },
        { stream: "visit-v1", body: { type: "VisitClosed", cause: "exit" }, atMs: atMs + 1 },
      ]),
    );
    await projectAll(figures.db);
    expect(await readDays(shopId)).toEqual([["2026-03-02", "EUR", 1, 0]]);
    await figures.db
      .updateTable("shops")
      .set({ time_zone: "Asia/Tokyo" })
      .where("shop_id", "=", shopId)
      .execute();
    await projectAll(figures.db);
    expect(await readDays(shopId)).toEqual([["2026-03-03", "EUR", 1, 0]]);
  });

  it("are made of more rows than are read at once", async () => {
    const shopId = await figures.addShop();
    const count = 12_001;
    await sql`
      INSERT INTO visits SELECT ${shopId}, 'v' || n, 'closed', 'customer', 'code', 'g', 1, 'EUR',
        0, '', '', ${Date.parse("2026-03-02")}::bigint, 0
      FROM generate_series(1, ${sql.lit(count)}) AS n`.execute(figures.db);
    await figures.db.deleteFrom("shop_day_heads").where("shop_id", "=", shopId).execute();
    await makeStaleDays(figures.db);
    expect(await readDays(shopId)).toEqual([["2026-03-02", "EUR", count, 0]]);
  });

  it("count a visit as reviewed when its receipt comes later", async () => {
    const shopId = await figures.addShop();
    const atMs = Date.parse("2026-03-02");
    const rows = makeRows([
      { stream: "visit-v1", body: OPENED, atMs },
      { stream: "visit-v1", body: { type: "VisitClosed", cause: "exit" }, atMs },
      { stream: "receipt-v1", body: DRAFTED, atMs },
    ]);
    await sendRows(figures.db, shopId, rows.slice(0, 2));
    await projectAll(figures.db);
    await sendRows(figures.db, shopId, rows.slice(2));
    await projectAll(figures.db);
    const kept = await readFigures(figures.db, [shopId]);
    await rebuildShop(figures.db, shopId);
    expect(kept).toEqual(await readFigures(figures.db, [shopId]));
    const scope = { fromDay: "2026-03-02", untilDay: "2026-03-02", groups: ["shop" as const] };
    const report = await readReport(figures.db, { ...scope, shopIds: [shopId] });
    expect(report).toMatchObject([{ visits: 1, reviewed: 1 }]);
  });

  it("leave out a clock that is wrong by thousands of years, and go on", async () => {
    const shopId = await figures.addShop("Asia/Tokyo");
    const closed = { type: "VisitClosed", cause: "exit" };
    const lastMs = 253_402_300_799_999;
    const goodMs = Date.parse("2026-03-02T00:00:00Z");
    await sendRows(
      figures.db,
      shopId,
      makeRows([
        { stream: "visit-v1", body: OPENED, atMs: lastMs },
        { stream: "visit-v1", body: closed, atMs: lastMs },
        { stream: "visit-v2", body: { ...OPENED, visitId: "v2" }, atMs: goodMs },
        { stream: "visit-v2", body: closed, atMs: goodMs + 1 },
      ]),
    );
    await projectAll(figures.db);
    expect(await readDays(shopId)).toEqual([["2026-03-02", "EUR", 1, 0]]);
  });

  it("are read of shops that are asked for alone", async () => {
    const [one, other] = [await figures.addShop(), await figures.addShop()];
    for (const shopId of [one, other]) {
      const rows = makeRows([
        { stream: "visit-v1", body: OPENED, atMs: Date.parse("2026-03-02") },
        {
          stream: "visit-v1",
          body: { type: "VisitClosed", cause: "exit" },
          atMs: Date.parse("2026-03-02"),
        },
      ]);
      await sendRows(figures.db, shopId, rows);
    }
    await projectAll(figures.db);
    const scope = { fromDay: "2026-03-02", untilDay: "2026-03-02", groups: ["shop" as const] };
    const rows = await readReport(figures.db, { ...scope, shopIds: [other] });
    expect(rows.map(({ key, visits }) => [key.shop, visits])).toEqual([[other, 1]]);
  });
});
