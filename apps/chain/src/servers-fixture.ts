/** For tests: a hub, leaf nodes and a database, each the real one, in processes that end with the tests. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { listShopRights } from "@saunter/protocol/chain/subjects";
import pg from "pg";

const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(isReady: () => Promise<boolean>, what: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    if (await isReady().catch(() => false)) return;
    await wait(LOOK_EVERY_MS);
  }
  throw new Error(`${what} is not ready after ${READY_WITHIN_MS} ms`);
}

const isOpen = async (port: number): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;

interface Server {
  readonly child: ChildProcess;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

function run(command: string, args: readonly string[], options: object = {}): Server {
  const child = spawn(command, args, { stdio: "ignore", ...options });
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  return {
    child,
    kill: async (signal = "SIGKILL") => {
      child.kill(signal);
      await ended;
    },
  };
}

export interface TestShopUser {
  readonly shopId: string;
  readonly shard: number;
}

export interface TestHub {
  /** How the chain itself connects. */
  readonly asChain: { readonly servers: string; readonly user: string; readonly pass: string };
  /** Of leaf nodes; the user is the shop's id, the password as well. */
  readonly leafPorts: readonly number[];
  /** For clients of shops that have no leaf node. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A hub of one server, with a user for each shop. */
export async function startHub(shops: readonly TestShopUser[]): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-hub-"));
  const [port, leafPort, httpPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const users = shops.map(({ shopId, shard }) => {
    const { publish, subscribe } = listShopRights(shard, shopId);
    const permissions = { publish: { allow: publish }, subscribe: { allow: subscribe } };
    return { user: shopId, password: shopId, permissions };
  });
  const config = {
    server_name: "hub-1",
    listen: `127.0.0.1:${port}`,
    http: `127.0.0.1:${httpPort}`,
    max_payload: 8_000_000,
    jetstream: { store_dir: folder, domain: "hub", max_file: 1e9 },
    leafnodes: { listen: `127.0.0.1:${leafPort}` },
    accounts: {
      CHAIN: { jetstream: "enabled", users: [{ user: "chain", password: "chain" }, ...users] },
    },
  };
  // The server reads JSON as its own format.
  const file = join(folder, "hub.json");
  writeFileSync(file, JSON.stringify(config));
  const server = run("nats-server", ["-c", file]);
  await until(() => isOpen(httpPort), "nats-server");
  return {
    port,
    asChain: { servers: `127.0.0.1:${port}`, user: "chain", pass: "chain" },
    leafPorts: [leafPort],
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestLeaf {
  readonly url: string;
  stop(): Promise<void>;
}

/** A shop's leaf node, which signs in to the hub for it. */
export async function startLeaf(hub: TestHub, shopId: string): Promise<TestLeaf> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-leaf-"));
  const [port, httpPort] = [await findFreePort(), await findFreePort()];
  const urls = hub.leafPorts.map((leafPort) => `nats://${shopId}:${shopId}@127.0.0.1:${leafPort}`);
  const config = {
    server_name: `leaf-${shopId}`,
    listen: `127.0.0.1:${port}`,
    http: `127.0.0.1:${httpPort}`,
    max_payload: 8_000_000,
    leafnodes: { remotes: [{ urls }], reconnect: 1 },
  };
  const file = join(folder, "leaf.json");
  writeFileSync(file, JSON.stringify(config));
  const server = run("nats-server", ["-c", file]);
  await until(() => isOpen(httpPort), "the leaf node");
  return {
    url: `nats://127.0.0.1:${port}`,
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestPostgres {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** PostgreSQL does not run as root. */
function findOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"]));
  return { uid: id("-u"), gid: id("-g") };
}

/** An empty database of Debian's PostgreSQL. */
export async function startPostgres(): Promise<TestPostgres> {
  const [bin] = globSync("/usr/lib/postgresql/*/bin").toSorted().toReversed();
  if (bin === undefined) throw new Error("PostgreSQL is not installed (apt install postgresql)");
  const owner = findOwner();
  const folder = mkdtempSync(join(tmpdir(), "saunter-postgres-"));
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-A", "trust", "-U", "chain", "--no-sync"], {
    ...owner,
    stdio: "ignore",
  });
  const port = await findFreePort();
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const server = run(join(bin, "postgres"), ["-D", data, ...args], owner);
  const connectionString = `postgres://chain@127.0.0.1:${port}/postgres`;
  await until(async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.end();
    return true;
  }, "PostgreSQL");
  return {
    connectionString,
    stop: async () => {
      // Ends its children, too.
      await server.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
