/** Data files on devices that a configuration names: of the program, or of the shop's own. */
import { resolve } from "node:path";
import { noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { LookupContext } from "./take-secret.ts";

export interface DataFile<T, S extends object> {
  readonly owner: S;
  readonly key: keyof S & string;
  /** Its text, where it comes with the program. */
  readonly shipped: string | null;
  /** What comes with the program. */
  readonly names: readonly string[];
  /** Throws what says what is wrong with it. */
  readonly parse: (text: string) => T;
}

/** Null where it cannot be read, which is noted. */
export function readDataFile<T, S extends object>(
  { key, names, owner, parse, shipped }: DataFile<T, S>,
  context: LookupContext,
): T | null {
  if (shipped !== null) return parse(shipped);
  const path = resolve(context.folder, String(owner[key]));
  const read = context.readText(path, CONFIG_LIMITS.configBytesMax);
  try {
    if (read.ok) return parse(read.text);
    const allowed = `allowed: a file, or ${names.join(", ")}`;
    noteAt(context, owner, key, `${path}: ${read.message}; ${allowed}`);
  } catch (error) {
    noteAt(context, owner, key, `${path}: ${(error as Error).message}`);
  }
  return null;
}

/** A file's whole path; that it cannot be read is noted. What is in it is read by whoever uses it. */
export function takeFile<S extends object>(
  owner: S,
  key: keyof S & string,
  context: LookupContext,
): string {
  const path = resolve(context.folder, String(owner[key]));
  const read = context.readText(path, CONFIG_LIMITS.namedFileBytesMax);
  if (!read.ok && read.line === null) noteAt(context, owner, key, `${path}: ${read.message}`);
  return path;
}
