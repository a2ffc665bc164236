/**
 * A disk whose power fails: the shop's real database on real files, cut off at a commit as a power
 * cut would. What was synced stays; of what was not, any part may be there.
 *
 * SQLite syncs its write-ahead log at each commit and changes the main file only at checkpoints. A
 * cut in a commit leaves a prefix of the log's new bytes, with anything behind; a cut in a checkpoint
 * leaves some pages of the main file old and some new, and the log whole.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Random } from "@saunter/numerics/random";

/** Where in a commit the power fails. */
export type CutMoment =
  /** Nothing of the transaction is there. */
  | "before"
  /** All of it is there; nobody was told. */
  | "after"
  /** Part of it is there, and the log ends in rubbish. */
  | "torn"
  /** All of it is there, and a checkpoint had begun. */
  | "checkpoint";

export class PowerCut extends Error {
  constructor() {
    super("the power was cut");
    this.name = "PowerCut";
  }
}

const PAGE = 4096;
const MAIN = "shop.db";
const LOG = "shop.db-wal";
const MARK = "journal.head";

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
  let armed: CutMoment | null = null;
  let database: CuttableDatabase | null = null;
  const folderOf = (at: number): string => join(root, String(at));
  mkdirSync(folderOf(0), { recursive: true });

  function cut(moment: CutMoment, sizeBefore: number): void {
    onCut();
    const from = folderOf(number);
    const to = folderOf(number + 1);
    mkdirSync(to);
    copyIfThere(from, to, MAIN);
    copyIfThere(from, to, LOG);
    copyIfThere(from, to, MARK);
    if (moment === "torn") tearLog(join(to, LOG), sizeBefore, random);
    if (isLying) tearLog(join(to, LOG), Math.floor(sizeBefore / 2), random);
    if (moment === "checkpoint") mixPages(database!, from, to, random);
    if (random.chance(0.3)) damageMark(join(to, MARK), random);
  }

  class CuttableDatabase extends DatabaseSync {
    override exec(sql: string): void {
      if (sql !== "COMMIT" || armed === null) {
        super.exec(sql);
        return;
      }
      const moment = armed;
      armed = null;
      const log = join(folderOf(number), LOG);
      const sizeBefore = existsSync(log) ? statSync(log).size : 0;
      super.exec(moment === "before" ? "ROLLBACK" : "COMMIT");
      cut(moment, sizeBefore);
      throw new PowerCut();
    }
  }

  return {
    folder: () => folderOf(number),
    openDatabase: (path) => {
      database = new CuttableDatabase(path, { timeout: 0 });
      // Checkpoints come only where a cut may fall into them.
      database.exec("PRAGMA wal_autocheckpoint = 0");
      return database;
    },
    armCut: (moment) => {
      armed = moment;
    },
    cutNow: () => cut("after", 0),
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

/** Keeps a part of the bytes after `from`; behind it there may be anything. */
function tearLog(path: string, from: number, random: Random): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  if (bytes.length <= from) return;
  const end = random.integer(from, bytes.length - 1);
  const isCutShort = random.chance(0.5);
  if (isCutShort) {
    writeFileSync(path, bytes.subarray(0, end));
    return;
  }
  for (let at = end; at < bytes.length; at++) bytes[at] = random.integer(0, 255);
  writeFileSync(path, bytes);
}

/** A checkpoint that was cut: some of its pages have reached the main file. */
function mixPages(database: DatabaseSync, from: string, to: string, random: Random): void {
  const before = readFileSync(join(from, MAIN));
  database.exec("PRAGMA wal_checkpoint(PASSIVE)");
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
