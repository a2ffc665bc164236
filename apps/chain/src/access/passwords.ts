/** Rules for the passwords of the chain's users, who have a second factor besides. */
import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import { normalizePassword } from "@saunter/server/passwords/password-hash";
import { PASSWORD_CHARS_MIN } from "./access-limits.ts";

/** What is wrong with a password that somebody chooses; null: nothing. */
export function findPasswordFault(password: string, names: readonly string[]): string | null {
  const plain = normalizePassword(password);
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
