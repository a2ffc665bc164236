/**
 * A nats-server for a hub on this machine: the one that is installed, else one from the cache, from the package
 * repository of Debian or Ubuntu, or from the project's release.
 */
import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { x } from "tar";
import { createProgressBar } from "../../commands/progress-bar.ts";
import { type Downloads, formatSize, runCommand } from "./program-cache.ts";

export interface NatsSearch extends Downloads {
  /** For programs, as the environment has it. */
  readonly path: string;
  /** Of releases: `https://…/download`. */
  readonly releasesUrl: string;
}

export const NATS_RELEASES_URL = "https://github.com/nats-io/nats-server/releases/download";
/** The release that is downloaded, and the oldest series that is used if it's installed. */
const RELEASE = "v2.10.27";
const VERSION_MIN = { major: 2, minor: 10 };
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: "amd64",
  arm64: "arm64",
  arm: "arm7",
};
const INSTALL_ADVICE = `install nats-server ${VERSION_MIN.major}.${VERSION_MIN.minor} or newer: brew install nats-server, apt install nats-server, or https://nats.io/download`;

/** Returns the program's path. Rejects with what to install if there is none and none can be downloaded. */
export async function findNatsServer(search: NatsSearch): Promise<string> {
  const cached = join(search.cacheFolder, "nats-server");
  for (const program of ["nats-server", cached]) {
    if (await isUsable(program, search)) return program;
  }
  mkdirSync(search.cacheFolder, { recursive: true });
  const faults: string[] = [];
  for (const download of [downloadPackage, downloadRelease]) {
    const folder = mkdtempSync(join(search.cacheFolder, "download-"));
    try {
      const program = await download(folder, search);
      if (!(await isUsable(program, search))) throw new Error(`${program} doesn't run`);
      renameSync(program, cached);
      return cached;
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new Error(
    `there is no nats-server on this machine, and none could be downloaded (${faults.join("; ")}); ${INSTALL_ADVICE}`,
  );
}

const withPath = ({ path }: NatsSearch) => ({ env: { ...process.env, PATH: path } });

async function isUsable(program: string, search: NatsSearch): Promise<boolean> {
  const text = await runCommand(program, ["--version"], withPath(search)).catch(() => "");
  return isNewEnough(text);
}

function isNewEnough(text: string): boolean {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const isMajor = Number(major) === VERSION_MIN.major;
  return isMajor ? Number(minor) >= VERSION_MIN.minor : Number(major) > VERSION_MIN.major;
}

/** Needs no root: the package is unpacked into the folder. */
async function downloadPackage(folder: string, search: NatsSearch): Promise<string> {
  const { onStep } = search;
  const options = { ...withPath(search), cwd: folder };
  const readPackage = async (own: readonly string[]): Promise<string> =>
    runCommand("apt-cache", [...own, "show", "--no-all-versions", "nats-server"], options);
  await runCommand("apt-get", ["--version"], options);
  // Without the lists of `apt-get update`, which only root can run, own ones are downloaded into the folder. An installed
  // package without a file to download may be listed all the same.
  // Root's apt-get would download as a user that the folder is closed to.
  let own: readonly string[] = ["-oAPT::Sandbox::User=root"];
  let about = await readPackage(own).catch(() => "");
  if (!/^Filename: /m.test(about)) {
    onStep("downloading the list of packages (apt-get update, into the cache)");
    mkdirSync(join(folder, "lists/partial"), { recursive: true });
    own = [...own, `-oDir::State::Lists=${join(folder, "lists")}`, `-oDir::Cache=${folder}`];
    await runCommand("apt-get", [...own, "update"], { ...options, isShown: true });
    about = await readPackage(own);
  }
  const read = (field: string): string =>
    new RegExp(`^${field}: (.+)$`, "m").exec(about)?.[1] ?? "";
  const version = read("Version");
  if (!isNewEnough(version)) throw new Error(`apt has nats-server ${version || "in no version"}`);
  onStep(`downloading nats-server ${version} (${formatSize(Number(read("Size")))}, by apt-get)`);
  await runCommand("apt-get", [...own, "download", "nats-server"], { ...options, isShown: true });
  const [file] = globSync("*.deb", { cwd: folder });
  await runCommand("dpkg-deb", ["-x", file ?? "", "unpacked"], options);
  const [program] = globSync("unpacked/usr/{bin,sbin}/nats-server", { cwd: folder });
  return join(folder, program ?? "");
}

async function downloadRelease(
  folder: string,
  { onStep, releasesUrl }: NatsSearch,
): Promise<string> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined || !["linux", "darwin"].includes(process.platform)) {
    throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  }
  const name = `nats-server-${RELEASE}-${process.platform}-${architecture}`;
  const url = `${releasesUrl}/${RELEASE}/${name}.tar.gz`;
  const sums = await (await get(`${releasesUrl}/${RELEASE}/SHA256SUMS`)).text();
  const expected = new RegExp(`^([0-9a-f]{64}) [ *]${name}\\.tar\\.gz$`, "m").exec(sums)?.[1];
  if (expected === undefined) throw new Error(`SHA256SUMS of ${RELEASE} doesn't have ${name}`);
  const response = await get(url);
  const size = Number(response.headers.get("content-length"));
  onStep(`downloading nats-server ${RELEASE} (${formatSize(size)}, from ${url})`);
  const bytes = await readBody(response, size);
  if (createHash("sha256").update(bytes).digest("hex") !== expected) {
    throw new Error(`${url} doesn't have the checksum of SHA256SUMS`);
  }
  const file = join(folder, "release.tar.gz");
  writeFileSync(file, bytes);
  await x({ file, cwd: folder });
  return join(folder, name, "nats-server");
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url).catch((error: Error) => {
    throw new Error(`${url} can't be reached (${(error.cause as Error | undefined)?.message})`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

async function readBody(response: Response, size: number): Promise<Buffer> {
  const bar = createProgressBar("nats-server");
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body!) {
    parts.push(part);
    length += part.length;
    bar.show(length / Math.max(size, length));
  }
  bar.end();
  return Buffer.concat(parts);
}
