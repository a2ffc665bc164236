/** Pass phrases of backups: from a file, from the environment, or asked for at a terminal. */
import { readFileSync, statSync } from "node:fs";
import { CommandFailure } from "../command-line/command-io.ts";

export const PASS_PHRASE_VARIABLE = "SAUNTER_BACKUP_PASS_PHRASE";
/** Whoever has the file may try as many as they like: shorter ones are found. */
export const PASS_PHRASE_CHARS_MIN = 12;
const FILE_BYTES_MAX = 4096;

export interface PassPhraseDependencies {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks on the terminal, without showing what is typed; null where there is none. */
  readonly ask: ((prompt: string) => Promise<string>) | null;
}

export interface PassPhrases {
  /** For a new backup: long enough, and typed twice where it is typed. Throws a `CommandFailure`. */
  choose(file: string | undefined): Promise<string>;
  /** For a backup that is there. Throws a `CommandFailure`. */
  find(file: string | undefined): Promise<string>;
}

export function createPassPhrases({ environment, ask }: PassPhraseDependencies): PassPhrases {
  const readGiven = (file: string | undefined): string | null => {
    if (file !== undefined) return readPassPhraseFile(file);
    return environment[PASS_PHRASE_VARIABLE] || null;
  };
  return {
    choose: async (file) => {
      const given = readGiven(file);
      if (given === null && ask === null) {
        throw new CommandFailure(
          `A backup is encrypted: give a pass phrase with --pass-phrase-file or ${PASS_PHRASE_VARIABLE}. ` +
            "Without one it can be made with --unencrypted.",
        );
      }
      const passPhrase = given ?? (await ask!("Pass phrase of the backup: "));
      if (passPhrase.length < PASS_PHRASE_CHARS_MIN) {
        throw new CommandFailure(
          `The pass phrase is too short: take ${PASS_PHRASE_CHARS_MIN} characters or more, ` +
            "such as a few unrelated words.",
        );
      }
      if (given === null && (await ask!("The same again: ")) !== passPhrase) {
        throw new CommandFailure("The two pass phrases differ; no backup is made.");
      }
      return passPhrase;
    },
    find: async (file) => {
      const given = readGiven(file);
      if (given !== null) return given;
      if (ask !== null) return ask("Pass phrase of the backup: ");
      throw new CommandFailure(
        `The backup is encrypted: give its pass phrase with --pass-phrase-file or ${PASS_PHRASE_VARIABLE}.`,
      );
    },
  };
}

/** The first line of a file. */
function readPassPhraseFile(path: string): string {
  if (statSync(path).size > FILE_BYTES_MAX) {
    throw new CommandFailure(`${path} is too long for a file with a pass phrase.`);
  }
  const line = readFileSync(path, "utf8").split(/\r?\n/, 1)[0]!;
  if (line === "") throw new CommandFailure(`${path} has no pass phrase in its first line.`);
  return line;
}
