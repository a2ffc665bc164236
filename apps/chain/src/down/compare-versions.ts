/** What a version would change for its target, compared with what the target has now. */
import type { DownContent, DownKind } from "@saunter/protocol/chain/down-messages";
import type { ChainTransaction } from "../database/open-database.ts";
import { composeContent, isObject } from "./compose.ts";
import { keepUnsaid, readLast, type Target } from "./versions.ts";

/** Fields of products that the law is about. */
const LEGAL_FIELDS = ["ageMin", "allergens", "taxCategory", "deposit"] as const;
type LegalField = (typeof LEGAL_FIELDS)[number];
const LEGAL_NAMES: Readonly<Record<LegalField, string>> = {
  ageMin: "age limits",
  allergens: "lists of allergens",
  taxCategory: "tax categories",
  deposit: "deposits",
};

type ChangeKind = "added" | "changed" | "removed";

export interface LegalChange {
  readonly field: LegalField;
  readonly change: ChangeKind;
  readonly count: number;
}

export interface ItemChange {
  readonly item: string;
  readonly change: ChangeKind;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Comparison {
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Of products that stay; products that are new or gone don't count. */
  readonly legal: readonly LegalChange[];
  /** The first ones: those with legal changes, then the others. */
  readonly items: readonly ItemChange[];
}

const ITEMS_SHOWN_MAX = 200;

export async function compareVersion(
  tx: ChainTransaction,
  kind: DownKind,
  target: Target,
  content: DownContent,
): Promise<Comparison> {
  const own = await readLast(tx, kind, target);
  const below = await readBelow(tx, kind, target);
  const whole = kind === "goods" ? keepUnsaid(own, content) : content;
  const before = composeContent([...below, ...(own === null ? [] : [own])]).items;
  const after = composeContent([...below, whole]).items;
  const counts = { added: 0, changed: 0, removed: 0 };
  const legal = new Map<string, LegalChange>();
  const changed: (ItemChange & { readonly isLegal: boolean })[] = [];
  for (const item of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[item], after[item]];
    const change = findChange(was, is);
    if (change === null) continue;
    counts[change]++;
    const fields = kind === "goods" && change === "changed" ? listLegal(was, is) : [];
    for (const one of fields) {
      const key = `${one.field} ${one.change}`;
      legal.set(key, { ...one, count: (legal.get(key)?.count ?? 0) + 1 });
    }
    changed.push({ item, change, before: was, after: is, isLegal: fields.length > 0 });
  }
  const items = changed
    .toSorted((a, b) => Number(b.isLegal) - Number(a.isLegal))
    .slice(0, ITEMS_SHOWN_MAX)
    .map(({ isLegal: _, ...shown }) => shown);
  return { counts, legal: [...legal.values()], items };
}

/** "2 age limits removed, 1 deposits changed"; empty if there are none. */
export function describeLegalChanges({ legal }: Pick<Comparison, "legal">): string {
  return legal
    .map(({ field, change, count }) => `${count} ${LEGAL_NAMES[field]} ${change}`)
    .join(", ");
}

function listLegal(was: unknown, is: unknown): Omit<LegalChange, "count">[] {
  return LEGAL_FIELDS.flatMap((field) => {
    const change = findChange(readField(was, field), readField(is, field));
    return change === null ? [] : [{ field, change }];
  });
}

const readField = (item: unknown, field: string): unknown =>
  isObject(item) ? (item as Readonly<Record<string, unknown>>)[field] : undefined;

function findChange(was: unknown, is: unknown): ChangeKind | null {
  if (JSON.stringify(was) === JSON.stringify(is)) return null;
  return is === undefined ? "removed" : was === undefined ? "added" : "changed";
}

/** The last versions of the layers that a target's own changes. */
async function readBelow(
  tx: ChainTransaction,
  kind: DownKind,
  target: Target,
): Promise<DownContent[]> {
  if (target.layer === "shared") return [];
  const shared = await readLast(tx, kind, { layer: "shared" });
  const regionId = target.layer === "shop" ? await findRegion(tx, target.shopId) : null;
  const region = regionId === null ? null : await readLast(tx, kind, { layer: "region", regionId });
  return [shared, region].filter((one) => one !== null);
}

async function findRegion(tx: ChainTransaction, shopId: string): Promise<string | null> {
  const query = tx.selectFrom("shops").select("region_id").where("shop_id", "=", shopId);
  return (await query.executeTakeFirst())?.region_id ?? null;
}
