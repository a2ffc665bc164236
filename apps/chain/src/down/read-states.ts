/** What each shop has of what it was told, as its own events say. */
import type { Selectable } from "kysely";
import type { ChainTables } from "../database/chain-tables.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { readTold } from "./read-plan.ts";

export interface DownState {
  readonly shopId: string;
  readonly kind: string;
  /** What the shop was told. */
  readonly version: number;
  readonly effectiveMs: number;
  /**
   * - applied: it is in force
   * - refused: it is not, and the shop says why
   * - scheduled: its time has not come
   * - waiting: the shop has not said anything yet
   */
  readonly state: "applied" | "refused" | "scheduled" | "waiting";
  /** What the shop has in force of the kind; null: nothing of the chain's. */
  readonly versionInForce: number | null;
  /** When the shop said so, by its clock; null where it has not. */
  readonly atMs: number | null;
  /** Why it was refused, in words. */
  readonly reason: string | null;
}

type Said = Selectable<ChainTables["version_answers"]>;

/** Of all shops and kinds, or of those with one id. */
export async function readStates(
  db: ChainDatabase,
  nowMs: number,
  shopId: string | null = null,
): Promise<DownState[]> {
  let query = db.selectFrom("version_answers").selectAll();
  if (shopId !== null) query = query.where("shop_id", "=", shopId);
  const rows = await query.execute();
  const said = new Map(rows.map((row) => [`${row.shop_id} ${row.kind} ${row.type}`, row]));
  const states: DownState[] = [];
  for (const [id, { steps }] of await readTold(db)) {
    if (shopId !== null && id !== shopId) continue;
    for (const { kind, version, hash, effectiveMs } of steps) {
      const applied = said.get(`${id} ${kind} ChainVersionApplied`);
      const refused = said.get(`${id} ${kind} ChainVersionRefused`);
      const isOf = (one: Said | undefined): boolean =>
        one?.version === version && one.hash === hash;
      // What was refused before something else was put in force is tried again.
      const isRefused = isOf(refused) && refused!.position > (applied?.position ?? 0);
      const state = isOf(applied) ? "applied" : isRefused ? "refused" : null;
      const own = state === null ? undefined : state === "applied" ? applied : refused;
      states.push({
        ...{ shopId: id, kind, version, effectiveMs },
        state: state ?? (effectiveMs > nowMs ? "scheduled" : "waiting"),
        versionInForce: applied?.version ?? null,
        atMs: own?.at_ms ?? null,
        reason: own?.reason ?? null,
      });
    }
  }
  return states;
}
