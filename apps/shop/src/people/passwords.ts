/** Rules for passwords. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import { normalizePassword } from "@saunter/server/passwords/password-hash";
import { listCommonPasswords } from "./common-passwords.ts";
import { foldName } from "./names.ts";
import { PASSWORD_CHARS_MIN } from "./people-limits.ts";

/** Shorter words stand in many a password that is good. */
const COMMON_STEM_CHARS_MIN = 4;

/** Some that the list of leaked ones lacks, and words that ours are made of with a number. */
const COMMONEST: ReadonlySet<string> = new Set([
  ...["123456789012", "1234567890123", "12345678901234", "123456789123", "123456123456"],
  ...["000000000000", "111111111111", "112233445566", "121212121212", "987654321098"],
  ...["1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6", "qwertyuiop", "qwertyuiopas"],
  ...["qwertyqwerty", "asdfghjkl", "abcdefghijkl", "abcdefgh", "abcabcabcabc"],
  ...["password", "passwordpassword", "passw0rd", "p@ssw0rd", "p@ssword", "mypassword"],
  ...["secret", "letmein", "welcome", "changeme", "changeit", "default", "iloveyou", "sunshine"],
  ...["princess", "football", "baseball", "superman", "dragon", "monkey", "master", "qwerty"],
  ...["admin", "administrator", "adminadmin", "operator", "reviewer", "manager", "user", "test"],
  ...["saunter", "checkout", "shop", "correcthorsebatterystaple", "correct horse battery staple"],
]);

/**
 * Whether a password may be chosen: length, not among those that were leaked most often, with or without
 * numbers and signs around it, not one of those again and again, not the user's name. Refuses with `input-invalid` and what to do; never repeats the password.
 */
export function checkPassword(password: string, name: string): Result<void> {
  const plain = normalizePassword(password);
  if (plain.length < PASSWORD_CHARS_MIN) {
    return refuse(
      "input-invalid",
      `The password is too short: take ${PASSWORD_CHARS_MIN} characters or more, ` +
        "such as a few unrelated words.",
    );
  }
  if (isTooLong(password)) {
    return refuse(
      "input-invalid",
      `The password is too long: take ${PASSWORD_CHARS_MAX} characters at most.`,
    );
  }
  const folded = foldName(plain);
  // "Password2024!" is "password" with what everybody puts after it.
  const stem = trimSigns(folded);
  if (isCommon(folded, stem)) {
    return refuse("input-invalid", "Many people have this password: choose another.");
  }
  const ownName = foldName(name);
  if (folded === ownName || (stem !== "" && stem === trimSigns(ownName))) {
    return refuse("input-invalid", "The password is the user's name: choose another.");
  }
  return accept(undefined);
}

function isCommon(folded: string, stem: string): boolean {
  if (COMMONEST.has(folded) || COMMONEST.has(stem)) return true;
  const leaked = listCommonPasswords();
  if (leaked.has(folded) || leaked.has(findUnit(folded))) return true;
  return stem.length >= COMMON_STEM_CHARS_MIN && (leaked.has(stem) || leaked.has(findUnit(stem)));
}

/** The shortest text of which a text is made by repeating it: "dragon" of "dragondragon". */
function findUnit(text: string): string {
  return text.slice(0, (text + text).indexOf(text, 1));
}

/** Whether it cannot be anybody's password, and is not worth hashing. */
export function isTooLong(password: string): boolean {
  return password.length > PASSWORD_CHARS_MAX;
}

function trimSigns(text: string): string {
  return text.replace(/^[^\p{L}]+/u, "").replace(/[^\p{L}]+$/u, "");
}
