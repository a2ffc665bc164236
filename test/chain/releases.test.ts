/** A release from the folder where it is made to the shop that runs it, over a real hub. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { openDistribution, startChain, type TestChain } from "@saunter/chain/chain-fixture";
import type { Distribution } from "@saunter/chain/down/distribution";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { type HubReleases, openHubReleases } from "@saunter/chain/releases/hub-releases";
import { packRelease } from "@saunter/chain/releases/pack-release";
import { makeReleaseKey, openReleaseKey } from "@saunter/chain/releases/release-key";
import { nameReleasePlatform, RELEASE_PART_BYTES } from "@saunter/protocol/chain/release-messages";
import { nameReleaseHead } from "@saunter/protocol/chain/subjects";
import { findFreePort } from "@saunter/server/network/free-port";
import { formatPublicKey } from "@saunter/server/signatures/ed25519";
import { START_MS } from "@saunter/shop/store/store-fixture";
import { superviseShop } from "@saunter/shop/supervise/run-supervised";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openDownShop } from "./down-fixture.ts";

const PASS_PHRASE = "four unrelated words here";
const key = openReleaseKey(makeReleaseKey(PASS_PHRASE), PASS_PHRASE);
const PLATFORM = nameReleasePlatform(process.report.getReport());
const PROGRAM = "apps/shop/bin/saunter.mjs";

/** Says its version where it is asked for its health. */
const makeProgram = (version: string): string => `
  import { readFileSync } from "node:fs";
  import { createServer } from "node:http";
  const port = Number(readFileSync(process.argv[3], "utf8"));
  createServer((request, response) => response.end("${version}")).listen(port, "127.0.0.1");
`;

