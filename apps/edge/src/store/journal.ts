/**
 * The journal: every event of the shop, append-only, one version a stream, each row's hash over the
 * row and the hash before it. Whoever changes, drops or moves a row breaks the chain.
 */
import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent } from "@saunter/commerce/events";
import type { Head } from "./head-mark.ts";
import { StoreError } from "./store-error.ts";
import { BODY_LENGTH_MAX, READ_AT_ONCE } from "./store-limits.ts";

export interface StoredEvent {
  /** From 1, without gaps. */
  readonly position: number;
  readonly stream: string;
  /** From 1 in each stream, without gaps. */
  readonly version: number;
  readonly atMs: number;
  readonly event: JournalEvent;
}

interface Row {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly at_ms: number;
  readonly body: string;
  readonly hash: string;
}

/** Hash "before" the first event. */
const GENESIS: Head = { position: 0, hash: "saunter" };

export const JOURNAL_SCHEMA = `
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

export interface Journal {
  /** Position and hash of the last event. */
  head: Head;
  /** Time of the last event; the next one's is no earlier. */
  lastMs: number;
  append(stream: string, version: number, event: JournalEvent, atMs: number): StoredEvent;
  readStream(stream: string): StoredEvent[];
  readFrom(position: number, limit?: number): StoredEvent[];
}

export function openJournal(db: DatabaseSync): Journal {
  db.exec(JOURNAL_SCHEMA);
  const last = db.prepare("SELECT * FROM journal ORDER BY position DESC LIMIT 1").get() as
    | Row
    | undefined;
  const insert = db.prepare(
    "INSERT INTO journal (position, stream, version, type, at_ms, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const byStream = db.prepare("SELECT * FROM journal WHERE stream = ? ORDER BY version");
  const byPosition = db.prepare(
    "SELECT * FROM journal WHERE position >= ? ORDER BY position LIMIT ?",
  );
  const journal: Journal = {
    head: last === undefined ? GENESIS : { position: last.position, hash: last.hash },
    lastMs: last?.at_ms ?? 0,
    append: (stream, version, event, atMs) => {
      const body = JSON.stringify(event);
      if (body.length > BODY_LENGTH_MAX) {
        throw new StoreError("event-too-large", `an event of ${body.length} characters`);
      }
      const position = journal.head.position + 1;
      const row = { position, stream, version, type: event.type, at_ms: atMs, body };
      const rowHash = hashRow(journal.head.hash, row);
      insert.run(position, stream, version, event.type, atMs, body, rowHash);
      journal.head = { position, hash: rowHash };
      journal.lastMs = atMs;
      return { position, stream, version, atMs, event };
    },
    readStream: (stream) => (byStream.all(stream) as unknown as Row[]).map(toStored),
    readFrom: (position, limit = READ_AT_ONCE) =>
      (byPosition.all(position, limit) as unknown as Row[]).map(toStored),
  };
  return journal;
}

function toStored({ position, stream, version, at_ms, body }: Row): StoredEvent {
  return { position, stream, version, atMs: at_ms, event: JSON.parse(body) };
}

function hashRow(before: string, row: Omit<Row, "hash">): string {
  const { position, stream, version, type, at_ms, body } = row;
  // The parts before the body hold no line break, so no two rows have the same text.
  const text = `${before}\n${position}\n${stream}\n${version}\n${type}\n${at_ms}\n${body}`;
  return hash("sha256", text, "base64url");
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
  visit: (event: StoredEvent) => void = () => {},
): Head {
  const versions = new Map<string, number>();
  let head = GENESIS;
  let lastMs = 0;
  const rows = db.prepare("SELECT * FROM journal ORDER BY position").iterate();
  for (const raw of rows) {
    const row = raw as unknown as Row;
    const version = (versions.get(row.stream) ?? 0) + 1;
    const isNext = row.position === head.position + 1 && row.version === version;
    if (!isNext || row.at_ms < lastMs || hashRow(head.hash, row) !== row.hash) {
      throw new StoreError(
        "journal-corrupt",
        `the journal is not what was written, from event ${head.position + 1} on; ` +
          "restore the last good backup (saunter restore)",
      );
    }
    versions.set(row.stream, version);
    lastMs = row.at_ms;
    head = { position: row.position, hash: row.hash };
    if (mark?.position === row.position && mark.hash !== row.hash) throw cut(mark, head);
    visit(toStored(row));
  }
  if (mark !== null && mark.position > head.position) throw cut(mark, head);
  return head;
}

function cut(mark: Head, head: Head): StoreError {
  return new StoreError(
    "journal-cut",
    `the journal ends at event ${head.position}, but ${mark.position} were written; ` +
      "restore the last good backup (saunter restore)",
  );
}
