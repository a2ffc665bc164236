import { CONFIG_LIMITS } from "./config-limits.ts";
import type { ProblemLog } from "./config-problem.ts";
import type { ReadText } from "./read-text-file.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { MapNode } from "./source-tree.ts";

/** A YAML file as a map of keys; null where it is none, which is noted. @param keys that it may have */
export function readConfigRoot(
  path: string,
  readText: ReadText,
  problems: ProblemLog,
  keys: readonly string[],
): MapNode | null {
  const start = { file: path, line: 1, column: 1 };
  const read = readText(path, CONFIG_LIMITS.configBytesMax);
  if (!read.ok) {
    problems.note({ file: path, line: read.line, column: null }, "", read.message);
    return null;
  }
  const root = readYamlTree(read.text, path, problems);
  if (root === null || root.kind === "map") return root;
  const found = root.kind === "empty" ? "the file is empty" : `found a ${root.kind}`;
  const at = root.kind === "empty" ? start : root.at;
  problems.note(at, "", `${found}; allowed: the keys ${keys.join(", ")}`);
  return null;
}
