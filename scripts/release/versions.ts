/** The version of a release: the same in every package, in what they ask of each other, and in the lock file. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LOCK = "package-lock.json";
const SCOPE = "@saunter/";

type Json = Record<string, unknown>;

/** Every package.json of the workspace, by its path. */
export function listPackages(root: string): string[] {
  const { workspaces } = readJson<{ workspaces: string[] }>(root, "package.json");
  const folders = workspaces.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  return ["package.json", ...folders.map((folder) => `${folder}/package.json`)];
}

export function readVersion(root: string): string {
  return readJson<{ version: string }>(root, "package.json").version;
}

/** Numbers of a version such as 1.2.3; null where it is none. */
export function parseVersion(text: string): readonly number[] | null {
  const numbers = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text);
  return numbers === null ? null : numbers.slice(1).map(Number);
}

/** Above 0 where the first is the newer one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a)!, parseVersion(b)!];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at === -1 ? 0 : left[at]! - right[at]!;
}

/** The files that say the version, with the new one in them. */
export function setVersions(root: string, version: string): Map<string, string> {
  const packages = listPackages(root).map((file): [string, string] => {
    return [file, format(setVersion(readJson(root, file), version))];
  });
  const lock = readJson<Json & { packages: Record<string, Json> }>(root, LOCK);
  for (const [path, one] of Object.entries(lock.packages)) {
    // Of the workspace are the entries outside of node_modules; those within that are its links have no version.
    if (!path.includes("node_modules")) lock.packages[path] = setVersion(one, version);
  }
  return new Map([...packages, [LOCK, format({ ...lock, version })]]);
}

function setVersion(one: Json, version: string): Json {
  const changed: Json = { ...one, version };
  for (const kind of ["dependencies", "devDependencies", "peerDependencies"]) {
    if (one[kind] === undefined) continue;
    const names = Object.entries(one[kind] as Record<string, string>);
    changed[kind] = Object.fromEntries(
      names.map(([name, asked]) => [name, name.startsWith(SCOPE) ? version : asked]),
    );
  }
  return changed;
}

export function readJson<T>(root: string, file: string): T {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}

/** As npm writes it. */
function format(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function writeFiles(root: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) writeFileSync(join(root, file), text);
}
