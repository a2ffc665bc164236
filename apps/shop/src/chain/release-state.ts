/** Which release of Saunter a shop runs, and which were tried and put back: a file of the supervisor's own. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isReleaseVersion } from "@saunter/protocol/chain/release-messages";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { PRIVATE_FILE } from "../store/private-files.ts";

const RELEASE_STATE = Type.Object({
  current: Type.String(),
  /** Is being tried: null where none is. What was before stands in `current` until it has proved itself. */
  trying: Type.Union([Type.String(), Type.Null()]),
  /** By version, why; it is not tried again until another one was wanted, or it was missing and is installed. */
  refused: Type.Record(Type.String(), Type.String()),
});
export type ReleaseState = Static<typeof RELEASE_STATE>;

const FILE = "release.json";
const REFUSED_FILE = "release-refused.json";

/** Null if there is no such file, or it is none: versions become names of folders whose program is run. */
export function readReleaseState(folder: string): ReleaseState | null {
  const state = readJson(join(folder, FILE));
  if (!Check(RELEASE_STATE, state)) return null;
  const { current, trying } = state;
  return [current, trying ?? current].every(isReleaseVersion) ? state : null;
}

export function writeReleaseState(folder: string, state: ReleaseState): void {
  writeJson(join(folder, FILE), state);
}

const REFUSAL = Type.Object({ version: Type.String(), reason: Type.String() });
export type ReleaseRefusal = Static<typeof REFUSAL>;

/** For the shop's process, which writes it into the journal. */
export function leaveRefusal(folder: string, refusal: ReleaseRefusal): void {
  writeJson(join(folder, REFUSED_FILE), refusal);
}

/** What the supervisor has left; null where nothing. */
export function findRefusal(folder: string): ReleaseRefusal | null {
  const refusal = readJson(join(folder, REFUSED_FILE));
  return Check(REFUSAL, refusal) ? refusal : null;
}

/** Once it is in the journal. */
export function removeRefusal(folder: string): void {
  rmSync(join(folder, REFUSED_FILE), { force: true });
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function writeJson(path: string, value: unknown): void {
  const arriving = `${path}.arriving`;
  writeFileSync(arriving, JSON.stringify(value), { mode: PRIVATE_FILE, flush: true });
  renameSync(arriving, path);
}
