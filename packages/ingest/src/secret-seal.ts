/**
 * What has to be read again and by nobody else, such as secrets of second factors and clips, as it is kept: sealed by AES-256-GCM (NIST SP 800-38D, 2007) with
 * a key that is derived from a private key of the shop's own. Whoever has the database and not the key
 * reads none of them.
 */
import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

export interface SecretSeal {
  /** Bound to its owner: in another's row it is worth nothing. */
  seal(ownerId: string, secret: Uint8Array): Uint8Array;
  /** Null where it was sealed with another key, for another owner, or was changed. */
  open(ownerId: string, sealed: Uint8Array): Uint8Array | null;
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** What SP 800-38D recommends; with random ones a key is good for 2^32 of them. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What sealing adds. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

export function deriveKey(privateKey: KeyObject, use: string): Uint8Array {
  const secret = privateKey.export({ type: "pkcs8", format: "der" });
  return new Uint8Array(hkdfSync("sha256", secret, "", use, KEY_BYTES));
}

export function createSecretSeal(privateKey: KeyObject, use: string): SecretSeal {
  return createSeal(deriveKey(privateKey, use));
}

/**
 * Nonce and tag stand before what is sealed.
 * @param key of 32 bytes
 */
export function createSeal(key: Uint8Array): SecretSeal {
  return {
    seal: (ownerId, secret) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(ownerId));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (ownerId, sealed) => {
      if (sealed.length <= SEAL_BYTES) return null;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(ownerId));
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, SEAL_BYTES));
      const opened = decipher.update(sealed.subarray(SEAL_BYTES));
      try {
        decipher.final();
      } catch (error) {
        // What is wrong with it, the cipher does not say; before this nothing of it counts.
        if (error instanceof Error) return null;
        throw error;
      }
      return new Uint8Array(opened);
    },
  };
}
