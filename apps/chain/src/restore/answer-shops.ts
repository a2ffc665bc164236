/** Answers what shops ask: how far the chain has their journal, and its rows. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import type { ChainHead } from "@saunter/protocol/chain/restore-messages";
import { WANTED_ROWS } from "@saunter/protocol/chain/restore-messages";
import { findWanted, isInboxOf, WANT_SUBJECTS } from "@saunter/protocol/chain/subjects";
import { encodeRow } from "@saunter/protocol/chain/up-row";
import { sql } from "kysely";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";

/** Rows of an answer. */
const ROWS_MAX = 1000;
/** Characters of an answer's rows, unless one alone is longer. */
const LENGTH_MAX = 512 * 1024;

export interface ShopAnswersOptions {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly nowMs: () => number;
  readonly onFailed: (error: unknown) => void;
}

/** Answers until it is closed. */
export function answerShops(options: ShopAnswersOptions): { close(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const subscription = options.connection.subscribe(WANT_SUBJECTS, {
    callback: (error, message) => {
      if (error !== null) return;
      const answering = answerOne(options, message).finally(() => running.delete(answering));
      running.add(answering);
    },
  });
  return {
    close: async () => {
      subscription.unsubscribe();
      await Promise.all(running);
    },
  };
}

async function answerOne(options: ShopAnswersOptions, message: Msg): Promise<void> {
  // The hub lets a shop ask below its own name alone, so the subject says who it is.
  const wanted = findWanted(message.subject);
  // What is answered is published with the chain's rights: into the inbox of whoever asks, and nowhere else.
  if (wanted === null || !isInboxOf(wanted.shopId, message.reply ?? "")) return;
  const { shopId, what } = wanted;
  try {
    const body = message.data.length === 0 ? null : parse(message.string());
    message.respond(JSON.stringify({ answer: await answer(options, shopId, what, body) }));
  } catch (error) {
    const isRefused = error instanceof Refused;
    if (!isRefused) options.onFailed(error);
    message.respond(
      JSON.stringify({ fault: isRefused ? error.message : "the chain cannot answer now" }),
    );
  }
}

class Refused extends Error {}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused("the request must be JSON");
    throw error;
  }
}

async function answer(
  { db, nowMs }: ShopAnswersOptions,
  shopId: string,
  what: string,
  body: unknown,
): Promise<unknown> {
  switch (what) {
    case "head":
      return readHead(db, shopId, nowMs());
    case "rows":
      if (!Check(WANTED_ROWS, body)) throw new Refused("`after` must be a row's position");
      return { rows: await readRows(db, shopId, body.after) };
    default:
      throw new Refused("nothing of this name can be asked");
  }
}

async function readHead(db: ChainDatabase, shopId: string, nowMs: number): Promise<ChainHead> {
  const row = await db
    .selectFrom("up_heads")
    .leftJoin("shop_states", "shop_states.shop_id", "up_heads.shop_id")
    .select(["up_heads.position", "hash", "seen_ms", "shop_states.position as reported"])
    .where("up_heads.shop_id", "=", shopId)
    .executeTakeFirst();
  if (row === undefined) throw new Refused("the chain has no shop of this name");
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
