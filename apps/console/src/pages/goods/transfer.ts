/** Goods to files and from them, as the configuration reads them too. */
import { escapeFormula, unescapeFormula } from "@saunter/protocol/csv-formulas";
import { NUTRIENTS } from "@saunter/protocol/food-facts";
import type { ParseError } from "papaparse";
import { words } from "../../words.ts";
import { wordPlace, wordPosition } from "./find-marks.ts";
import {
  type Change,
  type FacingItem,
  type FilePosition,
  keyOfFacing,
  keyOfProduct,
  makeRoom,
  readPlates,
} from "./goods-lists.ts";

export type Section = "catalogue" | "planogram" | "offers";

export const FORMS = ["csv", "xlsx", "json"] as const;
export type Form = (typeof FORMS)[number];

type Item = Readonly<Record<string, unknown>>;

export type ParsedGoods =
  | {
      readonly ok: true;
      readonly changes: Change[];
      /** Where in the file each item is, by "product 05…" and its like. */
      readonly positions: ReadonlyMap<string, FilePosition>;
    }
  | { readonly ok: false; readonly fault: string };

const NUMBERS = new Set([
  ...["weightG", "ageMin", "lowStockAt", "tareG", "gondola", "shelf", "quantity"],
  ...NUTRIENTS.map((nutrient) => `nutrition.${nutrient}`),
]);

/** Columns of amounts: in a workbook they are numbers, and a spreadsheet may write their decimals with a comma. */
const AMOUNTS = new Set(["price", "memberPrice", "deposit.amount", "percent"]);

/** A table has a column a key, those within another after a full stop; lists of prices are left out. */
export async function formatGoods(
  items: readonly object[],
  section: Section,
  form: Form,
): Promise<string | Uint8Array<ArrayBuffer>> {
  if (form === "json") return `${JSON.stringify(items, null, 2)}\n`;
  const rows = items.map((item) => flatten(item as Item, section));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (form === "xlsx") {
    const { writeWorkbook } = await import("./workbook.ts");
    return writeWorkbook([columns, ...rows.map((row) => columns.map((key) => toCell(row, key)))]);
  }
  const { default: csv } = await import("papaparse");
  return `${csv.unparse(rows.map(escapeRow), { columns, newline: "\n" })}\n`;
}

function toCell(row: Readonly<Record<string, string>>, column: string): string | number {
  const text = row[column] ?? "";
  const isNumber = NUMBERS.has(column) || AMOUNTS.has(column);
  return isNumber && /^\d{1,12}(?:\.\d+)?$/.test(text) ? Number(text) : text;
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
  file: string | Uint8Array,
  section: Section,
  name: string,
): Promise<ParsedGoods> {
  const read = await readItems(file, name);
  if (typeof read === "string") return { ok: false, fault: read };
  const { items, positionOf } = read;
  const { withoutKey, repeats } = words.texts.goods.files;
  const changes: Change[] = [];
  const places = new Map<string, FilePosition>();
  for (const [at, item] of items.entries()) {
    const position = positionOf(at);
    const where = wordPosition(position);
    const key = findKey(item, section);
    if (key === null) return { ok: false, fault: withoutKey[section](where) };
    const before = places.get(key);
    if (before !== undefined) {
      return { ok: false, fault: repeats(where, wordKey(key, section), wordPosition(before)) };
    }
    places.set(key, position);
    changes.push({ kind: KINDS[section], key, change: "put", item: { ...item } });
  }
  const positions = new Map(
    [...places].map(([key, position]) => [`${KINDS[section]} ${key}`, position]),
  );
  return { ok: true, changes, positions };
}

/** What was read, and where in the file each item of it is: people look it up there. */
interface ReadItems {
  readonly items: readonly Item[];
  readonly positionOf: (at: number) => FilePosition;
}

function wordKey(key: string, section: Section): string {
  if (section === "planogram") return wordPlace(key);
  return words.texts.goods.places[KINDS[section]](key);
}

const KINDS = { catalogue: "product", planogram: "facing", offers: "offer" } as const;

async function readItems(file: string | Uint8Array, name: string): Promise<ReadItems | string> {
  if (typeof file !== "string" && /\.xlsx$/i.test(name)) {
    const { readWorkbook } = await import("./workbook.ts");
    const rows = readWorkbook(file);
    return rows === null ? words.texts.goods.files.noWorkbook : readSheet(rows);
  }
  const text = typeof file === "string" ? file : decodeText(file);
  return isTable(name) ? parseCsv(text) : parseJson(text);
}

/** Excel in western Europe saves CSV as Windows-1252 where it is not told otherwise. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return new TextDecoder("windows-1252").decode(bytes);
    throw error;
  }
}

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

/** What a file would do, to be looked at before it is taken. */
export interface ImportPreview {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly added: readonly PreviewItem[];
  readonly changed: readonly (PreviewItem & { readonly fields: readonly FieldChange[] })[];
  readonly removed: readonly PreviewItem[];
  readonly positions: ReadonlyMap<string, FilePosition>;
}

