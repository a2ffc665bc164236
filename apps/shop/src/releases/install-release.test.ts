import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { encodeReleaseHead } from "@saunter/protocol/chain/release-messages";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { Header } from "tar";
import { afterEach, describe, expect, it } from "vitest";
import { createReleaseInstaller } from "./install-release.ts";
import { isInstalled, nameReleaseFiles, SAUNTER } from "./release-files.ts";
import { COMING_WITHIN_MS, INSTALL_AGAIN_MS } from "./release-limits.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

const { privateKey, publicKey: key } = generateKeyPairSync("ed25519");
const VERSION = "1.1.0";
const PLATFORM = "linux-x64";
const PROGRAM = `console.log("${VERSION}")`;

/** A tar archive of files with a name each, whatever they are. */
function makeArchive(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    new Header({ path, mode: 0o644, size: content.length, type: "File" }).encode(header);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return zstdCompressSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const WHOLE = { [SAUNTER]: PROGRAM };

interface Release {
  readonly archive?: Buffer;
  readonly version?: string;
  readonly platform?: string;
  readonly by?: KeyObject;
  readonly unpackedBytes?: number;
}

function encodeFile({
  archive = makeArchive(WHOLE),
  by = privateKey,
  platform = PLATFORM,
  unpackedBytes = 1,
  version = VERSION,
}: Release): Buffer {
  const facts = {
    ...{ version, platform, bytes: archive.length, unpackedBytes, madeMs: 0 },
    hash: createHash("sha256").update(archive).digest("base64url"),
  };
  const toSignature = (text: string) => sign(null, Buffer.from(text), by).toString("base64url");
  return Buffer.concat([Buffer.from(`${encodeReleaseHead(facts, toSignature)}\n`), archive]);
}

function makeShop(file: Buffer | null) {
  const [dataFolder, base] = [folders.make(), folders.make()];
  const releases = join(base, "releases");
  const files = nameReleaseFiles(dataFolder, VERSION);
  mkdirSync(files.folder);
  if (file !== null) writeFileSync(files.whole, file);
  const reports: string[] = [];
  const clock = { nowMs: Date.now() };
  const installer = createReleaseInstaller({
    ...{ dataFolder, releases, key, platform: PLATFORM, nowMs: () => clock.nowMs },
    report: (sentence) => void reports.push(sentence),
  });
  /** What it says once it has done what it can. */
  const bring = async (): Promise<string | null> => {
    installer.bring(VERSION);
    await installer.settle();
    return isInstalled(releases, VERSION) ? null : installer.bring(VERSION);
  };
  return { ...{ base, bring, clock, dataFolder, files, installer, releases, reports } };
}

describe("a release that has come", () => {
  it("is installed in one step, and its file goes", async () => {
    const { bring, files, releases, reports } = makeShop(encodeFile({}));
    // As a computer leaves it that went off in the midst.
    const left = join(releases, `${VERSION}.arriving`, "apps", "left");
    mkdirSync(dirname(left), { recursive: true });
    writeFileSync(left, "behind");
    expect(await bring()).toBeNull();
    expect(readFileSync(join(releases, VERSION, SAUNTER), "utf8")).toBe(PROGRAM);
    expect(readdirSync(releases)).toEqual([VERSION]);
    expect(existsSync(join(releases, VERSION, "apps", "left"))).toBe(false);
    expect(existsSync(files.whole)).toBe(false);
    expect(reports).toEqual(["Release 1.1.0 is being installed.", "Release 1.1.0 is installed."]);
  });

  const changed = encodeFile({});
  changed[changed.length - 5]! ^= 1;
  it.each<[string, Buffer, string]>([
    [
      "signed by others",
      encodeFile({ by: generateKeyPairSync("ed25519").privateKey }),
      "it is not signed with the key of the shop's configuration",
    ],
    ["another one", encodeFile({ version: "1.0.9" }), "it is release 1.0.9"],
    [
      "for others",
      encodeFile({ platform: "darwin-arm64" }),
      "it is for darwin-arm64, not linux-x64",
    ],
    ["changed", changed, "its file is damaged"],
    ["cut off", encodeFile({}).subarray(0, -1), "its file is damaged"],
    ["none", Buffer.from("none"), "its file is damaged"],
  ])("and is %s is not installed, and comes again", async (_, file, why) => {
    const { bring, files, releases, reports } = makeShop(file);
    await bring();
    expect(reports.at(-1)).toBe(`Release 1.1.0 cannot be installed: ${why}`);
    expect([existsSync(releases), existsSync(files.whole)]).toEqual([false, false]);
  });

  it.each<[string, Release, string]>([
    [
      "writes beside its folder",
      { archive: makeArchive({ "../../evil": "evil", ...WHOLE }) },
      "path contains '..'",
    ],
    ["is no archive", { archive: Buffer.from("no archive") }, "Unknown frame descriptor"],
    ["has no program", { archive: makeArchive({ "apps/other": "" }) }, `it has no ${SAUNTER}`],
  ])("and %s is not installed, and tried again later", async (_, release, why) => {
    const { base, bring, clock, files, releases, reports } = makeShop(encodeFile(release));
    expect(await bring()).toContain(why);
    expect(isInstalled(releases, VERSION)).toBe(false);
    expect(readdirSync(base)).toEqual(["releases"]);
    const tries = reports.length;
    await bring();
    expect(reports).toHaveLength(tries);
    writeFileSync(files.whole, encodeFile({}));
    clock.nowMs += INSTALL_AGAIN_MS;
    expect(await bring()).toBeNull();
  });
});

describe("a release that has not come", () => {
  it("is waited for while something of it comes, and not for longer", () => {
    const { clock, files, installer } = makeShop(null);
    expect(installer.bring(VERSION)).toBeNull();
    clock.nowMs += COMING_WITHIN_MS - 1;
    expect(installer.bring(VERSION)).toBeNull();
    clock.nowMs += 1;
    expect(installer.bring(VERSION)).toBe("nothing of it has come from the hub");
    writeFileSync(files.arriving, "a part");
    utimesSync(files.arriving, clock.nowMs / 1000, clock.nowMs / 1000);
    expect(installer.bring(VERSION)).toBeNull();
  });

  it("says why, where the shop knows", () => {
    const { files, installer } = makeShop(null);
    writeFileSync(files.fault, "the hub has no release 1.1.0 for linux-x64");
    expect(installer.bring(VERSION)).toBe("the hub has no release 1.1.0 for linux-x64");
  });
});

it("releases that were installed by hand stay", async () => {
  const { bring, installer, releases } = makeShop(encodeFile({}));
  await bring();
  mkdirSync(join(releases, "by-hand"));
  installer.keepOnly([VERSION]);
  expect(readdirSync(releases)).toEqual([VERSION, "by-hand"]);
  installer.keepOnly([]);
  expect(readdirSync(releases)).toEqual(["by-hand"]);
});
