/**
 * Bounds what a shop leaves at the hub beside its journal. The hub itself bounds the size of a message and keeps the
 * last of each subject; how many subjects there are is seen to here: those of two copies and a head, and no others.
 */
import type { JetStreamManager } from "@nats-io/jetstream";
import { COPY_STREAM, nameCopySubjects, readCopySubject } from "@saunter/protocol/chain/subjects";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";

/** More of one shop at once are removed with its copy, which it sends again within an hour. */
export const STRAYS_AT_ONCE_MAX = 100;

/** To be called again and again. */
export function createStrayRemover(options: {
  readonly db: ChainDatabase;
  readonly manager: JetStreamManager;
  readonly nowMs: () => number;
}): () => Promise<void> {
  const { db, manager, nowMs } = options;
  let seen: number | null = null;
  return async () => {
    // Listing them all is much, and usually nothing has come.
    const { last_seq: last } = (await manager.streams.info(COPY_STREAM)).state;
    if (last === seen) return;
    for (const [shopId, strays] of await listStrays(manager)) {
      await removeStrays(manager, shopId, strays);
      await noteStrays(db, shopId, strays.length, nowMs());
    }
    seen = last;
  };
}

/** By shop. */
async function listStrays(manager: JetStreamManager): Promise<Map<string, string[]>> {
  const { state } = await manager.streams.info(COPY_STREAM, { subjects_filter: "copy.>" });
  const strays = new Map<string, string[]>();
  for (const subject of Object.keys(state.subjects ?? {})) {
    const found = readCopySubject(subject);
    if (found === null || found.isOfCopy) continue;
    const some = strays.get(found.shopId);
    if (some === undefined) strays.set(found.shopId, [subject]);
    else some.push(subject);
  }
  return strays;
}

async function removeStrays(
  manager: JetStreamManager,
  shopId: string,
  strays: readonly string[],
): Promise<void> {
  const filters = strays.length > STRAYS_AT_ONCE_MAX ? [nameCopySubjects(shopId)] : strays;
  for (const filter of filters) await manager.streams.purge(COPY_STREAM, { filter });
}

/** A shop that the chain does not have is nobody's to be alerted of. */
async function noteStrays(
  db: ChainDatabase,
  shopId: string,
  count: number,
  nowMs: number,
): Promise<void> {
  await sql`
    INSERT INTO copy_strays AS c (shop_id, removed, last_ms)
    SELECT shop_id, ${count}::bigint, ${nowMs}::bigint FROM shops WHERE shop_id = ${shopId}
    ON CONFLICT (shop_id) DO UPDATE
      SET removed = c.removed + excluded.removed, last_ms = excluded.last_ms`.execute(db);
}
