/** Secrets as the database has them: AES-256-GCM, so that a copy of it is of no use. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param key 32 bytes
 * @param context what it is a secret of: it opens with the same alone, so that no row has another's
 */
export function sealBytes(secret: Uint8Array, key: Uint8Array, context = ""): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/** Throws where it was sealed with another key or context, or changed. */
export function openBytes(sealed: Uint8Array, key: Uint8Array, context = ""): Uint8Array {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
  const secret = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([secret, decipher.final()]);
}

export interface Opened {
  readonly secret: Uint8Array;
  /** Whether the first of the keys has sealed it. */
  readonly isNewest: boolean;
}

/** By whichever of the keys has sealed it; null where none of them has. */
export function openByAny(
  sealed: Uint8Array,
  keys: readonly Uint8Array[],
  context = "",
): Opened | null {
  for (const [at, key] of keys.entries()) {
    try {
      return { secret: openBytes(sealed, key, context), isNewest: at === 0 };
    } catch {
      // Node says of a tag that is wrong this alone.
    }
  }
  return null;
}

/** @param key 32 bytes. */
export function sealSecret(secret: string, key: Uint8Array): Uint8Array {
  return sealBytes(Buffer.from(secret), key);
}

/** Throws where none of the keys has sealed it. */
export function openSecret(sealed: Uint8Array, keys: readonly Uint8Array[]): string {
  const opened = openByAny(sealed, keys);
  if (opened === null) throw new Error("none of the keys opens this secret");
  return Buffer.from(opened.secret).toString("utf8");
}
