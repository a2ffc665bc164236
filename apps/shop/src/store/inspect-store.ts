/** Looks a whole shop's database through, without changing it; the shop may run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openBackup, openForReading } from "./backup.ts";
import { type Head, readHeadMark } from "./head-mark.ts";
import {
  CHECKSUM_FORMAT,
  checkDatabase,
  checkFormat,
  type JournalRow,
  readFormat,
  verifyJournal,
  walkJournal,
} from "./journal.ts";
import { digestProjections, openTaker, type Projection, prepareProjections } from "./projection.ts";
import {
  type DamagedRow,
  examineTables,
  listCheckedTables,
  registerChecksums,
} from "./row-checksums.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { createFoldingVisit, nameFiles } from "./store.ts";
import { STREAM_TABLES } from "./stream-tables.ts";

export interface Inspection {
  readonly head: Head;
  readonly streams: number;
  /** Projections that are not what the journal makes of them. */
  readonly differing: readonly string[];
  /** Projections that the next start rebuilds anyway. */
  readonly stale: readonly string[];
  /** Rows of other tables that are not what was written. */
  readonly damaged: readonly DamagedRow[];
}

export interface StoreInspection extends Inspection {
  /** Whether the file beside the journal says how far it went; without it events may be missing at the end. */
  readonly hasMark: boolean;
}

/** Throws what `openStore` throws of a database that must not be used, and `shop-missing`. */
export function inspectStore(folder: string, ofShop: readonly Projection[]): StoreInspection {
  const { database, mark: markFile } = nameFiles(folder);
  // Read before the journal is: what was committed by then has to be in it.
  const mark = readHeadMark(markFile);
  return { ...inspectDatabase(database, mark, ofShop), hasMark: mark !== null };
}

/**
 * The same of a backup, as a restore would put it back: it is copied to a folder of its own, which goes
 * at the end. No shop is touched. Throws what `openBackup` throws besides.
 */
export async function inspectBackup(
  path: string,
  passPhrase: string | null,
  ofShop: readonly Projection[],
): Promise<Inspection> {
  const opened = await openBackup(path, passPhrase);
  // Its owner alone can enter it.
  const scratch = mkdtempSync(join(tmpdir(), "saunter-backup-"));
  try {
    const { database } = nameFiles(scratch);
    await opened.copyTo(database);
    return inspectDatabase(database, null, ofShop);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function inspectDatabase(
  database: string,
  mark: Head | null,
  ofShop: readonly Projection[],
): Inspection {
  const projections = [...STREAM_TABLES, ...ofShop];
  const db = openForReading(database);
  // SQLite's own temporary file, which goes with it.
  const again = new DatabaseSync("");
  try {
    db.exec("BEGIN");
    checkFormat(db);
    checkDatabase(db);
    again.exec("BEGIN");
    prepareProjections(again, projections, Number.NaN);
    const head = verifyJournal(db, mark, createFoldingVisit(db, openTaker(again, projections)));
    const compared = compareProjections(db, again, projections, head);
    return { head, streams: countStreams(db), ...compared, damaged: findDamaged(db, projections) };
  } catch (error) {
    throw toOpeningError(error);
  } finally {
    again.close();
    db.close();
  }
}

/** Rows beside the journal and what is made of it; none is known of a database from before checksums. */
function findDamaged(db: DatabaseSync, projections: readonly Projection[]): readonly DamagedRow[] {
  if (readFormat(db) < CHECKSUM_FORMAT) return [];
  registerChecksums(db);
  const made = projections.flatMap(({ tables }) => tables);
  const others = listCheckedTables(db).filter((table) => !made.includes(table));
  return examineTables(db, others).damaged;
}

function countStreams(db: DatabaseSync): number {
  const row = db.prepare("SELECT count(*) AS streams FROM journal WHERE version = 1").get();
  return row?.streams as number;
}

function compareProjections(
  db: DatabaseSync,
  again: DatabaseSync,
  projections: readonly Projection[],
  head: Head,
): { differing: string[]; stale: string[] } {
  const known = db.prepare("SELECT position FROM projections WHERE name = ?");
  const differing: string[] = [];
  const stale: string[] = [];
  for (const projection of projections) {
    const { name } = projection;
    if (known.get(name)?.position !== head.position) stale.push(name);
    else if (digestProjections(db, [projection]) !== digestProjections(again, [projection])) {
      differing.push(name);
    }
  }
  return { differing, stale };
}

/**
 * A folder's events as lines of JSON, in order, some lines at once. Each is verified before it is
 * handed out; throws as `inspectStore` at the first that is not what was written.
 */
export function* exportJournal(folder: string): Generator<string, void> {
  const { database, mark } = nameFiles(folder);
  const head = readHeadMark(mark);
  const db = openForReading(database);
  try {
    checkFormat(db);
    for (const rows of walkJournal(db, head)) yield rows.map(formatRow).join("");
  } catch (error) {
    throw toOpeningError(error);
  } finally {
    db.close();
  }
}

function formatRow([position, stream, version, , atMs, body, hash]: JournalRow): string {
  // The event's text is taken as it stands: whoever reads it can compute the hash again.
  const rest = JSON.stringify({ position, stream, version, atMs, hash }).slice(0, -1);
  return `${rest},"event":${body}}\n`;
}
