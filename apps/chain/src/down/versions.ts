/** Versions of what the chain decides: put once, and never changed. */
import { hash } from "node:crypto";
import {
  CONTENT_BYTES_MAX,
  DOWN_CONTENT,
  type DownContent,
  type DownKind,
  isDownKind,
} from "@saunter/protocol/chain/down-messages";
import { sql } from "kysely";
import { Check } from "typebox/value";
import {
  type ChainDatabase,
  type ChainTransaction,
  inTransaction,
} from "../database/open-database.ts";
import { formatContent, isObject, type Layer } from "./compose.ts";
import { type NewRollOut, startRollOut } from "./roll-outs/roll-outs.ts";
import { VersionRefused } from "./version-refused.ts";

export type Target =
  | { readonly layer: "shared" }
  | { readonly layer: "region"; readonly regionId: string }
  | { readonly layer: "shop"; readonly shopId: string };

export interface NewVersion {
  readonly kind: DownKind;
  readonly target: Target;
  readonly content: DownContent;
  /** By each shop's clock. */
  readonly effectiveMs: number;
  /** Shops take changes that are unusual. */
  readonly isForced?: boolean;
  readonly by: string;
  readonly note: string;
  /** The content is whole: products keep nothing of the version before. */
  readonly isWhole?: boolean;
  /** It reaches shops in steps; all at once where not given. */
  readonly rollOut?: NewRollOut;
}

export interface PutVersion {
  readonly kind: string;
  readonly version: number;
  readonly layer: Layer;
  readonly regionId: string | null;
  readonly shopId: string | null;
  readonly hash: string;
  readonly effectiveMs: number;
  readonly isForced: boolean;
  readonly by: string;
  readonly atMs: number;
  readonly note: string;
}

export const hashContent = (text: string): string => hash("sha256", text, "base64url");

/** Gives its number. Throws `VersionRefused`. @param db or the transaction that it belongs to */
export async function putVersion(
  db: ChainDatabase | ChainTransaction,
  {
    kind,
    target,
    content,
    effectiveMs,
    isForced = false,
    isWhole = false,
    by,
    note,
    rollOut,
  }: NewVersion,
  nowMs: number,
): Promise<number> {
  checkVersion(kind, content, effectiveMs);
  return inTransaction(db, async (tx) => {
    // Two that are put at once get numbers one after the other.
    await sql`SELECT pg_advisory_xact_lock(hashtext(${`down ${kind}`}))`.execute(tx);
    const { last } = await tx
      .selectFrom("down_versions")
      .select(({ fn }) => fn.max("version").as("last"))
      .where("kind", "=", kind)
      .executeTakeFirstOrThrow();
    const version = (last ?? 0) + 1;
    const whole =
      kind === "goods" && !isWhole
        ? keepUnsaid(await readLast(tx, kind, target), content)
        : content;
    const text = formatContent(whole);
    if (Buffer.byteLength(text) > CONTENT_BYTES_MAX) {
      throw new VersionRefused(`the content is larger than ${CONTENT_BYTES_MAX} bytes`);
    }
    await tx
      .insertInto("down_versions")
      .values({
        ...{ kind, version, layer: target.layer },
        region_id: target.layer === "region" ? target.regionId : null,
        shop_id: target.layer === "shop" ? target.shopId : null,
        ...{ content: text, hash: hashContent(text), effective_ms: effectiveMs },
        ...{ is_forced: isForced, put_by: by, put_ms: nowMs, note },
      })
      .execute();
    if (rollOut !== undefined) await startRollOut(tx, rollOut, { kind, version, nowMs });
    return version;
  });
}

/**
 * Products keep the fields that a new version doesn't mention: a price list without a column for age limits removes
 * none. A field that is null is removed. Products that the new version doesn't have are gone.
 */
export function keepUnsaid(
  before: DownContent | null,
  { items, ...content }: DownContent,
): DownContent {
  const former = new Map(Object.entries(before?.items ?? {}));
  const whole = Object.entries(items).map(([gtin, item]) => [
    gtin,
    keepFields(former.get(gtin), item),
  ]);
  return { ...content, items: Object.fromEntries(whole) };
}

