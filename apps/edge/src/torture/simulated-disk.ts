/**
 * A disk whose power fails: the shop's real database on real files, cut off at a commit as a power
 * cut would. What was synced stays; of what was not, any part may be there.
 *
 * SQLite syncs its write-ahead log at each commit and changes the main file only at checkpoints, after
 * which it writes the log from its beginning again. A cut in a commit leaves some of the log's new
 * bytes, with old ones or rubbish in place of the others; a cut in a checkpoint leaves some pages of
 * the main file old and some new, and the log whole.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
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

export class PowerCut extends Error {
  constructor() {
    super("the power was cut");
    this.name = "PowerCut";
  }
}

/** Pages and sectors of the disk, bytes; small pages are many that can be torn apart. */
const PAGE = 1024;
const SECTOR = 512;
/** The log is written back after so many commits; SQLite by itself would wait for a thousand pages. */
const COMMITS_A_CHECKPOINT = 20;
const MAIN = "shop.db";
const LOG = "shop.db-wal";
const MARK = "journal.head";
const CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";

export interface SimulatedDisk {
  /** Where the process that runs now has its files. */
  readonly folder: () => string;
  readonly openDatabase: (path: string) => DatabaseSync;
  /** The next commit is cut. */
  armCut(moment: CutMoment): void;
  /** Cuts now, between commits. */
  cutNow(): void;
  /** After a cut: the files that are left are the ones that the next process finds. */
  recover(): void;
  remove(): void;
}

export function createSimulatedDisk(
  root: string,
  random: Random,
  onCut: () => void,
  isLying = false,
): SimulatedDisk {
  let number = 0;
  let commits = 0;
  let armed: CutMoment | null = null;
  let database: CuttableDatabase | null = null;
  const folderOf = (at: number): string => join(root, String(at));
  mkdirSync(folderOf(0), { recursive: true });

  function cut(moment: CutMoment, logBefore: Buffer): void {
    onCut();
    const from = folderOf(number);
    const to = folderOf(number + 1);
    mkdirSync(to);
    for (const name of [MAIN, LOG, MARK]) copyIfThere(from, to, name);
    if (moment === "torn") tearLog(join(to, LOG), logBefore, random);
    if (isLying) tearLog(join(to, LOG), logBefore.subarray(0, logBefore.length >> 1), random);
    if (moment === "checkpoint") mixPages(database!, from, to, random);
    if (random.chance(0.3)) damageMark(join(to, MARK), random);
  }

  class CuttableDatabase extends DatabaseSync {
    override exec(sql: string): void {
      if (sql !== "COMMIT") {
        super.exec(sql);
        return;
      }
      if (armed === null) {
        super.exec(sql);
        if (++commits % COMMITS_A_CHECKPOINT === 0) super.exec(CHECKPOINT);
        return;
      }
      const moment = armed;
      armed = null;
      const logBefore = readIfThere(join(folderOf(number), LOG));
      super.exec(moment === "before" ? "ROLLBACK" : "COMMIT");
      cut(moment, logBefore);
      throw new PowerCut();
    }
  }

  return {
    folder: () => folderOf(number),
    openDatabase: (path) => {
      database = new CuttableDatabase(path, { timeout: 0 });
      // Checkpoints come only where a cut may fall into them. Nobody else looks at these files.
      database.exec(
        `PRAGMA page_size = ${PAGE}; PRAGMA wal_autocheckpoint = 0; PRAGMA locking_mode = EXCLUSIVE`,
      );
      return database;
    },
    armCut: (moment) => {
      armed = moment;
    },
    cutNow: () => cut("after", readIfThere(join(folderOf(number), LOG))),
    recover: () => {
      armed = null;
      database?.close();
      rmSync(folderOf(number), { recursive: true });
      number++;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
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
        if (random.chance(0.5)) putBack(at, Math.min(at + SECTOR, after.length));
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
function mixPages(database: DatabaseSync, from: string, to: string, random: Random): void {
  const before = readFileSync(join(from, MAIN));
  database.exec(CHECKPOINT);
  const after = readFileSync(join(from, MAIN));
  const mixed = Buffer.alloc(after.length);
  before.copy(mixed, 0, 0, Math.min(before.length, mixed.length));
  for (let at = 0; at < after.length; at += PAGE) {
    if (random.chance(0.5)) after.copy(mixed, at, at, at + PAGE);
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
