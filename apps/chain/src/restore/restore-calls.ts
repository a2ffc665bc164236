/** What shops ask of their own journals: how far the chain has them, and their rows. */
import { type ChainHead, WANTED_ROWS } from "@saunter/protocol/chain/restore-messages";
import { encodeRow } from "@saunter/protocol/chain/up-row";
import { sql } from "kysely";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";
import { type AnswerCall, CallRefused } from "../hub/answer-calls.ts";

/** Rows of an answer. */
const ROWS_MAX = 1000;
/** Characters of an answer's rows, unless one alone is longer. */
const LENGTH_MAX = 512 * 1024;

export function listRestoreCalls(
  db: ChainDatabase,
  nowMs: () => number,
): Readonly<Record<string, AnswerCall>> {
  return {
    head: (shopId) => readHead(db, shopId, nowMs()),
    rows: async (shopId, body) => {
      if (!Check(WANTED_ROWS, body)) throw new CallRefused("`after` must be a row's position");
      return { rows: await readRows(db, shopId, body.after) };
    },
  };
}

async function readHead(db: ChainDatabase, shopId: string, nowMs: number): Promise<ChainHead> {
  const row = await db
    .selectFrom("up_heads")
    .leftJoin("shop_states", "shop_states.shop_id", "up_heads.shop_id")
    .select(["up_heads.position", "hash", "seen_ms", "shop_states.position as reported"])
    .where("up_heads.shop_id", "=", shopId)
    .executeTakeFirst();
  if (row === undefined) throw new CallRefused("the chain has no shop of this name");
  const { position, hash, seen_ms: seenMs, reported } = row;
  return { position, hash, seenMs, reported: Math.max(position, reported ?? 0), nowMs };
}

/** Rows after one, in order and to the letter, as many as an answer holds. */
async function readRows(db: ChainDatabase, shopId: string, after: number): Promise<string[]> {
  const rows = await db
    .selectFrom("events")
    .select(["position", "stream", "version", "type", "at_ms", "hash"])
    .select(sql<string>`body::text`.as("body"))
    .where("shop_id", "=", shopId)
    .where("position", ">", after)
    .orderBy("position")
    .limit(ROWS_MAX)
    .execute();
  const texts: string[] = [];
  let length = 0;
  for (const { at_ms: atMs, ...row } of rows) {
    const text = encodeRow({ ...row, atMs });
    length += text.length;
    if (texts.length > 0 && length > LENGTH_MAX) break;
    texts.push(text);
  }
  return texts;
}
