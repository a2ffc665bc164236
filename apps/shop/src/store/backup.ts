/**
 * Copies of a shop's database: made while the shop runs, and put back in its place. A copy is
 * verified as a whole before it counts as one.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { isRunning } from "@saunter/server/processes/is-running";
import { encryptFile, isEncrypted, unlockBackup } from "./backup-cipher.ts";
import { type Head, openHeadMark, readHeadMark } from "./head-mark.ts";
import { checkDatabase, checkFormat, readHead, verifyJournal } from "./journal.ts";
import { makePrivateFile, makePrivateFolder } from "./private-files.ts";
import { lockFolder } from "./process-lock.ts";
import { PROJECTION_SCHEMA } from "./projection.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { nameFiles, openDatabase } from "./store.ts";
import { BackupError, StoreError } from "./store-error.ts";
import { BACKUP_PAGES_AT_ONCE, SET_ASIDE_MAX } from "./store-limits.ts";
import { syncFolder } from "./sync-folder.ts";

export interface BackupFacts {
  readonly events: number;
  readonly bytes: number;
}

/**
 * Writes the database of a folder, as it is now, to one new file, encrypted where there is a pass
 * phrase. The shop may run, in this process or another; at the end the copy is verified, which takes
 * some 4 s a million events.
 *
 * Throws `shop-missing`, `backup-exists`, and what `openStore` throws of a database that is damaged.
 */
export async function backupStore(
  folder: string,
  path: string,
  passPhrase: string | null = null,
): Promise<BackupFacts> {
  if (existsSync(path)) {
    throw new BackupError("backup-exists", `${path} exists already; give the backup a new name`);
  }
  const { database, mark } = nameFiles(folder);
  const partial = `${path}.${process.pid}.partial`;
  removeInterrupted(folder);
  // What is not encrypted yet does not leave the shop's folder.
  const plain = passPhrase === null ? partial : join(folder, `backup-${process.pid}.partial`);
  try {
    // Read before the copy begins: what was committed by then has to be in it.
    const head = await copyDatabase(database, plain, readHeadMark(mark));
    if (passPhrase !== null) {
      await encryptFile(plain, partial, passPhrase);
      await (await unlockBackup(partial, passPhrase)).decryptTo(null);
    }
    renameSync(partial, path);
    syncFolder(dirname(resolve(path)));
    return { events: head.position, bytes: statSync(path).size };
  } finally {
    removeDatabase(partial);
    removeDatabase(plain);
  }
}

/** A backup that was killed has left its copy, which is not encrypted. Others may be at work. */
function removeInterrupted(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid] = /^backup-(\d+)\.partial/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

export interface RestoreOptions {
  readonly force: boolean;
  readonly passPhrase?: string | null;
}

export interface RestoreFacts {
  readonly events: number;
  /** Folder of what was there before; null where nothing was. */
  readonly setAside: string | null;
}

/**
 * Puts a backup in the place of a folder's database, once it is verified. What was there is set aside.
 * Projections are rebuilt at the next start.
 *
 * Throws `database-locked` while a process has the folder, `backup-older` where the folder has events
 * that the backup has not and it is not forced, what `openBackup` throws, and what `openStore` throws of
 * a backup that is damaged: the folder is then as it was.
 */
export async function restoreBackup(
  path: string,
  folder: string,
  { force, passPhrase = null }: RestoreOptions,
): Promise<RestoreFacts> {
  const opened = await openBackup(path, passPhrase);
  makePrivateFolder(folder);
  const lock = lockFolder(folder);
  const arriving = `${nameFiles(folder).database}.arriving`;
  try {
    removeDatabase(arriving);
    const head = await opened.copyTo(arriving);
    if (!force) checkIsContained(folder, arriving, head);
    forgetProjections(arriving);
    const setAside = putInPlace(folder, arriving, head);
    return { events: head.position, setAside };
  } finally {
    removeDatabase(arriving);
    lock.release();
  }
}

/**
 * Puts a database that is one whole file in the place of a folder's. Returns the folder of what was there before;
 * null where nothing was. In a folder that is locked.
 */
export function putInPlace(folder: string, arriving: string, head: Head): string | null {
  const { database, mark, replaced, suspect } = nameFiles(folder);
  const setAside = setFilesAside(folder);
  // Until the database is there, the mark says that one is missing: no empty shop is opened.
  writeMark(mark, head);
  renameSync(arriving, database);
  rmSync(suspect, { force: true });
  syncFolder(folder);
  rmSync(replaced, { force: true });
  return setAside;
}

export interface OpenBackup {
  /** Makes a database of it in a new file, and verifies that. Returns its last event. */
  copyTo(path: string): Promise<Head>;
}

/**
 * Reads of a backup whether it is encrypted, and proves the pass phrase; nothing is written. Throws
 * `pass-phrase-missing`, and what `unlockBackup` throws.
 */
