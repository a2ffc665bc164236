/** What a version of goods would change that the law is about: age limits, allergens, tax and deposits. */
import type { DownContent } from "@saunter/protocol/chain/down-messages";
import type { ChainTransaction } from "../database/open-database.ts";
import { composeContent } from "./compose.ts";
import { keepUnsaid, readLast, type Target } from "./versions.ts";

const LEGAL_FIELDS = {
  ageMin: "age limits",
  allergens: "lists of allergens",
  taxCategory: "tax categories",
  deposit: "deposits",
} as const;

/** "2 age limits removed, 1 deposits changed"; empty if nothing is. Products that are new or gone don't count. */
export async function describeLegalChanges(
  tx: ChainTransaction,
  target: Target,
  content: DownContent,
): Promise<string> {
  const own = await readLast(tx, "goods", target);
  const below = await readBelow(tx, target);
  const before = composeContent([...below, ...(own === null ? [] : [own])]);
  const after = composeContent([...below, keepUnsaid(own, content)]);
  const counts = new Map<string, number>();
  for (const [gtin, item] of Object.entries(after.items)) {
    if (!Object.hasOwn(before.items, gtin)) continue;
    for (const [field, name] of Object.entries(LEGAL_FIELDS)) {
      const [was, is] = [before.items[gtin], item].map((one) => (one as Item)[field]);
      if (JSON.stringify(was) === JSON.stringify(is)) continue;
      const verb = is === undefined ? "removed" : was === undefined ? "added" : "changed";
      counts.set(`${name} ${verb}`, (counts.get(`${name} ${verb}`) ?? 0) + 1);
    }
  }
  return [...counts].map(([what, count]) => `${count} ${what}`).join(", ");
}

type Item = Readonly<Record<string, unknown>>;

/** The last versions of the layers that a target's own changes. */
async function readBelow(tx: ChainTransaction, target: Target): Promise<DownContent[]> {
  if (target.layer === "shared") return [];
  const shared = await readLast(tx, "goods", { layer: "shared" });
  const regionId = target.layer === "shop" ? await findRegion(tx, target.shopId) : null;
  const region =
    regionId === null ? null : await readLast(tx, "goods", { layer: "region", regionId });
  return [shared, region].filter((one) => one !== null);
}

async function findRegion(tx: ChainTransaction, shopId: string): Promise<string | null> {
  const query = tx.selectFrom("shops").select("region_id").where("shop_id", "=", shopId);
  return (await query.executeTakeFirst())?.region_id ?? null;
}
