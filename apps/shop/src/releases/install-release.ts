/** Installs releases that have come from the chain's hub: checked once more, unpacked beside, and put in place in one step. */
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { extract } from "tar";
import { syncFolder } from "../store/sync-folder.ts";
import {
  type ExpectedRelease,
  findDiskFault,
  findHeadFault,
  hashFile,
  nameReleaseFiles,
  readFault,
  readFileHead,
  SAUNTER,
} from "./release-files.ts";
import { COMING_WITHIN_MS, INSTALL_AGAIN_MS } from "./release-limits.ts";

export interface InstallerOptions extends Omit<ExpectedRelease, "version"> {
  readonly dataFolder: string;
  readonly releases: string;
  readonly nowMs: () => number;
  readonly report: (sentence: string) => void;
}

export interface ReleaseInstaller {
  /**
   * Sees to it that a release which is not installed will be. To be called again and again.
   *
   * @returns why it will not, in words; null while it may still come
   */
  bring(version: string): string | null;
  /** Removes those that it has installed, but these. */
  keepOnly(versions: readonly string[]): void;
  /** Resolves when nothing is being installed. */
  settle(): Promise<void>;
}

/** In a release's folder: it came from the hub, and may be removed. */
const MARK = ".from-hub";
const SUFFIX = ".arriving";

export function createReleaseInstaller(options: InstallerOptions): ReleaseInstaller {
  const { dataFolder, nowMs, releases, report } = options;
  const asked = new Map<string, number>();
  const failed = new Map<string, { readonly why: string; readonly atMs: number }>();
  let installing: Promise<void> | null = null;

  function start(version: string): void {
    report(`Release ${version} is being installed.`);
    installing = installRelease(version, options)
      .then(() => report(`Release ${version} is installed.`))
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        failed.set(version, { why, atMs: nowMs() });
        report(`Release ${version} cannot be installed: ${why}`);
      })
      .finally(() => {
        installing = null;
      });
  }

  return {
    bring: (version) => {
      if (installing !== null) return null;
      const files = nameReleaseFiles(dataFolder, version);
      if (existsSync(files.whole)) {
        const before = failed.get(version);
        if (before !== undefined && nowMs() - before.atMs < INSTALL_AGAIN_MS) return before.why;
        start(version);
        return null;
      }
      const fault = readFault(files);
      if (fault !== null) return fault;
      if (!asked.has(version)) asked.set(version, nowMs());
      const { mtimeMs = asked.get(version)! } =
        statSync(files.arriving, { throwIfNoEntry: false }) ?? {};
      const sinceMs = nowMs() - Math.max(mtimeMs, asked.get(version)!);
      return sinceMs < COMING_WITHIN_MS ? null : "nothing of it has come from the hub";
    },
    keepOnly: (versions) => {
      if (!existsSync(releases)) return;
      for (const name of readdirSync(releases)) {
        const isOurs = existsSync(join(releases, name, MARK));
        if (isOurs && !versions.includes(name)) {
          rmSync(join(releases, name), { recursive: true, force: true });
        }
      }
    },
    settle: async () => {
      await installing;
    },
  };
}

/** Killed at any moment it is done again. */
async function installRelease(
  version: string,
  { dataFolder, releases, ...expected }: InstallerOptions,
): Promise<void> {
  const { whole } = nameReleaseFiles(dataFolder, version);
  const found = readFileHead(whole);
  const isWhole =
    found !== null &&
    found.head.facts.bytes === statSync(whole).size - found.bytes &&
    found.head.facts.hash === (await hashFile(whole, found.bytes));
  const fault = isWhole
    ? findHeadFault(found.head, { ...expected, version })
    : "its file is damaged";
  if (!isWhole || fault !== null) {
    // It comes again.
    rmSync(whole);
    throw new Error(fault ?? "");
  }
  mkdirSync(releases, { recursive: true });
  const diskFault = findDiskFault(releases, found.head.facts.unpackedBytes);
  if (diskFault !== null) throw new Error(diskFault);
  const arriving = join(releases, `${version}${SUFFIX}`);
  rmSync(arriving, { recursive: true, force: true });
  mkdirSync(arriving);
  await unpack(createReadStream(whole, { start: found.bytes }), arriving);
  if (!existsSync(join(arriving, SAUNTER))) throw new Error(`it has no ${SAUNTER}`);
  writeFileSync(join(arriving, MARK), "");
  await syncFiles(arriving);
  rmSync(join(releases, version), { recursive: true, force: true });
  renameSync(arriving, join(releases, version));
  syncFolder(releases);
  rmSync(whole);
}

function unpack(archive: Readable, folder: string): Promise<void> {
  const tar = archive.pipe(createZstdDecompress());
  const files = extract({ cwd: folder, strict: true });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      archive.destroy();
      reject(error);
    };
    archive.on("error", fail);
    tar.on("error", fail);
    files.on("error", fail);
    files.on("close", resolve);
    tar.pipe(files);
  });
}

/** A release whose files a power cut has emptied would be installed for good. */
async function syncFiles(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name), "r");
    await file.sync().finally(() => file.close());
  }
}
