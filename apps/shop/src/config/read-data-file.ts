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
  /** Throws what says what is wrong with it. */
  readonly parse: (text: string) => T;
}

/** Null where it cannot be read, which is noted. */
export function readDataFile<T, S extends object>(
  { key, owner, parse, shipped }: DataFile<T, S>,
  context: LookupContext,
): T | null {
  if (shipped !== null) return parse(shipped);
  const path = resolve(context.folder, String(owner[key]));
  const read = context.readText(path, CONFIG_LIMITS.configBytesMax);
  try {
    if (read.ok) return parse(read.text);
    noteAt(context, owner, key, `${path}: ${read.message}`);
  } catch (error) {
    noteAt(context, owner, key, `${path}: ${(error as Error).message}`);
  }
  return null;
}
