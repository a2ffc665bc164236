/** Goods to files and from them, as the configuration reads them too. */
import { escapeFormula, unescapeFormula } from "@saunter/protocol/csv-formulas";
import { NUTRIENTS } from "@saunter/protocol/food-facts";
import { wordPlace } from "./find-marks.ts";
import {
  type Change,
  type FacingItem,
  keyOfFacing,
  keyOfProduct,
  makeRoom,
  readPlates,
} from "./goods-lists.ts";

export type Section = "catalogue" | "planogram" | "offers";

type Item = Readonly<Record<string, unknown>>;

export type ParsedGoods =
  | {
      readonly ok: true;
      readonly changes: Change[];
      /** Where in the file each item is, such as "line 3", by "product 05…" and its like. */
      readonly lines: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly fault: string };

const NUMBERS = new Set([
  ...["weightG", "ageMin", "lowStockAt", "tareG", "gondola", "shelf", "quantity"],
  ...NUTRIENTS.map((nutrient) => `nutrition.${nutrient}`),
]);

/** CSV has a column a key, those within another after a full stop; lists of prices are left out. */
export async function formatGoods(
  items: readonly object[],
  section: Section,
  form: "csv" | "json",
): Promise<string> {
  if (form === "json") return `${JSON.stringify(items, null, 2)}\n`;
  const { default: csv } = await import("papaparse");
  const rows = items.map((item) => escapeRow(flatten(item as Item, section)));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `${csv.unparse(rows, { columns, newline: "\n" })}\n`;
}

function escapeRow(row: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([key, text]) => [key, escapeFormula(text)]));
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

/**
 * A file's items, each as one that is put. What makes an item none is said here, of the first such;
 * whether they fit together is the shop's to say.
 */
export async function parseGoods(
  text: string,
  section: Section,
  name: string,
): Promise<ParsedGoods> {
  const read = isTable(name) ? await parseCsv(text) : parseJson(text);
  if (typeof read === "string") return { ok: false, fault: read };
  const { items, whereOf } = read;
  const changes: Change[] = [];
  const places = new Map<string, string>();
  for (const [at, item] of items.entries()) {
    const where = whereOf(at);
    const key = findKey(item, section);
    if (key === null) return { ok: false, fault: `${where} ${WITHOUT_KEY[section]}` };
    const before = places.get(key);
    if (before !== undefined) {
      return { ok: false, fault: `${where} repeats ${wordKey(key, section)} of ${before}` };
    }
    places.set(key, where);
    changes.push({ kind: KINDS[section], key, change: "put", item: { ...item } });
  }
  const lines = new Map([...places].map(([key, where]) => [`${KINDS[section]} ${key}`, where]));
  return { ok: true, changes, lines };
}

/** What was read, and where in the file each item of it is, in words: people look it up there. */
interface ReadItems {
  readonly items: readonly Item[];
  readonly whereOf: (at: number) => string;
}

function wordKey(key: string, section: Section): string {
  if (section === "planogram") return wordPlace(key);
  return section === "catalogue" ? `product ${key}` : `offer ${key}`;
}

const KINDS = { catalogue: "product", planogram: "facing", offers: "offer" } as const;

const WITHOUT_KEY = {
  catalogue: "has no gtin",
  planogram: "has no plates, such as 3-5",
  offers: "has no id",
} as const;

const isTable = (name: string): boolean => !name.toLowerCase().endsWith(".json");

function findKey(item: Item, section: Section): string | null {
  switch (section) {
    case "catalogue":
      return typeof item.gtin === "string" ? keyOfProduct(item.gtin) : null;
    case "planogram":
      return readPlates(item.plates) === null ? null : keyOfFacing(item as unknown as FacingItem);
    case "offers":
      return typeof item.id === "string" ? item.id : null;
    default:
      return section satisfies never;
  }
}

/**
 * What has to be changed of `items`, which hold now, so that a file's hold. What is not in the file
 * stays, and so does what a table has no column for; places give way to what is put on their plates.
 */