function keepFields(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const fields = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(after)) {
    fields.set(name, keepFields(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}

/** The content that was put last for a target; null if none was. */
export async function readLast(
  tx: ChainDatabase | ChainTransaction,
  kind: DownKind,
  target: Target,
): Promise<DownContent | null> {
  const row = await selectNewest(tx, kind, target).limit(1).executeTakeFirst();
  return (row?.content as DownContent | undefined) ?? null;
}

/** Versions of a target, the newest first. */
const selectNewest = (tx: ChainDatabase | ChainTransaction, kind: DownKind, target: Target) =>
  tx
    .selectFrom("down_versions")
    .select(["version", "content"])
    .where("kind", "=", kind)
    .where("layer", "=", target.layer)
    .where("region_id", "is not distinct from", target.layer === "region" ? target.regionId : null)
    .where("shop_id", "is not distinct from", target.layer === "shop" ? target.shopId : null)
    .orderBy("version", "desc");

function checkVersion(kind: string, content: unknown, effectiveMs: number): void {
  if (!isDownKind(kind)) throw new VersionRefused(`there is no ${kind} to decide`);
  if (!Check(DOWN_CONTENT, content)) throw new VersionRefused("the content is no list of items");
  if (!Number.isSafeInteger(effectiveMs) || effectiveMs < 0) {
    throw new VersionRefused("the time from which it is to be in force is none");
  }
}

export interface VersionFilter {
  readonly kind?: DownKind;
  readonly limit?: number;
}

const LISTED_MAX = 500;

/** The newest first, without their contents. */
export async function listVersions(
  db: ChainDatabase,
  { kind, limit = LISTED_MAX }: VersionFilter = {},
): Promise<PutVersion[]> {
  let query = db
    .selectFrom("down_versions")
    .select(["kind", "version", "layer", "region_id", "shop_id", "hash", "effective_ms"])
    .select(["is_forced", "put_by", "put_ms", "note"])
    .orderBy("put_ms", "desc")
    .orderBy("version", "desc")
    .limit(Math.min(limit, LISTED_MAX));
  if (kind !== undefined) query = query.where("kind", "=", kind);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...{ kind: row.kind, version: row.version, layer: row.layer, hash: row.hash },
    ...{ regionId: row.region_id, shopId: row.shop_id, effectiveMs: row.effective_ms },
    ...{ isForced: row.is_forced, by: row.put_by, atMs: row.put_ms, note: row.note },
  }));
}

/** The version that one took the place of, and for whom; null if it is not the last of its target, or the first. */
export async function findUndone(
  db: ChainDatabase | ChainTransaction,
  kind: DownKind,
  version: number,
): Promise<{ readonly target: Target; readonly content: DownContent | null } | null> {
  const own = await db
    .selectFrom("down_versions")
    .where("kind", "=", kind)
    .select(["layer", "region_id", "shop_id"])
    .where("version", "=", version)
    .executeTakeFirst();
  if (own === undefined) return null;
  const { layer, region_id: regionId, shop_id: shopId } = own;
  const target: Target =
    layer === "shared"
      ? { layer }
      : layer === "region"
        ? { layer, regionId: regionId! }
        : { layer, shopId: shopId! };
  const [last, before] = await selectNewest(db, kind, target).limit(2).execute();
  const isLast = last?.version === version && before !== undefined;
  return { target, content: isLast ? (before.content as DownContent) : null };
}

/** User id of the one who put a version; null if there is no such version. */
export async function findAuthor(
  db: ChainDatabase | ChainTransaction,
  kind: DownKind,
  version: number,
): Promise<string | null> {
  const row = await db
    .selectFrom("down_versions")
    .select("put_by")
    .where("kind", "=", kind)
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.put_by ?? null;
}

/** Null where there is none. */
export async function readContent(
  db: ChainDatabase,
  kind: string,
  version: number,
): Promise<DownContent | null> {
  const row = await db
    .selectFrom("down_versions")
    .select("content")
    .where("kind", "=", kind)
    .where("version", "=", version)
    .executeTakeFirst();
  return (row?.content as DownContent | undefined) ?? null;
}
