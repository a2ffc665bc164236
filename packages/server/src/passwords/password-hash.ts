/** Hashes of passwords. */
import { hash, verify } from "@node-rs/argon2";

/**
 * Argon2id with 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet
 * asks for. More would be paid by small computers, which weigh shelves meanwhile.
 */
const ARGON2 = {
  /** `Algorithm.Argon2id`, of an enum that is types alone. */
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;

/** The hash of no password, with the same work in it: for names that nobody has. */
export const DECOY_HASH =
  `$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=${ARGON2.parallelism}` +
  `$${encodeZeros(16)}$${encodeZeros(ARGON2.outputLen)}`;

/** Base64 without padding, as these hashes are written. */
function encodeZeros(bytes: number): string {
  return Buffer.alloc(bytes).toString("base64").replaceAll("=", "");
}

/** Keyboards write one character in several ways; NIST SP 800-63B, section 3.1.1.2. */
export function normalizePassword(password: string): string {
  return password.normalize("NFKC");
}

/** Argon2id in the PHC format. Takes a tenth of a second on a thread of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalizePassword(password), ARGON2);
}

/** Whether a hash is of this password; of `DECOY_HASH` none is. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normalizePassword(password));
}
