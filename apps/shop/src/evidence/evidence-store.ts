/**
 * What reviewers look at, until its date: apart from the journal, so that it can be deleted. Deleted
 * content is overwritten in the database's file. Copies of pages in its write-ahead log go with the
 * next checkpoint that empties the log (`PRAGMA wal_checkpoint(TRUNCATE)`, outside a transaction).
 */
import type { DatabaseSync } from "node:sqlite";
import { deflateSync, inflateSync } from "node:zlib";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  EVIDENCE_BYTES_MAX,
  EVIDENCE_CHARS_MAX,
  PURGED_AT_ONCE_MAX,
  SEALED_BYTES_MAX,
} from "./evidence-limits.ts";

export const EVIDENCE_SCHEMA = `
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS evidence_files (
    evidence_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    delete_after_ms INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (evidence_id, kind)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS evidence_files_by_date ON evidence_files (delete_after_ms);
  CREATE INDEX IF NOT EXISTS evidence_files_by_age ON evidence_files (made_ms, evidence_id);
  CREATE TABLE IF NOT EXISTS evidence_usage (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    bytes INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO evidence_usage
    SELECT 1, coalesce(sum(length(content)), 0) FROM evidence_files;
  CREATE TRIGGER IF NOT EXISTS evidence_is_kept AFTER INSERT ON evidence_files BEGIN
    UPDATE evidence_usage SET bytes = bytes + length(new.content);
  END;
  CREATE TRIGGER IF NOT EXISTS evidence_is_dropped AFTER DELETE ON evidence_files BEGIN
    UPDATE evidence_usage SET bytes = bytes - length(old.content);
  END;
`;

/** The curve of plates, where people were, or what a camera saw, blurred. */
export type EvidenceKind = "curve" | "positions" | "clip";
const EVIDENCE_KINDS: readonly EvidenceKind[] = ["curve", "positions", "clip"];

interface Piece {
  readonly evidenceId: string;
  readonly madeMs: number;
  readonly deleteAfterMs: number;
}

export interface EvidenceFile extends Piece {
  readonly kind: Exclude<EvidenceKind, "clip">;
  /** Anything that is JSON. */
  readonly content: unknown;
}

/** A clip, which the database can neither read nor make smaller. */
export interface SealedFile extends Piece {
  readonly sealed: Uint8Array;
}

/**
 * Keeps a piece of evidence, in place of an earlier one of the same name and kind. Where all together
 * is too much, the oldest goes, whatever its date, and `onDroppedEarly` is called where one goes before
 * its date. Returns whether it was kept: one that is too large by itself, or past its date, is not.
 */
export function keepEvidence(
  tx: Transaction,
  file: EvidenceFile,
  bytesMax = EVIDENCE_BYTES_MAX,
  onDroppedEarly: () => void = () => {},
): boolean {
  if (file.deleteAfterMs <= tx.atMs) return false;
  const text = JSON.stringify(file.content);
  if (text === undefined) throw new TypeError("evidence that is no JSON");
  if (text.length > EVIDENCE_CHARS_MAX) return false;
  return keepBytes(tx, file, deflateSync(text), { bytesMax, onDroppedEarly });
}

/** As `keepEvidence`, of a clip. */
export function keepSealed(
  tx: Transaction,
  file: SealedFile,
  bytesMax = EVIDENCE_BYTES_MAX,
  onDroppedEarly: () => void = () => {},
): boolean {
  if (file.deleteAfterMs <= tx.atMs || file.sealed.length > SEALED_BYTES_MAX) return false;
  return keepBytes(tx, { ...file, kind: "clip" }, file.sealed, { bytesMax, onDroppedEarly });
}

interface Room {
  readonly bytesMax: number;
  readonly onDroppedEarly: () => void;
}

function keepBytes(
  tx: Transaction,
  { evidenceId, kind, madeMs, deleteAfterMs }: Piece & { readonly kind: EvidenceKind },
  packed: Uint8Array,
  { bytesMax, onDroppedEarly }: Room,
): boolean {
  if (packed.length > bytesMax) return false;
  // Not "INSERT OR REPLACE": it deletes without the trigger that counts.
  const drop = "DELETE FROM evidence_files WHERE evidence_id = ? AND kind = ?";
  prepared(tx.db, drop).run(evidenceId, kind);
  prepared(tx.db, "INSERT INTO evidence_files VALUES (?, ?, ?, ?, ?)").run(
    evidenceId,
    kind,
    madeMs,
    deleteAfterMs,
    packed,
  );
  if (makeRoom(tx, bytesMax, evidenceId, kind)) onDroppedEarly();
  return true;
}

