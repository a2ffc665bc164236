/** Puts a backup back without losing events that came after it. */
import { rmSync } from "node:fs";
import {
  forgetProjections,
  openBackup,
  openForReading,
  putInPlace,
  useDatabase,
} from "../../store/backup.ts";
import type { Head } from "../../store/head-mark.ts";
import { openJournalReader, openRowWriter } from "../../store/journal.ts";
import { lockFolder } from "../../store/process-lock.ts";
import { nameFiles } from "../../store/store.ts";
import { fillStreamEnds } from "../../store/stream-tables.ts";

export interface PutBackFacts {
  /** Events that came after the backup, and are there. */
  readonly kept: number;
  /** Folder of the database as it was. */
  readonly setAside: string | null;
}

/**
 * Tables beside the journal are those of the backup. Throws `database-locked` while a process has the folder, and
 * what `openBackup` throws.
 */
export async function putBackWithEvents(file: string, folder: string): Promise<PutBackFacts> {
  const opened = await openBackup(file, null);
  const lock = lockFolder(folder);
  const { database } = nameFiles(folder);
  const arriving = `${database}.arriving`;
  try {
    rmSync(arriving, { force: true });
    const before = await opened.copyTo(arriving);
    const head = copyEvents(database, arriving);
    forgetProjections(arriving);
    const setAside = putInPlace(folder, arriving, head);
    return { kept: head.position - before.position, setAside };
  } finally {
    rmSync(arriving, { force: true });
    lock.release();
  }
}

function copyEvents(from: string, to: string): Head {
  const source = openForReading(from);
  try {
    const { readRowsFrom } = openJournalReader(source);
    return useDatabase(to, (db) => {
      db.exec("BEGIN");
      const writer = openRowWriter(db);
      for (;;) {
        const rows = readRowsFrom(writer.head().position + 1);
        if (rows.length === 0 || !rows.every(writer.write)) break;
      }
      fillStreamEnds(db);
      db.exec("COMMIT");
      return writer.head();
    });
  } finally {
    source.close();
  }
}
