/**
 * What the shop is run with, compared with what it was run with before: the configuration key by key, and
 * the files of keys. Digests are kept, with a key of their own: no value can be read from them or tried out.
 */
import { createHmac } from "node:crypto";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

/** By the name of each thing. */
export type Digests = ReadonlyMap<string, string>;

export interface SettingsDifference {
  /** Nothing was noted before: all that there is is new. */
  readonly isFirst: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function digestSetting(key: Uint8Array, value: string | Uint8Array): string {
  return createHmac("sha256", key).update(value).digest("base64url");
}

/** Notes what there is now of all whose names begin with `prefix`, and returns how that differs from before. */
export function noteSettings(
  tx: Pick<Transaction, "db">,
  prefix: string,
  now: Digests,
): SettingsDifference {
  const sql = "SELECT name, digest FROM settings_seen WHERE substr(name, 1, ?) = ?";
  const rows = prepared(tx.db, sql).all(prefix.length, prefix);
  const before = new Map(
    rows.map(({ name, digest }) => [(name as string).slice(prefix.length), digest as string]),
  );
  // That something was noted stands under the prefix alone.
  const isFirst = !before.delete("");
  const added = [...now.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !now.has(name));
  const changed = [...now].flatMap(([name, digest]) =>
    before.has(name) && before.get(name) !== digest ? [name] : [],
  );
  const put = prepared(tx.db, "INSERT OR REPLACE INTO settings_seen VALUES (?, ?)");
  if (isFirst) put.run(prefix, "");
  for (const name of [...added, ...changed]) put.run(`${prefix}${name}`, now.get(name)!);
  const drop = prepared(tx.db, "DELETE FROM settings_seen WHERE name = ?");
  for (const name of removed) drop.run(`${prefix}${name}`);
  return { isFirst, added, changed, removed };
}

/** Digests of all values of a tree, by their path: "policies.clips". Secrets count by what they are. */
export function digestTree(key: Uint8Array, tree: object): Digests {
  const digests = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (isSecret(value)) digests.set(path, digestSetting(key, value.reveal()));
    else if (isTree(value)) {
      for (const [name, part] of Object.entries(value)) {
        visit(part, path === "" ? name : `${path}.${name}`);
      }
    } else digests.set(path, digestSetting(key, JSON.stringify(value) ?? "undefined"));
  };
  visit(tree, "");
  return digests;
}

/** An empty map is a value, and so is a list of texts or numbers. */
function isTree(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return false;
  return !Array.isArray(value) || value.some((part) => typeof part === "object");
}

function isSecret(value: unknown): value is { readonly reveal: () => string } {
  return typeof value === "object" && value !== null && "reveal" in value;
}
