/** Which passwords may be chosen, in shops and in the chain. */
import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { normalizePassword } from "./password-hash.ts";

/** NIST SP 800-63B requires 8, and 15 if a password is all there is. */
export const PASSWORD_CHARS_MIN = 12;

/** As few as zxcvbn's highest score, "very unguessable", has: 10,000 guesses a second take days. */
const GUESSES_MIN = 1e10;

/** zxcvbn's work grows with the square of the length. */
const CHARS_CHECKED_MAX = 100;

/** Our own words, and the demonstration's password, which is in our documentation. */
const PUBLISHED = ["saunter", "correct horse battery staple", "walk in, walk out"];

/** Null if the password may be chosen, else what is wrong and what to do, without the password. */
export async function findPasswordFault(
  password: string,
  names: readonly string[],
): Promise<string | null> {
  const plain = normalizePassword(password);
  if (plain.length < PASSWORD_CHARS_MIN) {
    return `The password is too short. Use ${PASSWORD_CHARS_MIN} characters or more, such as four unrelated words.`;
  }
  if (password.length > PASSWORD_CHARS_MAX) {
    return `The password is too long. Use ${PASSWORD_CHARS_MAX} characters or fewer.`;
  }
  zxcvbn ??= await loadZxcvbn();
  const checked = plain.slice(0, CHARS_CHECKED_MAX);
  const { guesses } = zxcvbn.check(checked, names.map(normalizePassword).flatMap(listSpellings));
  return guesses < GUESSES_MIN
    ? "The password is easy to guess. Use four or more unrelated words, without your name."
    : null;
}

let zxcvbn: ZxcvbnFactory | null = null;

/** On first use: its dictionaries take tens of megabytes, and few processes see a new password. */
async function loadZxcvbn(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return new ZxcvbnFactory({
    dictionary: {
      ...common.dictionary,
      ...english.dictionary,
      published: PUBLISHED.flatMap(listSpellings),
    },
    graphs: common.adjacencyGraphs,
  });
}

/** zxcvbn finds a phrase in any case, but only with the separators that it's listed with. */
function listSpellings(phrase: string): string[] {
  const words = phrase.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return [phrase.toLowerCase(), ...["", " ", "-", "_", "."].map((mark) => words.join(mark))];
}
