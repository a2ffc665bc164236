import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { parquetReadObjects } from "hyparquet";
import csv from "papaparse";
import { describe, expect, it } from "vitest";
import type { Cell, ExportTable } from "./export-tables.ts";
import { shiftMinor, writeTable } from "./write-table.ts";

const COLUMNS: ExportTable["columns"] = [
  ["name", "text"],
  ["category", "text"],
  ["units", "count"],
  ["netG", "weight"],
  ["issuedMs", "time"],
  ["totalMinor", "money"],
];
const texts = fc.string({ unit: "grapheme", maxLength: 8 }).filter(
  // XML has no place for these, and a lone one is no character.
  (text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text) && text.trim() === text,
);
const rows: fc.Arbitrary<Cell[][]> = fc.array(
  fc.tuple(
    texts.filter((text) => text !== ""),
    fc.option(texts.filter((text) => text !== "")),
    fc.integer({ min: -99, max: 99 }),
    fc.nat({ max: 99_999 }),
    fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
    fc.integer({ min: -999_999_999, max: 999_999_999 }),
  ),
  { maxLength: 8 },
);
const currencies = fc.constantFrom("GBP", "JPY", "KWD", "CLF");
const tables = rows.map((some) => ({ columns: COLUMNS, rows: some }));

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("a table as a file", () => {
  it("is a CSV with amounts in the currency, to the last minor unit", async () => {
    await fc.assert(
      fc.asyncProperty(tables, currencies, async (table, currency) => {
        const text = textOf(await writeTable(table, "csv", currency));
        const { data } = csv.parse<Record<string, string>>(text, {
          header: true,
          skipEmptyLines: true,
        });
        const decimals = { GBP: 2, JPY: 0, KWD: 3, CLF: 4 }[currency]!;
        expect(data.map((row) => [row.units, row.total, row.currency])).toEqual(
          table.rows.map((row) => [
            String(row[2]),
            (Number(row[5]) / 10 ** decimals).toFixed(decimals),
            currency,
          ]),
        );
        expect(data.map(({ issued }) => Date.parse(issued!))).toEqual(
          table.rows.map((row) => row[4]),
        );
      }),
    );
  });

  it("is JSON and Parquet with the very values", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const expected = table.rows.map((row) =>
          Object.fromEntries(COLUMNS.map(([name], at) => [name, row[at]])),
        );
        expect(JSON.parse(textOf(await writeTable(table, "json", "GBP")))).toEqual({
          currency: "GBP",
          items: expected,
        });
        const bytes = await writeTable(table, "parquet", "GBP");
        const file = Uint8Array.from(bytes).buffer;
        const read = await parquetReadObjects({ file });
        expect(
          read.map(({ units, netG, totalMinor, issuedMs, ...others }) => ({
            ...others,
            units: Number(units),
            netG: Number(netG),
            totalMinor: Number(totalMinor),
            issuedMs: (issuedMs as Date).getTime(),
          })),
        ).toEqual(expected.map((row) => ({ ...row, currency: "GBP" })));
      }),
    );
  });

  it("is a spreadsheet whose cells are numbers that add up", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const files = unzipSync(await writeTable(table, "xlsx", "GBP"));
        const sheet = strFromU8(files["xl/worksheets/sheet1.xml"]!);
        const totals = [...sheet.matchAll(/<c r="F(\d+)"[^>]*>(?:<f>[^<]*<\/f>)?<v>([^<]*)<\/v>/g)]
          .filter(([, row]) => row !== "1")
          .map(([, , value]) => Math.round(Number(value) * 100));
        expect(totals).toEqual(table.rows.map((row) => row[5]));
        expect(sheet).not.toContain("<f>");
      }),
      { numRuns: 30 },
    );
  });

  it("has no formulas where a product is called like one", async () => {
    const table = {
      columns: COLUMNS.slice(0, 1),
      rows: [["=HYPERLINK(1)"], ["@x"], ["plain"]],
    };
    const text = textOf(await writeTable(table, "csv", "GBP"));
    expect(text).not.toMatch(/^=|^@/m);
    expect(text).toMatch(/^plain,GBP\r$/m);
  });
});

describe("minor units", () => {
  it("are shifted into the currency's decimals", () => {
    expect([shiftMinor(785, 2), shiftMinor(-5, 2), shiftMinor(0, 2), shiftMinor(1234, 3)]).toEqual([
      ...["7.85", "-0.05", "0.00", "1.234"],
    ]);
    expect([shiftMinor(785, 0), shiftMinor(-9_007_199_254_740_991, 2)]).toEqual([
      ...["785", "-90071992547409.91"],
    ]);
  });
});
