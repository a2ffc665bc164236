/** Writes a chain's backup: one state of the whole database, while the chain works, and what it needs beside it. */
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { type Bytes, damaged, decrypt, encrypt } from "@saunter/server/backup/backup-cipher";
import pg from "pg";
import {
  type BackupFile,
  type BackupHeader,
  decodeFrame,
  END,
  END_OF_TABLE,
  encodeFrame,
  FILE,
  type Frame,
  HEADER,
  readFrames,
  TABLE,
} from "./backup-frames.ts";
import { copyOut } from "./copy-rows.ts";
import { KeepError } from "./keep-error.ts";
import {
  checkSeesAll,
  type ListedTable,
  listMigrations,
  listPartitions,
  listTables,
  quote,
} from "./list-tables.ts";

export interface BackupOptions {
  /** Of PostgreSQL, as the chain's own user. */
  readonly databaseUrl: string;
  readonly files: readonly BackupFile[];
  readonly passPhrase: string;
  readonly nowMs: number;
  /** From 0 to 1: how much of the rows is written, as far as PostgreSQL knows how many there are. */
  readonly onProgress?: (share: number) => void;
}

export interface BackupFacts {
  readonly madeMs: number;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * The file is there once it is whole and verified. Throws `backup-exists`, `database-not-whole`, and what the database
 * says.
 */
export async function writeBackup(path: string, options: BackupOptions): Promise<BackupFacts> {
  if (existsSync(path)) {
    throw new KeepError("backup-exists", `${path} exists already; give the backup a new name`);
  }
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeStream(
      partial,
      encrypt(passThrough(dump(options), createGzip()), options.passPhrase),
    );
    const { madeMs, rows, tables } = await readThrough(partial, options.passPhrase);
    renameSync(partial, path);
    syncFolder(dirname(resolve(path)));
    return { madeMs, rows, tables, bytes: statSync(path).size };
  } finally {
    rmSync(partial, { force: true });
  }
}

/** What a stream of `zlib` makes of bytes; fails as they do. */
async function* passThrough(bytes: Bytes, stream: Transform): AsyncGenerator<Buffer, void> {
  const done = pipeline(Readable.from(bytes), stream);
  // It is waited for below, unless reading fails first, with the same error.
  done.catch(() => {});
  yield* stream as AsyncIterable<Buffer>;
  await done;
}

/** Whoever else may read the folder does not get the file, even encrypted. */
async function writeStream(path: string, bytes: Bytes): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of bytes) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

function syncFolder(folder: string): void {
  const file = openSync(folder, "r");
  fsyncSync(file);
  closeSync(file);
}

/** One state of it, whatever is written meanwhile. */
async function* dump({
  databaseUrl,
  files,
  nowMs,
  onProgress = () => {},
}: BackupOptions): AsyncGenerator<Buffer, void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // One that breaks in use ends its query, and says so besides.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await checkSeesAll(client);
    const tables = await listTables(client);
    const header: BackupHeader = {
      ...{ format: "saunter-chain", madeMs: nowMs },
      migrations: await listMigrations(client),
      partitions: await listPartitions(client),
    };
    yield encodeFrame("H", header);
    for (const file of files) yield encodeFrame("F", file);
    const all = tables.reduce((sum, { rowsAbout }) => sum + rowsAbout, 0);
    let rows = 0;
    for (const table of tables) {
      const before = rows;
      yield encodeFrame("T", { name: table.name, columns: table.columns });
      for await (const block of copyOut(client, formatCopy(table))) {
        rows += countLines(block);
        yield encodeFrame("D", block);
        onProgress(Math.min(1, rows / Math.max(1, all)));
      }
      yield encodeFrame("E", { rows: rows - before });
    }
    yield encodeFrame("Z", { tables: tables.length, rows });
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

/** Of a query, and so of partitions, too. */
function formatCopy({ columns, name }: ListedTable): string {
  return `COPY (SELECT ${columns.map(quote).join(", ")} FROM public.${quote(name)}) TO STDOUT`;
}

const NEW_LINE = 0x0a;

/** COPY writes a line's end within a value as two characters. */
function countLines(block: Uint8Array): number {
  let count = 0;
  for (let at = block.indexOf(NEW_LINE); at >= 0; at = block.indexOf(NEW_LINE, at + 1)) count++;
  return count;
}

/** What is in a backup, in its order. Throws as `decrypt` does. */
export function openFrames(path: string, passPhrase: string): AsyncGenerator<Frame, void> {
  const plain = decrypt(createReadStream(path), passPhrase, path);
  return readFrames(decompress(plain, path), path);
}

async function* decompress(packed: Bytes, name: string): AsyncGenerator<Buffer, void> {
  try {
    yield* passThrough(packed, createGunzip());
  } catch (error) {
    if (error instanceof KeepError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith("Z_") === true ? damaged(name) : error;
  }
}

export interface ReadBackup extends Omit<BackupFacts, "bytes"> {
  readonly header: BackupHeader;
  readonly files: readonly BackupFile[];
}

/**
 * Reads all of it, and finds out whether it is whole. Throws `backup-foreign`, `backup-newer`, `pass-phrase-wrong`,
 * `backup-damaged`.
 */
export async function readThrough(path: string, passPhrase: string): Promise<ReadBackup> {
  const frames = openFrames(path, passPhrase);
  const first = await frames.next();
  if (first.done || first.value.kind !== "H") {
    throw new KeepError("backup-foreign", `${path} is a backup, and none of a chain's`);
  }
  const header = decodeFrame(HEADER, first.value, path);
  const files: BackupFile[] = [];
  let tables = 0;
  let rows = 0;
  let ofTable: number | null = null;
  let end: { readonly tables: number; readonly rows: number } | null = null;
  for await (const frame of frames) {
    if (end !== null) throw damaged(path);
    if (frame.kind === "F") files.push(decodeFrame(FILE, frame, path));
    else if (frame.kind === "T" && ofTable === null) {
      decodeFrame(TABLE, frame, path);
      tables++;
      ofTable = 0;
    } else if (frame.kind === "D" && ofTable !== null) ofTable += countLines(frame.body);
    else if (frame.kind === "E" && ofTable !== null) {
      if (decodeFrame(END_OF_TABLE, frame, path).rows !== ofTable) throw damaged(path);
      rows += ofTable;
      ofTable = null;
    } else if (frame.kind === "Z" && ofTable === null) end = decodeFrame(END, frame, path);
    else throw damaged(path);
  }
  if (end === null || end.tables !== tables || end.rows !== rows) throw damaged(path);
  return { header, files, madeMs: header.madeMs, tables, rows };
}
