/** Backups that are encrypted with a pass phrase, as files. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type Bytes, encrypt, MAGIC, unlock } from "@saunter/server/backup/backup-cipher";
import { makePrivateFile } from "./private-files.ts";

/** Whether a file is an encrypted backup, of whatever version; what is not there is none. */
export async function isEncrypted(path: string): Promise<boolean> {
  const begin = createReadStream(path, { end: MAGIC.length - 1 });
  try {
    return Buffer.concat(await begin.toArray()).equals(MAGIC);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR") return false;
    throw error;
  }
}

/** Writes a file, encrypted, to a new one; on the disk when it resolves. */
export function encryptFile(from: string, to: string, passPhrase: string): Promise<void> {
  return writeFile(to, encrypt(createReadStream(from), passPhrase));
}

export interface UnlockedBackup {
  /** Writes what was encrypted to a new file; null: reads it through alone. Throws `backup-damaged`. */
  decryptTo(path: string | null): Promise<void>;
}

/**
 * Proves the pass phrase before anything is written. Throws `pass-phrase-wrong`, `backup-damaged`, and
 * `backup-newer` where a later version has made it.
 */
export async function unlockBackup(path: string, passPhrase: string): Promise<UnlockedBackup> {
  const { decrypt } = await unlock(createReadStream(path), passPhrase, path);
  return {
    decryptTo: async (to) => {
      const plain = decrypt(createReadStream(path));
      if (to !== null) return writeFile(to, plain);
      for await (const _ of plain);
    },
  };
}

async function writeFile(path: string, bytes: Bytes): Promise<void> {
  makePrivateFile(path);
  const file = await open(path, "r+");
  try {
    for await (const chunk of bytes) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}
