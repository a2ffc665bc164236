/** Numbers in sources, for the tests that hold that they stand in tables. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

/**
 * Sources of one folder of a package without tests and what builds scenes for them, by "folder/file".
 * @param folder "" of the files that are in none
 */
export function readSources(name: "engine" | "vision", folder: string): Map<string, string> {
  const root = join(packages, name, "src");
  const files = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|-builders)\.ts$/.test(entry.name))
    .map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

/** Code alone: what stands in comments and texts is gone, lines stay. */
export function stripComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/\/\/.*$/gm, "")
    .replace(/"[^"\n]*"/g, '""');
}

/** Constants that are numbers, alone or in a list, by "folder/file NAME". */
export function listConstants(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, source]) =>
    [
      ...stripComments(source).matchAll(
        /\bconst ([A-Z][A-Z0-9_]*)\s*(?::[^=]+)?=\s*(?:\[|\(|\{[^}]*?:|new [^(]+\(|Math\.\w+\(|Float64Array\.\w+\(|\s)*-?(?:\d|[A-Z_]+ [-+*/])/g,
      ),
    ].map(([, name]) => `${file} ${name}`),
  );
}

/** Numbers that stand in a formula, by "folder/file number"; neither constants nor places in lists. */
export function listNumbers(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, source]) =>
    stripComments(source)
      .split("\n")
      .filter((line) => !/\bconst [A-Z][A-Z0-9_]* ?=/.test(line))
      .map((line) => line.replaceAll(/\[\d+\]/g, ""))
      .flatMap((line) => [...line.matchAll(/(?<![\w.$])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?!\w)/g)])
      .map(([number]) => `${file} ${number}`),
  );
}
