/**
 * A disk whose power fails: the shop's real database on real files, cut off at a commit as a power
 * cut would. What was synced stays; of what was not, any part may be there.
 *
 * SQLite syncs its write-ahead log at each commit and changes the main file only at checkpoints, after
 * which it writes the log from its beginning again. A cut in a commit leaves some of the log's new
 * bytes, with old ones or rubbish in place of the others; a cut in a checkpoint leaves some pages of
 * the main file old and some new, and the log whole.
 *
 * So it is where the connection asks for it (`PRAGMA synchronous = FULL`). With `NORMAL` the log is synced at
 * checkpoints alone, with `OFF` never (https://sqlite.org/pragma.html#pragma_synchronous): what was committed
 * since then is as much at risk as the commit that is cut.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createRandom, type Random } from "@saunter/numerics/random";
import { StoreError } from "@saunter/shop/store/store-error";
import { CHECKPOINT, type CutMoment, leaveFiles, PAGE_BYTES, readLog } from "./torn-files.ts";

export class PowerCut extends Error {
  constructor() {
    super("the power was cut");
    this.name = "PowerCut";
  }
}

/** What `PRAGMA synchronous` gives of a connection that syncs the log at each commit, or more. */
const FULL = 2;

/** Number of commits after which the log is written back; SQLite's default is a thousand pages. */
const COMMITS_A_CHECKPOINT = 20;

/** Checkpoints come only where a cut may fall into them. Nobody else looks at these files. */
const PRAGMAS = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA locking_mode = EXCLUSIVE;
`;

/** As SQLite throws it where the disk does not take what is written. */
class DiskFault extends Error {
  readonly code = "ERR_SQLITE_ERROR";
  /** SQLITE_IOERR_WRITE. */
  readonly errcode = 778;
  readonly errstr = "disk I/O error";
}

function runOnly(_sql: string, run: () => void): void {
  run();
}

class CuttableDatabase extends DatabaseSync {
  write: typeof runOnly = runOnly;

  override exec(sql: string): void {
    this.write(sql, () => super.exec(sql));
  }

  /** Whether a commit is on the disk when it has returned. */
  syncsCommits(): boolean {
    const row = this.prepare("PRAGMA synchronous").get() as { readonly synchronous: number };
    return row.synchronous >= FULL;
  }
}

export interface SimulatedDisk {
  /** Where the process that runs now has its files. */
  readonly folder: () => string;
  readonly openDatabase: (path: string) => DatabaseSync;
  /** The next commit is cut, or the next checkpoint, whatever comes first. */
  armCut(moment: CutMoment): void;
  /** From the next commit on each one fails, until the power is cut; calls back at the first. */
  armFault(onFault: () => void): void;
  /** Whether commits fail now. */
  readonly isFailing: () => boolean;
  /** Cuts now, between commits. */
  cutNow(): void;
  /** After a cut: the files that are left are the ones that the next process finds. */
  recover(): void;
  remove(): void;
}

/** Whether an error is that of a disk that fails now. */
export function isOfDisk(disk: SimulatedDisk, error: unknown): boolean {
  return disk.isFailing() && error instanceof StoreError && error.code === "disk-failing";
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
  /** The log as it was synced last, where something was committed since. */
  let synced: Buffer | null = null;
  /** What is called when commits begin to fail. */
  let onFault: (() => void) | null = null;
  let isFailing = false;
  const folderOf = (at: number): string => join(root, String(at));
  mkdirSync(folderOf(0), { recursive: true });

  function cut(moment: CutMoment, logBefore: Buffer): void {
    onCut();
    leaveFiles({
      moment: synced === null ? moment : "torn",
      isLying,
      logBefore: synced ?? logBefore,
      database: database!,
      from: folderOf(number),
      to: folderOf(number + 1),
      // Salts and secrets are other bytes each time: how much is drawn there must not tell outside.
      random: createRandom(random.integer(0, 0x7fffffff)),
    });
  }

  const write = (sql: string, run: () => void): void => {
    const isCommit = sql === "COMMIT";
    // A log that is never synced is never written back: the main file would be no safer.
    const isSynced = !isCommit || database!.syncsCommits();
    if (!isSynced) synced ??= readLog(folderOf(number));
    if (isCommit && onFault !== null) {
      isFailing = true;
      onFault();
      onFault = null;
    }
    // The transaction stays open: whoever began it rolls it back.
    if (isCommit && isFailing) throw new DiskFault("disk I/O error");
    if (armed === null || !(isCommit || sql.startsWith("PRAGMA wal_checkpoint"))) {
      run();
      if (isCommit && isSynced && ++commits % COMMITS_A_CHECKPOINT === 0) {
        database!.exec(CHECKPOINT);
      }
      return;
    }
    const moment = isCommit ? armed : "checkpoint";
    armed = null;
    const logBefore = readLog(folderOf(number));
    if (moment === "before") database!.exec("ROLLBACK");
    else if (isCommit) run();
    cut(moment, logBefore);
    throw new PowerCut();
  };

  const close = (): void => {
    if (database?.isOpen === true) database.close();
    // What is left of it must not keep the world alive.
    if (database !== null) database.write = runOnly;
  };

  return {
    folder: () => folderOf(number),
    openDatabase: (path) => {
      database = new CuttableDatabase(path, { timeout: 0 });
      database.write = write;
      database.exec(PRAGMAS);
      return database;
    },
    armCut: (moment) => {
      armed = moment;
    },
    armFault: (called) => {
      onFault = called;
    },
    isFailing: () => isFailing,
    cutNow: () => cut("after", readLog(folderOf(number))),
    recover: () => {
      armed = null;
      onFault = null;
      isFailing = false;
      synced = null;
      close();
      rmSync(folderOf(number), { recursive: true });
      number++;
    },
    remove: () => {
      close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
