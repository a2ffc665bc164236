import { resolve } from "node:path";
import { type CheckContext, noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { ProblemLog } from "./config-problem.ts";
import type { SecretSettings } from "./config-schema.ts";
import type { ReadText } from "./read-text-file.ts";
import type { Secret } from "./secret.ts";

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What looking up secrets and files needs beyond checking. */
export interface LookupContext extends CheckContext {
  readonly problems: ProblemLog;
  readonly environment: Environment;
  readonly readText: ReadText;
  /** Folder of the configuration, which paths in it begin at. */
  readonly folder: string;
  /** Whether it is read again with other goods, while the shop is open. */
  readonly isReload: boolean;
}

/**
 * The secret under `key` of `owner`, without line ends around it. One that is not there, is empty
 * or has fewer than `charsMin` characters is noted, without what it is.
 */
export function takeSecret(
  owner: object,
  key: string,
  settings: SecretSettings,
  context: LookupContext,
  charsMin = 1,
): Secret {
  const { source, text, fault } = lookUp(settings, context);
  if (fault !== null) noteAt(context, owner, key, fault);
  else if (text.length < charsMin) {
    const found = text.length === 0 ? "is empty" : "is too short";
    const message = `the ${source} ${found}; allowed: at least ${charsMin} characters`;
    noteAt(context, owner, key, message);
  }
  return { source, reveal: () => text };
}

function lookUp(
  settings: SecretSettings,
  { environment, readText, folder }: LookupContext,
): { source: string; text: string; fault: string | null } {
  if (typeof settings === "string") {
    const source = `environment variable ${settings}`;
    const text = Object.hasOwn(environment, settings) ? environment[settings] : undefined;
    const fault = text === undefined ? `the ${source} is not set` : null;
    return { source, text: (text ?? "").trim(), fault };
  }
  const path = resolve(folder, settings.file);
  const source = `file ${path}`;
  const read = readText(path, CONFIG_LIMITS.secretBytesMax);
  if (!read.ok) return { source, text: "", fault: `${path}: ${read.message}` };
  return { source, text: read.text.trim(), fault: null };
}
