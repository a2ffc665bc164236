/**
 * Tables that are made of events alone: what lists and searches read. They change in the transaction
 * of the events, and thrown away and rebuilt from the journal they have the same bytes.
 */
import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import type { StoredEvent } from "./journal.ts";

/** Takes an event, with the state of its stream after it. */
export type Taker = (
  event: StoredEvent,
  kind: StreamKind,
  id: string,
  state: StatesByKind[StreamKind],
) => void;

export interface Projection {
  /** Also its version: a projection that is made otherwise has another name, and is rebuilt. */
  readonly name: string;
  /** Its tables, dropped before it is rebuilt; each has a primary key. */
  readonly tables: readonly string[];
  readonly schema: string;
  /** Prepares its statements once; the function it returns takes the events in order. */
  readonly open: (db: DatabaseSync) => Taker;
}

export const PROJECTION_SCHEMA = `
  CREATE TABLE IF NOT EXISTS projections (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT;
`;

/**
 * Makes the tables. Projections that are new, behind the journal, or have a damaged table are emptied:
 * they are returned as stale, and have to be given the whole journal.
 */
export function prepareProjections(
  db: DatabaseSync,
  projections: readonly Projection[],
  position: number,
  isDamaged: (table: string) => boolean = () => false,
): Projection[] {
  db.exec(PROJECTION_SCHEMA);
  const known = new Map(
    db
      .prepare("SELECT name, position FROM projections")
      .all()
      .map((row) => [row.name, row.position]),
  );
  // One that was left out, and comes back, may find its tables made by another.
  const forget = db.prepare("DELETE FROM projections WHERE name = ?");
  const names = new Set(projections.map(({ name }) => name));
  for (const name of known.keys()) if (!names.has(name as string)) forget.run(name as string);
  const stale = projections.filter(
    ({ name, tables }) => known.get(name) !== position || tables.some(isDamaged),
  );
  const begin = db.prepare("INSERT OR REPLACE INTO projections (name, position) VALUES (?, 0)");
  for (const { name, tables, schema } of stale) {
    for (const table of tables) db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(schema);
    begin.run(name);
  }
  return stale;
}

export function openTaker(db: DatabaseSync, projections: readonly Projection[]): Taker {
  const takers = projections.map((projection) => projection.open(db));
  return (event, kind, id, state) => {
    for (const take of takers) take(event, kind, id, state);
  };
}

/** Writes down how far all projections are; in the transaction of their events. */
export function markProjections(db: DatabaseSync): (position: number) => void {
  const mark = db.prepare("UPDATE projections SET position = ?");
  return (position) => void mark.run(position);
}

/** One hash over all rows of all tables: equal exactly where the bytes are. */
export function digestProjections(db: DatabaseSync, projections: readonly Projection[]): string {
  const digest = createHash("sha256");
  for (const { tables } of projections) {
    for (const table of tables) {
      digest.update(`\n${table}\n`);
      for (const row of db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).iterate()) {
        digest.update(`${JSON.stringify(row)}\n`);
      }
    }
  }
  return digest.digest("hex");
}
