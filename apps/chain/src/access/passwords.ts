/** Passwords of the chain's users, who have a second factor besides. */
import { hash, verify } from "@node-rs/argon2";
import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import { PASSWORD_CHARS_MIN } from "./access-limits.ts";

/**
 * Argon2id with 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet asks for.
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

/** What is wrong with a password that somebody chooses; null: nothing. */
export function findPasswordFault(password: string, names: readonly string[]): string | null {
  const plain = normalize(password);
  if (plain.length < PASSWORD_CHARS_MIN) {
    return `The password is too short: take ${PASSWORD_CHARS_MIN} characters or more.`;
  }
  if (plain.length > PASSWORD_CHARS_MAX) return "The password is too long.";
  if (new Set(plain).size < 5) return "The password repeats few characters: choose another.";
  const folded = plain.toLowerCase();
  if (names.some((name) => name.length > 3 && folded.includes(name.toLowerCase()))) {
    return "The password has your name in it: choose another.";
  }
  return null;
}

/** Keyboards write one character in several ways; NIST SP 800-63B, section 3.1.1.2. */
function normalize(password: string): string {
  return password.normalize("NFKC");
}

export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), ARGON2);
}

/** Of `DECOY_HASH` none is. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normalize(password));
}
