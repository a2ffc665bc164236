/** Tells staff of damaged rows that the store has found, and forgets them when that is long ago. */
import { raiseAlert } from "../../domain/alerts.ts";
import { prepared } from "../../store/prepared.ts";
import type { RepairOutcome } from "../../store/table-repair.ts";
import type { Transaction } from "../../store/transaction.ts";

/** Rows that one alert names; the table has all. */
const NAMED_MAX = 5;
const KEPT_MS = 30 * 86_400_000;

const WORDS: Readonly<Record<RepairOutcome, string>> = {
  rebuilt: "rebuilt from the journal",
  removed: "taken out",
  reindexed: "indexed again",
};

interface Row {
  readonly table_name: string;
  readonly key: string;
  readonly outcome: RepairOutcome;
}

/** Raises one alert for everything that no alert has named yet. */
export function reportDamage(tx: Transaction, nowMs: number): void {
  const rows = prepared(
    tx.db,
    "SELECT table_name, key, outcome FROM damaged_rows WHERE is_reported = 0",
  ).all() as unknown as Row[];
  if (rows.length === 0) return;
  const named = rows.slice(0, NAMED_MAX).map(describeRow).join("; ");
  const more = rows.length > NAMED_MAX ? `; and ${rows.length - NAMED_MAX} more` : "";
  raiseAlert(tx, {
    alertKey: `rows-damaged-${nowMs}`,
    kind: "rows-damaged",
    message: `Damage on the disk: ${named}${more}. Check the disk`,
    visitId: null,
  });
  prepared(tx.db, "UPDATE damaged_rows SET is_reported = 1 WHERE is_reported = 0").run();
}

function describeRow({ table_name: table, key, outcome }: Row): string {
  return `${table}${key === "" ? "" : ` ${key.slice(0, 80)}`} (${WORDS[outcome]})`;
}

/** What was taken out stays known where it may have refused somebody: its absence would admit them. */
export function forgetOldDamage(tx: Transaction, nowMs: number): void {
  prepared(
    tx.db,
    `DELETE FROM damaged_rows WHERE is_reported = 1 AND found_ms <= ?
       AND NOT (outcome = 'removed' AND table_name IN ('demo_made_users', 'badges', 'second_factors'))`,
  ).run(nowMs - KEPT_MS);
}
