/**
 * The 49,233 most common passwords of leaked lists, the commonest first, all in small letters: those of
 * `@zxcvbn-ts/language-common` 4.1.3, whose licence is beside them.
 */
import { readFileSync } from "node:fs";

const LIST = new URL("common-passwords.txt", import.meta.url);

let known: ReadonlySet<string> | null = null;

/** Read when the first password is chosen, which few starts of the shop see. */
export function listCommonPasswords(): ReadonlySet<string> {
  known ??= new Set(readFileSync(LIST, "utf8").trimEnd().split("\n"));
  return known;
}