export function settleImport(
  puts: readonly Change[],
  items: readonly object[],
  section: Section,
  name: string,
): { readonly puts: readonly Change[]; readonly removals: readonly Change[] } {
  const before = new Map(items.map((item) => [findKey(item as Item, section), item as Item]));
  const settled = puts.flatMap((put): Change[] => {
    const old = before.get(put.key);
    if (old === undefined) return [put];
    const item = isTable(name) ? keepUntold(put.item!, old) : put.item!;
    return isSame(item, old, section) ? [] : [{ ...put, item: keepMoment(item, old) }];
  });
  const isOfPlaces = section === "planogram";
  return { puts: settled, removals: isOfPlaces ? makeRoom(items as FacingItem[], puts) : [] };
}

function keepUntold(item: Item, { morePrices }: Item): Item {
  return morePrices === undefined ? item : { ...item, morePrices };
}

function isSame(item: Item, old: Item, section: Section): boolean {
  const write = (one: Item): string =>
    JSON.stringify([Object.entries(flatten(one, section)).toSorted(), one.morePrices]);
  return write(item) === write(old);
}

/** Another price, and the old one's dates: since when it holds is the shop's to say. */
function keepMoment(item: Item, old: Item): Item {
  const names = ["price", "memberPrice"];
  if (names.every((name) => item[name] === old[name])) return item;
  if (item.from !== old.from || item.until !== old.until) return item;
  const { from: _from, until: _until, ...rest } = item;
  return rest;
}

const NO_LIST = "the file is neither a CSV table nor a JSON list";

function parseJson(text: string): ReadItems | string {
  try {
    const parsed: unknown = JSON.parse(text);
    const isList = Array.isArray(parsed) && parsed.every((one) => Object(one) === one);
    return isList ? { items: parsed, whereOf: (at) => `item ${at + 1}` } : NO_LIST;
  } catch (error) {
    if (error instanceof SyntaxError) return NO_LIST;
    throw error;
  }
}

/** What a table says, or what is wrong with it. Lines that are too short have nothing there. */
async function parseCsv(text: string): Promise<ReadItems | string> {
  const { default: csv } = await import("papaparse");
  const begin = text.length - text.trimStart().length;
  const { data, meta, errors } = csv.parse<Record<string, string>>(text.trim(), { header: true });
  if (meta.fields === undefined || meta.fields.length < 2) return NO_LIST;
  const lines = countLines(data, meta.fields, text.slice(0, begin));
  const fault = errors.find(({ type, code }) => type === "Quotes" || code === "TooManyFields");
  if (fault !== undefined) {
    // The heading is a row where quotes are not closed, and none where there are too many fields.
    const row = (fault.row ?? 0) - (fault.type === "Quotes" ? 1 : 0);
    return `line ${lines[row] ?? 1}: ${fault.message}`;
  }
  const full = [...data.keys()].filter((row) => !isBlank(data[row]!));
  return {
    items: full.map((row) => unflatten(data[row]!)),
    whereOf: (at) => `line ${lines[full[at]!]}`,
  };
}

/** In which line of the file each row begins: quoted fields may have several. */
function countLines(
  rows: readonly Readonly<Record<string, unknown>>[],
  headings: readonly string[],
  begin: string,
): number[] {
  const breaks = (texts: readonly unknown[]): number =>
    texts.flat().reduce<number>((sum, text) => sum + String(text).split("\n").length - 1, 0);
  let line = 1 + breaks([begin]) + breaks(headings);
  return rows.map((row) => {
    const own = ++line;
    line += breaks(Object.values(row));
    return own;
  });
}

function isBlank(row: Readonly<Record<string, string>>): boolean {
  const texts = Object.values(row);
  return texts.length === 1 && texts[0] === "";
}

function unflatten(row: Readonly<Record<string, string>>): Item {
  const item: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === "" || cell === undefined) continue;
    const text = unescapeFormula(cell);
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
