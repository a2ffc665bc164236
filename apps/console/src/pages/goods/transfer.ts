/** Goods to files and from them, as the configuration reads them too. */
import { type Change, type FacingItem, keyOfFacing, keyOfProduct } from "./goods-lists.ts";

export type Section = "catalogue" | "planogram" | "offers";

type Item = Readonly<Record<string, unknown>>;

export type ParsedGoods =
  | { readonly ok: true; readonly changes: Change[] }
  | { readonly ok: false; readonly fault: string };

const NUMBERS = new Set(["weightG", "ageMin", "lowStockAt", "gondola", "shelf", "quantity"]);

/** CSV has a column a key, those within another after a full stop; lists of prices are left out. */
export async function formatGoods(
  items: readonly object[],
  section: Section,
  form: "csv" | "json",
): Promise<string> {
  if (form === "json") return `${JSON.stringify(items, null, 2)}\n`;
  const { default: csv } = await import("papaparse");
  const rows = items.map((item) => flatten(item as Item, section));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `${csv.unparse(rows, { columns, newline: "\n" })}\n`;
}

function flatten(item: Item, section: Section): Record<string, string> {
  const row: Record<string, string> = {};
  for (const [key, value] of Object.entries(item)) {
    if (Array.isArray(value)) {
      // Plates are "3,4"; products of an offer are "1,2". Prices of other times have no column.
      if (key !== "morePrices") row[key] = value.join(section === "planogram" ? "," : " ");
    } else if (typeof value === "object" && value !== null) {
      for (const [inner, text] of Object.entries(value)) row[`${key}.${inner}`] = String(text);
    } else row[key] = String(value);
  }
  return row;
}

/** What is in the file is put; what is not in it stays. Which item is wrong is the shop's to say. */
export async function parseGoods(
  text: string,
  section: Section,
  name: string,
): Promise<ParsedGoods> {
  const items = name.toLowerCase().endsWith(".json") ? parseJson(text) : await parseCsv(text);
  if (items === null) return { ok: false, fault: "this is neither a CSV table nor a JSON list" };
  const changes: Change[] = [];
  for (const [at, item] of items.entries()) {
    const key = findKey(item, section);
    if (key === null) return { ok: false, fault: `item ${at + 1} does not say which it is` };
    changes.push({ kind: KINDS[section], key, change: "put", item: { ...item } });
  }
  return { ok: true, changes };
}

const KINDS = { catalogue: "product", planogram: "facing", offers: "offer" } as const;

function findKey(item: Item, section: Section): string | null {
  switch (section) {
    case "catalogue":
      return typeof item.gtin === "string" ? keyOfProduct(item.gtin) : null;
    case "planogram":
      return item.plates === undefined ? null : keyOfFacing(item as unknown as FacingItem);
    case "offers":
      return typeof item.id === "string" ? item.id : null;
    default:
      return section satisfies never;
  }
}

function parseJson(text: string): Item[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function parseCsv(text: string): Promise<Item[] | null> {
  const { default: csv } = await import("papaparse");
  const { data, meta } = csv.parse<Record<string, string>>(text.trim(), {
    header: true,
    skipEmptyLines: true,
  });
  if (meta.fields === undefined || meta.fields.length < 2) return null;
  return data.map(unflatten);
}

function unflatten(row: Readonly<Record<string, string>>): Item {
  const item: Record<string, unknown> = {};
  for (const [column, text] of Object.entries(row)) {
    if (text === "" || text === undefined) continue;
    const value = NUMBERS.has(column) && !Number.isNaN(Number(text)) ? Number(text) : text;
    const [key, inner] = column.split(".") as [string, string?];
    if (inner === undefined) item[key] = toList(key, value);
    else item[key] = { ...(item[key] as object | undefined), [inner]: value };
  }
  return item;
}

function toList(key: string, value: string | number): unknown {
  if (key === "gtins" || key === "categories") return String(value).split(" ");
  return key === "membersOnly" ? value === "true" : value;
}
