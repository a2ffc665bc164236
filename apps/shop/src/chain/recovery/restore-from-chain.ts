/**
 * Makes a blank computer the shop again: its journal from the chain and, where there is one, the old disk; what is
 * not in the journal from the old disk, or from the sealed copy at the hub.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { skipNumbers } from "@saunter/commerce/receipt/numbering";
import { CHAIN_ROWS, type ChainHead } from "@saunter/protocol/chain/restore-messages";
import { decodeRow } from "@saunter/protocol/chain/up-row";
import { Check } from "typebox/value";
import { STREAMS } from "../../domain/shop-context.ts";
import { AT_CONSOLE, recordSecurity, toNew } from "../../security/record-security.ts";
import {
  checkIsContained,
  forgetProjections,
  putInPlace,
  readHeadIfWhole,
  restoreBackup,
  useDatabase,
  writeMark,
} from "../../store/backup.ts";
import type { Head } from "../../store/head-mark.ts";
import { type JournalRow, openRowWriter, readHead } from "../../store/journal.ts";
import { makePrivateFile, makePrivateFolder, PRIVATE_FILE } from "../../store/private-files.ts";
import { lockFolder } from "../../store/process-lock.ts";
import type { Projection } from "../../store/projection.ts";
import { nameFiles, openStore } from "../../store/store.ts";
import { BackupError } from "../../store/store-error.ts";
import { fillStreamEnds, STREAM_TABLES } from "../../store/stream-tables.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import type { HubLine } from "../hub-line.ts";
import { writeSent } from "../send-up.ts";
import { askForHead } from "./check-place.ts";
import { fetchCopy, type SealedCopy } from "./fetch-copy.ts";
import { gatherJournal } from "./gather-journal.ts";
import { type OldDisk, openOldDisk } from "./old-disk.ts";
import { readRecoveryKey } from "./recovery-key.ts";
import { ANSWERED_LATELY_MS, NUMBERS_SKIPPED } from "./recovery-limits.ts";
import { readCopyNumber, writeCopyNumber } from "./send-copy.ts";
import { putFiles, putTables, type ShopCopy } from "./shop-copy.ts";

export interface ChainRestoreOptions {
  /** The shop's data folder. */
  readonly folder: string;
  /** The old disk's data folder; null: what the folder itself has left, or nothing. */
  readonly disk: string | null;
  /** A file of `saunter backup` in place of an old disk. */
  readonly backup?: { readonly file: string; readonly passPhrase: string | null };
  readonly shopId: string;
  readonly line: Pick<HubLine, "call" | "readCopy">;
  readonly projections: readonly Projection[];
  /** SQL that makes tables that are not made of events. */
  readonly schema: string;
  /** Called where the key is neither given nor on the disk; null: there is none. */
  readonly findRecoveryKey: () => Promise<string | null>;
  /** What only the folder or the disk has is set aside. */
  readonly isForced: boolean;
  /** Nobody has to look whether the old computer runs. */
  readonly isOldOff: boolean;
  /** The journal alone is enough. */
  readonly isWithoutCopy: boolean;
  /** Document numbers that are left out where the last events may be lost. */
  readonly numbersSkipped?: number;
  readonly nowMs: () => number;
}

export interface ChainRestoreFacts {
  readonly head: Head;
  readonly ofDisk: number;
  readonly ofChain: number;
  /** Where users, devices and settings came from. */
  readonly tables: "disk" | "hub" | "nowhere";
  /** Events that are known to be lost: neither the disk nor the chain has them. */
  readonly lost: number;
  /** Document numbers that are left out; null where none had to be. */
  readonly skipped: { readonly firstNumber: number; readonly lastNumber: number } | null;
  /** Folder of what was there before; null where nothing was. */
  readonly setAside: string | null;
}

const RESTORING = "restoring";
/** There once the new folder is whole: what follows is putting it in place. */
const READY = "ready.json";

/**
 * Killed at any moment it leaves the folder as it was, or goes on where it stopped when it is called again. Throws
 * `database-locked`, `chain-away`, `shop-running`, `backup-fork`, `backup-older`, `recovery-key-missing` and what
 * `fetchCopy` throws: the folder is then as it was.
 */
export async function restoreFromChain(options: ChainRestoreOptions): Promise<ChainRestoreFacts> {
  const { folder } = options;
  makePrivateFolder(folder);
  const lock = lockFolder(folder);
  const work = join(folder, RESTORING);
  try {
    if (!isHalfDone(folder, work)) {
      rmSync(work, { recursive: true, force: true });
      makePrivateFolder(work);
      await prepareAll(options, work);
    }
    return finish(folder, work);
  } finally {
    lock.release();
  }
}

