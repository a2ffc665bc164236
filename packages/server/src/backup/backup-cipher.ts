/**
 * The encryption of backups, as a stream: a database of many gigabytes is neither in memory nor in a second file. scrypt (RFC 7914) makes two keys of the pass phrase; one proves the header, with the other AES-256-GCM
 * encrypts chunk by chunk. A chunk's nonce is its number and whether it is the last, so that none can be left out,
 * moved or added (STREAM, eprint.iacr.org/2015/189).
 *
 *     "saunter-backup\n" | version | log2 N | r | p | salt (16) | HMAC-SHA-256 of these (32) | chunks
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { BackupError } from "./backup-error.ts";

/** How every encrypted backup begins, of whatever version. */
export const MAGIC = Buffer.from("saunter-backup\n");
const VERSION = 1;
/** As OWASP's Password Storage Cheat Sheet has it for scrypt: 128 MiB, and less than a second. */
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

export type Bytes = AsyncIterable<Uint8Array>;

/** The whole file. */
export async function* encrypt(plain: Bytes, passPhrase: string): AsyncGenerator<Buffer, void> {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header[AT.version] = VERSION;
  header[AT.log2N] = COST.log2N;
  header[AT.r] = COST.r;
  header[AT.p] = COST.p;
  randomBytes(SALT_BYTES).copy(header, AT.salt);
  const keys = await deriveKeys(passPhrase, header);
  proveHeader(header, keys).copy(header, AT.mac);
  yield header;
  for await (const { bytes, number, isLast } of cut(plain, CHUNK_BYTES)) {
    const cipher = createCipheriv(CIPHER, keys.content, makeNonce(number, isLast));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

export interface Unlocked {
  /** What was encrypted, of the whole file; nothing of a chunk is given before it is checked. Throws `backup-damaged`. */
  decrypt(file: Bytes): AsyncGenerator<Buffer, void>;
}

/**
 * Proves the pass phrase by the beginning of a file. Throws `backup-foreign`, `backup-newer`, `pass-phrase-wrong`, and
 * `backup-damaged` where it finds that.
 *
 * @param name of the file, for messages
 */
export async function unlock(file: Bytes, passPhrase: string, name: string): Promise<Unlocked> {
  const header = await readHeader(file);
  const keys = await openHeader(header, name, passPhrase);
  return {
    decrypt: async function* (again) {
      const reader = createReader(again);
      await reader.readUpTo(HEADER_BYTES);
      yield* openChunks(reader.rest(), keys, name);
    },
  };
}

async function readHeader(file: Bytes): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of file) {
    read.push(piece);
    if (Buffer.concat(read).length >= HEADER_BYTES) break;
  }
  return Buffer.concat(read).subarray(0, HEADER_BYTES);
}

/** What was encrypted, of a file that is read once. Throws as `unlock` and what it gives do. */
export async function* decrypt(
  file: Bytes,
  passPhrase: string,
  name: string,
): AsyncGenerator<Buffer, void> {
  const reader = createReader(file);
  const keys = await openHeader(await reader.readUpTo(HEADER_BYTES), name, passPhrase);
  yield* openChunks(reader.rest(), keys, name);
}

async function* openChunks(sealed: Bytes, keys: Keys, name: string): AsyncGenerator<Buffer, void> {
  for await (const chunk of cut(sealed, CHUNK_BYTES + TAG_BYTES)) {
    const plain = openChunk(chunk, keys);
    if (plain === null) throw damaged(name);
    yield plain;
  }
}

export function damaged(name: string): BackupError {
  return new BackupError(
    "backup-damaged",
    `${name} is incomplete or was altered; nothing is changed: use another backup`,
  );
}

interface Chunk {
  readonly bytes: Buffer;
  readonly number: number;
  readonly isLast: boolean;
}

/** Pieces of one length; the last may be shorter, and an empty source has one. */
async function* cut(source: Bytes, length: number): AsyncGenerator<Chunk, void> {
  const reader = createReader(source);
  let bytes = await reader.readUpTo(length);
  for (let number = 0; ; number++) {
    const next = bytes.length < length ? Buffer.alloc(0) : await reader.readUpTo(length);
    const isLast = next.length === 0;
    yield { bytes, number, isLast };
    if (isLast) return;
    bytes = next;
  }
}

export interface ByteReader {
  /** Fewer only at the end. */
  readUpTo(length: number): Promise<Buffer>;
  /** All that has not been read. */
  rest(): Bytes;
}

export function createReader(source: Bytes): ByteReader {
  const pieces = source[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  return {
    readUpTo: async (length) => {
      while (heldBytes < length) {
        const { done, value } = await pieces.next();
        if (done) break;
        held.push(value);
        heldBytes += value.length;
      }
      const all = held.length === 1 ? Buffer.from(held[0]!) : Buffer.concat(held);
      const taken = all.subarray(0, length);
      held = all.length > length ? [all.subarray(length)] : [];
      heldBytes -= taken.length;
      return taken;
    },
    rest: async function* () {
      yield* held;
      held = [];
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
    },
  };
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

async function openHeader(header: Buffer, name: string, passPhrase: string): Promise<Keys> {
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new BackupError("backup-foreign", `${name} is no backup that Saunter has written`);
  }
  if (header.length > AT.version && header[AT.version]! > VERSION) {
    throw new BackupError(
      "backup-newer",
      `${name} is of a later version of Saunter; update it first`,
    );
  }
  if (header.length < HEADER_BYTES || !isAffordable(header)) throw damaged(name);
  const keys = await deriveKeys(passPhrase, header);
  if (timingSafeEqual(proveHeader(header, keys), header.subarray(AT.mac))) return keys;
  throw new BackupError(
    "pass-phrase-wrong",
    `this is not the pass phrase of ${name}, or the beginning of the file was altered; nothing is changed`,
  );
}

function isAffordable(header: Buffer): boolean {
  const isWithin = (name: keyof typeof COST): boolean =>
    header[AT[name]]! >= 1 && header[AT[name]]! <= COST_MAX[name];
  return isWithin("log2N") && isWithin("r") && isWithin("p");
}

function deriveKeys(passPhrase: string, header: Buffer): Promise<Keys> {
  const [N, r, p] = [2 ** header[AT.log2N]!, header[AT.r]!, header[AT.p]!];
  const salt = header.subarray(AT.salt, AT.salt + SALT_BYTES);
  const { promise, resolve, reject } = Promise.withResolvers<Keys>();
  // Keyboards write one character in several ways.
  const text = passPhrase.normalize("NFKC");
  scrypt(text, salt, 2 * KEY_BYTES, { N, r, p, maxmem: 2 * 128 * N * r }, (error, bytes) => {
    if (error !== null) reject(error);
    else resolve({ content: bytes.subarray(0, KEY_BYTES), header: bytes.subarray(KEY_BYTES) });
  });
  return promise;
}

function proveHeader(header: Buffer, keys: Keys): Buffer {
  return createHmac("sha256", keys.header).update(header.subarray(0, AT.mac)).digest();
}
