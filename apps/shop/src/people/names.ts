/** Names that people sign in with. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";

/**
 * What two spellings of one name have in common: compatible characters (NFKC) and both cases are
 * alike. Through small letters to capitals and back, so that "ẞ", "ß" and "SS" are too.
 */
export function foldName(name: string): string {
  const capitals = name.normalize("NFKC").toLowerCase().toUpperCase();
  return capitals.toLowerCase().normalize("NFKC");
}

/**
 * The name as it is kept: composed, without spaces around it. Refuses with `input-invalid` what is
 * empty, too long, or has characters that are not seen: two names could look the same.
 */
export function readName(text: string): Result<string> {
  if (text.length <= 2 * USER_NAME_CHARS_MAX) {
    const name = text.normalize("NFKC").trim();
    const isShort = name.length <= USER_NAME_CHARS_MAX;
    if (isShort && /^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u.test(name)) return accept(name);
  }
  return refuse(
    "input-invalid",
    `A name has 1 to ${USER_NAME_CHARS_MAX} visible characters, with single spaces ` +
      "between words: choose another.",
  );
}
