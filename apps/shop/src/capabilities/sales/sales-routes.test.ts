import { findDay, moveDay } from "@saunter/commerce/calendar/calendar";
import csv from "papaparse";
import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { shopByCard } from "../../http/scripted-visit-fixture.ts";
import { FilesBusyError } from "../../receipts/file-thread.ts";
import { findBrokenClosing } from "../../sales/closing-service.ts";
import { EXPORT_ROWS_MAX, REPORT_RETRY_AFTER_S, SALES_DAYS_MAX } from "../../sales/sales-limits.ts";

const DAY_MS = 86_400_000;
const SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

describe("sales", () => {
  const api = startApi();
  const today = (): string => findDay(api.fixture.shop.nowMs(), "Europe/London");
  const ask = (path: string) => api.get(`/v1/sales${path}`, { as: "operator" });
  const totalOf = (visitId: string): number => {
    const receipt = api.fixture.store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("no receipt");
    return receipt.content.result.totals.totalMinor;
  };

  it("are those of the days asked for, beside those of the same weekdays before", async () => {
    const first = await shopByCard(api, "pm_sim_ok", { "01": 2, "02": 1 });
    const day = today();
    await api.fixture.pass(7 * DAY_MS);
    const second = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const { body } = await ask(`?fromDay=${today()}&untilDay=${today()}&compare=weekdays`);
    expect(body.currency).toBe("GBP");
    expect(body.period.sums).toMatchObject({ receipts: 1, units: 1, totalMinor: totalOf(second) });
    expect(body.before.days).toMatchObject([{ day, units: 3, totalMinor: totalOf(first) }]);
    expect(body.period.hours).toHaveLength(24);
    expect(body.period.methods).toMatchObject([{ method: "card", totalMinor: totalOf(second) }]);
    expect(body.period.payments).toEqual([
      { kind: "card", takenMinor: totalOf(second), refundedMinor: 0, withdrawnMinor: 0 },
    ]);
    const both = (await ask(`?fromDay=${day}&untilDay=${today()}`)).body;
    expect(both.period.sums.totalMinor).toBe(totalOf(first) + totalOf(second));
    expect(both.before).toBeNull();
    const year = (await ask(`?fromDay=${day}&untilDay=${day}&compare=year`)).body.before;
    expect([year.fromDay, year.sums.receipts]).toEqual([moveDay(day, -364), 0]);
  });

  it("are listed by product, page by page, what brought the most first", async () => {
    const days = `fromDay=${moveDay(today(), -7)}&untilDay=${today()}`;
    const whole = (await ask(`/products?${days}`)).body;
    expect(whole.next).toBeNull();
    expect(whole.items).toMatchObject([
      { gtin: expect.any(String), units: expect.any(Number), before: null, emptyHours: 0 },
      { gtin: expect.any(String) },
    ]);
    const totals = whole.items.map(({ totalMinor }: { totalMinor: number }) => totalMinor);
    expect(totals).toEqual(totals.toSorted((a: number, b: number) => b - a));
    const one = (await ask(`/products?${days}&limit=1&compare=weekdays`)).body;
    expect(one.items[0]).toMatchObject({
      gtin: whole.items[0].gtin,
      before: { units: 0, totalMinor: 0 },
    });
    const other = (await api.get(one.next, { as: "operator" })).body;
    expect(other.items.map(({ gtin }: { gtin: string }) => gtin)).toEqual([whole.items[1].gtin]);
    expect(other.next).toBeNull();
    const { body } = await ask(`/products?${days}&after=nowhere`);
    expect(body.code).toBe("input-invalid");
  });

  it("are exported as files that add up to the receipts", async () => {
    const days = `fromDay=${moveDay(today(), -7)}&untilDay=${today()}`;
    const { sums } = (await ask(`?${days}`)).body.period;
    for (const rows of [
      "receipts",
      "lines",
      "days",
      "hours",
      "products",
      "categories",
      "methods",
    ]) {
      const file = await ask(`/export?${days}&rows=${rows}&format=csv`);
      expect(file.headers["content-type"]).toContain("text/csv");
      const { data } = csv.parse<{ total: string }>(file.text, {
        header: true,
        skipEmptyLines: true,
      });
      const totalMinor = data.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0);
      expect([rows, totalMinor]).toEqual([rows, sums.totalMinor]);
    }
    const taxes = (await ask(`/export?${days}&rows=taxes&format=json`)).body;
    const taxed = taxes.items.reduce((sum: number, row: { grossMinor: number }) => {
      return sum + row.grossMinor;
    }, 0);
    expect(taxed).toBe(sums.totalMinor);
    const payments = (await ask(`/export?${days}&rows=payments&format=json`)).body;
    expect(payments.items).toMatchObject([{ kind: "card", takenMinor: sums.totalMinor }]);
    for (const [format, type] of [
      ["xlsx", SPREADSHEET],
      ["parquet", "application/vnd.apache.parquet"],
    ]) {
      const file = await ask(`/export?${days}&rows=receipts&format=${format}`);
      expect([file.status, file.headers["content-type"]]).toEqual([200, type]);
      expect(file.headers["content-disposition"]).toMatch(
        new RegExp(`^attachment; filename="corner-receipts-.*\\.${format}"$`),
      );
    }
  });

  it("are of real days that are not too many", async () => {
    const codeOf = async (fromDay: string, untilDay: string) =>
      (await ask(`?fromDay=${fromDay}&untilDay=${untilDay}`)).body.code;
    const day = "2026-01-01";
    expect(await codeOf(day, moveDay(day, SALES_DAYS_MAX - 1))).toBeUndefined();
    expect(await codeOf(day, moveDay(day, SALES_DAYS_MAX))).toBe("input-invalid");
    expect(await codeOf(day, "2025-12-31")).toBe("input-invalid");
    expect(await codeOf("2026-02-30", "2026-03-01")).toBe("input-invalid");
    expect(await codeOf("today", "2026-03-01")).toBe("input-invalid");
  });

  it("have no export of more rows than a file bears", async () => {
    const fill = `INSERT INTO sale_documents WITH RECURSIVE numbers (value) AS
      (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < ?)
      SELECT 1000000 + value, 'v', 'receipt', 'card', 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM numbers`;
    const { db } = api.fixture.store;
    db.prepare(fill).run(EXPORT_ROWS_MAX + 1);
    const path = "/export?fromDay=1970-01-01&untilDay=1970-01-01&format=json";
    const { status, body } = await ask(`${path}&rows=receipts`);
    expect([status, body.code]).toEqual([409, "export-too-large"]);
    expect((await ask(`${path}&rows=days`)).status).toBe(200);
    db.exec("DELETE FROM sale_documents WHERE document_number = 1000001");
    expect((await ask(`${path}&rows=receipts`)).body.items).toHaveLength(EXPORT_ROWS_MAX);
    db.exec("DELETE FROM sale_documents WHERE document_number > 1000000");
  });
});

