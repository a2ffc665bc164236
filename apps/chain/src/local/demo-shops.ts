/** Simulated shops of a demonstration: each a process of its own, as in a chain. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@saunter/server/network/free-port";
import { parseDocument } from "yaml";
import { type RunningServer, runServer } from "./run-server.ts";

export interface DemoShop {
  readonly shopId: string;
  readonly name: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Who comes: a scenario of the simulator. */
  readonly scenario: string;
}

export const DEMO_SHOPS: readonly DemoShop[] = [
  {
    shopId: "market",
    name: "Market Street",
    address: "3 Market Street, Leeds LS1 6DT",
    latitude: 53.7968,
    longitude: -1.5439,
    scenario: "busy",
  },
  {
    shopId: "harbour",
    name: "Harbour",
    address: "20 Princes Wharf, Bristol BS1 4RN",
    latitude: 51.4476,
    longitude: -2.5983,
    scenario: "everyday",
  },
  {
    shopId: "station",
    name: "Station",
    address: "1 Station Road, York YO24 1AB",
    latitude: 53.9583,
    longitude: -1.093,
    scenario: "crowd",
  },
];

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const EXAMPLE = join(ROOT, "examples/demo/shop.yaml");
const SAUNTER = join(ROOT, "apps/shop/bin/saunter.mjs");

/** Several begin at once, and each reads its goods. */
const READY_WITHIN_MS = 120_000;

export interface RunningShop extends RunningServer {
  readonly url: string;
}

interface ShopHub {
  /** `nats://HOST:PORT`. */
  readonly server: string;
  readonly shard: number;
  readonly credentialsFile: string;
}

/**
 * That of the demonstration of one shop, with a name of its own and the chain's hub.
 * @param folder that it is written to: files are named from there
 */
function makeShopConfig({ address, name, shopId }: DemoShop, hub: ShopHub, folder: string): string {
  const document = parseDocument(readFileSync(EXAMPLE, "utf8"));
  document.setIn(["shop", "id"], shopId);
  document.setIn(["shop", "name"], name);
  document.setIn(["shop", "address"], [address]);
  for (const [key, what] of [
    ["planogram", "file"],
    ["catalogue", "file"],
    ["pictures", "folder"],
  ] as const) {
    const path = join(dirname(EXAMPLE), String(document.getIn([key, what])));
    document.setIn([key, what], relative(folder, path));
  }
  document.set("chain", {
    server: hub.server,
    shard: hub.shard,
    credentialsEnv: { file: hub.credentialsFile },
    reviewers: true,
  });
  return String(document);
}

/** Starts it; its data and its configuration are in `folder`. */
export async function runDemoShop(
  shop: DemoShop,
  folder: string,
  hub: ShopHub,
  onCrashed: () => void,
): Promise<RunningShop> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "shop.yaml");
  writeFileSync(file, makeShopConfig(shop, hub, folder));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const options = ["--shop", file, "--data", join(folder, "data"), "--port", String(port)];
  const server = await runServer({
    ...{ what: shop.name, command: process.execPath },
    args: [SAUNTER, "demo", ...options, "--scenario", shop.scenario, "--carts", "0", "--no-open"],
    isReady: async () => (await fetch(`${url}/v1/healthz`)).ok,
    stopSignal: "SIGTERM",
    logFile: join(folder, "shop.log"),
    readyWithinMs: READY_WITHIN_MS,
    onCrashed,
  });
  return { ...server, url };
}
