/**
 * The journal: every event of the shop, append-only, one version a stream, each row's hash over the
 * row and the hash before it. Whoever changes, drops or moves a row breaks the chain.
 */
import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { JournalEvent } from "@saunter/commerce/events";
import { formatForHash, GENESIS_HASH } from "@saunter/protocol/chain/up-row";
import type { Head } from "./head-mark.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { RESTORE_ADVICE, StoreError } from "./store-error.ts";
import {
  BODY_LENGTH_MAX,
  READ_AT_ONCE,
  STREAM_LENGTH_MAX,
  VERIFIED_AT_ONCE,
} from "./store-limits.ts";

export interface StoredEvent {
  /** From 1, without gaps. */
  readonly position: number;
  readonly stream: string;
  /** From 1 in each stream, without gaps. */
  readonly version: number;
  readonly atMs: number;
  readonly event: JournalEvent;
}

/** Columns of a row, in this order: arrays are read in half the time of objects. */
const COLUMNS = "position, stream, version, type, at_ms, body, hash";
export type JournalRow = readonly [
  position: number,
  stream: string,
  version: number,
  type: string,
  atMs: number,
  body: string,
  hash: string,
];

/** Hash "before" the first event. */
const GENESIS: Head = { position: 0, hash: GENESIS_HASH };

/**
 * The newest that this Saunter knows. From 2 on the rows beside the journal have checksums, which an older one
 * would not keep. From 3 on it may have `NumbersSkipped`.
 */
export const JOURNAL_FORMAT = 3;
/** Of a journal that holds nothing newer: any Saunter that knows this one can take it up, an older one, too. */
const FORMAT_OF_ALL = 2;
/** The first formats that have events of these types; all others are in each. */
const FORMATS_OF_EVENTS: ReadonlyMap<string, number> = new Map([["NumbersSkipped", 3]]);
/** The first in which rows beside the journal have checksums. */
export const CHECKSUM_FORMAT = 2;

const JOURNAL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS journal (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, version)
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS journal_is_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS journal_is_never_cut BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

export interface JournalReader {
  /**
   * Events of a stream in order, after a version and up to one. Throws `journal-corrupt` where one
   * is missing.
   */
  readStream(stream: string, versionMax?: number, versionAfter?: number): StoredEvent[];
  /** Version of a stream's last event; 0 where it has none. */
  readVersion(stream: string): number;
  /** Events from a position on, at most `READ_AT_ONCE`. */
  readFrom(position: number, limit?: number): StoredEvent[];
  /** The same as they were written. */
  readRowsFrom(position: number, limit?: number): readonly JournalRow[];
}

export interface Journal extends JournalReader {
  /** Position and hash of the last event. */
  head: Head;
  /** Time of the last event; the next one's is no earlier. */
  lastMs: number;
  /** The event that is returned is what a reader will get. */
  append(stream: string, version: number, event: JournalEvent, atMs: number): StoredEvent;
}

/** Who looks at what a reader has read, before anybody gets it; what is wrong is thrown. */
export interface ReadGuard {
  /** A row of this position has been read. */
  check(position: number): void;
  /** A stream, read up to a version, has ended with this one. */
  checkEnd(stream: string, version: number, versionMax: number): void;
}

const NO_GUARD: ReadGuard = { check: () => {}, checkEnd: () => {} };

