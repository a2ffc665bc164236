/**
 * What each workspace exports: what code of another one imports, and no more. What is not listed is the workspace's own,
 * and can be moved or renamed without a look at the others.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Of a package.json: a file of the workspace, by the name under which others import it. */
export type ExportMap = Readonly<Record<string, string>>;

const WORKSPACES = ["packages", "apps"];
/** Whose code is read. */
const FOLDERS = [...WORKSPACES, "test", "scripts", "examples", "docs/.vitepress"];
const CODE = /\.(?:ts|tsx|mts|mjs|js|css|html)$/;
/** Installed, or built. */
const NO_SOURCES = ["node_modules", "dist", "cache", ".temp", "out", "coverage"];
/** As code names it, between quotes. */
const IMPORT = /["'`]@saunter\/([\w-]+)\/([\w./-]+)["'`]/g;

/** The export map of each workspace, by its folder such as `packages/engine`. */
export function listExports(root: string): Map<string, ExportMap> {
  const folders = WORKSPACES.flatMap((above) =>
    readdirSync(join(root, above)).map((name) => `${above}/${name}`),
  ).filter((folder) => existsSync(join(root, folder, "package.json")));
  const byName = new Map(folders.map((folder) => [basename(folder), folder]));
  const found = new Map(folders.map((folder) => [folder, new Map<string, string>()]));
  for (const file of FOLDERS.flatMap((folder) => listCode(root, folder))) {
    for (const [, name, path] of readFileSync(join(root, file), "utf8").matchAll(IMPORT)) {
      const folder = byName.get(name!);
      const target = folder === undefined ? null : findFile(join(root, folder), path!);
      if (target !== null) found.get(folder!)!.set(`./${path}`, target);
    }
  }
  return new Map([...found].map(([folder, map]) => [folder, sort(map)]));
}

/** What the package.json of a workspace says. */
export function readExports(root: string, folder: string): ExportMap {
  return readPackage(root, folder).exports ?? {};
}

export function writeExports(root: string, folder: string, exports: ExportMap): void {
  const text = JSON.stringify({ ...readPackage(root, folder), exports }, null, 2);
  writeFileSync(join(root, folder, "package.json"), `${text}\n`);
}

function readPackage(root: string, folder: string): { readonly exports?: ExportMap } {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}

function findFile(workspace: string, path: string): string | null {
  const targets = [`./src/${path}.ts`, `./src/${path}.tsx`, `./${path}`];
  // A name with an ending is that of a file beside the sources, such as a style.
  return (
    targets.find((target) => isExported(target) && existsSync(join(workspace, target))) ?? null
  );
}

function isExported(target: string): boolean {
  return target.startsWith("./styles/") || /^\.\/src\/(?!src\/).*\.tsx?$/.test(target);
}

function listCode(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NO_SOURCES.includes(entry.name) ? [] : listCode(root, path);
    return CODE.test(entry.name) ? [path] : [];
  });
}

/** By code points, as every machine has them. */
function sort(map: ReadonlyMap<string, string>): ExportMap {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
