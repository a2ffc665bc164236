/**
 * What happened on a cart, in a file that is only ever appended to: a record a line, with a checksum over the record
 * and the checksum before it, so that what was cut, changed or reordered is found. A record counts once it is on the
 * disk. A line that a power cut tore off at the end was never acknowledged, and is cut away.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, truncateSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "@saunter/protocol/devices/crc32";
import { PRIVATE_FILE } from "@saunter/shop/store/private-files";
import { syncFolder } from "@saunter/shop/store/sync-folder";

export interface CartJournal<Kept> {
  /** Resolves once it is on the disk; those that come meanwhile go there together. */
  append(record: Kept): Promise<void>;
  /** Begins a new file with these records in place of all that were kept before. */
  replace(records: readonly Kept[]): Promise<void>;
  close(): Promise<void>;
}

export interface OpenedJournal<Kept> {
  readonly journal: CartJournal<Kept>;
  readonly records: readonly Kept[];
  /** Where a damaged file was set aside; its records up to the damage are used. */
  readonly damagedFile: string | null;
}

const FILE = "cart.journal";
const NEXT = "cart.journal.next";
const SUM_CHARS = 8;
const ENCODER = new TextEncoder();

interface ReadFile {
  readonly texts: readonly string[];
  readonly goodBytes: number;
  readonly sum: number;
  readonly isDamaged: boolean;
}

/** Throws where the folder is not there, or cannot be written. */
export async function openCartJournal<Kept>(folder: string): Promise<OpenedJournal<Kept>> {
  const path = join(folder, FILE);
  const bytes = existsSync(path) ? readFileSync(path) : new Uint8Array();
  const read = readLines(bytes);
  let damagedFile: string | null = null;
  if (read.isDamaged) {
    damagedFile = `${path}.damaged-${randomUUID()}`;
    const handle = await open(damagedFile, "wx", PRIVATE_FILE);
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  }
  if (read.goodBytes < bytes.length) truncateSync(path, read.goodBytes);
  const handle = await open(path, "a", PRIVATE_FILE);
  await handle.sync();
  syncFolder(folder);
  return {
    journal: createWriter(folder, handle, read.sum),
    records: read.texts.map((text) => JSON.parse(text) as Kept),
    damagedFile,
  };
}

/** What is to be written: a record more, or others in place of all before. */
type Write<Kept> = { readonly record: Kept } | { readonly instead: readonly Kept[] };

function createWriter<Kept>(
  folder: string,
  opened: FileHandle,
  sumBefore: number,
): CartJournal<Kept> {
  let handle = opened;
  let sum = sumBefore;
  let waiting: Write<Kept>[] = [];
  let writing: Promise<void> | null = null;
  /** After a write that failed nothing is known of the file's end: nothing more is promised. */
  let failure: unknown = null;
  const formatAll = (records: readonly Kept[]): string => {
    let text = "";
    for (const record of records) {
      const line = formatLine(JSON.stringify(record), sum);
      ({ sum } = line);
      text += line.text;
    }
    return text;
  };
  const writeAll = async (writes: readonly Write<Kept>[]): Promise<void> => {
    const from = writes.findLastIndex((write) => "instead" in write);
    const records = writes
      .slice(Math.max(0, from))
      .flatMap((write) => ("instead" in write ? write.instead : [write.record]));
    if (from === -1) {
      await handle.appendFile(formatAll(records));
      await handle.datasync();
      return;
    }
    const next = join(folder, NEXT);
    const former = handle;
    handle = await open(next, "w", PRIVATE_FILE);
    sum = 0;
    await handle.appendFile(formatAll(records));
    await handle.sync();
    renameSync(next, join(folder, FILE));
    syncFolder(folder);
    await former.close();
  };
  const writeOnce = async (): Promise<void> => {
    if (failure !== null) throw failure;
    const writes = waiting;
    waiting = [];
    try {
      await writeAll(writes);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const flush = async (): Promise<void> => {
    while (writing !== null) await writing;
    if (waiting.length === 0) return;
    writing = writeOnce().finally(() => {
      writing = null;
    });
    await writing;
  };
  const add = (write: Write<Kept>): Promise<void> => {
    waiting.push(write);
    return flush();
  };
  return {
    append: (record) => add({ record }),
    replace: (records) => add({ instead: records }),
    close: async () => {
      await flush();
      await handle.close();
    },
  };
}

function formatLine(json: string, before: number): { readonly text: string; readonly sum: number } {
  const sum = crc32(ENCODER.encode(`${before} ${json}`));
  return { text: `${sum.toString(16).padStart(SUM_CHARS, "0")} ${json}\n`, sum };
}

/** The records up to the first that is not as it was written. */
function readLines(bytes: Uint8Array): ReadFile {
  const texts: string[] = [];
  let sum = 0;
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    const line = new TextDecoder().decode(bytes.subarray(at, end === -1 ? bytes.length : end));
    const json = line.slice(SUM_CHARS + 1);
    const written = formatLine(json, sum);
    if (end === -1 || written.text !== `${line}\n`) {
      // What a power cut tears off is a line without its end; a whole one was changed afterwards.
      return { texts, goodBytes: at, sum, isDamaged: end !== -1 };
    }
    texts.push(json);
    ({ sum } = written);
    at = end + 1;
  }
  return { texts, goodBytes: at, sum, isDamaged: false };
}