export function openJournalReader(db: DatabaseSync, guard = NO_GUARD): JournalReader {
  // The index says where a stream's events are; what they are, the rows say themselves.
  const byStream = db.prepare(
    `SELECT ${COLUMNS.replaceAll(/\w+/g, "one.$&")} FROM journal AS named
       JOIN journal AS one ON one.position = named.position
       WHERE named.stream = ? AND named.version > ? AND named.version <= ? ORDER BY named.version`,
    { returnArrays: true },
  );
  const byPosition = prepareRows(db, "WHERE position >= ? ORDER BY position LIMIT ?");
  const last = db.prepare("SELECT max(version) AS version FROM journal WHERE stream = ?");
  const readRowsFrom = (position: number, limit = READ_AT_ONCE): JournalRow[] => {
    const rows = readRows(byPosition, position, Math.min(limit, READ_AT_ONCE));
    for (const [at] of rows) guard.check(at);
    return rows;
  };
  return {
    readStream: (stream, versionMax = Number.MAX_SAFE_INTEGER, versionAfter = 0) => {
      const rows = readRows(byStream, stream, versionAfter, versionMax);
      for (const [at, row] of rows.entries()) {
        guard.check(row[0]);
        const isNext = row[1] === stream && row[2] === versionAfter + at + 1;
        if (!isNext) throw damaged(`events of ${stream} are missing`);
      }
      guard.checkEnd(stream, versionAfter + rows.length, versionMax);
      return rows.map(toStored);
    },
    readVersion: (stream) => {
      const version = (last.get(stream)?.version as number | null) ?? 0;
      guard.checkEnd(stream, version, Number.MAX_SAFE_INTEGER);
      return version;
    },
    readFrom: (position, limit) => readRowsFrom(position, limit).map(toStored),
    readRowsFrom,
  };
}

function prepareRows(db: DatabaseSync, where: string): StatementSync {
  return db.prepare(`SELECT ${COLUMNS} FROM journal ${where}`, { returnArrays: true });
}

function readRows(statement: StatementSync, ...values: (string | number)[]): JournalRow[] {
  return statement.all(...values) as unknown as JournalRow[];
}