export async function openBackup(path: string, passPhrase: string | null): Promise<OpenBackup> {
  if (!(await isEncrypted(path))) return { copyTo: (to) => copyDatabase(path, to, null) };
  if (passPhrase === null) {
    throw new BackupError("pass-phrase-missing", `${path} is encrypted: give its pass phrase`);
  }
  const unlocked = await unlockBackup(path, passPhrase);
  return {
    copyTo: async (to) => {
      const decrypted = `${to}.decrypted`;
      try {
        removeDatabase(decrypted);
        await unlocked.decryptTo(decrypted);
        return await copyDatabase(decrypted, to, null);
      } finally {
        removeDatabase(decrypted);
      }
    },
  };
}

/** Copies one state of a database and verifies the copy, which is one file without a log. */
export async function copyDatabase(from: string, to: string, mark: Head | null): Promise<Head> {
  const source = openForReading(from);
  try {
    // What is written meanwhile is not in this state, and does not make the copy start again.
    source.exec("BEGIN");
    checkFormat(source);
    makePrivateFile(to);
    await backup(source, to, { rate: BACKUP_PAGES_AT_ONCE });
  } catch (error) {
    throw toOpeningError(error);
  } finally {
    source.close();
  }
  const head = useDatabase(to, (copy) => {
    copy.exec("PRAGMA journal_mode = DELETE");
    checkDatabase(copy);
    return verifyJournal(copy, mark);
  });
  syncFile(to);
  return head;
}

/** Opens a database that is there, and that another process may have. Throws `shop-missing`. */
export function openForReading(path: string): DatabaseSync {
  if (!existsSync(path)) throw new BackupError("shop-missing", `there is no database at ${path}`);
  try {
    const db = openDatabase(path);
    // One that is opened as read-only leaves its log's files behind, and whoever ran it owns them.
    db.exec("PRAGMA query_only = ON");
    return db;
  } catch (error) {
    throw toOpeningError(error);
  }
}

export function useDatabase<T>(path: string, use: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path);
  try {
    return use(db);
  } catch (error) {
    throw toOpeningError(error);
  } finally {
    db.close();
  }
}

/** Throws where the folder has, or had, an event that the backup has not. */
export function checkIsContained(folder: string, backupPath: string, head: Head): void {
  const { database, mark } = nameFiles(folder);
  const known = [readHeadMark(mark), readHeadIfWhole(database)].filter((one) => one !== null);
  useDatabase(backupPath, (db) => {
    const hashAt = db.prepare("SELECT hash FROM journal WHERE position = ?");
    for (const { position, hash } of known) {
      if (position === 0 || hashAt.get(position)?.hash === hash) continue;
      throw new BackupError(
        "backup-older",
        `the shop in ${folder} has ${position} events, and the backup, with ${head.position}, ` +
          "does not have all of them; --force restores it all the same",
      );
    }
  });
}

/** A database that cannot be read has no say: it is why a backup is restored. */
export function readHeadIfWhole(path: string): Head | null {
  if (!existsSync(path)) return null;
  // Nothing of it is touched: it is set aside as it was found.
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return readHead(db);
  } catch (error) {
    const known = toOpeningError(error);
    if (known instanceof StoreError && known.code === "journal-corrupt") return null;
    throw known;
  } finally {
    db.close();
  }
}

export function forgetProjections(path: string): void {
  useDatabase(path, (db) => db.exec(`${PROJECTION_SCHEMA} DELETE FROM projections`));
  syncFile(path);
}

/** Moves the folder's files to a new one in it. The mark stays until there is another. */
function setFilesAside(folder: string): string | null {
  const { database, mark } = nameFiles(folder);
  // The log first: one that was left behind would be taken for the new database's.
  const files = [`${database}-wal`, `${database}-shm`, database].filter((file) => existsSync(file));
  if (files.length === 0 && !existsSync(mark)) return null;
  const aside = nameSetAside(folder);
  makePrivateFolder(aside);
  for (const file of files) renameSync(file, join(aside, basename(file)));
  if (existsSync(mark)) copyFileSync(mark, join(aside, basename(mark)));
  return aside;
}

function nameSetAside(folder: string): string {
  for (let number = 1; number <= SET_ASIDE_MAX; number++) {
    const aside = join(folder, `replaced-${number}`);
    if (!existsSync(aside)) return aside;
  }
  throw new BackupError(
    "backup-exists",
    `${folder} holds ${SET_ASIDE_MAX} replaced databases; delete the oldest`,
  );
}

export function writeMark(path: string, head: Head): void {
  const arriving = `${path}.arriving`;
  rmSync(arriving, { force: true });
  const mark = openHeadMark(arriving);
  mark.write(head);
  mark.close();
  renameSync(arriving, path);
}

export function removeDatabase(path: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(path + end, { force: true });
}

function syncFile(path: string): void {
  const file = openSync(path, "r+");
  fsyncSync(file);
  closeSync(file);
}
