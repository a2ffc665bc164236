/** Lists in pages: each ends with a cursor, which is the key of its last row. */
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { ProblemError } from "./problem.ts";

export interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Path of the next page; null at the end. */
  readonly next: string | null;
}

type Key = readonly (string | number)[];

/** One row more than a page has says whether there is another. */
export const countRows = ({ limit = PAGE_ROWS }: PageQuery): number => limit + 1;

/** The key that a page begins after; null of the first. Throws a `ProblemError` where a cursor is none. */
export function readCursor<const Types extends readonly ("string" | "number")[]>(
  { after }: PageQuery,
  types: Types,
): { [I in keyof Types]: Types[I] extends "string" ? string : number } | null {
  if (after === undefined) return null;
  const key = parseKey(after);
  const isKey = key?.length === types.length && types.every((type, i) => typeof key[i] === type);
  if (!isKey) throw new ProblemError("input-invalid", "query/after is no cursor of this list");
  return key as never;
}

function parseKey(after: string): readonly unknown[] | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(after, "base64url").toString());
    const isFine = (part: unknown) =>
      typeof part === "string" || (typeof part === "number" && Number.isSafeInteger(part));
    return Array.isArray(key) && key.every(isFine) ? key : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A page of rows of which there may be one too many. */
export function makePage<Row, Item>(
  call: { readonly url: string; readonly query: PageQuery },
  rows: readonly Row[],
  toItem: (row: Row) => Item,
  toKey: (row: Row) => Key,
): Page<Item> {
  const { limit = PAGE_ROWS } = call.query;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map(toItem),
    next: hasMore ? writeNext(call.url, toKey(last)) : null,
  };
}

function writeNext(url: string, key: Key): string {
  const next = new URL(url, "http://chain");
  next.searchParams.set("after", Buffer.from(JSON.stringify(key)).toString("base64url"));
  return `${next.pathname}${next.search}`;
}

/** A text within a `LIKE` of PostgreSQL, to the letter. */
export function toPattern(part: string): string {
  return `%${part.replace(/[\\%_]/g, "\\$&")}%`;
}
