/**
 * Which keys a shop signs with, and whether it has to. A shop of an earlier version, or with credentials without keys, never
 * signs. Once a valid signature has arrived, the chain refuses everything of the shop that isn't signed.
 */
import type { KeyObject } from "node:crypto";
import { openPublicKey } from "@saunter/server/signatures/ed25519";
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";

type Db = ChainDatabase | ChainTransaction;

/** What a shop signs. */
export type SignedKind = "rows" | "messages";

export interface ShopSignatures {
  /** Public keys of the shop's credentials that are in force. */
  readonly keys: readonly KeyObject[];
  /** Whether the chain refuses what isn't signed. */
  readonly isRequired: boolean;
}

const NONE: ShopSignatures = { keys: [], isRequired: false };

export async function readSignatures(
  db: Db,
  shopId: string,
  kind: SignedKind,
): Promise<ShopSignatures> {
  // A downgraded database lacks the table, as the release that it is for checks no signatures.
  const { rows: tables } = await sql<{ isThere: boolean }>`
    SELECT to_regclass('public.signed_shops') IS NOT NULL AS "isThere"`.execute(db);
  if (tables[0]?.isThere !== true) return NONE;
  const since = nameColumn(kind);
  const rows = await db
    .selectFrom("shops as s")
    .leftJoin("signed_shops as g", "g.shop_id", "s.shop_id")
    .leftJoin("hub_credentials as c", (join) =>
      join
        .onRef("c.shop_id", "=", "s.shop_id")
        .on("c.row_key", "is not", null)
        .on("c.withdrawn_ms", "is", null),
    )
    .select([`g.${since} as sinceMs`, "c.row_key as key"])
    .where("s.shop_id", "=", shopId)
    .execute();
  return {
    keys: rows.flatMap(({ key }) => (key === null ? [] : [openPublicKey(key)])),
    isRequired: rows.some(({ sinceMs }) => sinceMs !== null),
  };
}

/** From now on the shop has to sign. */
export async function requireSignatures(
  db: Db,
  shopId: string,
  kind: SignedKind,
  nowMs: number,
): Promise<void> {
  const since = nameColumn(kind);
  const none = { rows_since_ms: null, messages_since_ms: null };
  await db
    .insertInto("signed_shops")
    .values({ shop_id: shopId, ...none, [since]: nowMs })
    .onConflict((conflict) =>
      conflict
        .column("shop_id")
        .doUpdateSet({ [since]: nowMs })
        .where(`signed_shops.${since}`, "is", null),
    )
    .execute();
}

const nameColumn = (kind: SignedKind) =>
  kind === "rows" ? ("rows_since_ms" as const) : ("messages_since_ms" as const);

/** Keys are kept in memory for this long. A message that none of them has signed causes them to be read again. */
const READ_EVERY_MS = 30_000;
const KEPT_MAX = 10_000;

/** Whether to accept a message of a shop. */
export interface CheckedMessage<Mark> {
  readonly isRight: boolean;
  /** Null if it isn't signed by one of the shop's keys, and doesn't have to be. */
  readonly mark: Mark | null;
  /** Whether the chain has a key to check it with. It has none of shops with earlier credentials, nor in a downgraded database. */
  readonly hasKeys: boolean;
}

/** @param verify null if the key hasn't signed the message. */
export type CheckMessage = <Mark>(
  shopId: string,
  verify: (key: KeyObject) => Mark | null,
) => Promise<CheckedMessage<Mark>>;

export interface MessageCheckOptions {
  readonly read: (shopId: string) => Promise<ShopSignatures>;
  /** From now on the shop has to sign. */
  readonly require: (shopId: string) => Promise<void>;
  readonly nowMs: () => number;
}

/** The first valid signature of a shop makes them required, of all its messages. */
export function createMessageCheck({ read, require, nowMs }: MessageCheckOptions): CheckMessage {
  const kept = new Map<string, ShopSignatures & { readonly atMs: number }>();

  async function readAgain(shopId: string): Promise<ShopSignatures> {
    const signatures = await read(shopId);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(shopId, { ...signatures, atMs: nowMs() });
    return signatures;
  }

  return async (shopId, verify) => {
    const findMark = ({ keys }: ShopSignatures) => {
      for (const key of keys) {
        const mark = verify(key);
        if (mark !== null) return mark;
      }
      return null;
    };
    const before = kept.get(shopId);
    const isFresh = before !== undefined && nowMs() - before.atMs < READ_EVERY_MS;
    let signatures: ShopSignatures = isFresh ? before : await readAgain(shopId);
    let mark = findMark(signatures);
    if (mark === null && isFresh) {
      signatures = await readAgain(shopId);
      mark = findMark(signatures);
    }
    const hasKeys = signatures.keys.length > 0;
    if (mark === null) return { isRight: !signatures.isRequired, mark, hasKeys };
    if (!signatures.isRequired) {
      await require(shopId);
      kept.delete(shopId);
    }
    return { isRight: true, mark, hasKeys };
  };
}
