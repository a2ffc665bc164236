/** What a power cut leaves of the files of a shop. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Random } from "@saunter/numerics/random";

/** Where in a commit the power fails. */
export type CutMoment =
  /** Nothing of the transaction is there. */
  | "before"
  /** All of it is there; nobody was told. */
  | "after"
  /** Part of it is there. */
  | "torn"
  /** All of it is there, and a checkpoint had begun. */
  | "checkpoint";

/** Small pages are many that can be torn apart. */
export const PAGE_BYTES = 1024;
const SECTOR = 512;
/** SQLite syncs the header of a log that starts again before it writes anything behind it. */
const LOG_HEADER_BYTES = 32;
const MAIN = "shop.db";
const LOG = "shop.db-wal";
const MARK = "journal.head";
/** Written once and for ever, before anything else. */
const KEYS = "keys";
export const CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";

export interface Cut {
  readonly moment: CutMoment;
  /** The disk has said that it has written what it has not. */
  readonly isLying: boolean;
  /** The log as it was before what is cut. */
  readonly logBefore: Buffer;
  readonly database: DatabaseSync;
  readonly from: string;
  /** Is made. */
  readonly to: string;
  readonly random: Random;
}

/** The log of a folder as it is now. */
export function readLog(folder: string): Buffer {
  return readIfThere(join(folder, LOG));
}

/** Copies what is left into a folder. */
export function leaveFiles(cut: Cut): void {
  const { moment, isLying, logBefore, from, to, random } = cut;
  mkdirSync(to);
  for (const name of [MAIN, LOG, MARK]) copyIfThere(from, to, name);
  if (existsSync(join(from, KEYS))) renameSync(join(from, KEYS), join(to, KEYS));
  if (moment === "torn") tearLog(join(to, LOG), logBefore, random);
  if (isLying) tearLog(join(to, LOG), logBefore.subarray(0, logBefore.length >> 1), random);
  if (moment === "checkpoint") mixPages(cut);
  if (random.chance(0.3)) damageMark(join(to, MARK), random);
}

function copyIfThere(from: string, to: string, name: string): void {
  if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}

function readIfThere(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

/**
 * Of the bytes that are other than they were before, an unfinished write: those up to some place, with
 * the old ones or rubbish behind it, or sectors here and there.
 */
function tearLog(path: string, before: Buffer, random: Random): void {
  const after = readIfThere(path);
  const start = findFirstChange(before, after);
  const end = findChangesEnd(before, after);
  if (start >= end) return;
  const cutAt = random.integer(start, end - 1);
  const torn = Buffer.from(after);
  const putBack = (from: number, to: number): void => {
    torn.fill(0, from, to);
    torn.set(before.subarray(from, to), from);
  };
  switch (random.integer(0, 2)) {
    case 0:
      putBack(cutAt, end);
      writeFileSync(path, torn.subarray(0, Math.max(before.length, cutAt)));
      return;
    case 1:
      for (let at = cutAt; at < end; at++) torn[at] = random.integer(0, 255);
      break;
    default:
      for (let at = start - (start % SECTOR); at < end; at += SECTOR) {
        if (random.chance(0.5)) continue;
        putBack(Math.max(at, LOG_HEADER_BYTES), Math.min(at + SECTOR, after.length));
      }
  }
  writeFileSync(path, torn);
}

function findFirstChange(before: Buffer, after: Buffer): number {
  let at = 0;
  const length = Math.min(before.length, after.length);
  while (at < length && before[at] === after[at]) at++;
  return at;
}

/** Where the last change ends. */
function findChangesEnd(before: Buffer, after: Buffer): number {
  if (after.length > before.length) return after.length;
  let end = after.length;
  while (end > 0 && before[end - 1] === after[end - 1]) end--;
  return end;
}

/** A checkpoint that was cut: some of its pages have reached the main file. */
function mixPages({ database, from, to, random }: Cut): void {
  const before = readFileSync(join(from, MAIN));
  database.exec(CHECKPOINT);
  const after = readFileSync(join(from, MAIN));
  const mixed = Buffer.alloc(after.length);
  before.copy(mixed, 0, 0, Math.min(before.length, mixed.length));
  for (let at = 0; at < after.length; at += PAGE_BYTES) {
    if (random.chance(0.5)) after.copy(mixed, at, at, at + PAGE_BYTES);
  }
  writeFileSync(join(to, MAIN), mixed);
}

/** The mark is never synced: it may be older, torn or empty. */
function damageMark(path: string, random: Random): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  if (bytes.length === 0) return;
  const slot = random.integer(0, 1) * 128;
  for (let at = slot + random.integer(0, 100); at < Math.min(bytes.length, slot + 128); at++) {
    bytes[at] = random.integer(0, 255);
  }
  writeFileSync(path, bytes);
}
