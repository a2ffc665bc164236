/** Reads shops' events of what is new of them, with what came before. */
import { sql } from "kysely";
import type { ShopEvent, Tx } from "./projection.ts";

/** Rows of a shop's journal after one, up to another. */
export interface Span {
  readonly shopId: string;
  readonly after: number;
  readonly upTo: number;
}

export interface EventChoice {
  /** Of the streams: what is before the first hyphen of their names. */
  readonly kinds: readonly string[];
  /** Null: all. */
  readonly types: readonly string[] | null;
}

const COLUMNS = sql`e.shop_id AS "shopId", e.position, e.stream, e.version, e.type, e.at_ms AS "atMs",
  e.body`;

/** Of each shop in their order. */
export async function readEvents(
  tx: Tx,
  { kinds, types }: EventChoice,
  spans: readonly Span[],
): Promise<ShopEvent[]> {
  // Compiling a plan of so many partitions takes longer than to run it.
  await sql`SET LOCAL jit = off`.execute(tx);
  const ofTypes = types === null ? sql`` : sql`AND e.type = ANY (${[...types]}::text[])`;
  // Shop by shop (OFFSET 0): a join would read all events that there are.
  const { rows } = await sql<ShopEvent>`
    SELECT ${COLUMNS} FROM unnest(
      ${spans.map(({ shopId }) => shopId)}::text[], ${spans.map(({ after }) => after)}::bigint[],
      ${spans.map(({ upTo }) => upTo)}::bigint[]
    ) AS s (shop_id, after, up_to)
    JOIN LATERAL (
      SELECT * FROM events e
      WHERE e.shop_id = s.shop_id AND e.position > s.after AND e.position <= s.up_to OFFSET 0
    ) AS e ON split_part(e.stream, '-', 1) = ANY (${[...kinds]}::text[]) ${ofTypes}
    ORDER BY e.shop_id, e.position`.execute(tx);
  return rows;
}

export function nameStream({ shopId, stream }: Pick<ShopEvent, "shopId" | "stream">): string {
  return JSON.stringify([shopId, stream]);
}

interface BegunStream {
  readonly shopId: string;
  readonly stream: string;
  /** How many of its events came before. */
  readonly count: number;
}

const MONTH_MS = 31 * 86_400_000;

/** What came before of the streams that something has come to. */
export async function readEarlier(tx: Tx, events: readonly ShopEvent[]): Promise<ShopEvent[]> {
  const first = new Map<string, ShopEvent>();
  for (const event of events)
    if (!first.has(nameStream(event))) first.set(nameStream(event), event);
  const begun = [...first.values()].flatMap(({ shopId, stream, version }): BegunStream[] =>
    version === 1 ? [] : [{ shopId, stream, count: version - 1 }],
  );
  if (begun.length === 0) return [];
  // Most began not long before, in few partitions; versions say which did not.
  const fromMs = events.reduce((least, { atMs }) => Math.min(least, atMs), Infinity) - MONTH_MS;
  const near = await readStreams(tx, begun, new Date(Math.max(0, fromMs)));
  const counts = new Map<string, number>();
  for (const event of near) {
    const name = nameStream(event);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const isWhole = (of: BegunStream): boolean => (counts.get(nameStream(of)) ?? 0) === of.count;
  const rest = begun.filter((of) => !isWhole(of));
  if (rest.length === 0) return near;
  const names = new Set(rest.map(nameStream));
  return [
    ...near.filter((event) => !names.has(nameStream(event))),
    ...(await readStreams(tx, rest, null)),
  ];
}

/** @param from events of the months before its own are left out; null: none are. */
async function readStreams(
  tx: Tx,
  streams: readonly BegunStream[],
  from: Date | null,
): Promise<ShopEvent[]> {
  const month = from === null ? null : `${from.toISOString().slice(0, 7)}-01`;
  const since = month === null ? sql`` : sql`AND e.month >= ${month}::date`;
  const { rows } = await sql<ShopEvent>`
    SELECT ${COLUMNS} FROM unnest(
      ${streams.map(({ shopId }) => shopId)}::text[],
      ${streams.map(({ stream }) => stream)}::text[],
      ${streams.map(({ count }) => count)}::bigint[]
    ) AS s (shop_id, stream, count)
    JOIN LATERAL (
      SELECT * FROM events e
      WHERE e.shop_id = s.shop_id AND e.stream = s.stream AND e.version <= s.count ${since} OFFSET 0
    ) AS e ON true
    ORDER BY e.shop_id, e.position`.execute(tx);
  return rows;
}
