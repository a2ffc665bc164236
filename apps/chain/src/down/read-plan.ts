/** Reads what plans for shops are made of. */
import type { ChainDatabase } from "../database/open-database.ts";
import type { IsHeld, KnownVersion, PlannedShop, WrittenStep } from "./plan-shop.ts";
import { isReached } from "./roll-outs/plan-roll-out.ts";
import { listRollOuts } from "./roll-outs/roll-outs.ts";

/** What a shop was told last. */
export interface ToldManifest {
  readonly revision: number;
  readonly steps: readonly WrittenStep[];
  /** Whether the hub has had it. */
  readonly isPublished: boolean;
}

export const NOTHING_TOLD: ToldManifest = { revision: 0, steps: [], isPublished: false };

export async function readVersions(db: ChainDatabase): Promise<KnownVersion[]> {
  const rows = await db
    .selectFrom("down_versions")
    .select(["kind", "version", "layer", "region_id", "shop_id", "effective_ms", "is_forced"])
    .execute();
  return rows.map((row) => ({
    ...{ kind: row.kind, version: row.version, layer: row.layer },
    ...{ effectiveMs: row.effective_ms, isForced: row.is_forced },
    ownerId: row.region_id ?? row.shop_id,
  }));
}

export async function readShops(db: ChainDatabase): Promise<PlannedShop[]> {
  const rows = await db
    .selectFrom("shops")
    .select(["shop_id", "region_id"])
    .orderBy("shop_id")
    .execute();
  return rows.map((row) => ({ shopId: row.shop_id, regionId: row.region_id }));
}

export async function readTold(db: ChainDatabase): Promise<Map<string, ToldManifest>> {
  const rows = await db.selectFrom("down_manifests").selectAll().execute();
  return new Map(
    rows.map((row) => [
      row.shop_id,
      {
        revision: row.revision,
        steps: row.steps as WrittenStep[],
        isPublished: row.published_ms !== null,
      },
    ]),
  );
}

/** Of the last manifest that each shop has, as it says itself. */
export async function readRevisions(db: ChainDatabase): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("shop_states")
    .select(["shop_id", "revision"])
    .where("revision", "is not", null)
    .execute();
  return new Map(rows.map(({ shop_id, revision }) => [shop_id, revision!]));
}

/** Which versions each shop is held back from: by a pin, or as a roll-out has not reached it. */
export async function readHolds(db: ChainDatabase): Promise<(shopId: string) => IsHeld> {
  const pins = await db.selectFrom("down_pins").select(["shop_id", "kind", "version"]).execute();
  const most = new Map(pins.map((pin) => [`${pin.shop_id} ${pin.kind}`, pin.version]));
  const shops = (await readShops(db)).map(({ shopId }) => shopId);
  const rollOuts = await listRollOuts(db);
  const byVersion = new Map(
    rollOuts.map((one) => [
      `${one.kind} ${one.version}`,
      { one, isReached: isReached(one, shops) },
    ]),
  );
  return (shopId) => (kind, version) => {
    const pin = most.get(`${shopId} ${kind}`);
    if (pin !== undefined && version > pin) return true;
    const rollOut = byVersion.get(`${kind} ${version}`);
    return rollOut !== undefined && !rollOut.isReached(shopId);
  };
}
