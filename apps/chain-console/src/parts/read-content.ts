/** What a file holds of a version: products of a CSV by GTIN, or any content as JSON. */
import Papa from "papaparse";

export interface Content {
  readonly currency?: string;
  readonly items: Readonly<Record<string, unknown>>;
}

export type FileFault = "unreadable" | "noGtin" | "empty";
export type ReadFile =
  | { readonly content: Content; readonly fault: null }
  | { readonly content: null; readonly fault: FileFault };

const fail = (fault: FileFault): ReadFile => ({ content: null, fault });

/** @param currency of the prices in a CSV, which names none. */
export function readContent(text: string, fileName: string, currency: string): ReadFile {
  return /\.json$/i.test(fileName) ? readJson(text) : readCsv(text, currency);
}

function readJson(text: string): ReadFile {
  try {
    const value: unknown = JSON.parse(text);
    const isContent =
      typeof value === "object" &&
      value !== null &&
      "items" in value &&
      typeof value.items === "object" &&
      value.items !== null;
    return isContent ? { content: value as Content, fault: null } : fail("unreadable");
  } catch (error) {
    if (error instanceof SyntaxError) return fail("unreadable");
    throw error;
  }
}

/** Columns that are numbers; all others are texts, prices among them. */
const NUMBERS = /^(?:weightG|tareG|ageMin|lowStockAt|nutrition\..+)$/;

function readCsv(text: string, currency: string): ReadFile {
  const { data, meta } = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: true,
  });
  if (meta.fields?.includes("gtin") !== true) return fail("noGtin");
  if (data.length === 0) return fail("empty");
  const items = Object.fromEntries(data.map(({ gtin, ...fields }) => [gtin!, toItem(fields)]));
  return { content: { currency, items }, fault: null };
}

/**
 * An empty cell removes a value, as null does; a value without a column stays as it is. "deposit.name" is the name of
 * a deposit.
 */
function toItem(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(fields)) {
    if (typeof cell !== "string") continue;
    const text = cell.trim();
    const value = text === "" ? null : NUMBERS.test(column) ? Number(text) : text;
    const [name, part] = column.split(".") as [string, string | undefined];
    if (part === undefined) item[name] = value;
    else item[name] = { ...(item[name] as object | undefined), [part]: value };
  }
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, isEmpty(value) ? null : value]),
  );
}

/** A deposit without any of its parts is none. */
function isEmpty(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && Object.values(value).every((one) => one === null)
  );
}
