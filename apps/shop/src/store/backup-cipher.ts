/**
 * Backups that are encrypted with a pass phrase. scrypt (RFC 7914) makes two keys of it: one proves
 * the header, and with that the pass phrase; with the other AES-256-GCM encrypts the file chunk by
 * chunk, as age does (STREAM, eprint.iacr.org/2015/189): a chunk's nonce is its number and whether it
 * is the last, so that none can be left out, moved or added. Nothing of a chunk is written before its
 * tag is checked. Each file has a salt, and so a key, of its own.
 *
 *     "saunter-backup\n" | version | log2 N | r | p | salt (16) | HMAC-SHA-256 of these (32) | chunks
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { makePrivateFile } from "./private-files.ts";
import { BackupError } from "./store-error.ts";

const MAGIC = Buffer.from("saunter-backup\n");
const VERSION = 1;
/**
 * N = 2^17, r = 8, p = 1: the first that OWASP's Password Storage Cheat Sheet names for scrypt; it
 * takes 128 MiB and less than a second.
 */
const COST = { log2N: 17, r: 8, p: 1 } as const;
/** A header that asks for more is not worth the memory that it would take. */
const COST_MAX = { log2N: 20, r: 8, p: 4 } as const;

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MAC_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";
const AT = { version: 15, log2N: 16, r: 17, p: 18, salt: 19, mac: 19 + SALT_BYTES } as const;
const HEADER_BYTES = AT.mac + MAC_BYTES;
/** Plain bytes of a chunk. */
export const CHUNK_BYTES = 64 * 1024;

interface Keys {
  readonly content: Uint8Array;
  readonly header: Uint8Array;
}

/** Whether a file is an encrypted backup, of whatever version; what is not there is none. */
export async function isEncrypted(path: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  try {
    return (await readUpTo(file, MAGIC.length)).equals(MAGIC);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EISDIR") return false;
    throw error;
  } finally {
    await file.close();
  }
}

/** Writes a file, encrypted, to a new one; on the disk when it resolves. */
export async function encryptFile(from: string, to: string, passPhrase: string): Promise<void> {
  const { header, keys } = await makeHeader(passPhrase);
  makePrivateFile(to);
  const source = await open(from, "r");
  try {
    const target = await open(to, "r+");
    try {
      await target.write(header);
      for await (const { bytes, number, isLast } of readChunks(source, CHUNK_BYTES)) {
        const cipher = createCipheriv(CIPHER, keys.content, makeNonce(number, isLast));
        const sealed = [cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
        await target.write(Buffer.concat(sealed));
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
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
  const file = await open(path, "r");
  let header: Buffer;
  try {
    header = await readUpTo(file, HEADER_BYTES);
  } finally {
    await file.close();
  }
  const keys = await openHeader(header, path, passPhrase);
  return { decryptTo: (to) => decryptFile(path, to, keys) };
}

async function decryptFile(path: string, to: string | null, keys: Keys): Promise<void> {
  const source = await open(path, "r");
  try {
    await readUpTo(source, HEADER_BYTES);
    if (to !== null) makePrivateFile(to);
    const target = to === null ? null : await open(to, "r+");
    try {
      for await (const chunk of readChunks(source, CHUNK_BYTES + TAG_BYTES)) {
        const plain = openChunk(chunk, keys);
        if (plain === null) throw damaged(path);
        await target?.write(plain);
      }
      await target?.sync();
    } finally {
      await target?.close();
    }
  } finally {
    await source.close();
  }
}

interface Chunk {
  readonly bytes: Buffer;
  readonly number: number;
  readonly isLast: boolean;
}

/** From where the file stands to its end. The last chunk may be shorter; an empty file has one. */
async function* readChunks(file: FileHandle, length: number): AsyncGenerator<Chunk, void> {
  let bytes = await readUpTo(file, length);
  for (let number = 0; ; number++) {
    const next = bytes.length < length ? Buffer.alloc(0) : await readUpTo(file, length);
    const isLast = next.length === 0;
    yield { bytes, number, isLast };
    if (isLast) return;
    bytes = next;
  }
}

/** What a chunk says; null where it is not what was written in this place. */
function openChunk({ bytes, number, isLast }: Chunk, { content }: Keys): Buffer | null {
  if (bytes.length < TAG_BYTES) return null;
  const nonce = makeNonce(number, isLast);
  const decipher = createDecipheriv(CIPHER, content, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(bytes.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // Node says of a tag that is wrong this alone.
    return null;
  }
}

function makeNonce(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(number, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}

async function makeHeader(passPhrase: string): Promise<{ header: Buffer; keys: Keys }> {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header[AT.version] = VERSION;
  header[AT.log2N] = COST.log2N;
  header[AT.r] = COST.r;
  header[AT.p] = COST.p;
  randomBytes(SALT_BYTES).copy(header, AT.salt);
  const keys = await deriveKeys(passPhrase, header);
  proveHeader(header, keys).copy(header, AT.mac);
  return { header, keys };
}

async function openHeader(header: Buffer, path: string, passPhrase: string): Promise<Keys> {
  if (header.length > AT.version && header[AT.version]! > VERSION) {
    throw new BackupError(
      "backup-newer",
      `${path} is of a later version of Saunter; update it first`,
    );
  }
  if (header.length < HEADER_BYTES || !isAffordable(header)) throw damaged(path);
  const keys = await deriveKeys(passPhrase, header);
  if (timingSafeEqual(proveHeader(header, keys), header.subarray(AT.mac))) return keys;
  throw new BackupError(
    "pass-phrase-wrong",
    `this is not the pass phrase of ${path}, or the beginning of the file was altered; nothing is changed`,
  );
}

function isAffordable(header: Buffer): boolean {
  const isWithin = (name: keyof typeof COST): boolean =>
    header[AT[name]]! >= 1 && header[AT[name]]! <= COST_MAX[name];
  return isWithin("log2N") && isWithin("r") && isWithin("p");
}

function deriveKeys(passPhrase: string, header: Buffer): Promise<Keys> {
  const [N, r, p] = [2 ** header[AT.log2N]!, header[AT.r]!, header[AT.p]!];
  const options: ScryptOptions = { N, r, p, maxmem: 2 * 128 * N * r };
  const salt = header.subarray(AT.salt, AT.salt + SALT_BYTES);
  // Keyboards write one character in several ways.
  const text = passPhrase.normalize("NFKC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 2 * KEY_BYTES, options, (error, bytes) => {
      if (error !== null) reject(error);
      else resolve({ content: bytes.subarray(0, KEY_BYTES), header: bytes.subarray(KEY_BYTES) });
    });
  });
}

function proveHeader(header: Buffer, keys: Keys): Buffer {
  return createHmac("sha256", keys.header).update(header.subarray(0, AT.mac)).digest();
}

function damaged(path: string): BackupError {
  return new BackupError(
    "backup-damaged",
    `${path} is incomplete or was altered; nothing is changed: use another backup`,
  );
}

/** Fewer bytes only at the end of the file. */
async function readUpTo(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
