/** A supervisor over real processes and a real database; the releases are programs of a few lines. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findFreePort } from "@saunter/server/network/free-port";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { listKnown } from "../chain/chain-versions.ts";
import { DOWN_SCHEMA, hashContent, writeContent } from "../chain/keep-contents.ts";
import { readReleaseState } from "../chain/release-state.ts";
import { reportRefusal } from "../chain/report-refusal.ts";
import { STREAMS } from "../domain/shop-context.ts";
import { openTestStore, START_MS } from "../store/store-fixture.ts";
import { superviseShop } from "./run-supervised.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

/**
 * Says its version where it is asked for its health; a broken one ends at once. As the real one does, it starts the
 * process that serves, and hands signals on to it.
 */
const makeProgram = (version: string, isBroken: boolean): string => `
  import { spawn } from "node:child_process";
  import { readFileSync } from "node:fs";
  import { createServer } from "node:http";
  if (${isBroken}) process.exit(1);
  if (process.argv.at(-1) !== "served") {
    const run = spawn(process.execPath, [...process.argv.slice(1), "served"], { stdio: "inherit" });
    process.on("SIGTERM", () => run.kill());
    await new Promise((resolve) => run.on("close", resolve));
    process.exit(0);
  }
  const port = Number(readFileSync(process.argv[3], "utf8"));
  createServer((request, response) => response.end("${version}")).listen(port, "127.0.0.1");
`;

const RUN_SUPERVISED = new URL("./run-supervised.ts", import.meta.url).href;

/** A supervisor in a process of its own, to be killed. */
const makeSupervisor = (options: object): string => `
  import { superviseShop } from ${JSON.stringify(RUN_SUPERVISED)};
  const options = ${JSON.stringify(options)};
  await superviseShop({ ...options, now: () => new Date(0), report: () => {} }).turn();
  console.log("turned");
  setInterval(() => {}, 1000);
`;

async function makeComputer() {
  const folder = folders.make();
  const releases = folders.make();
  const configFile = join(folders.make(), "shop.yaml");
  const port = await findFreePort();
  writeFileSync(configFile, String(port));
  const place = (version: string, isBroken: boolean): string => {
    const path = join(releases, version, "apps", "shop", "bin", "saunter.mjs");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, makeProgram(version, isBroken));
    return path;
  };
  const ownProgram = place("1.0.0", false);
  place("1.1.0", false);
  place("1.2.0", true);
  const apiUrl = `http://127.0.0.1:${port}/v1`;
  const options = {
    ...{ configFile, dataFolder: folder, releases, ownVersion: "1.0.0", ownProgram },
    ...{ apiUrl, forcedHour: null, releaseKey: null, healthyWithinMs: 20_000, stopWithinMs: 5000 },
  };
  const reports: string[] = [];
  const supervisor = superviseShop({
    ...options,
    ...{ now: () => new Date(0), report: (sentence) => void reports.push(sentence) },
  });
  onTestFinished(supervisor.stop);
  const open = () => openTestStore(folder, { schema: DOWN_SCHEMA });
  /** As the chain's version comes and is put in force. */
  const want = async (version: string, number: number): Promise<void> => {
    const store = open();
    const text = JSON.stringify({ items: { version } });
    const of = {
      kind: "software",
      version: number,
      hash: hashContent(text),
      effectiveMs: START_MS,
    };
    await store.transact((tx) => {
      writeContent(tx, of.hash, text);
      tx.append("shop", STREAMS.chain, [{ type: "ChainVersionApplied", ...of }]);
    });
    await store.close();
  };
  const ask = () => fetch(`${apiUrl}/healthz`).then((response) => response.text(), String);
  /** Another supervisor of the same shop, which runs it when this resolves. */
  const startOther = async () => {
    const file = join(releases, "supervisor.mjs");
    writeFileSync(file, makeSupervisor(options));
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    await expect.poll(ask).toBe("1.0.0");
    return child;
  };
  return { folder, releases, place, supervisor, reports, open, want, ask, startOther };
}

describe("a supervised shop", () => {
  it("runs what the chain wants, and what it ran before where that does not start; the journal says why", async () => {
    const { folder, supervisor, open, want, ask } = await makeComputer();
    await supervisor.turn();
    await expect.poll(ask).toBe("1.0.0");
    await want("1.1.0", 1);
    await supervisor.turn();
    expect(await ask()).toBe("1.1.0");
    await want("1.2.0", 2);
    await supervisor.turn();
    expect(await ask()).toBe("1.1.0");
    expect(readReleaseState(folder)).toMatchObject({ current: "1.1.0", trying: null });

    const store = open();
    const reason = "the shop was not ready with it in time";
    await reportRefusal(store, folder);
    await reportRefusal(store, folder);
    expect(listKnown(store)).toMatchObject([
      { kind: "software", outcome: "applied", version: 2 },
      { kind: "software", outcome: "refused", version: 2, reason },
    ]);
    const { db } = store;
    const refused = "SELECT 1 FROM journal WHERE type = 'ChainVersionRefused'";
    expect(db.prepare(refused).all()).toHaveLength(1);
    await store.close();
  });

  it.each([
    { current: "../outside" },
    { trying: "../outside" },
    { current: "/outside" },
    { current: "1.1.0/../../outside" },
  ])("runs nothing outside the folder of releases: %j", async (changes) => {
    const { folder, supervisor, releases, place, ask } = await makeComputer();
    const state = { current: "1.0.0", trying: null, refused: {}, ...changes };
    const named = Object.values(changes)[0]!;
    const outside = place(named, false);
    onTestFinished(() => rmSync(join(releases, "..", "outside"), { recursive: true, force: true }));
    expect(existsSync(outside)).toBe(true);
    writeFileSync(join(folder, "release.json"), JSON.stringify(state));
    expect(readReleaseState(folder)).toBeNull();
    await supervisor.turn();
    await expect.poll(ask).toBe("1.0.0");
  });

  it("waits while somebody is in the shop", async () => {
    const { supervisor, open, want, ask } = await makeComputer();
    await want("1.1.0", 1);
    const visit = async (status: "open" | "closed") => {
      const store = open();
      store.db
        .prepare(
          "INSERT OR REPLACE INTO visits VALUES ('v', ?, 'shopper', NULL, 'g', 'qr', 1, 1, 1, 'none', 1, NULL, NULL, 0)",
        )
        .run(status);
      await store.close();
    };
    await visit("open");
    await supervisor.turn();
    await expect.poll(ask).toBe("1.0.0");
    await supervisor.turn();
    expect(await ask()).toBe("1.0.0");
    await visit("closed");
    await supervisor.turn();
    expect(await ask()).toBe("1.1.0");
  });

  // Elsewhere nobody can see by what a process was started.
  it.runIf(process.platform === "linux")(
    "is closed and started again where its supervisor was killed, and left alone while that runs",
    async () => {
      const { supervisor, reports, ask, startOther } = await makeComputer();
      const other = await startOther();
      await expect(supervisor.turn()).rejects.toThrow(
        `another supervisor, process ${other.pid}, runs the shop`,
      );
      expect(await ask()).toBe("1.0.0");
      const ended = once(other, "exit");
      other.kill("SIGKILL");
      await ended;
      expect(await ask()).toBe("1.0.0");
      await supervisor.turn();
      expect(reports).toEqual([
        "The shop was still running without its supervisor; it was closed.",
      ]);
      await expect.poll(ask).toBe("1.0.0");
      await supervisor.stop();
      // Neither of the two was left.
      expect(await ask()).toContain("fetch failed");
    },
  );
});
