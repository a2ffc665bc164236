/** Ed25519 signatures of texts (RFC 8032), with keys as configurations and files have them. */
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

const SEED_BYTES = 32;
/** What PKCS #8 has before the seed of an Ed25519 key (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const NAME = "ed25519:";

/** A private key of random bytes. */
export function makeSeed(): Uint8Array {
  return randomBytes(SEED_BYTES);
}

/** @param seed 32 bytes. Throws otherwise. */
export function openSigningKey(seed: Uint8Array): KeyObject {
  if (seed.length !== SEED_BYTES) throw new Error(`a seed has ${SEED_BYTES} bytes`);
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

/** `ed25519:` and the public key, base64url. */
export function formatPublicKey(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return `${NAME}${publicKey.export({ format: "jwk" }).x}`;
}

/** Throws if a text is none of `formatPublicKey`. */
export function openPublicKey(text: string): KeyObject {
  const x = text.slice(NAME.length);
  return createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
}

/** Base64url. */
export function signText(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), key).toString("base64url");
}

/** Whether a signature, base64url, is of a text and by a key. */
export function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
}
