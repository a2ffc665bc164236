/**
 * Fetches the releases that the chain wants from its hub onto the shop's disk, in parts, before they are due: a line
 * that breaks and a process that is killed go on where they were.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join, parse } from "node:path";
import {
  decodeReleaseHead,
  isReleaseVersion,
  RELEASE_PART_BYTES,
  type ReleaseFacts,
} from "@saunter/protocol/chain/release-messages";
import { nameReleaseHead, nameReleasePart } from "@saunter/protocol/chain/subjects";
import { makePrivateFolder, PRIVATE_FILE } from "../store/private-files.ts";
import { syncFolder } from "../store/sync-folder.ts";
import {
  type ExpectedRelease,
  findDiskFault,
  findHeadFault,
  hashFile,
  nameReleaseFiles,
  RELEASES_FOLDER,
  type ReleaseFiles,
  readFileHead,
} from "./release-files.ts";

/** To the hub. */
export interface ReleaseLine {
  /** The message of a subject below `release`; null where the hub has none. Rejects without a hub. */
  readonly readRelease: (subject: string) => Promise<Uint8Array | null>;
}

export interface ReleaseFetcherOptions extends Omit<ExpectedRelease, "version"> {
  readonly line: ReleaseLine;
  readonly dataFolder: string;
  /** What the chain wants, now and later. */
  readonly listWanted: () => readonly string[];
  /** Whether it has to be fetched no more. */
  readonly isInstalled: (version: string) => boolean;
}

/** What is wrong with a release, in words for whoever chose it; it is left for the supervisor. */
class ReleaseFault extends Error {}

export function createReleaseFetcher(options: ReleaseFetcherOptions): () => Promise<void> {
  const { dataFolder, isInstalled, listWanted } = options;
  return async () => {
    const wanted = new Set(listWanted().filter(isReleaseVersion));
    forgetOthers(dataFolder, wanted);
    for (const version of wanted) {
      if (isInstalled(version)) continue;
      const files = nameReleaseFiles(dataFolder, version);
      if (existsSync(files.whole)) continue;
      makePrivateFolder(files.folder);
      try {
        await fetchRelease(files, { ...options, version });
        rmSync(files.fault, { force: true });
      } catch (error) {
        if (!(error instanceof ReleaseFault)) throw error;
        writeFileSync(files.fault, error.message, { mode: PRIVATE_FILE });
      }
    }
  };
}

/** What came of releases that nobody wants any more. */
function forgetOthers(dataFolder: string, wanted: ReadonlySet<string>): void {
  const folder = join(dataFolder, RELEASES_FOLDER);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!wanted.has(parse(name).name)) rmSync(join(folder, name));
  }
}

type FetchOptions = Pick<ReleaseFetcherOptions, "line"> & ExpectedRelease;

async function fetchRelease(files: ReleaseFiles, options: FetchOptions): Promise<void> {
  const { line, platform, version } = options;
  const bytes = await line.readRelease(nameReleaseHead(version, platform));
  if (bytes === null) throw new ReleaseFault(`the hub has no release ${version} for ${platform}`);
  const text = new TextDecoder().decode(bytes);
  const head = decodeReleaseHead(text);
  const fault = head === null ? "its head at the hub is none" : findHeadFault(head, options);
  if (head === null || fault !== null) throw new ReleaseFault(fault ?? "");
  const { facts } = head;
  const start = text.length + 1;
  const diskFault = findDiskFault(files.folder, facts.bytes + facts.unpackedBytes);
  if (diskFault !== null) throw new ReleaseFault(diskFault);
  const isSame =
    existsSync(files.arriving) && readFileHead(files.arriving)?.head.signed === head.signed;
  if (!isSame) writeFileSync(files.arriving, `${text}\n`, { mode: PRIVATE_FILE });
  await fetchParts(files.arriving, start, { ...options, facts });
  if ((await hashFile(files.arriving, start)) !== facts.hash) {
    rmSync(files.arriving);
    throw new ReleaseFault("its archive at the hub is not what its head says");
  }
  renameSync(files.arriving, files.whole);
  syncFolder(files.folder);
}

async function fetchParts(
  path: string,
  start: number,
  { facts, line, platform, version }: FetchOptions & { readonly facts: ReleaseFacts },
): Promise<void> {
  const file = await open(path, "r+");
  try {
    // A part that came by half comes again.
    let part = Math.floor((statSync(path).size - start) / RELEASE_PART_BYTES);
    for (; part * RELEASE_PART_BYTES < facts.bytes; part++) {
      const at = part * RELEASE_PART_BYTES;
      const bytes = await line.readRelease(nameReleasePart(version, platform, part));
      if (bytes === null) throw new ReleaseFault(`the hub has not all parts of release ${version}`);
      if (bytes.length !== Math.min(RELEASE_PART_BYTES, facts.bytes - at)) {
        throw new ReleaseFault(`a part of release ${version} at the hub has another length`);
      }
      await file.write(bytes, 0, bytes.length, start + at);
    }
    await file.truncate(start + facts.bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
