import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { encodeReleaseHead, RELEASE_PART_BYTES } from "@saunter/protocol/chain/release-messages";
import { nameReleaseHead, nameReleasePart } from "@saunter/protocol/chain/subjects";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { createReleaseFetcher } from "./fetch-release.ts";
import { findDiskFault, nameReleaseFiles, readFault } from "./release-files.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

const { privateKey, publicKey: key } = generateKeyPairSync("ed25519");
const VERSION = "1.1.0";
const PLATFORM = "linux-x64";
/** Two parts and a half. */
const ARCHIVE = Buffer.alloc(2.5 * RELEASE_PART_BYTES, "saunter");

function encodeHead(changed: Record<string, unknown> = {}, by = privateKey): Buffer {
  const facts = {
    ...{ version: VERSION, platform: PLATFORM, bytes: ARCHIVE.length, unpackedBytes: 1, madeMs: 0 },
    hash: createHash("sha256").update(ARCHIVE).digest("base64url"),
    ...changed,
  };
  const signed = (text: string) => sign(null, Buffer.from(text), by).toString("base64url");
  return Buffer.from(encodeReleaseHead(facts, signed));
}

/** A hub with the release; messages can be changed, and the line be cut. */
function makeHub() {
  const messages = new Map<string, Uint8Array>([
    [nameReleaseHead(VERSION, PLATFORM), encodeHead()],
    ...[0, 1, 2].map((part): [string, Uint8Array] => [
      nameReleasePart(VERSION, PLATFORM, part),
      ARCHIVE.subarray(part * RELEASE_PART_BYTES, (part + 1) * RELEASE_PART_BYTES),
    ]),
  ]);
  const asked: string[] = [];
  const world = { messages, asked, cutAfter: Number.POSITIVE_INFINITY };
  const readRelease = async (subject: string): Promise<Uint8Array | null> => {
    if (world.cutAfter-- <= 0) throw new Error("the line is cut");
    asked.push(subject);
    return messages.get(subject) ?? null;
  };
  return { ...world, world, line: { readRelease } };
}

function makeShop(hub: ReturnType<typeof makeHub>, wanted = [VERSION]) {
  const dataFolder = folders.make();
  const files = nameReleaseFiles(dataFolder, VERSION);
  const installed: string[] = [];
  const fetch = createReleaseFetcher({
    ...{ line: hub.line, dataFolder, platform: PLATFORM, key },
    listWanted: () => wanted,
    isInstalled: (version) => installed.includes(version),
  });
  return { fetch, files, installed, wanted, fault: () => readFault(files) };
}

const expected = () => Buffer.concat([encodeHead(), Buffer.from("\n"), ARCHIVE]);

describe("a release at the hub", () => {
  it("comes whole, once", async () => {
    const hub = makeHub();
    const { fetch, files, fault } = makeShop(hub);
    await fetch();
    expect(readFileSync(files.whole).equals(expected())).toBe(true);
    expect([fault(), hub.asked.length]).toEqual([null, 4]);
    await fetch();
    expect(hub.asked).toHaveLength(4);
    expect(readdirSync(files.folder)).toEqual([`${VERSION}.release`]);
  });

  it("is not fetched where it is installed, and goes where nobody wants it any more", async () => {
    const hub = makeHub();
    const shop = makeShop(hub);
    await shop.fetch();
    shop.wanted.splice(0, 1, "1.2.0");
    shop.installed.push("1.2.0");
    await shop.fetch();
    expect(readdirSync(shop.files.folder)).toEqual([]);
    expect(hub.asked).toHaveLength(4);
  });

  it("goes on after a line that was cut, in the midst of a part too", async () => {
    const hub = makeHub();
    const { fetch, files } = makeShop(hub);
    hub.world.cutAfter = 3;
    await expect(fetch()).rejects.toThrow("cut");
    const arrived = readFileSync(files.arriving);
    writeFileSync(files.arriving, arrived.subarray(0, arrived.length - 100));
    hub.world.cutAfter = 9;
    hub.asked.length = 0;
    await fetch();
    expect(hub.asked.slice(1)).toEqual(
      [1, 2].map((part) => nameReleasePart(VERSION, PLATFORM, part)),
    );
    expect(readFileSync(files.whole).equals(expected())).toBe(true);
  });

  it("begins again where another one is there by then", async () => {
    const hub = makeHub();
    const { fetch, files } = makeShop(hub);
    hub.world.cutAfter = 3;
    await expect(fetch()).rejects.toThrow("cut");
    hub.world.cutAfter = 9;
    const other = encodeHead({ madeMs: 1 });
    hub.messages.set(nameReleaseHead(VERSION, PLATFORM), other);
    await fetch();
    expect(readFileSync(files.whole).subarray(0, other.length).equals(other)).toBe(true);
  });

  const head = nameReleaseHead(VERSION, PLATFORM);
  const stranger = generateKeyPairSync("ed25519").privateKey;
  it.each<[string, string, Uint8Array | null, string]>([
    ["is not there", head, null, "the hub has no release 1.1.0 for linux-x64"],
    ["has no head", head, Buffer.from("{}"), "its head at the hub is none"],
    [
      "is signed by others",
      head,
      encodeHead({}, stranger),
      "it is not signed with the key of the shop's configuration",
    ],
    ["is another version", head, encodeHead({ version: "1.0.9" }), "it is release 1.0.9"],
    [
      "is for others",
      head,
      encodeHead({ platform: "linux-arm64" }),
      "it is for linux-arm64, not linux-x64",
    ],
    [
      "lacks a part",
      nameReleasePart(VERSION, PLATFORM, 1),
      null,
      "the hub has not all parts of release 1.1.0",
    ],
    [
      "has a short part",
      nameReleasePart(VERSION, PLATFORM, 2),
      Buffer.alloc(9),
      "a part of release 1.1.0 at the hub has another length",
    ],
    [
      "was changed",
      nameReleasePart(VERSION, PLATFORM, 1),
      Buffer.alloc(RELEASE_PART_BYTES),
      "its archive at the hub is not what its head says",
    ],
  ])("that %s is said in words, and taken once it is right", async (_, subject, message, words) => {
    const hub = makeHub();
    const { fetch, files, fault } = makeShop(hub);
    const right = hub.messages.get(subject)!;
    if (message === null) hub.messages.delete(subject);
    else hub.messages.set(subject, message);
    await fetch();
    expect(fault()).toContain(words);
    expect(existsSync(files.whole)).toBe(false);
    hub.messages.set(subject, right);
    await fetch();
    expect([fault(), existsSync(files.whole)]).toEqual([null, true]);
  });

  it("with a version that is a path is not looked for", async () => {
    const hub = makeHub();
    const { fetch } = makeShop(hub, ["../1.1.0", "1.1.0/..", ""]);
    await fetch();
    expect(hub.asked).toEqual([]);
  });
});

describe("the disk", () => {
  it("takes what leaves enough of it free, and no more", () => {
    const folder = folders.make();
    expect(findDiskFault(folder, 2 ** 60)).toMatch(/ GB free, and it wants 1152921505\.6 GB$/);
    expect(findDiskFault(folder, 0)).toBeNull();
  });
});