/** What it has made is removed where it cannot go on: it may be what fills the disk. */
async function prepareAll(options: ChainRestoreOptions, work: string): Promise<void> {
  try {
    writeReady(work, await prepare(options, work));
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The folder's database was set aside, and what takes its place is not there yet; or it is, and nothing has happened
 * since. A shop that has gone on, or was lost since, is restored from the beginning.
 */
function isHalfDone(folder: string, work: string): boolean {
  if (!existsSync(join(work, READY))) return false;
  const there = readHeadIfWhole(nameFiles(folder).database);
  const isMade = existsSync(nameFiles(join(work, "made")).database);
  if (isMade) return (there?.position ?? 0) === 0;
  const { position, hash } = readReady(work).head;
  return there?.position === position && there.hash === hash;
}

type Prepared = Omit<ChainRestoreFacts, "setAside">;

function writeReady(work: string, facts: Prepared): void {
  const arriving = join(work, "arriving.json");
  writeFileSync(arriving, JSON.stringify(facts), { mode: PRIVATE_FILE, flush: true });
  renameSync(arriving, join(work, READY));
  syncFolder(work);
}

function readReady(work: string): Prepared {
  return JSON.parse(readFileSync(join(work, READY), "utf8"));
}

/** Each step may have been done before. */
function finish(folder: string, work: string): ChainRestoreFacts {
  const facts = readReady(work);
  const made = nameFiles(join(work, "made"));
  copyMissingFiles(join(work, "made"), folder);
  let setAside: string | null = null;
  if (existsSync(made.database)) setAside = putInPlace(folder, made.database, facts.head);
  rmSync(nameFiles(folder).replaced, { force: true });
  rmSync(work, { recursive: true, force: true });
  return { ...facts, setAside };
}

/** What the copy was sealed with, and is on paper. */
const RECOVERY_KEY = join("keys", "recovery.key");

/** Keys and small files that a folder has not; its recovery key becomes that of the other. */
function copyMissingFiles(from: string, to: string): void {
  const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const names = [
    ...list(from).filter((name) => name.endsWith(".json")),
    ...list(join(from, "keys")).map((name) => join("keys", name)),
  ];
  makePrivateFolder(join(to, "keys"));
  for (const name of names) {
    if (existsSync(join(to, name)) && name !== RECOVERY_KEY) continue;
    const arriving = `${join(to, name)}.arriving`;
    rmSync(arriving, { force: true });
    const bytes = readFileSync(join(from, name));
    writeFileSync(arriving, bytes, { mode: PRIVATE_FILE, flag: "wx", flush: true });
    renameSync(arriving, join(to, name));
  }
  syncFolder(join(to, "keys"));
}

async function prepare(options: ChainRestoreOptions, work: string): Promise<Prepared> {
  const { folder, shopId } = options;
  const chainHead = await askChain(options);
  const made = join(work, "made");
  makePrivateFolder(made);
  const isMade = findMade(options.projections);
  const diskFolder = await openDiskFolder(options, join(work, "backup"));
  const disk = await openOldDisk(diskFolder, join(work, "disk"), isMade);
  try {
    const gathered = await makeJournal(options, disk, chainHead, made);
    const { head, hashAt } = gathered;
    if (!options.isForced) checkIsContained(folder, nameFiles(made).database, head);
    const sealed = options.isWithoutCopy ? null : await fetchCopy(options.line, options.shopId);
    const number = sealed?.number ?? 0;
    const isDiskNewest =
      gathered.isOfWhole && gathered.ofChain === 0 && gathered.copyNumber >= number;
    const copy = isDiskNewest ? null : await openCopy(options, diskFolder, sealed);
    if (copy !== null) checkCopy(copy, head, hashAt);
    const known = Math.max(chainHead.reported, disk?.mark?.position ?? 0, copy?.position ?? 0);
    const lost = Math.max(0, known - head.position);
    const isTailKnown =
      lost === 0 &&
      disk !== null &&
      gathered.hasDisk &&
      disk.lastPosition >= chainHead.position &&
      disk.mark !== null &&
      hashAt(disk.mark.position) === disk.mark.hash;
    copyMissingFiles(diskFolder, made);
    if (copy !== null) putMissing(made, copy);
    const written = await writeRestored(options, made, {
      ...{ copy, number, chainHead, gathered, lost, shopId },
      numbers: isTailKnown ? 0 : (options.numbersSkipped ?? NUMBERS_SKIPPED),
    });
    const { ofDisk, ofChain } = gathered;
    const ofBase = gathered.isOfWhole ? "disk" : "nowhere";
    const tables = copy === null ? ofBase : "hub";
    return { ...{ ofDisk, ofChain, tables, lost }, ...written };
  } finally {
    disk?.close();
  }
}

/** A backup becomes a folder of its own, as an old disk has it. */
async function openDiskFolder(
  { backup, disk, folder }: ChainRestoreOptions,
  place: string,
): Promise<string> {
  if (backup === undefined) return disk ?? folder;
  await restoreBackup(backup.file, place, { force: false, passPhrase: backup.passPhrase });
  return place;
}

async function askChain({ line, isOldOff }: ChainRestoreOptions): Promise<ChainHead> {
  let head: ChainHead;
  try {
    head = await askForHead(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BackupError("chain-away", `the chain does not answer: ${why}; nothing is restored`);
  }
  const sinceMs = head.seenMs === null ? Number.POSITIVE_INFINITY : head.nowMs - head.seenMs;
  if (isOldOff || sinceMs > ANSWERED_LATELY_MS) return head;
  throw new BackupError(
    "shop-running",
    `a computer of this shop answered the chain ${Math.round(sinceMs / 1000)} s ago: switch it off and try again in ` +
      `${ANSWERED_LATELY_MS / 1000} s, or say that it is off with --old-is-off`,
  );
}

function findMade(projections: readonly Projection[]): (table: string) => boolean {
  const made = new Set([...STREAM_TABLES, ...projections].flatMap(({ tables }) => tables));
  return (table) => made.has(table);
}

interface MadeJournal {
  readonly head: Head;
  readonly ofDisk: number;
  readonly ofChain: number;
  readonly hashAt: (position: number) => string | null;
  /** All that the disk has is in it. */
  readonly hasDisk: boolean;
  /** It was begun with the disk's database, tables and all. */
  readonly isOfWhole: boolean;
  /** The last copy for the hub that the disk had begun; 0 where that is not known. */
  readonly copyNumber: number;
}

/** Makes the database of a new folder, with its journal. */
async function makeJournal(
  { line, shopId, isForced }: ChainRestoreOptions,
  disk: OldDisk | null,
  chainHead: ChainHead,
  made: string,
): Promise<MadeJournal> {
  try {
    return await tryJournal({ line, shopId }, disk, chainHead, made);
  } catch (error) {
    const isFork = error instanceof BackupError && error.code === "backup-fork";
    if (!isFork || !isForced) throw error;
    rmSync(nameFiles(made).database, { force: true });
    return tryJournal({ line, shopId }, null, chainHead, made);
  }
}

async function tryJournal(
  { line, shopId }: Pick<ChainRestoreOptions, "line" | "shopId">,
  disk: OldDisk | null,
  chainHead: ChainHead,
  made: string,
): Promise<MadeJournal> {
  const { database } = nameFiles(made);
  const hasWhole = disk !== null && disk.whole !== null;
  if (hasWhole) renameSync(disk.whole!.path, database);
  else makePrivateFile(database);
  if (hasWhole) forgetProjections(database);
  const db = new DatabaseSync(database);
  try {
    db.exec("BEGIN");
    const writer = openRowWriter(db);
    const begun = writer.head().position;
    const find = db.prepare("SELECT hash FROM journal WHERE position = ?");
    const hashIn = (position: number): string | null =>
      (find.get(position)?.hash as string | undefined) ?? null;
    const chain = { readAfter: (position: number) => readChainRows(line, position) };
    const gathered = await gatherJournal({ disk, chain, chainHead }, writer, hashIn);
    fillStreamEnds(db);
    db.exec("COMMIT");
    return {
      head: gathered.head,
      ofDisk: begun + gathered.ofDisk,
      ofChain: gathered.ofChain,
      hashAt: (position) => readHash(database, position),
      hasDisk: disk !== null && disk.lastPosition <= gathered.head.position,
      isOfWhole: hasWhole,
      copyNumber: hasWhole ? readNumber(db, shopId) : 0,
    };
  } finally {
    db.close();
  }
}

/** A release of before had no copies. */
function readNumber(db: DatabaseSync, shopId: string): number {
  const made = "SELECT 1 FROM main.sqlite_schema WHERE name = 'copy_sent'";
  return db.prepare(made).get() === undefined ? 0 : readCopyNumber(db, shopId);
}

function readHash(database: string, position: number): string | null {
  return useDatabase(database, (db) => {
    const row = db.prepare("SELECT hash FROM journal WHERE position = ?").get(position);
    return (row?.hash as string | undefined) ?? null;
  });
}

async function readChainRows(
  line: Pick<HubLine, "call">,
  after: number,
): Promise<readonly JournalRow[]> {
  const answer = await line.call("rows", { after });
  if (!Check(CHAIN_ROWS, answer)) throw new BackupError("chain-away", "the chain gives no rows");
  return answer.rows.flatMap((text) => {
    const row = decodeRow(text);
    if (row === null) return [];
    const { position, stream, version, type, atMs, body, hash } = row;
    return [[position, stream, version, type, atMs, body, hash] as const];
  });
}

/** Null where it is not wanted. */
async function openCopy(
  { folder, isWithoutCopy, findRecoveryKey }: ChainRestoreOptions,
  diskFolder: string,
  sealed: SealedCopy | null,
): Promise<ShopCopy | null> {
  if (isWithoutCopy) return null;
  if (sealed === null) {
    throw new BackupError(
      "shop-missing",
      "the hub has no copy of this shop's users, devices and settings; --without-copy restores its journal alone",
    );
  }
  // A backup has no keys.
  const ofDisk = readRecoveryKey(diskFolder) ?? readRecoveryKey(folder);
  const opened = ofDisk === null ? null : await openIfRight(sealed, ofDisk);
  if (opened !== null) return opened;
  const key = (await findRecoveryKey()) ?? ofDisk;
  if (key === null) {
    throw new BackupError(
      "recovery-key-missing",
      "users, devices and settings are sealed: give the shop's recovery key by --recovery-key-file or at a terminal; " +
        "where it is lost, --without-copy restores the journal alone",
    );
  }
  return sealed.open(key);
}

/** Null where the key is another one's: the shop may have been restored without its copy. */
async function openIfRight(sealed: SealedCopy, key: string): Promise<ShopCopy | null> {
  try {
    return await sealed.open(key);
  } catch (error) {
    if (error instanceof BackupError && error.code === "pass-phrase-wrong") return null;
    throw error;
  }
}

/** The shop itself has sealed what its journal was: no chain can have written another. */
function checkCopy(
  { position, hash }: ShopCopy,
  head: Head,
  hashAt: (position: number) => string | null,
): void {
  if (position === 0 || position > head.position || hashAt(position) === hash) return;
  throw new BackupError(
    "backup-fork",
    `event ${position} is another one than the shop's own sealed copy says; nothing is restored`,
  );
}

function putMissing(made: string, copy: ShopCopy): void {
  const missing = Object.entries(copy.files).filter(
    ([name]) => name === RECOVERY_KEY || !existsSync(join(made, name)),
  );
  putFiles(made, { files: Object.fromEntries(missing) });
}

interface Restored {
  readonly copy: ShopCopy | null;
  /** Of the hub's copy; 0 where it has none. */
  readonly number: number;
  readonly chainHead: ChainHead;
  readonly gathered: MadeJournal;
  readonly lost: number;
  readonly shopId: string;
  readonly numbers: number;
}

/** Opens the new folder as a shop does, and writes what has happened to it. */
async function writeRestored(
  { projections, schema, nowMs }: ChainRestoreOptions,
  made: string,
  { copy, number, chainHead, gathered, lost, shopId, numbers }: Restored,
): Promise<Pick<Prepared, "head" | "skipped">> {
  writeMark(nameFiles(made).mark, gathered.head);
  const store = openStore({ ...{ folder: made, projections, schema, nowMs } });
  try {
    await store.checked;
    const skipped = await store.transact((tx) => {
      if (copy !== null) {
        putTables(tx.db, copy);
        writeCopyNumber(tx.db, shopId, number);
      }
      writeSent(tx.db, shopId, chainHead.position);
      const { ofDisk, ofChain } = gathered;
      const object = { kind: "backup", id: randomUUID() } as const;
      const changes = { ofDisk: toNew(ofDisk), ofChain: toNew(ofChain), lost: toNew(lost) };
      recordSecurity(tx, AT_CONSOLE, "backup.restored", { object, changes });
      if (numbers === 0) return null;
      const event = skipNumbers(tx.read("documents", STREAMS.documents), numbers);
      tx.append("documents", STREAMS.documents, [event]);
      return { firstNumber: event.firstNumber, lastNumber: event.lastNumber };
    });
    return { head: readHead(store.db), skipped };
  } finally {
    await store.close();
  }
}
