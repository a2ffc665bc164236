/**
 * What happened on a cart, in a file that is only ever appended to: a record a line, with a checksum over the record
 * and the checksum before it, so that what was cut, changed or reordered is found. A record counts once it is on the
 * disk. A line that a power cut tore off at the end was never acknowledged, and is cut away.
 */
import { existsSync, readFileSync, renameSync, truncateSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "@saunter/protocol/devices/crc32";
import { PRIVATE_FILE } from "@saunter/shop/store/private-files";
import { syncFolder } from "@saunter/shop/store/sync-folder";

export interface CartJournal<Kept> {
  /**
   * Resolves once it is on the disk; those that come meanwhile go there together. One that could not be written goes
   * there with the next that can.
   */
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
    // The last one alone: it has a trip's lines, and who pays.
    damagedFile = `${path}.damaged`;
    const handle = await open(damagedFile, "w", PRIVATE_FILE);
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  }
  if (read.goodBytes < bytes.length) truncateSync(path, read.goodBytes);
  const handle = await open(path, "a", PRIVATE_FILE);
  await handle.sync();
  syncFolder(folder);
  const records = read.texts.map((text) => JSON.parse(text) as Kept);
  return { journal: createWriter(folder, handle, read.sum, records), records, damagedFile };
}

function createWriter<Kept>(
  folder: string,
  opened: FileHandle,
  sumBefore: number,
  recordsBefore: readonly Kept[],
): CartJournal<Kept> {
  let handle = opened;
  let sum = sumBefore;
  let records: Kept[] = [...recordsBefore];
  /** How many of them are on the disk; null: nothing is known of the file's end, or it has others. */
  let writtenCount: number | null = records.length;
  let writing: Promise<void> | null = null;
  const formatAll = (some: readonly Kept[]): string => {
    let text = "";
    for (const record of some) {
      const line = formatLine(JSON.stringify(record), sum);
      ({ sum } = line);
      text += line.text;
    }
    return text;
  };
  const writeMore = async (more: readonly Kept[]): Promise<void> => {
    await handle.appendFile(formatAll(more));
    await handle.datasync();
  };
  const writeAnew = async (all: readonly Kept[]): Promise<void> => {
    const next = join(folder, NEXT);
    const nextHandle = await open(next, "w", PRIVATE_FILE);
    sum = 0;
    try {
      await nextHandle.appendFile(formatAll(all));
      await nextHandle.sync();
      renameSync(next, join(folder, FILE));
      syncFolder(folder);
    } catch (error) {
      await nextHandle.close();
      throw error;
    }
    const former = handle;
    handle = nextHandle;
    await former.close();
  };
  /** After one that failed, the next writes a new file: a full disk may have space again. */
  const writeOnce = async (): Promise<void> => {
    const [from, own] = [writtenCount, records];
    const upTo = own.length;
    writtenCount = null;
    await (from === null ? writeAnew(own.slice(0, upTo)) : writeMore(own.slice(from, upTo)));
    if (own === records) writtenCount = upTo;
  };
  const flush = async (): Promise<void> => {
    // Whether others' records could be written is theirs to hear.
    while (writing !== null) await writing.catch(() => {});
    if (writtenCount === records.length) return;
    writing = writeOnce().finally(() => {
      writing = null;
    });
    await writing;
  };
  return {
    append: (record) => {
      records.push(record);
      return flush();
    },
    replace: (others) => {
      records = [...others];
      writtenCount = null;
      return flush();
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await handle.close();
      }
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
