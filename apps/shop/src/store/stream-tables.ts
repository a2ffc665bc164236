/** What the store keeps of streams, made of events as all projections are. */

import type { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import type { FoldedState } from "./folded-states.ts";
import { type Projection, prepareProjections } from "./projection.ts";
import { STATE_KEPT_EVERY } from "./store-limits.ts";

/** Where each stream ends: what the journal's own index is held against while it is not checked. */
const streamEnds: Projection = {
  name: "streams-1",
  tables: ["streams"],
  schema: `
    CREATE TABLE streams (
      stream TEXT PRIMARY KEY,
      version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
  open: (db) => {
    const upsert = db.prepare("INSERT OR REPLACE INTO streams VALUES (?, ?)");
    return ({ stream, version }) => void upsert.run(stream, version);
  },
};

/** Writes where streams end of a journal that was not written event by event; all else is rebuilt at the next start. */
export function fillStreamEnds(db: DatabaseSync): void {
  prepareProjections(db, [streamEnds], Number.NaN);
  db.exec("INSERT INTO streams SELECT stream, max(version) FROM journal GROUP BY stream");
}

/**
 * States of streams that go on for as long as the shop does, so that none is folded from its first
 * event at each start. Another name where one of them is folded otherwise, or kept as another text.
 */
const keptStates: Projection = {
  name: "kept-states-3",
  tables: ["kept_states"],
  schema: `
    CREATE TABLE kept_states (
      stream TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const upsert = db.prepare("INSERT OR REPLACE INTO kept_states VALUES (?, ?, ?)");
    return ({ stream, version }, kind, _id, state) => {
      if (!isKept(kind) || version % findKeptEvery(kind, version) > 0) return;
      upsert.run(stream, version, JSON.stringify(state, writeMap));
    };
  },
};

export const STREAM_TABLES: readonly Projection[] = [streamEnds, keptStates];

/** All others end with the visit that they belong to, or have no state. */
const KEPT_KINDS: readonly StreamKind[] = ["documents", "closings", "account", "shopper"];

function isKept(kind: StreamKind): boolean {
  return KEPT_KINDS.includes(kind);
}

/**
 * Events from one kept state to the next. An account's state grows with its stream: it is written the
 * less often the longer that is, so that all writing together grows as the stream does, and an eighth
 * of it at most is folded after a start.
 */
export function findKeptEvery(kind: StreamKind, version: number): number {
  let every = STATE_KEPT_EVERY;
  if (kind === "account") while (16 * every <= version) every *= 2;
  return every;
}

const MAP = "Map";

function writeMap(_key: string, value: unknown): unknown {
  return value instanceof Map ? { [MAP]: [...value] } : value;
}

function readMap(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, MAP)) return value;
  return new Map((value as { [MAP]: [unknown, unknown][] })[MAP]);
}

/** The state of a stream after its event of a version that was kept; null where none was. */
export function openKeptStates(
  db: DatabaseSync,
): (kind: StreamKind, stream: string) => FoldedState | null {
  const find = db.prepare("SELECT version, state FROM kept_states WHERE stream = ?");
  return (kind, stream) => {
    const row = isKept(kind) ? find.get(stream) : undefined;
    if (row === undefined) return null;
    const state = JSON.parse(row.state as string, readMap) as StatesByKind[StreamKind];
    return { version: row.version as number, state };
  };
}