describe("a release", () => {
  const folders = createScratchFolders();
  const clock = { nowMs: START_MS };
  let chain: TestChain;
  let down: Distribution;
  let releases: HubReleases;
  beforeAll(async () => {
    chain = await startChain(["north"]);
    const { connection, manager } = chain;
    down = openDistribution(chain, () => clock.nowMs);
    releases = openHubReleases(connection, manager);
  });
  afterAll(async () => {
    await chain.close();
    folders.remove();
  });

  /** As a clone in which Saunter is installed, with a program of a few lines. */
  function install(version: string, more: Readonly<Record<string, string | Buffer>> = {}): string {
    const folder = folders.make();
    const files = {
      [PROGRAM]: makeProgram(version),
      "apps/shop/package.json": JSON.stringify({ version }),
      "apps/console/dist/main.html": "<!doctype html>",
      "node_modules/node/bin/node": "node",
      "node_modules/.cache/left": "behind",
      "package.json": "{}",
      "data/shop.sqlite": "somebody's",
      ...more,
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    mkdirSync(join(folder, "node_modules/@saunter"));
    symlinkSync("../../apps/shop", join(folder, "node_modules/@saunter/shop"));
    return folder;
  }
  const pack = async (folder: string, platform = PLATFORM): Promise<string> => {
    const out = join(folders.make(), "packed.release");
    const shares: number[] = [];
    const onProgress = (share: number) => void shares.push(share);
    await packRelease({ folder, out, key, platform, nowMs: 0, onProgress });
    expect(shares.at(-1)).toBeGreaterThan(0.5);
    return out;
  };
  const publish = async (file: string) => (await releases.publish(file, () => {})).isNew;

  it("comes from the hub when the chain wants it, and runs; nobody had to install it", async () => {
    const noise = Buffer.from(
      Array.from({ length: 2.5 * RELEASE_PART_BYTES }, () => Math.random() * 256),
    );
    const file = await pack(install("1.1.0", { "apps/shop/noise": noise }));
    expect(await publish(file)).toBe(true);
    expect(await publish(file)).toBe(false);
    expect(await releases.list()).toMatchObject([{ version: "1.1.0", platform: PLATFORM }]);

    const [dataFolder, installed, configs] = [folders.make(), folders.make(), folders.make()];
    const shop = openDownShop({
      ...{ chain, shopId: "north", folder: dataFolder, clock },
      releases: { key: formatPublicKey(key), folder: installed },
    });
    onTestFinished(shop.close);
    const want = async (version: string): Promise<void> => {
      await down.put({
        ...{ kind: "software", content: { items: { version } }, target: { layer: "shared" } },
        ...{ by: "ann", note: "", effectiveMs: clock.nowMs },
      });
      await down.publish();
      await shop.fetch();
      await shop.tick();
      await shop.fetchReleases();
    };
    await want("1.1.0");

    const port = await findFreePort();
    const configFile = join(configs, "shop.yaml");
    writeFileSync(configFile, String(port));
    const ownProgram = join(install("1.0.0"), PROGRAM);
    const apiUrl = `http://127.0.0.1:${port}/v1`;
    const reports: string[] = [];
    const supervisor = superviseShop({
      ...{ configFile, dataFolder, releases: installed, ownVersion: "1.0.0", ownProgram },
      ...{ apiUrl, forcedHour: null, healthyWithinMs: 20_000, stopWithinMs: 5000 },
      ...{ now: () => new Date(0), report: (sentence) => void reports.push(sentence) },
      releaseKey: formatPublicKey(key),
    });
    onTestFinished(supervisor.stop);
    const ask = () => fetch(`${apiUrl}/healthz`).then((response) => response.text(), String);
    const turn = async () => {
      await supervisor.turn();
      return ask();
    };
    await expect.poll(turn, { interval: 100 }).toBe("1.1.0");
    expect(reports).toEqual([
      "Release 1.1.0 is being installed.",
      "Release 1.1.0 is installed.",
      "The shop changes from release 1.0.0 to 1.1.0.",
      "The shop runs release 1.1.0.",
    ]);
    const folder = join(installed, "1.1.0");
    expect(readFileSync(join(folder, "apps/shop/noise")).equals(noise)).toBe(true);
    expect(statSync(join(folder, "node_modules/@saunter/shop/bin")).isDirectory()).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual([
      ".from-hub",
      "apps",
      "node_modules",
      "package.json",
    ]);
    expect(readdirSync(join(folder, "node_modules")).toSorted()).toEqual(["@saunter", "node"]);
    expect(readdirSync(join(dataFolder, "releases"))).toEqual([]);

    await want("1.2.0");
    await supervisor.turn();
    expect(reports.at(-1)).toBe(
      `Release 1.2.0 is refused: it is not among the releases here: the hub has no release 1.2.0 for ${PLATFORM}`,
    );
    await publish(await pack(install("1.2.0")));
    await shop.fetchReleases();
    await expect.poll(turn, { interval: 100 }).toBe("1.2.0");
    await publish(await pack(install("1.3.0")));
    await want("1.3.0");
    await expect.poll(turn, { interval: 100 }).toBe("1.3.0");
    // The one before stays, to go back to.
    expect(readdirSync(installed).toSorted()).toEqual(["1.2.0", "1.3.0"]);
  });

  it("of one version does not change, and goes when it is removed", async () => {
    await publish(await pack(install("2.0.0"), "linux-arm64"));
    const other = await pack(install("2.0.0", { "apps/shop/more": "more" }), "linux-arm64");
    await expect(publish(other)).rejects.toThrow("give this one a version of its own");
    expect(await releases.remove("2.0.0", "linux-arm64")).toBe(true);
    expect(await releases.remove("2.0.0", "linux-arm64")).toBe(false);
    expect(await publish(other)).toBe(true);
  });

  it("that is damaged, or none, is not published", async () => {
    const file = await pack(install("3.0.0"));
    const bytes = readFileSync(file);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(file, bytes);
    await expect(publish(file)).rejects.toThrow("is damaged");
    writeFileSync(file, "{}\n");
    await expect(publish(file)).rejects.toThrow("is no release");
  });

  it("is not made of a folder in which something is missing", async () => {
    await expect(pack(folders.make())).rejects.toThrow("run `npm ci --omit=dev`");
    await expect(pack(install("one"))).rejects.toThrow("one is no version");
  });

  it("cannot be put on the hub by a shop", async () => {
    const connection = await connect({
      servers: chain.hub.url,
      authenticator: signInWith(chain.hub.credentials.get("north")!),
      inboxPrefix: "_INBOX.north",
    });
    onTestFinished(() => connection.close());
    const sent = jetstream(connection).publish(nameReleaseHead("9.9.9", PLATFORM), "{}");
    await expect(sent).rejects.toThrow();
    expect(await releases.list()).not.toContainEqual(expect.objectContaining({ version: "9.9.9" }));
  });

  it("is signed by those who know the pass phrase alone", () => {
    const pem = makeReleaseKey(PASS_PHRASE);
    expect(() => openReleaseKey(pem, "another one of that length")).toThrow(
      "does not open the key",
    );
  });
});
