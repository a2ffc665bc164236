/** Files of a hub, as real servers read them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createHubKeys } from "./hub-keys.ts";
import { formatLeaf, keepHubKeys, writeHub } from "./write-hub.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-hub-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Throws with what is wrong where the server does not take it. */
const check = (file: string): void =>
  void execFileSync("nats-server", ["-t", "-c", file], { stdio: "pipe" });

const servers = [1, 2, 3].map((at) => ({ name: `hub-${at}`, host: `10.0.0.${at}` }));

describe("files of a hub", () => {
  it("are read by its servers, and by nobody else on the machine", async () => {
    const files = await writeHub(folder, { servers, dataFolder: "/var/lib/nats", tls: null });
    expect(files).toEqual([
      "hub-keys.json",
      "hub-1.json",
      "hub-2.json",
      "hub-3.json",
      "chain.creds",
    ]);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o077, file).toBe(0);
    for (const { name } of servers) check(join(folder, `${name}.json`));
    const config = JSON.parse(readFileSync(join(folder, "hub-1.json"), "utf8"));
    expect(config.cluster.routes).toHaveLength(2);
    expect(JSON.stringify(config.cluster.routes)).not.toContain("10.0.0.1:");
  });

  it("keep keys and credentials that are there", async () => {
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    const before = [read("hub-keys.json"), read("chain.creds")];
    const readAccounts = () => JSON.parse(read("hub-1.json")).resolver_preload;
    const accounts = readAccounts();
    await writeHub(folder, { servers, dataFolder: "/srv/nats", tls: null });
    expect([read("hub-keys.json"), read("chain.creds")]).toEqual(before);
    expect(read("hub-1.json")).toContain("/srv/nats");
    // Signed again, they would give back what was withdrawn since.
    expect(readAccounts()).toEqual(accounts);
    writeFileSync(join(folder, "hub-keys.json"), JSON.stringify(createHubKeys()));
    await writeHub(folder, { servers, dataFolder: "/srv/nats", tls: null });
    expect(Object.keys(readAccounts())).not.toEqual(Object.keys(accounts));
  });

  it("of a leaf node are read, too", () => {
    const credentialsFile = join(folder, "chain.creds");
    const file = join(folder, "leaf.json");
    const leaf = { hosts: ["10.0.0.1", "10.0.0.2"], isTls: true, credentialsFile };
    writeFileSync(file, formatLeaf("north", leaf));
    check(file);
    const { leafnodes } = JSON.parse(readFileSync(file, "utf8"));
    expect(leafnodes.remotes[0].urls).toEqual(["tls://10.0.0.1:7422", "tls://10.0.0.2:7422"]);
  });

  it("have the ports that are chosen for them", async () => {
    const other = mkdtempSync(join(folder, "ports-"));
    const ports = { clients: 14_222, cluster: 16_222, leaves: 17_422, monitor: 18_222 };
    await writeHub(other, { servers, dataFolder: "/var/lib/nats", tls: null, ports });
    const file = join(other, "hub-1.json");
    check(file);
    const config = JSON.parse(readFileSync(file, "utf8"));
    expect([config.listen, config.http]).toEqual(["0.0.0.0:14222", "127.0.0.1:18222"]);
    expect([config.cluster.listen, config.leafnodes.listen]).toEqual([
      ...["10.0.0.1:16222", "0.0.0.0:17422"],
    ]);
    expect(config.cluster.routes[0]).toMatch(/@10\.0\.0\.2:16222$/);
    const leaf = { hosts: ["10.0.0.1:17422"], isTls: false, credentialsFile: "/etc/hub.creds" };
    const text = formatLeaf("north", { ...leaf, ports: { clients: 14_223, monitor: 18_223 } });
    const { leafnodes, http, listen } = JSON.parse(text);
    expect([listen, http]).toEqual(["127.0.0.1:14223", "127.0.0.1:18223"]);
    expect(leafnodes.remotes[0].urls).toEqual(["nats://10.0.0.1:17422"]);
  });

  it("that are damaged are not written over", () => {
    const other = mkdtempSync(join(folder, "damaged-"));
    writeFileSync(join(other, "hub-keys.json"), "{");
    expect(() => keepHubKeys(other)).toThrow(/hub-keys\.json does not hold a hub's keys/);
    expect(readFileSync(join(other, "hub-keys.json"), "utf8")).toBe("{");
  });
});
