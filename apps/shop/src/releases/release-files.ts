/**
 * Releases that have come from the chain's hub, on the shop's disk. The shop's own process fetches them, its supervisor
 * checks and installs them; what one says to the other stands in files of one folder.
 */
import { createHash, type KeyObject } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
} from "node:fs";
import { join } from "node:path";
import {
  decodeReleaseHead,
  RELEASE_HEAD_BYTES_MAX,
  type ReleaseHead,
} from "@saunter/protocol/chain/release-messages";
import { isSignedBy } from "@saunter/server/signatures/ed25519";
import { FREE_BYTES_MIN } from "./release-limits.ts";

/** In a release's folder. */
export const SAUNTER = join("apps", "shop", "bin", "saunter.mjs");
/** By which a supervisor says where releases are installed; without it nothing is fetched. */
export const RELEASES_VARIABLE = "SAUNTER_RELEASES";

/** In a shop's data folder. */
export const RELEASES_FOLDER = "releases";

export interface ReleaseFiles {
  readonly folder: string;
  /** A line with the head, and the archive: whole. */
  readonly whole: string;
  /** The same, as far as it has come. */
  readonly arriving: string;
  /** Why it does not come, in words. */
  readonly fault: string;
}

/** @param version that is one: it becomes a file's name */
export function nameReleaseFiles(dataFolder: string, version: string): ReleaseFiles {
  const folder = join(dataFolder, RELEASES_FOLDER);
  const name = (suffix: string) => join(folder, `${version}.${suffix}`);
  return { folder, whole: name("release"), arriving: name("arriving"), fault: name("fault") };
}

export function isInstalled(releases: string, version: string): boolean {
  return existsSync(join(releases, version, SAUNTER));
}

export interface ExpectedRelease {
  readonly version: string;
  readonly platform: string;
  readonly key: KeyObject;
}

/** Why a head is not that of the release, in words; null where it is. */
export function findHeadFault(
  { facts, signed, signature }: ReleaseHead,
  { key, platform, version }: ExpectedRelease,
): string | null {
  if (!isSignedBy(key, signed, signature)) {
    return "it is not signed with the key of the shop's configuration";
  }
  if (facts.version !== version) return `it is release ${facts.version}`;
  return facts.platform === platform ? null : `it is for ${facts.platform}, not ${platform}`;
}

/** Of a file that a head stands at the start of; null where none does. */
export function readFileHead(
  path: string,
): { readonly head: ReleaseHead; readonly bytes: number } | null {
  const start = Buffer.alloc(RELEASE_HEAD_BYTES_MAX);
  const file = openSync(path, "r");
  const length = readSync(file, start);
  closeSync(file);
  const end = start.subarray(0, length).indexOf("\n");
  if (end < 0) return null;
  const head = decodeReleaseHead(start.toString("utf8", 0, end));
  return head === null ? null : { head, bytes: end + 1 };
}

/** SHA-256 of all from `start`, base64url. */
export async function hashFile(path: string, start: number): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { start })) hash.update(bytes as Buffer);
  return hash.digest("base64url");
}

/** Null where so many bytes are free, and FREE_BYTES_MIN beside them. */
export function findDiskFault(folder: string, bytes: number): string | null {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes + FREE_BYTES_MIN) return null;
  const toGb = (of: number) => (of / 1e9).toFixed(1);
  return `${folder} has ${toGb(bavail * bsize)} GB free, and it wants ${toGb(bytes + FREE_BYTES_MIN)} GB`;
}

/** What a fetch that failed has left; null where nothing. */
export function readFault({ fault }: ReleaseFiles): string | null {
  return existsSync(fault) ? readFileSync(fault, "utf8") : null;
}
