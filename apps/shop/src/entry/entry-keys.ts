/**
 * Ed25519 keys of entry codes. The issuer holds the private key; gates and phones hold public ones
 * alone, and can make no codes with them.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { isFullOrderPoint } from "./ed25519-points.ts";

export interface EntryKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const KEY_ID_CHARS = 8;

/** Makes a new pair of keys. */
export function generateEntryKeys(): EntryKeys {
  return generateKeyPairSync("ed25519");
}

/** The key as PEM text (PKCS #8 or SPKI), to be kept in a file. */
export function formatPem(key: KeyObject): string {
  const type = key.type === "private" ? "pkcs8" : "spki";
  return key.export({ type, format: "pem" }) as string;
}

/** The key as the text of a JSON Web Key (RFC 8037). */
export function formatJwk(key: KeyObject): string {
  return JSON.stringify(key.export({ format: "jwk" }));
}

/** The 32 bytes of a public key. */
export function exportRawPublicKey(publicKey: KeyObject): Buffer {
  assertEntryKey(publicKey, "public");
  return Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
}

/** The public key that 32 bytes are. Throws RangeError where they are none of full order. */
export function importRawPublicKey(bytes: Uint8Array): KeyObject {
  if (!isFullOrderPoint(bytes)) throw new RangeError("This is no key of Ed25519 of full order.");
  const x = Buffer.from(bytes).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

/** A short id for a key, from the key itself: two parties name it alike without having met. */
export function deriveKeyId(publicKey: KeyObject): string {
  const digest = createHash("sha256").update(exportRawPublicKey(publicKey)).digest("base64url");
  return digest.slice(0, KEY_ID_CHARS);
}

/** Throws TypeError unless the key is an Ed25519 key of that side; says what to do. */
export function assertEntryKey(key: KeyObject, side: "private" | "public"): void {
  if (key.type !== side) {
    throw new TypeError(
      side === "public"
        ? "A private key was given where a public one belongs: keep it at the issuer alone."
        : "A public key cannot sign: give the issuer its private key.",
    );
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new TypeError(`The key is of type ${key.asymmetricKeyType}: make an Ed25519 key.`);
  }
}

/**
 * Reads a private key from PEM (PKCS #8, no passphrase) or JWK text; refuses with `input-invalid`
 * and what to do. The refusal repeats nothing of the text.
 */
export function parsePrivateKey(text: string): Result<KeyObject> {
  const key = readKey(text, createPrivateKey);
  if (key !== undefined) return accept(key);
  return refuse(
    "input-invalid",
    "This is not a readable Ed25519 private key: give the issuer's, as PEM " +
      "(BEGIN PRIVATE KEY, no passphrase) or as a JWK with its d.",
  );
}

/**
 * Reads a public key from PEM (SPKI) or JWK text; refuses with `input-invalid` and what to do, a
 * private key too: it does not belong at a gate.
 */
export function parsePublicKey(text: string): Result<KeyObject> {
  // A public key can be had from a private one, and Node would do so without a word.
  if (text.includes("PRIVATE KEY") || readKey(text, createPrivateKey) !== undefined) {
    return refuse(
      "input-invalid",
      "This is a private key: keep it at the issuer alone, and give gates its public key.",
    );
  }
  const key = readKey(text, createPublicKey);
  if (key !== undefined && isFullOrderPoint(exportRawPublicKey(key))) return accept(key);
  return refuse(
    "input-invalid",
    "This is not a readable Ed25519 public key: give the issuer's, as PEM " +
      "(BEGIN PUBLIC KEY) or as a JWK.",
  );
}

function readKey(
  text: string,
  create: typeof createPrivateKey | typeof createPublicKey,
): KeyObject | undefined {
  try {
    const isJwk = text.trimStart().startsWith("{");
    const key = create(isJwk ? { key: JSON.parse(text), format: "jwk" } : text);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch (error) {
    // Node has many errors for what is no key; none may reach a log with the key in it.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
