/**
 * A process of its own that checks a database while the shop runs, and tells how that ended. It only
 * reads, and lets everybody else have the processor first.
 *
 *     check-child.ts DATABASE rows|tables
 */
import { constants, setPriority } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CheckVerdict } from "./background-check.ts";
import { openForReading } from "./backup.ts";
import { checkDatabase, walkJournal } from "./journal.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";

const [path, part] = process.argv.slice(2) as [string, "rows" | "tables"];
// Nobody waits for the answer any more.
process.on("disconnect", () => process.exit(1));
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

async function check(): Promise<CheckVerdict> {
  const db = openForReading(path);
  try {
    if (part === "tables") checkDatabase(db);
    else for (const _ of walkJournal(db, null)) await nextTurn();
    return { kind: "whole" };
  } catch (error) {
    const known = toOpeningError(error);
    if (!(known instanceof StoreError)) throw known;
    return { kind: "damaged", code: known.code, message: known.message };
  } finally {
    db.close();
  }
}

process.send?.(await check(), () => process.disconnect());
