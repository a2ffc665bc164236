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

/** A process that can be killed and started again, with what it has on the disk. */
export interface TestServer {
  start(): Promise<void>;
  kill(): Promise<void>;
  /** For good: what it has on the disk goes, too. */
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly isReady: () => Promise<boolean>;
  readonly owner?: object;
  readonly signal?: NodeJS.Signals;
}

async function startServer(options: ServerOptions): Promise<TestServer> {
  const { what, command, args, folder, isReady, owner = {}, signal = "SIGKILL" } = options;
  let child: ChildProcess | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  const server: TestServer = {
    start: async () => {
      child = spawn(command, args, { stdio: "ignore", ...owner });
      const { promise, resolve } = Promise.withResolvers();
      child.on("exit", resolve).on("error", resolve);
      ended = promise;
      await until(isReady, what);
    },
    kill: async () => {
      child?.kill(signal);
      await ended;
    },
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

export interface TestShopUser {
  readonly shopId: string;
  readonly shard: number;
}

export interface TestHub extends TestServer {
  /** How the chain itself connects. */
  readonly asChain: { readonly servers: string; readonly user: string; readonly pass: string };
  /** Of leaf nodes; the user is the shop's id, the password as well. */
  readonly leafPorts: readonly number[];
  /** For clients of shops that have no leaf node. */
  readonly port: number;
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
    jetstream: { store_dir: folder, sync_interval: "always", domain: "hub", max_file: 1e9 },
    leafnodes: { listen: `127.0.0.1:${leafPort}` },
    accounts: {
      CHAIN: { jetstream: "enabled", users: [{ user: "chain", password: "chain" }, ...users] },
    },
  };
  // The server reads JSON as its own format.
  const file = join(folder, "hub.json");
  writeFileSync(file, JSON.stringify(config));
  const server = await startServer({
    what: "nats-server",
    command: "nats-server",
    args: ["-c", file],
    folder,
    isReady: () => isOpen(httpPort),
  });
  return {
    ...server,
    port,
    asChain: { servers: `127.0.0.1:${port}`, user: "chain", pass: "chain" },
    leafPorts: [leafPort],
  };
}

export interface TestLeaf extends TestServer {
  readonly url: string;
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
  const server = await startServer({
    what: "the leaf node",
    command: "nats-server",
    args: ["-c", file],
    folder,
    isReady: () => isOpen(httpPort),
  });
  return { ...server, url: `nats://127.0.0.1:${port}` };
}

export interface TestPostgres extends TestServer {
  readonly connectionString: string;
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
  const connectionString = `postgres://chain@127.0.0.1:${port}/postgres`;
  const server = await startServer({
    what: "PostgreSQL",
    command: join(bin, "postgres"),
    args: ["-D", data, ...args],
    folder,
    owner,
    // As a crash, but for its children, which end with it.
    signal: "SIGQUIT",
    isReady: async () => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client.end();
      return true;
    },
  });
  return { ...server, connectionString };
}
