/** The chain's process when it can't start: it exits, so that its supervisor can start it again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createDatabase } from "../database/test-database-fixture.ts";
import { createHubKeys, signChainUser, signTrust } from "../hub/hub-keys.ts";
import { placeHubServer, runHub } from "../local/run-nats.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

describe("saunter-chain serve", () => {
  const folders = createScratchFolders();
  const keys = createHubKeys();
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => folders.remove());

  async function startHub(serverCount: number) {
    const folder = folders.make();
    const names = Array.from({ length: serverCount }, (_, at) => `hub-${at + 1}`);
    const placed = await Promise.all(names.map((name) => placeHubServer(folder, name)));
    const hub = await runHub(placed, await signTrust(keys));
    for (const server of hub) closing.push(() => server.kill());
    return hub;
  }

  async function serve(
    databaseUrl: string,
    servers: readonly string[],
    hubSettings = "",
  ): Promise<{ readonly child: ChildProcess; readonly ended: Promise<unknown> }> {
    const folder = folders.make();
    mkdirSync(join(folder, "hub"));
    const { credentials } = await signChainUser(keys);
    writeFileSync(join(folder, "hub", "chain.creds"), credentials);
    writeFileSync(join(folder, "hub", "hub-keys.json"), JSON.stringify(keys));
    const file = join(folder, "chain.yaml");
    writeFileSync(
      file,
      `publicUrl: http://localhost:8430
owner: { email: owner@chain.example }
database: { url: SAUNTER_CHAIN_DATABASE }
hub: { shards: 1, servers: ${JSON.stringify(servers)}, credentials: { file: hub/chain.creds }, keys: { file: hub/hub-keys.json }${hubSettings} }
http: { port: 0, metricsPort: 0 }
`,
    );
    const child = spawn(process.execPath, [MAIN, "serve", file], {
      env: { ...process.env, SAUNTER_CHAIN_DATABASE: databaseUrl },
      stdio: ["ignore", "ignore", "pipe"],
    });
    closing.push(() => child.kill("SIGKILL"));
    const closed = once(child, "close");
    const ended = text(child.stderr!).then(async (error) => ({ code: (await closed)[0], error }));
    return { child, ended };
  }

  async function makeDatabase(): Promise<string> {
    const database = await createDatabase();
    closing.push(() => database.drop());
    return database.url;
  }

  it("exits with an error if most of the hub's servers are down", async () => {
    const hub = await startHub(3);
    for (const server of hub.slice(1)) await server.kill();
    const { ended } = await serve(
      await makeDatabase(),
      hub.map(({ address }) => address),
    );
    expect(await ended).toEqual({ code: 1, error: expect.stringMatching(/^saunter-chain: .+\n$/) });
  });

  it("exits with an error if the hub's disks are too small for what it is to keep", async () => {
    const [server] = await startHub(1);
    const { ended } = await serve(await makeDatabase(), [server!.address], ", keptGb: 99000");
    expect(await ended).toEqual({
      code: 1,
      error: "saunter-chain: the hub's disks have no room for 99000 GB: set hub.keptGb\n",
    });
  });

  it("exits if the database or the hub accepts connections and says nothing", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    closing.push(() => silent.close());
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const [noDatabase, noHub] = await Promise.all([
      serve(`postgres://chain@${address}/chain`, ["127.0.0.1:1"]),
      serve(await makeDatabase(), [address]),
    ]);
    expect(await noDatabase.ended).toMatchObject({ code: 1 });
    expect(await noHub.ended).toMatchObject({ code: 1 });
  });

  it("stops on SIGTERM while it starts", async () => {
    const silent = createServer();
    const connected = once(silent, "connection");
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    closing.push(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const { child, ended } = await serve(`postgres://chain@127.0.0.1:${port}/chain`, [
      "127.0.0.1:1",
    ]);
    await connected;
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 130, error: "" });
  });
});
