/**
 * What the command line does while another process has the database, or before there is one: it leaves a
 * note in the data folder, and the shop's process writes the event when it sees it.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SecurityChange } from "@saunter/commerce/security/events";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { prepared } from "../store/prepared.ts";
import { makePrivateFolder, PRIVATE_FILE } from "../store/private-files.ts";
import type { Transaction } from "../store/transaction.ts";
import { AT_CONSOLE, recordSecurity, toNew } from "./record-security.ts";
import { NOTES_AT_ONCE_MAX } from "./security-limits.ts";

type NotedKind = Extract<SecurityEventKind, "backup.made" | "backup.restored">;

interface ConsoleNote {
  readonly kind: NotedKind;
  readonly atMs: number;
  readonly changes: Readonly<Record<string, SecurityChange>>;
}

const NOTE = /^[0-9a-f-]{36}\.json$/;

function nameFolder(folder: string): string {
  return join(folder, "security-notes");
}

export function leaveNote(folder: string, note: ConsoleNote): void {
  const notes = nameFolder(folder);
  makePrivateFolder(notes);
  const path = join(notes, `${randomUUID()}.json`);
  const arriving = `${path}.arriving`;
  writeFileSync(arriving, JSON.stringify(note), { mode: PRIVATE_FILE, flag: "wx", flush: true });
  renameSync(arriving, path);
}

export interface FoundNote {
  readonly noteId: string;
  readonly path: string;
  readonly note: ConsoleNote;
}

/** Those that can be read; what is no note is left where it is. */
export function findNotes(folder: string): FoundNote[] {
  const notes = nameFolder(folder);
  if (!existsSync(notes)) return [];
  const names = readdirSync(notes).filter((name) => NOTE.test(name));
  return names.slice(0, NOTES_AT_ONCE_MAX).flatMap((name) => {
    const path = join(notes, name);
    const note = parseNote(readFileSync(path, "utf8"));
    return note === null ? [] : [{ noteId: name.slice(0, -".json".length), path, note }];
  });
}

function parseNote(text: string): ConsoleNote | null {
  try {
    const note = JSON.parse(text) as Partial<ConsoleNote> | null;
    const isNote =
      note !== null &&
      (note.kind === "backup.made" || note.kind === "backup.restored") &&
      Number.isSafeInteger(note.atMs) &&
      typeof note.changes === "object" &&
      note.changes !== null;
    return isNote ? (note as ConsoleNote) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes the events of notes; a note that was left behind by a crash is not written twice. */
export function recordNotes(tx: Transaction, found: readonly FoundNote[]): void {
  const sql = "SELECT 1 FROM security_events WHERE object_kind = 'backup' AND object_id = ?";
  for (const { noteId, note } of found) {
    if (prepared(tx.db, sql).get(noteId) !== undefined) continue;
    recordSecurity(tx, AT_CONSOLE, note.kind, {
      object: { kind: "backup", id: noteId },
      changes: { ...note.changes, atMs: toNew(note.atMs) },
    });
  }
}

/** Once their events are on the disk. */
export function removeNotes(found: readonly FoundNote[]): void {
  for (const { path } of found) rmSync(path, { force: true });
}