/** Makes the table where there is none. Throws `journal-newer` where a newer Saunter made it. */
export function openJournal(db: DatabaseSync, guard?: ReadGuard): Journal {
  checkFormat(db);
  db.exec(JOURNAL_SCHEMA);
  raiseFormat(db, FORMAT_OF_ALL);
  const last = readLast(db);
  const insert = db.prepare(`INSERT INTO journal (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const journal: Journal = {
    ...openJournalReader(db, guard),
    head: toHead(last),
    lastMs: last?.[4] ?? 0,
    append: (stream, version, event, atMs) => {
      checkPlace(stream, atMs, journal.lastMs);
      const body = JSON.stringify(event);
      if (body.length > BODY_LENGTH_MAX) {
        throw new StoreError("event-too-large", `an event of ${body.length} characters`);
      }
      const position = journal.head.position + 1;
      const rowHash = hashRow(journal.head.hash, position, stream, version, event.type, atMs, body);
      insert.run(position, stream, version, event.type, atMs, body, rowHash);
      raiseFormat(db, FORMATS_OF_EVENTS.get(event.type) ?? 0);
      journal.head = { position, hash: rowHash };
      journal.lastMs = atMs;
      return { position, stream, version, atMs, event: JSON.parse(body) };
    },
  };
  return journal;
}

/** A format is raised by what is written alone, so that the Saunter of before can be put back. */
function raiseFormat(db: DatabaseSync, format: number): void {
  if (format > 0 && readFormat(db) < format) db.exec(`PRAGMA user_version = ${format}`);
}

function readLast(db: DatabaseSync): JournalRow | undefined {
  return readRows(prepareRows(db, "ORDER BY position DESC LIMIT 1"))[0];
}

function toHead(last: JournalRow | undefined): Head {
  return last === undefined ? GENESIS : { position: last[0], hash: last[6] };
}

/** Position and hash of the last event, as the database has it. */
export function readHead(db: DatabaseSync): Head {
  return toHead(readLast(db));
}

export function readFormat(db: DatabaseSync): number {
  return db.prepare("PRAGMA user_version").get()?.user_version as number;
}

/** Throws `journal-newer` where the database may hold what this Saunter does not know. */
export function checkFormat(db: DatabaseSync): void {
  const format = readFormat(db);
  if (format <= JOURNAL_FORMAT) return;
  throw new StoreError(
    "journal-newer",
    `the journal has format ${format}, and this Saunter knows ${JOURNAL_FORMAT}; update Saunter`,
  );
}

/** What would not be read as it was written, or would break the hash's text. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

function checkPlace(stream: string, atMs: number, lastMs: number): void {
  if (stream.length > STREAM_LENGTH_MAX || UNSTORABLE.test(stream)) {
    throw new Error(`no stream can have this name: ${JSON.stringify(stream.slice(0, 80))}`);
  }
  if (!Number.isSafeInteger(atMs) || atMs < lastMs) {
    throw new Error(`an event at ${atMs} ms after one at ${lastMs} ms`);
  }
}

export function toStored([position, stream, version, , atMs, body]: JournalRow): StoredEvent {
  return { position, stream, version, atMs, event: JSON.parse(body) };
}

function hashRow(
  before: string,
  position: number,
  stream: string,
  version: number,
  type: string,
  atMs: number,
  body: string,
): string {
  const text = formatForHash(before, { position, stream, version, type, atMs, body });
  return hash("sha256", text, "base64url");
}

/**
 * Has SQLite look at every page and every type of the file, and at the journal's index: a damaged one
 * would hide events that are there. Throws `journal-corrupt`.
 */
export function checkDatabase(db: DatabaseSync): void {
  checkJournalTable(db);
  // The whole check of the whole file takes three times as long, for indexes that can be made again.
  checkPart(db, "quick_check(1)");
}

/** As `checkDatabase`, of the journal's table alone. */
export function checkJournalTable(db: DatabaseSync): void {
  checkPart(db, "integrity_check(journal)");
}

function checkPart(db: DatabaseSync, check: string): void {
  const [found] = Object.values(db.prepare(`PRAGMA ${check}`).get() ?? {});
  if (found !== "ok") throw damaged(String(found));
}

/**
 * Goes through the whole journal. `visit` gets each event in order.
 *
 * Throws `journal-corrupt` at the first row that is not what was written there, and `journal-cut`
 * where the rows end before the mark.
 */
export function verifyJournal(
  db: DatabaseSync,
  mark: Head | null,
  visit: ((event: StoredEvent) => void) | null = null,
): Head {
  const walk = walkJournal(db, mark);
  for (;;) {
    const step = walk.next();
    if (step.done === true) return step.value;
    // Parsing the events takes longer than all the rest: only where somebody wants them.
    if (visit !== null) for (const row of step.value) visit(toStored(row));
  }
}

/** The journal's rows in order, some at once, each checked; ends and throws as `verifyJournal`. */
export function* walkJournal(
  db: DatabaseSync,
  mark: Head | null,
): Generator<readonly JournalRow[], Head> {
  try {
    return yield* walkRows(db, mark);
  } catch (error) {
    throw toOpeningError(error);
  }
}

const SOME_ROWS = `ORDER BY position LIMIT ${VERIFIED_AT_ONCE}`;

function* walkRows(db: DatabaseSync, mark: Head | null): Generator<readonly JournalRow[], Head> {
  const next = prepareRows(db, `WHERE position > ? ${SOME_ROWS}`);
  let place = START;
  // From wherever they begin: numbers that no event has come first, and are found.
  let rows = readRows(prepareRows(db, SOME_ROWS));
  while (rows.length > 0) {
    place = checkRows(rows, place, mark);
    yield rows;
    rows = readRows(next, place.position);
  }
  if (mark !== null && mark.position > place.position) throw cut(mark, place);
  checkVersions(db);
  return { position: place.position, hash: place.hash };
}

/** Where a row is to follow. */
interface Place extends Head {
  readonly lastMs: number;
}

const START: Place = { ...GENESIS, lastMs: 0 };

export interface RowWriter {
  readonly head: () => Head;
  /** Writes a row to the letter; false where it is not the one that follows, and nothing is written. */
  write(row: JournalRow): boolean;
}

/** Writes rows that were a journal's before. In the caller's transaction. */
export function openRowWriter(db: DatabaseSync): RowWriter {
  const journal = openJournal(db);
  const insert = db.prepare(`INSERT INTO journal (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  let place: Place = { ...journal.head, lastMs: journal.lastMs };
  return {
    head: () => ({ position: place.position, hash: place.hash }),
    write: (row) => {
      if (!follows(row, place)) return false;
      insert.run(...row);
      raiseFormat(db, FORMATS_OF_EVENTS.get(row[3]) ?? 0);
      place = toPlace(row);
      return true;
    },
  };
}

function follows(row: JournalRow, place: Place): boolean {
  const [position, stream, version, type, atMs, body, rowHash] = row;
  const isNext = position === place.position + 1 && atMs >= place.lastMs;
  return isNext && hashRow(place.hash, position, stream, version, type, atMs, body) === rowHash;
}

/** Goes over rows that are to follow a place; returns the place of the last one. */
function checkRows(rows: readonly JournalRow[], from: Place, mark: Head | null): Place {
  let place = from;
  for (const row of rows) {
    if (!follows(row, place)) throw corrupt(place.position);
    place = toPlace(row);
    if (mark?.position === place.position && mark.hash !== place.hash) throw databaseReplaced(mark);
  }
  return place;
}

/**
 * Verifies rows of a journal by themselves: those after a position, up to another one. Each is what
 * was written there as far as the row before them is. Throws `journal-corrupt`.
 */
export function openPartVerifier(
  db: DatabaseSync,
): (after: number, upTo: number) => readonly JournalRow[] {
  const between = prepareRows(db, "WHERE position BETWEEN ? AND ? ORDER BY position");
  return (after, upTo) => {
    const rows = readRows(between, after, upTo);
    const before = after === 0 ? START : toPlace(rows.shift());
    const end = checkRows(rows, before, null);
    if (before.position !== after || end.position !== upTo) throw corrupt(end.position);
    return rows;
  };
}

function toPlace(row: JournalRow | undefined): Place {
  return row === undefined ? START : { position: row[0], hash: row[6], lastMs: row[4] };
}

/** Versions of a stream are unique; where the last one is their number none is missing. */
function checkVersions(db: DatabaseSync): void {
  const gap = db
    .prepare(
      `SELECT stream FROM journal GROUP BY stream
       HAVING min(version) <> 1 OR max(version) <> count(*) LIMIT 1`,
    )
    .get();
  if (gap !== undefined) throw damaged(`events of ${gap.stream} are missing`);
}

export function damaged(what: string): StoreError {
  return new StoreError(
    "journal-corrupt",
    `the database's file is damaged (${what}); ${RESTORE_ADVICE}`,
  );
}

/** `position` is that of the last event that is what was written. */
export function corrupt(position: number): StoreError {
  return new StoreError(
    "journal-corrupt",
    `the journal is not what was written, from event ${position + 1} on; ${RESTORE_ADVICE}`,
  );
}

export function cut(mark: Head, head: Head): StoreError {
  return new StoreError(
    "journal-cut",
    `the journal ends at event ${head.position}, but ${mark.position} were written; ${RESTORE_ADVICE}`,
  );
}

export function markMissing(path: string, folder: string, database: string): StoreError {
  return new StoreError(
    "journal-cut",
    `${path} is missing: without it nobody can tell whether the journal's last events were cut off. Put it back; ` +
      `or check what the newest receipts are and go on with what is there: ` +
      `saunter restore --data ${folder} ${database}`,
  );
}

export function databaseReplaced(mark: Head): StoreError {
  return new StoreError(
    "journal-cut",
    `event ${mark.position} is another one than was written: an older copy of the database was ` +
      `put in place and went on; ${RESTORE_ADVICE}`,
  );
}
