import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FigureDatabase,
  makeRows,
  readFigures,
  sendRows,
  startFigureDatabase,
} from "./figures-fixture.ts";
import { keepFigures } from "./keep-figures.ts";
import { prepareFigures, projectAll, rebuildShop } from "./projector.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

async function query(text: string, shopId: string): Promise<unknown[]> {
  const { rows } = await figures.db.executeQuery<object>({
    sql: text,
    parameters: [shopId],
    query: { kind: "RawNode", sqlFragments: [text], parameters: [] },
    queryId: { queryId: shopId },
  });
  return rows.map((row) => ({ ...row }));
}

/** A key that no index holds. */
const LONG = { type: "AlertRaised", kind: "age-check", message: "m", visitId: null };

describe("what the chain makes of a shop's events", () => {
  it("leaves out an event that it cannot read, which can be seen, and goes on", async () => {
    const shopId = await figures.addShop();
    const opened = {
      ...{ type: "VisitOpened", visitId: "v1", method: "code", payer: { kind: "cash" } },
      ...{ partySize: 1, gateId: "g", isMember: false, currency: "EUR", holdMinor: 0 },
    };
    const rows = makeRows([
      { stream: "visit-v1", body: opened },
      { stream: "visit-v1", body: { type: "VisitSung" } },
      { stream: "visit-v2", body: { type: "VisitClosed", cause: "exit" } },
      { stream: "visit-v3", body: { ...opened, currency: 7 } },
      { stream: "visit-v4", body: { ...opened, method: "nul \0" } },
      { stream: "receipt-v1", body: { type: "ReceiptDrafted", content: null } },
      { stream: "review-r1", body: [] },
      { stream: "charge-v1", body: { type: "ChargeOpened", payer: {}, currency: "EUR" } },
      { stream: "shop-alerts", body: { type: "AlertRaised", alertKey: 7 } },
      { stream: "shop-stock", body: { type: "StockCounted", facing: "1/1/1", quantity: 1e300 } },
      { stream: "shop-alerts", body: { ...LONG, alertKey: "ä".repeat(2000) } },
      { stream: "visit-v1", body: { type: "VisitClosed", cause: "exit" } },
    ]);
    await sendRows(figures.db, shopId, rows.slice(0, 7));
    await projectAll(figures.db);
    await sendRows(figures.db, shopId, rows.slice(7));
    const { faults } = await projectAll(figures.db);
    expect(faults).toBe(4);
    const visits = await query("SELECT visit_id, status FROM visits WHERE shop_id = $1", shopId);
    expect(visits).toEqual([{ visit_id: "v1", status: "closed" }]);
    const aside = "SELECT position FROM figure_faults WHERE shop_id = $1 ORDER BY position";
    const positions = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((position) => ({ position }));
    expect(await query(aside, shopId)).toEqual(positions);
    const before = await readFigures(figures.db, [shopId]);
    await rebuildShop(figures.db, shopId);
    expect(await readFigures(figures.db, [shopId])).toEqual(before);
  });

  it("follows what began months before", async () => {
    const shopId = await figures.addShop();
    const [january, march, june] = ["2026-01-05", "2026-03-05", "2026-06-05"].map((day) =>
      Date.parse(day),
    ) as [number, number, number];
    const opened = {
      ...{ type: "VisitOpened", visitId: "v1", method: "code", payer: { kind: "cash" } },
      ...{ partySize: 1, gateId: "g", isMember: false, currency: "EUR", holdMinor: 0 },
    };
    const flagged = { type: "VisitFlagged", flag: "track-lost", detail: "" };
    const rows = makeRows([
      { stream: "visit-v1", body: opened, atMs: january },
      { stream: "visit-v1", body: flagged, atMs: march },
      { stream: "visit-v1", body: { type: "VisitClosed", cause: "exit" }, atMs: june },
    ]);
    for (const row of rows) {
      await sendRows(figures.db, shopId, [row]);
      await projectAll(figures.db);
    }
    const visits = "SELECT status, flags, opened_ms, closed_ms FROM visits WHERE shop_id = $1";
    expect(await query(visits, shopId)).toEqual([
      { status: "closed", flags: "track-lost", opened_ms: january, closed_ms: june },
    ]);
  });

  it("is kept up to date while events come", async () => {
    const shopId = await figures.addShop();
    const failures: unknown[] = [];
    const keeper = keepFigures({ db: figures.db, onFailed: (error) => void failures.push(error) });
    const raised = {
      type: "AlertRaised",
      alertKey: "a",
      kind: "age-check",
      message: "m",
      visitId: null,
    };
    const rows = makeRows([
      { stream: "shop-alerts", body: raised },
      { stream: "shop-alerts", body: { type: "AlertCleared", alertKey: "a", by: "ann" } },
    ]);
    const alerts = "SELECT cleared_by FROM alerts WHERE shop_id = $1";
    for (const [at, row] of rows.entries()) {
      await sendRows(figures.db, shopId, [row]);
      await expect
        .poll(() => query(alerts, shopId))
        .toEqual([{ cleared_by: at === 0 ? null : "ann" }]);
    }
    await keeper.close();
    expect(failures).toEqual([]);
  });

  it("is made again where it was made otherwise before", async () => {
    const shopId = await figures.addShop();
    await sendRows(
      figures.db,
      shopId,
      makeRows([{ stream: "shop-alerts", body: { type: "AlertCleared", alertKey: "a", by: "b" } }]),
    );
    await projectAll(figures.db);
    const before = await readFigures(figures.db, [shopId]);
    await figures.db
      .updateTable("figure_heads")
      .set({ projection: "visits-0" })
      .where("projection", "=", "visits-1")
      .execute();
    await prepareFigures(figures.db);
    expect(await query("SELECT * FROM visits WHERE shop_id LIKE $1", "%")).toEqual([]);
    await projectAll(figures.db);
    expect(await readFigures(figures.db, [shopId])).toEqual(before);
    expect(await query("SELECT visit_id FROM visits WHERE shop_id LIKE $1", "%")).not.toEqual([]);
  });
});
