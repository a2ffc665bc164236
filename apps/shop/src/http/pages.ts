/**
 * Lists in pages: each begins after the last row of the one before, by the columns that they are in
 * order of. Rows that come and go between two pages are neither doubled nor skipped.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { ProblemError } from "./problem.ts";

export type Condition = readonly [
  condition: string,
  ...values: readonly (SQLInputValue | undefined)[],
];

export interface ListQuery {
  /** From the table on, with joins; a text of the program, never of input. */
  readonly from: string;
  readonly columns: string;
  /** Those of whose values one is undefined are left out. */
  readonly where: readonly Condition[];
  /** Columns that give every row a place of its own; the last one is unique. */
  readonly order: readonly string[];
  /** One for all columns, as SQLite compares rows as a whole. */
  readonly direction: "ASC" | "DESC";
}

export interface PageRequest {
  /** Path and query that the page was asked by. */
  readonly url: string;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

type Row = Record<string, SQLInputValue>;

/** One page of a list. Throws a `ProblemError` on a cursor that is none. */
export function readPage<Item>(
  db: DatabaseSync,
  list: ListQuery,
  request: PageRequest,
  toItem: (row: Row) => Item,
): Page<Item> {
  const { columns, from, order, direction } = list;
  const limit = request.limit ?? PAGE_ROWS;
  const where = list.where.filter(([, ...values]) => !values.includes(undefined));
  const conditions = where.map(([condition]) => condition);
  const values = where.flatMap(([, ...given]) => given as SQLInputValue[]);
  if (request.after !== undefined) {
    const places = order.map(() => "?").join(", ");
    conditions.push(`(${order.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${places})`);
    values.push(...decodeCursor(request.after, order.length));
  }
  const sql = `SELECT ${columns} FROM ${from}
    ${conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : ""}
    ORDER BY ${order.map((column) => `${column} ${direction}`).join(", ")} LIMIT ?`;
  // Searches make texts of their own, without end: none is kept.
  const rows = db.prepare(sql).all(...values, limit + 1) as Row[];
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1)! : null;
  return {
    items: shown.map(toItem),
    next:
      last === null
        ? null
        : linkNext(
            request.url,
            order.map((column) => last[bare(column)]!),
          ),
  };
}

/**
 * One page of a list that is there as a whole, in its order; all of it where no limit is asked for. Throws a
 * `ProblemError` on a cursor that is none, and on one of a row that is gone.
 */
export function pageItems<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { url, limit = items.length, after }: PageRequest,
): Page<Item> {
  let from = 0;
  if (after !== undefined) {
    const [key] = decodeCursor(after, 1);
    from = items.findIndex((item) => keyOf(item) === key) + 1;
    if (from === 0) throw refuseCursor();
  }
  const page = items.slice(from, from + limit);
  const isLast = from + limit >= items.length;
  return { items: page, next: isLast ? null : linkNext(url, [keyOf(page.at(-1)!)]) };
}

/** "v.opened_ms" comes back as "opened_ms". */
function bare(column: string): string {
  return column.slice(column.indexOf(".") + 1);
}

export function linkNext(url: string, place: readonly SQLInputValue[]): string {
  const [path, query] = url.split("?") as [string, string | undefined];
  const search = new URLSearchParams(query);
  search.set("after", Buffer.from(JSON.stringify(place)).toString("base64url"));
  return `${path}?${search}`;
}

/** The place that a cursor names. Throws a `ProblemError`. */
export function decodeCursor(after: string, length: number): (string | number)[] {
  const place = parseCursor(after);
  const isPlace =
    Array.isArray(place) &&
    place.length === length &&
    place.every((part) => typeof part === "string" || Number.isSafeInteger(part));
  if (isPlace) return place as (string | number)[];
  throw refuseCursor();
}

function refuseCursor(): ProblemError {
  return new ProblemError("input-invalid", "`after` is not a cursor of this list", {
    errors: [{ at: "querystring/after", message: "must be `next` of the previous page" }],
  });
}

function parseCursor(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, "base64url").toString());
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
