/** Pass phrases of backups and keys: from a file, from the environment, or asked for at a terminal. */
import { readFileSync, statSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { KeepError } from "./keep-error.ts";

export const PASS_PHRASE_VARIABLE = "SAUNTER_BACKUP_PASS_PHRASE";
/** Whoever has the file may try as many as they like: shorter ones are found. */
export const PASS_PHRASE_CHARS_MIN = 12;
const FILE_BYTES_MAX = 4096;

export interface PassPhraseSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks without showing what is typed; null where there is no terminal. */
  readonly ask: ((prompt: string) => Promise<string>) | null;
}

/** What a pass phrase opens. */
export interface PassPhraseUse {
  /** "the backup". */
  readonly of: string;
  /** Of the environment. */
  readonly variable: string;
}

const BACKUP: PassPhraseUse = { of: "the backup", variable: PASS_PHRASE_VARIABLE };

function findGiven(
  file: string | undefined,
  { environment }: PassPhraseSources,
  { variable }: PassPhraseUse,
): string | null {
  if (file === undefined) return environment[variable] || null;
  if (statSync(file).size > FILE_BYTES_MAX) {
    throw new KeepError("pass-phrase-missing", `${file} is too long for a file with a pass phrase`);
  }
  const [line] = readFileSync(file, "utf8").split(/\r?\n/, 1) as [string];
  if (line !== "") return line;
  throw new KeepError("pass-phrase-missing", `${file} has no pass phrase in its first line`);
}

const missing = ({ variable }: PassPhraseUse): Error =>
  new KeepError(
    "pass-phrase-missing",
    `give the pass phrase with --pass-phrase-file or ${variable}`,
  );

/** For something new: long enough, and typed twice where it is typed. */
export async function choosePassPhrase(
  file: string | undefined,
  sources: PassPhraseSources,
  use = BACKUP,
): Promise<string> {
  const given = findGiven(file, sources, use);
  if (given === null && sources.ask === null) throw missing(use);
  const passPhrase = given ?? (await sources.ask!(`Pass phrase of ${use.of}: `));
  if (passPhrase.length < PASS_PHRASE_CHARS_MIN) {
    throw new KeepError(
      "pass-phrase-missing",
      `the pass phrase is too short: take ${PASS_PHRASE_CHARS_MIN} characters or more, such as a few unrelated words`,
    );
  }
  if (given === null && (await sources.ask!("The same again: ")) !== passPhrase) {
    throw new KeepError("pass-phrase-missing", "the two pass phrases differ; nothing is made");
  }
  return passPhrase;
}

/** For what is there. */
export async function findPassPhrase(
  file: string | undefined,
  sources: PassPhraseSources,
  use = BACKUP,
): Promise<string> {
  const given = findGiven(file, sources, use);
  if (given !== null) return given;
  if (sources.ask === null) throw missing(use);
  return sources.ask(`Pass phrase of ${use.of}: `);
}

/** This process's own. */
export const OWN_SOURCES: PassPhraseSources = {
  environment: process.env,
  ask: process.stdin.isTTY === true ? askHidden : null,
};

async function askHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
