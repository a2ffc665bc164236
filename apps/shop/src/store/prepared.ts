import type { DatabaseSync, StatementSync } from "node:sqlite";

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * A statement of this text, prepared once a database. For texts of the program, never of input.
 *
 * Bounds of `LIMIT` stand in the text where they are the program's: SQLite plans a statement again
 * each time that a number is bound there, which takes ten times as long as many a query.
 */
export function prepared(db: DatabaseSync, sql: string): StatementSync {
  let known = statements.get(db);
  if (known === undefined) {
    known = new Map();
    statements.set(db, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}

/**
 * To be called when a database is closed: a statement keeps its database, and here the database would
 * keep its statements, so that neither was ever freed.
 */
export function forgetPrepared(db: DatabaseSync): void {
  statements.delete(db);
}
