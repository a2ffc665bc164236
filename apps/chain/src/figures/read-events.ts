/** Reads shops' events of what is new of them, with what came before. */
import { sql } from "kysely";
import type { Batch, ShopEvent, Tx } from "./projection.ts";

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

/** Of each shop in their order. */
export async function readEvents(
  tx: Tx,
  { kinds, types }: EventChoice,
  spans: readonly Span[],
): Promise<ShopEvent[]> {
  const ofTypes = types === null ? sql`` : sql`AND e.type = ANY (${[...types]}::text[])`;
  const { rows } = await sql<ShopEvent>`
    SELECT e.shop_id AS "shopId", e.position, e.stream, e.type, e.at_ms AS "atMs", e.body
    FROM unnest(
      ${spans.map(({ shopId }) => shopId)}::text[], ${spans.map(({ after }) => after)}::bigint[],
      ${spans.map(({ upTo }) => upTo)}::bigint[]
    ) AS s (shop_id, after, up_to)
    JOIN events e ON e.shop_id = s.shop_id AND e.position > s.after AND e.position <= s.up_to
      AND split_part(e.stream, '-', 1) = ANY (${[...kinds]}::text[]) ${ofTypes}
    ORDER BY e.shop_id, e.position`.execute(tx);
  return rows;
}

export function nameStream({ shopId, stream }: ShopEvent): string {
  return JSON.stringify([shopId, stream]);
}

/** What came before of the streams that something has come to. */
export async function readEarlier(tx: Tx, { after, events }: Batch): Promise<ShopEvent[]> {
  const streams = [...new Map(events.map((event) => [nameStream(event), event])).values()];
  if (streams.length === 0) return [];
  const { rows } = await sql<ShopEvent>`
    SELECT e.shop_id AS "shopId", e.position, e.stream, e.type, e.at_ms AS "atMs", e.body
    FROM unnest(
      ${streams.map(({ shopId }) => shopId)}::text[],
      ${streams.map(({ stream }) => stream)}::text[],
      ${streams.map(({ shopId }) => after.get(shopId)!)}::bigint[]
    ) AS s (shop_id, stream, after)
    JOIN events e ON e.shop_id = s.shop_id AND e.stream = s.stream AND e.position <= s.after
    ORDER BY e.shop_id, e.position`.execute(tx);
  return rows;
}