/** Drops the oldest but the one that room is made for. Returns whether one went before its date. */
function makeRoom(tx: Transaction, bytesMax: number, evidenceId: string, kind: string): boolean {
  const { db } = tx;
  let excess = readUsage(db) - bytesMax;
  let isEarly = false;
  if (excess <= 0) return false;
  const oldest = prepared(
    db,
    `SELECT rowid, length(content) AS bytes, delete_after_ms FROM evidence_files
     WHERE NOT (evidence_id = ? AND kind = ?) ORDER BY made_ms, evidence_id LIMIT 1`,
  );
  const drop = prepared(db, "DELETE FROM evidence_files WHERE rowid = ?");
  // Each round drops a row, and the one that stays fits by itself.
  while (excess > 0) {
    const row = oldest.get(evidenceId, kind);
    if (row === undefined) throw new Error("evidence takes room, and there is none");
    drop.run(row.rowid as number);
    excess -= row.bytes as number;
    isEarly ||= (row.delete_after_ms as number) > tx.atMs;
  }
  return isEarly;
}

/** Bytes of all that is kept, packed. */
export function readUsage(db: DatabaseSync): number {
  return prepared(db, "SELECT bytes FROM evidence_usage").get()?.bytes as number;
}

/** A piece of evidence; null where there is none, or none any more, deleted already or not. */
export function readEvidence(
  db: DatabaseSync,
  evidenceId: string,
  kind: EvidenceFile["kind"],
  nowMs: number,
): EvidenceFile | null {
  const row = findRow(db, evidenceId, kind, nowMs);
  if (row === undefined) return null;
  // No text that was kept has more bytes than this: a code unit has three at most.
  const limit = { maxOutputLength: 3 * EVIDENCE_CHARS_MAX };
  const content = JSON.parse(inflateSync(row.content as Uint8Array, limit).toString("utf8"));
  const madeMs = row.made_ms as number;
  return { evidenceId, kind, content, madeMs, deleteAfterMs: row.delete_after_ms as number };
}

/** A clip as it was sealed; null as of `readEvidence`. */
export function readSealed(db: DatabaseSync, evidenceId: string, nowMs: number): SealedFile | null {
  const row = findRow(db, evidenceId, "clip", nowMs);
  if (row === undefined) return null;
  return {
    evidenceId,
    sealed: row.content as Uint8Array,
    madeMs: row.made_ms as number,
    deleteAfterMs: row.delete_after_ms as number,
  };
}

function findRow(db: DatabaseSync, evidenceId: string, kind: EvidenceKind, nowMs: number) {
  return prepared(
    db,
    `SELECT content, made_ms, delete_after_ms FROM evidence_files
     WHERE evidence_id = ? AND kind = ? AND delete_after_ms > ?`,
  ).get(evidenceId, kind, nowMs);
}

/** Keeps a kind of evidence of some interactions longer, where it is there; never shorter. */
export function extendEvidence(
  tx: Transaction,
  evidenceIds: readonly string[],
  kind: EvidenceKind,
  deleteAfterMs: number,
): void {
  prepared(
    tx.db,
    `UPDATE evidence_files SET delete_after_ms = ?1 WHERE kind = ?2 AND delete_after_ms < ?1
       AND evidence_id IN (SELECT value FROM json_each(?3))`,
  ).run(deleteAfterMs, kind, JSON.stringify(evidenceIds));
}

/** Deletes one batch of what is past its date. Returns whether there may be more. */
export function purgeEvidence(tx: Transaction): boolean {
  const { changes } = prepared(
    tx.db,
    `DELETE FROM evidence_files WHERE rowid IN (SELECT rowid FROM evidence_files
       WHERE delete_after_ms <= ? ORDER BY delete_after_ms LIMIT ?)`,
  ).run(tx.atMs, PURGED_AT_ONCE_MAX);
  return changes === PURGED_AT_ONCE_MAX;
}

/** Deletes what is kept of one interaction before its date: all, or some kinds of it. */
export function dropEvidence(
  tx: Transaction,
  evidenceId: string,
  kinds: readonly EvidenceKind[] = EVIDENCE_KINDS,
): void {
  const drop = "DELETE FROM evidence_files WHERE evidence_id = ? AND kind = ?";
  for (const kind of kinds) prepared(tx.db, drop).run(evidenceId, kind);
}