export interface PreviewItem {
  readonly key: string;
  readonly name: string;
  /** Such as "line 3"; empty of what the file does not have. */
  readonly where: string;
}

export interface FieldChange {
  readonly field: string;
  /** Empty where there was nothing, or is nothing any more. */
  readonly before: string;
  readonly after: string;
}

export function previewImport(
  { changes, positions }: Extract<ParsedGoods, { ok: true }>,
  items: readonly object[],
  section: Section,
  name: string,
): ImportPreview {
  const { puts, removals } = settleImport(changes, items, section);
  const before = new Map(items.map((item) => [findKey(item as Item, section), item as Item]));
  const describe = ({ key, item }: Change): PreviewItem => {
    const own = item ?? before.get(key) ?? {};
    const position = item === null ? undefined : positions.get(`${KINDS[section]} ${key}`);
    const where = position === undefined ? "" : wordPosition(position);
    return { key, where, name: String(own.name ?? wordKey(key, section)) };
  };
  const [old, added] = [
    puts.filter(({ key }) => before.has(key)),
    puts.filter(({ key }) => !before.has(key)),
  ];
  return {
    name,
    changes: [...removals, ...puts],
    added: added.map(describe),
    changed: old.map((put) => ({
      ...describe(put),
      fields: compareItems(before.get(put.key)!, put.item!, section),
    })),
    removed: removals.map(describe),
    positions,
  };
}

/** Fields that the law is about, as the chain confirms them too. */
const LEGAL_FIELDS = ["ageMin", "allergens", "taxCategory", "deposit"] as const;
const LEGAL_VERBS = ["removed", "changed", "added"] as const;

export interface LegalChange {
  readonly field: (typeof LEGAL_FIELDS)[number];
  readonly verb: (typeof LEGAL_VERBS)[number];
  /** Products that it is of. */
  readonly count: number;
}

/** What an import would change that the law is about; products that are new don't count. */
export function listLegalChanges({ changed }: Pick<ImportPreview, "changed">): LegalChange[] {
  return LEGAL_FIELDS.flatMap((field) => {
    const verbs = changed.flatMap(({ fields }) => {
      const own = fields.filter((one) => one.field.split(".")[0] === field);
      if (own.length === 0) return [];
      if (own.every(({ after }) => after === "")) return ["removed"];
      return own.every(({ before }) => before === "") ? ["added"] : ["changed"];
    });
    return LEGAL_VERBS.map((verb) => ({
      ...{ field, verb },
      count: verbs.filter((one) => one === verb).length,
    })).filter(({ count }) => count > 0);
  });
}

function compareItems(before: Item, after: Item, section: Section): FieldChange[] {
  const [old, own] = [flatten(before, section), flatten(after, section)];
  return [...new Set([...Object.keys(old), ...Object.keys(own)])]
    .map((field) => ({ field, before: old[field] ?? "", after: own[field] ?? "" }))
    .filter((one) => one.before !== one.after);
}

/**
 * What has to be changed of `items`, which hold now, so that a file's hold. Items that are not in the file
 * stay, and so do fields that it doesn't mention; an empty cell, or null, removes a field. Places give way to what is
 * put on their plates.
 */
export function settleImport(
  puts: readonly Change[],
  items: readonly object[],
  section: Section,
): { readonly puts: readonly Change[]; readonly removals: readonly Change[] } {
  const before = new Map(items.map((item) => [findKey(item as Item, section), item as Item]));
  const settled = puts.flatMap((put): Change[] => {
    const old = before.get(put.key);
    if (old === undefined) return [{ ...put, item: dropEmpty(put.item!) }];
    const item = keepWriting(dropEmpty(keepUnsaid(old, put.item!)), old);
    return isSame(item, old, section) ? [] : [{ ...put, item: keepMoment(item, old) }];
  });
  const isOfPlaces = section === "planogram";
  return { puts: settled, removals: isOfPlaces ? makeRoom(items as FacingItem[], puts) : [] };
}

const isItem = (value: unknown): value is Item =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function keepUnsaid(old: Item, item: Item): Item {
  const told = Object.entries(item).map(([key, value]) => {
    const former = old[key];
    return [key, isItem(value) && isItem(former) ? keepUnsaid(former, value) : value] as const;
  });
  return { ...old, ...Object.fromEntries(told) };
}

/** Without fields that are null, and without a deposit that has no parts. */
function dropEmpty(item: Item): Item {
  const fields = Object.entries(item).flatMap(([key, value]) => {
    const own = isItem(value) ? dropEmpty(value) : value;
    const isEmpty = own === null || (isItem(own) && Object.keys(own).length === 0);
    return isEmpty ? [] : [[key, own] as const];
  });
  return Object.fromEntries(fields);
}

