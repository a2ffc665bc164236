/** Files are read back with a reader of others. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FigureDatabase, startFigureDatabase } from "../figures/figures-fixture.ts";
import { ROWS_AT_ONCE, writeExport } from "./write-export.ts";

let figures: FigureDatabase;
const folder = mkdtempSync(join(tmpdir(), "saunter-export-"));
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(async () => {
  await figures.close();
  rmSync(folder, { recursive: true });
});

const fileOf = (table: string, month: string): string =>
  join(folder, `table=${table}`, `month=${month}`, "part-0.parquet");

async function readBack(table: string, month: string) {
  return await parquetReadObjects({ file: await asyncBufferFromFile(fileOf(table, month)) });
}

/** One line a document, every hour from a moment on. */
async function addDocuments(shopId: string, from: string, count: number): Promise<void> {
  const columns = sql`
    shop_id, position, document_number, visit_id, currency, at_ms, net_minor, tax_minor,
    units, discount_minor, deposit_minor`;
  const rows = sql`
    SELECT ${shopId}::text, n + ${Date.parse(from) / 1000}::bigint, n, 'v' || n, 'EUR',
      ${Date.parse(from)}::bigint + n * 60000, n * 7919, n * 101, 1, 0, 0`;
  await sql`
    INSERT INTO receipt_documents (${columns}, kind, receipts, corrections, corrected_minor,
      rounding_minor, total_minor)
    ${rows}, 'receipt', 1, 0, 0, 0, n * 8020 FROM generate_series(1, ${count}) AS n`.execute(
    figures.db,
  );
  await sql`
    INSERT INTO receipt_lines (${columns}, item, gtin, name, category, tax_rate, net_g)
    ${rows}, 'item', '0071142008582', 'Ölkäse "ß"', NULL, '0.2', 0
    FROM generate_series(1, ${count}) AS n`.execute(figures.db);
}

const sum = (rows: readonly Record<string, unknown>[], column: string): bigint =>
  rows.reduce((total, row) => total + (row[column] as bigint), 0n);

describe("an export", () => {
  const months = { fromMonth: "2026-03", toMonth: "2026-04" };

  it("has every row and every amount, by month, in row groups of bounded size", async () => {
    const { db } = figures;
    const north = await figures.addShop();
    const south = await figures.addShop();
    await addDocuments(north, "2026-03-01", ROWS_AT_ONCE + 3);
    await addDocuments(south, "2026-03-01", 5);
    await addDocuments(south, "2026-04-01", 4);
    const progress = await writeExport({ db, folder, ...months });
    expect(progress.filter(({ rows }) => rows > 0)).toEqual([
      { table: "receipts", month: "2026-03", rows: ROWS_AT_ONCE + 8, isWritten: true },
      { table: "lines", month: "2026-03", rows: ROWS_AT_ONCE + 8, isWritten: true },
      { table: "receipts", month: "2026-04", rows: 4, isWritten: true },
      { table: "lines", month: "2026-04", rows: 4, isWritten: true },
    ]);
    const receipts = await readBack("receipts", "2026-03");
    const lines = await readBack("lines", "2026-03");
    const { rows } = await sql<{ total: string; net: string }>`
      SELECT sum(total_minor)::text AS total, sum(net_minor)::text AS net FROM receipt_documents
      WHERE at_ms < ${Date.parse("2026-04-01")}::bigint`.execute(db);
    expect(receipts).toHaveLength(ROWS_AT_ONCE + 8);
    expect(new Set(receipts.map((row) => `${row.shop_id} ${row.position}`)).size).toBe(
      receipts.length,
    );
    expect(sum(receipts, "total_minor")).toBe(BigInt(rows[0]!.total));
    expect(sum(lines, "net_minor")).toBe(BigInt(rows[0]!.net));
    expect(lines.at(-1)).toMatchObject({
      shop_id: south,
      name: 'Ölkäse "ß"',
      category: null,
      at_ms: new Date(Date.parse("2026-03-01") + 300_000),
    });
    const file = await asyncBufferFromFile(fileOf("lines", "2026-03"));
    const { row_groups } = await parquetMetadataAsync(file);
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([BigInt(ROWS_AT_ONCE), 8n]);
  });

  it("writes only what has changed, and leaves no half of a file", async () => {
    const { db } = figures;
    const again = await writeExport({ db, folder, ...months });
    expect(again.filter(({ isWritten }) => isWritten)).toEqual([]);
    await sql`UPDATE receipt_lines SET name = 'Kase' WHERE at_ms >= ${Date.parse("2026-04-01")}::bigint`.execute(
      db,
    );
    const seen: string[] = [];
    await writeExport({
      ...{ db, folder, ...months },
      onProgress: ({ isWritten, month, table }) => {
        if (isWritten) seen.push(`${table} ${month}`);
      },
    });
    expect(seen).toEqual(["lines 2026-04"]);
    expect((await readBack("lines", "2026-04"))[0]!.name).toBe("Kase");
    expect(readdirSync(join(folder, "table=lines", "month=2026-04"))).toEqual(["part-0.parquet"]);
  });

  it("has no file of a month that has nothing any more, and only the shops asked for", async () => {
    const { db } = figures;
    await sql`DELETE FROM receipt_documents WHERE at_ms >= ${Date.parse("2026-04-01")}::bigint`.execute(
      db,
    );
    await writeExport({ db, folder, ...months });
    expect(existsSync(fileOf("receipts", "2026-04"))).toBe(false);
    await writeExport({ db, folder, ...months, shopIds: ["shop-1"] });
    expect(await readBack("receipts", "2026-03")).toHaveLength(5);
  });

  it("begins again where its manifest is damaged, and refuses what is no month", async () => {
    const { db } = figures;
    writeFileSync(join(folder, "manifest.json"), "{");
    const progress = await writeExport({ db, folder, ...months, shopIds: ["shop-1"] });
    expect(progress.some(({ isWritten }) => isWritten)).toBe(true);
    const wrong = { db, folder, fromMonth: "2026-13", toMonth: "2026-13" };
    await expect(writeExport(wrong)).rejects.toThrow("2026-13 is no month");
    const back = { db, folder, fromMonth: "2026-03", toMonth: "2026-02" };
    await expect(writeExport(back)).rejects.toThrow("2026-02 is before 2026-03");
  });
});
