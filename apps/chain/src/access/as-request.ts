/** Work of a request, behind the database's walls. */
import type { Scope } from "@saunter/protocol/chain/rights";
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { REQUEST_ROLE, WALL_SETTINGS } from "../database/walls.ts";
import type { Reach } from "./principal.ts";

/** Longer statements of a request are ended: reports over all shops take seconds. */
const STATEMENT_MS_MAX = 30_000;
/** Of exports, which read many days in parts. */
const EXPORT_STATEMENT_MS_MAX = 600_000;

/**
 * One transaction that sees what a reach has, and nothing else. Which shops these are is read as it begins: a shop that
 * changes hands meanwhile is where it was.
 */
export function asRequest<T>(
  db: ChainDatabase,
  reach: Reach,
  work: (tx: ChainTransaction) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await putSettings(tx, reach);
    await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
    return work(tx);
  });
}

/** A step of a request that is the process's own, such as to write what requests cannot read. */
export async function asProcess<T>(tx: ChainTransaction, work: () => Promise<T>): Promise<T> {
  await sql`RESET ROLE`.execute(tx);
  const value = await work();
  await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
  return value;
}

/** For a request that writes a file of many days. */
export async function allowLongStatements(tx: ChainTransaction): Promise<void> {
  await sql`SET LOCAL statement_timeout = ${sql.lit(EXPORT_STATEMENT_MS_MAX)}`.execute(tx);
}

async function putSettings(tx: ChainTransaction, reach: Reach): Promise<void> {
  const { isAll, organisations, regions, shops } = reach;
  const { all, ...named } = WALL_SETTINGS;
  await sql`
    SELECT
      set_config('statement_timeout', ${String(STATEMENT_MS_MAX)}, true),
      set_config(${all}, ${isAll ? "on" : "off"}, true),
      set_config(${named.organisations}, ${organisations}::text[]::text, true),
      set_config(${named.regions}, ${regions}::text[]::text, true),
      set_config(${named.shops}, (
        SELECT coalesce(array_agg(shop_id), '{}')::text FROM shops
        WHERE NOT ${isAll}::boolean AND (
          organisation_id = ANY (${organisations}::text[])
          OR region_id = ANY (${regions}::text[])
          OR shop_id = ANY (${shops}::text[]))
      ), true)`.execute(tx);
}

/** Whether a scope is there and lies in a reach as a whole: to be asked in a request of that reach. */
export async function isScopeWithin(
  tx: ChainTransaction,
  reach: Reach,
  { kind, id }: Scope,
): Promise<boolean> {
  if (kind === "chain") return id === null && reach.isAll;
  if (id === null) return false;
  if (kind === "shop") {
    const query = tx.selectFrom("shops").select("shop_id").where("shop_id", "=", id);
    return (await query.executeTakeFirst()) !== undefined;
  }
  if (kind === "organisation") {
    if (!reach.isAll && !reach.organisations.includes(id)) return false;
    const query = tx.selectFrom("organisations").select("name").where("organisation_id", "=", id);
    return (await query.executeTakeFirst()) !== undefined;
  }
  if (!reach.isAll && !reach.regions.includes(id)) return false;
  const query = tx.selectFrom("regions").select("name").where("region_id", "=", id);
  return (await query.executeTakeFirst()) !== undefined;
}