describe("closings over HTTP", () => {
  const api = startApi();
  const today = (): string => findDay(api.fixture.shop.nowMs(), "Europe/London");
  const get = (path: string) => api.get(`/v1/closings${path}`, { as: "operator" });
  const close = (day: string) => api.post("/v1/closings", { as: "operator", body: { day } });

  it("are planned, made once, listed, and kept as JSON, CSV and PDF", async () => {
    await shopByCard(api, "pm_sim_ok", { "01": 2 });
    const planned = (await get(`/next?day=${today()}`)).body;
    expect(planned).toMatchObject({ closingNumber: 1, sums: { receipts: 1, units: 2 } });
    const body = { day: today() };
    const made = await api.post("/v1/closings", { as: "operator", key: "closing-1", body });
    expect([made.status, made.body]).toEqual([201, expect.objectContaining(planned)]);
    const again = await api.post("/v1/closings", { as: "operator", key: "closing-1", body });
    expect(again.body).toEqual(made.body);
    await api.fixture.pass(DAY_MS);
    const second = await close(today());
    expect(second.body).toMatchObject({ closingNumber: 2, sums: { receipts: 0 } });
    const { items } = (await get("")).body;
    expect(items).toEqual([second.body, made.body]);
    const page = (await get("?limit=1")).body;
    expect((await api.get(page.next, { as: "operator" })).body.items).toEqual([made.body]);
    const { publicKey } = (await get("/key")).body;
    expect(findBrokenClosing(items.toReversed(), publicKey)).toBeNull();
    expect((await get("/1")).body).toEqual(made.body);
    const table = await get("/1?format=csv");
    expect(table.text).toContain(`1,${made.body.day},total,,`);
    const pdf = await get("/1?format=pdf");
    expect(pdf.headers["content-type"]).toBe("application/pdf");
    expect(pdf.text.startsWith("%PDF-")).toBe(true);
  });

  it("are refused where the day is closed, to come, or none", async () => {
    const codeOf = async (day: string) => (await close(day)).body.code;
    expect(await codeOf(moveDay(today(), -1))).toBe("day-closed");
    expect(await codeOf(moveDay(today(), 1))).toBe("day-to-come");
    expect(await codeOf("2026-02-30")).toBe("input-invalid");
    expect((await get(`/next?day=${moveDay(today(), 1)}`)).body.code).toBe("day-to-come");
    expect((await get(`/next?day=${moveDay(today(), -9)}`)).body.code).toBe("day-closed");
    expect((await get("/77")).body.code).toBe("not-found");
  });
});

describe("reports while too many are made", () => {
  const api = startApi({
    surroundings: {
      openReports: () => ({
        render: async () => {
          throw new FilesBusyError("20 reports are waiting to be made");
        },
        close: async () => {},
      }),
    },
  });

  it("are to be asked for again", async () => {
    const days = "fromDay=2026-03-02&untilDay=2026-03-02";
    await api.post("/v1/closings", { as: "operator", body: { day: "2026-03-02" } });
    for (const path of [`sales/export?${days}&rows=days&format=xlsx`, "closings/1?format=pdf"]) {
      const { status, body, headers } = await api.get(`/v1/${path}`, { as: "operator" });
      expect([status, body.code]).toEqual([503, "reports-busy"]);
      expect(headers["retry-after"]).toBe(String(REPORT_RETRY_AFTER_S));
    }
  });
});
