/**
 * A process of its own that checks a database while the shop runs, and tells how that ended. It only
 * reads, and lets everybody else have the processor first.
 *
 *     check-child.ts DATABASE rows|tables
 */
import { constants, setPriority } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CheckPart, CheckVerdict } from "./background-check.ts";
import { openForReading } from "./backup.ts";
import { walkJournal } from "./journal.ts";
import { examineTables, listCheckedTables, registerChecksums } from "./row-checksums.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";
import { findBrokenTables } from "./table-repair.ts";

const [path, part] = process.argv.slice(2) as [string, CheckPart];
// Nobody waits for the answer any more.
process.on("disconnect", () => process.exit(1));
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

async function check(): Promise<CheckVerdict> {
  const db = openForReading(path);
  try {
    if (part === "tables") return { kind: "whole", broken: findDamagedTables(db) };
    for (const _ of walkJournal(db, null)) await nextTurn();
    return { kind: "whole", broken: [] };
  } catch (error) {
    const known = toOpeningError(error);
    if (!(known instanceof StoreError)) throw known;
    return { kind: "damaged", code: known.code, message: known.message };
  } finally {
    db.close();
  }
}

function findDamagedTables(db: DatabaseSync): string[] {
  registerChecksums(db);
  // What is examined has to be what the file's check has seen.
  db.exec("BEGIN");
  const broken = findBrokenTables(db);
  const whole = [...listCheckedTables(db), "streams"].filter((table) => !broken.includes(table));
  const { damaged, wrong, orphans } = examineTables(db, whole);
  const found = [...broken, ...[...damaged, ...wrong, ...orphans].map(({ table }) => table)];
  return [...new Set(found)];
}

process.send?.(await check(), () => process.disconnect());
