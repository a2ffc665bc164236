/** Secrets that are shown once and kept as hashes. */
import { createHash } from "node:crypto";

/** Random bytes of the operating system, or of a test. */
export type RandomBytes = (count: number) => Uint8Array;

/** 256 bits: nobody guesses one, so a plain hash of it is enough. */
const SECRET_BYTES = 32;
const ID_BYTES = 9;

export function makeSecret(random: RandomBytes, prefix = ""): string {
  return `${prefix}${Buffer.from(random(SECRET_BYTES)).toString("base64url")}`;
}

export function makeId(random: RandomBytes): string {
  return Buffer.from(random(ID_BYTES)).toString("hex");
}

/**
 * By which a secret is looked up. How long the look-up takes says something of the hash, of which nobody can make
 * a secret that comes closer.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
