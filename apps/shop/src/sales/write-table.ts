/** A table as a file: amounts are exact in each of them, and add up to what the receipts say. */
import { getDecimals } from "@saunter/commerce/money/currency";
import { escapeFormula } from "@saunter/protocol/csv-formulas";
import type { EXPORT_FORMATS } from "@saunter/protocol/http/sales-routes";
import { parquetWriteBuffer } from "hyparquet-writer";
import csv from "papaparse";
import writeXlsxFile from "write-excel-file/node";
import type { Cell, ColumnKind, ExportTable } from "./export-tables.ts";

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  parquet: "application/vnd.apache.parquet",
};

export async function writeTable(
  table: ExportTable,
  format: ExportFormat,
  currency: string,
): Promise<Uint8Array> {
  switch (format) {
    case "csv":
      return new TextEncoder().encode(writeCsv(table, currency));
    case "json":
      return new TextEncoder().encode(writeJson(table, currency));
    case "xlsx":
      return await writeXlsx(table, currency);
    case "parquet":
      return writeParquet(table, currency);
    default:
      return format satisfies never;
  }
}

/** "-7.85" of -785: minor units are shifted, and never divided. */
export function shiftMinor(amountMinor: number, decimals: number): string {
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, "0");
  const sign = amountMinor < 0 ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** "totalMinor" is in minor units, "total" in the currency; "issuedMs" becomes "issued". */
function nameInUnits([name, kind]: ExportTable["columns"][number]): string {
  if (kind === "money") return name.replace(/Minor$/, "");
  return kind === "time" ? name.replace(/Ms$/, "") : name;
}

function writeCsv({ columns, rows }: ExportTable, currency: string): string {
  const decimals = getDecimals(currency);
  const formatCell = (cell: Cell, kind: ColumnKind): string => {
    if (cell === null) return "";
    if (kind === "money") return shiftMinor(cell as number, decimals);
    if (kind === "time") return new Date(cell as number).toISOString();
    return typeof cell === "string" ? escapeFormula(cell) : String(cell);
  };
  const table = [
    [...columns.map(nameInUnits), "currency"],
    ...rows.map((row) => [...row.map((cell, at) => formatCell(cell, columns[at]![1])), currency]),
  ];
  return `${csv.unparse(table)}\r\n`;
}

function writeJson({ columns, rows }: ExportTable, currency: string): string {
  const items = rows.map((row) =>
    Object.fromEntries(columns.map(([name], at) => [name, row[at] ?? null])),
  );
  return JSON.stringify({ currency, items });
}

async function writeXlsx({ columns, rows }: ExportTable, currency: string): Promise<Uint8Array> {
  const decimals = getDecimals(currency);
  const format = decimals === 0 ? "#,##0" : `#,##0.${"0".repeat(decimals)}`;
  const toCell = (cell: Cell, kind: ColumnKind) => {
    if (cell === null) return null;
    switch (kind) {
      case "money":
        return { type: Number, value: Number(shiftMinor(cell as number, decimals)), format };
      case "time":
        return { type: Date, value: new Date(cell as number), format: "yyyy-mm-dd hh:mm" };
      case "count":
      case "weight":
        return { type: Number, value: cell as number };
      case "text":
        return { type: String, value: String(cell) };
      default:
        return kind satisfies never;
    }
  };
  const heading = columns.map((column) => ({
    value: column[1] === "money" ? `${nameInUnits(column)} (${currency})` : nameInUnits(column),
    fontWeight: "bold" as const,
  }));
  const cells = rows.map((row) => row.map((cell, at) => toCell(cell, columns[at]![1])));
  const widths = columns.map(([name]) => ({ width: name === "name" ? 32 : 16 }));
  const sheet = { columns: widths, stickyRowsCount: 1 };
  return await writeXlsxFile([heading, ...cells], sheet).toBuffer();
}

function writeParquet({ columns, rows }: ExportTable, currency: string): Uint8Array {
  const columnData = columns.map(([name, kind], at) => {
    const cells = rows.map((row) => row[at] ?? null);
    if (kind === "text") return { name, data: cells, type: "STRING" as const };
    if (kind === "time") {
      const data = cells.map((cell) => new Date(cell as number));
      return { name, data, type: "TIMESTAMP" as const };
    }
    return { name, data: cells.map((cell) => BigInt(cell as number)), type: "INT64" as const };
  });
  const constant = { name: "currency", data: rows.map(() => currency), type: "STRING" as const };
  return new Uint8Array(parquetWriteBuffer({ columnData: [...columnData, constant] }));
}