/** A spreadsheet writes 2.50 as 2.5: that is no other price. */
function keepWriting(item: Item, old: Item): Item {
  const isEqual = (a: unknown, b: unknown): boolean => a !== b && Number(a) === Number(b);
  const same = Object.entries(item).map(([key, value]) => {
    const former = old[key];
    if (AMOUNTS.has(key) && isEqual(value, former)) return [key, former] as const;
    if (key !== "deposit") return [key, value] as const;
    const [own, was] = [value, former] as [Item, Item | undefined];
    return [key, isEqual(own.amount, was?.amount) ? { ...own, amount: was!.amount } : own] as const;
  });
  return Object.fromEntries(same);
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

/** The first row with anything in it names the columns. */
function readSheet(rows: readonly (readonly string[])[]): ReadItems | string {
  const first = rows.findIndex((row) => row.some((cell) => cell !== ""));
  const columns = rows[first] ?? [];
  if (columns.filter((column) => column !== "").length < 2) return words.texts.goods.files.noTable;
  const full = [...rows.keys()].filter(
    (row) => row > first && rows[row]!.some((cell) => cell !== ""),
  );
  return {
    items: full.map((row) =>
      unflatten(
        Object.fromEntries(
          columns.flatMap((column, at) => (column === "" ? [] : [[column, rows[row]![at] ?? ""]])),
        ),
        ".",
      ),
    ),
    positionOf: (at) => ({ kind: "line", number: full[at]! + 1 }),
  };
}

function parseJson(text: string): ReadItems | string {
  const { noList } = words.texts.goods.files;
  try {
    const parsed: unknown = JSON.parse(text);
    const isList = Array.isArray(parsed) && parsed.every((one) => Object(one) === one);
    if (!isList) return noList;
    return { items: parsed, positionOf: (at) => ({ kind: "item", number: at + 1 }) };
  } catch (error) {
    if (error instanceof SyntaxError) return noList;
    throw error;
  }
}

/** What a table says, or what is wrong with it. Lines that are too short have nothing there. */
async function parseCsv(text: string): Promise<ReadItems | string> {
  const { default: csv } = await import("papaparse");
  const begin = text.length - text.trimStart().length;
  const { data, meta, errors } = csv.parse<Record<string, string>>(text.trim(), { header: true });
  if (meta.fields === undefined || meta.fields.length < 2) return words.texts.goods.files.noList;
  const lines = countLines(data, meta.fields, text.slice(0, begin));
  const fault = errors.find(({ type, code }) => type === "Quotes" || code === "TooManyFields");
  if (fault !== undefined) {
    // The heading is a row where quotes are not closed, and none where there are too many fields.
    const row = (fault.row ?? 0) - (fault.type === "Quotes" ? 1 : 0);
    return wordTableFault(fault.code, lines[row] ?? 1);
  }
  const full = [...data.keys()].filter((row) => !isBlank(data[row]!));
  return {
    items: full.map((row) => unflatten(data[row]!, meta.delimiter === ";" ? "," : ".")),
    positionOf: (at) => ({ kind: "line", number: lines[full[at]!]! }),
  };
}

function wordTableFault(code: ParseError["code"], line: number): string {
  const t = words.texts.goods.files;
  const where = wordPosition({ kind: "line", number: line });
  if (code === "TooManyFields") return t.tooManyFields(where);
  return code === "MissingQuotes" ? t.quotesOpen(where) : t.quotesWithin(where);
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

/** @param decimal what stands before decimals where a cell alone does not say it */
function unflatten(row: Readonly<Record<string, string>>, decimal: "." | ","): Item {
  const item: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === undefined) continue;
    const isNumber = NUMBERS.has(column);
    const bare = unescapeFormula(cell);
    const text = isNumber || AMOUNTS.has(column) ? readFileDecimal(bare, decimal) : bare;
    const value =
      cell === "" ? null : isNumber && !Number.isNaN(Number(text)) ? Number(text) : text;
    const [key, inner] = column.split(".") as [string, string?];
    if (inner === undefined) item[key] = toList(key, value);
    else item[key] = { ...(item[key] as object | undefined), [inner]: value };
  }
  return item;
}

/**
 * "2,79" and "1.234,50" as a spreadsheet writes them, with a full stop; what is no number stays. "1,234" may be
 * either: where lists are separated by commas it stays, and the shop asks.
 */
function readFileDecimal(cell: string, decimal: "." | ","): string {
  const [, whole, , part] = /^(\d{1,3}(?:([.,])\d{3})+)(?!\2)[.,](\d+)$/.exec(cell.trim()) ?? [];
  if (whole !== undefined) return `${whole.replaceAll(/[.,]/g, "")}.${part}`;
  const isUnclear = decimal === "." && /^\d{1,3},\d{3}$/.test(cell.trim());
  return isUnclear ? cell : cell.trim().replace(/^(\d+),(\d+)$/, "$1.$2");
}

function toList(key: string, value: string | number | null): unknown {
  if (value === null) return null;
  if (key === "gtins" || key === "categories") return String(value).split(" ");
  return key === "membersOnly" ? String(value).toLowerCase() === "true" : value;
}
