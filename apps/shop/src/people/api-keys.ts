/** Keys of programs: gates, devices, sensors, integrators. Shown once, kept as a hash. */
import { createHash, randomBytes } from "node:crypto";

const KEY_BYTES = 32;
/** By its beginning a key is found where it has been left lying about. */
const PREFIX = "saunter_";
const API_KEY = /^saunter_[A-Za-z0-9_-]{43}$/;

/** A new key of 256 random bits. */
export function makeApiKey(): string {
  return `${PREFIX}${randomBytes(KEY_BYTES).toString("base64url")}`;
}

export function isApiKey(text: string): boolean {
  return API_KEY.test(text);
}

/** SHA-256: so many random bits need no slow hash, nobody can try them out. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
