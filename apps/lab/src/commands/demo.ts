import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { DEMO_SCENARIOS } from "@saunter/protocol/demo-scenarios";
import { DEMO_SPEED_MAX } from "@saunter/protocol/limits";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatProblems } from "@saunter/shop/commands/config";
import { parsePort, parsePositive, parseSeed } from "@saunter/shop/commands/parse-options";
import type { GoodsLists } from "@saunter/shop/config/goods-lists";
import { type ConfigLoad, loadConfig, type OtherPolicies } from "@saunter/shop/config/load-config";
import { readTextFile } from "@saunter/shop/config/read-text-file";
import type { ShopConfig, WebhookConfig } from "@saunter/shop/config/shop-config";
import type { LoadGoods } from "@saunter/shop/goods/live-goods";
import { DEMO_CART_CUSTOMER_IDS } from "@saunter/shop/people/demo-user";
import { deleteShopFolders } from "@saunter/shop/store/process-lock";
import { StoreError } from "@saunter/shop/store/store-error";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { type Command, InvalidArgumentError, Option } from "commander";
import { CART_PATH, LOCAL } from "../demo/cart-pages.ts";
import type { DemoSources } from "../demo/demo-control.ts";
import { SYSTEM_PATH } from "../demo/simulated-system.ts";

export interface DemoDependencies {
  readonly io: CommandIo;
  /** Runs a shop until the signal is given; tells when it serves, and where. */
  readonly runShop: (
    config: ShopConfig,
    loadGoods: LoadGoods | null,
    onServing: (address: string) => void,
    signal: AbortSignal,
    demo: DemoSources,
  ) => Promise<void>;
  /** The recordings among folders, and right below them. */
  readonly findRecordings: (paths: readonly string[]) => Promise<readonly string[]>;
  /** Shows a page to whoever is at this machine; false where nobody can be shown any. */
  readonly openBrowser: (url: string) => boolean;
  /** The port, where nobody listens there; else another that is free. */
  readonly findPort: (host: string, port: number) => Promise<number>;
  readonly makeSeed: () => number;
  /** Whether the pages have been built. */
  readonly hasScreens: () => boolean;
}

interface DemoOptions {
  readonly shop: string;
  readonly port?: number;
  readonly seed?: number;
  readonly scenario: ScenarioName;
  readonly speed: number;
  readonly data?: string;
  readonly fresh: boolean;
  readonly carts: number;
  readonly open: boolean;
  readonly recording?: string;
  readonly recordings?: string;
}

const SHOP = fileURLToPath(new URL("../../../../examples/demo/shop.yaml", import.meta.url));

/** Yours, and two that are under way. */
const CARTS = 3;
/** Each has somebody of its own who pays. */
const CARTS_MAX = DEMO_CART_CUSTOMER_IDS.length;

const EXAMPLES = `
What happens in it is kept, and goes on at the next start. Ctrl-C closes the shop.

Examples:
  saunter demo                            a simulated shop in the browser
  saunter demo --scenario crowd --speed 2 fuller, and faster
  saunter demo --fresh                    without what was there before
  saunter demo --recordings recordings    recordings of that folder can be chosen in the page
`;

export function addDemoCommand(program: Command, dependencies: DemoDependencies): void {
  program
    .command("demo")
    .description(
      "open a simulated shop in the browser: its console, its shoppers' pages, its money",
    )
    .option("--port <n>", "its port; the configuration says 8420", parsePort)
    .option("--shop <file>", "a configuration of a shop (else: examples/demo/shop.yaml)", SHOP)
    .option(
      "--seed <n>",
      "the same seed gives the same people (else: each start has others)",
      parseSeed,
    )
    .addOption(
      new Option("--scenario <name>", "who comes and what they do")
        .choices(DEMO_SCENARIOS)
        .default("busy"),
    )
    .option("--speed <times>", `times real time, up to ${DEMO_SPEED_MAX}`, parsePositive, 1)
    .option("--data <folder>", "its data folder (else: out/demo of the workspace)")
    .option("--carts <n>", "smart carts, the first yours; 0: none", parseCarts, CARTS)
    .option("--fresh", "delete earlier data", false)
    .option("--no-open", "do not open a browser")
    .option("--recording <folder>", "play a recording instead of the simulation")
    .option("--recordings <folder>", "offer the recordings in that folder in the page")
    .addHelpText("after", EXAMPLES)
    .action((options: DemoOptions) => runDemo(options, dependencies));
}

function parseCarts(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= CARTS_MAX) return count;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${CARTS_MAX}.`);
}

interface Plan {
  readonly config: ShopConfig;
  readonly load: (lists: GoodsLists | null) => ConfigLoad;
  /** Recordings by the name under which they are chosen. */
  readonly recordings: ReadonlyMap<string, string>;
  /** What is played first; null: the simulation. */
  readonly first: string | null;
}

async function runDemo(options: DemoOptions, dependencies: DemoDependencies): Promise<void> {
  const { io, runShop, openBrowser, hasScreens } = dependencies;
  const plan = await makePlan(options, dependencies);
  if (options.fresh) forgetAll(plan);
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  let next = plan.first;
  // With another source it goes on where its pages are.
  const port = await choosePort(plan, options, dependencies);
  let isReported = false;
  const onServing = (): void => {
    if (isReported) return;
    isReported = true;
    const url = `http://${LOCAL}:${port}`;
    const isShown = options.open && hasScreens() && openBrowser(url);
    io.writeOut(hasScreens() ? describeStart(url, isShown) : describeBareStart(url));
  };
  try {
    while (!stop.signal.aborted) {
      const turn = new AbortController();
      const recording = next;
      const config = configOf(plan, recording, port);
      // Played from the beginning, nobody has been there before.
      if (recording !== null) deleteShops([config.dataFolder]);
      await runShop(
        config,
        recording === null ? plan.load : null,
        onServing,
        AbortSignal.any([stop.signal, turn.signal]),
        {
          recording,
          recordings: [...plan.recordings.keys()],
          cartCount: recording === null ? options.carts : 0,
          choose: (chosen) => {
            next = chosen;
            turn.abort();
          },
        },
      );
    }
  } finally {
    offInterrupt();
  }
  io.writeOut("The shop is closed.\n");
}

async function makePlan(options: DemoOptions, { findRecordings, makeSeed }: DemoDependencies) {
  const load = (lists: GoodsLists | null, policies: OtherPolicies = {}): ConfigLoad =>
    loadConfig(options.shop, {}, readTextFile, lists, policies);
  const loaded = load(null);
  if (!loaded.ok) throw new CommandFailure(formatProblems(options.shop, loaded));
  if (options.speed > DEMO_SPEED_MAX) {
    throw new CommandFailure(`found --speed ${options.speed}; allowed: up to ${DEMO_SPEED_MAX}`);
  }
  const { http, dataFolder } = loaded.config;
  const { seed = makeSeed(), scenario, speed } = options;
  const config: ShopConfig = {
    ...loaded.config,
    source: { kind: "simulated", seed, scenario, speed, shoppersAtOnce: null },
    smartCarts: options.carts === 0 ? null : loaded.config.smartCarts,
    http: { ...http, port: options.port ?? http.port },
    dataFolder: options.data === undefined ? dataFolder : resolve(options.data),
  };
  const find = (path: string | undefined) => (path === undefined ? [] : findRecordings([path]));
  const own = await find(options.recording);
  const folders = [...own, ...(await find(options.recordings))];
  const recordings = new Map(folders.map((folder) => [nameRecording(folder), folder]));
  const first = own[0] === undefined ? null : nameRecording(own[0]);
  return { config, load, recordings, first } satisfies Plan;
}

/** Pages and links name the port, so that it is known before anything is opened. */
async function choosePort(
  { config: { http } }: Plan,
  { port: wanted }: DemoOptions,
  { io, findPort }: DemoDependencies,
): Promise<number> {
  const port = await findPort(http.host, http.port);
  if (port === http.port || http.port === 0) return port;
  if (wanted !== undefined) {
    throw new CommandFailure(`port ${wanted} is taken by another program; name another, or none`);
  }
  io.writeOut(`  Port ${http.port} is taken by another program: this shop gets ${port}.\n`);
  return port;
}

/** The folder's name, with that of the folder that it is in. */
function nameRecording(folder: string): string {
  const path = resolve(folder);
  return `${basename(dirname(path))}/${basename(path)}`;
}

/** Each source has data of its own: what one shop sells, another does not. */
function configOf(
  { config, recordings }: Plan,
  recording: string | null,
  port: number,
): ShopConfig {
  const http = { ...config.http, port };
  const webhooks = [...config.webhooks, makeListener(http.host, port)];
  const entry = { ...config.entry, passkey: { rpId: LOCAL, origin: `http://${LOCAL}:${port}` } };
  if (recording === null) {
    return { ...config, http, webhooks, entry, dataFolder: join(config.dataFolder, "simulated") };
  }
  const folder = recordings.get(recording);
  if (folder === undefined) throw new Error(`${recording} is no recording`);
  return {
    ...config,
    http,
    webhooks,
    entry,
    source: { kind: "recording", folder, speed: 1 },
    floor: null,
    smartCarts: null,
    shopModel: null,
    catalogue: null,
    goods: null,
    offers: [],
    lowStockAt: new Map(),
    productFacts: new Map(),
    pictures: NO_PICTURES,
    dataFolder: join(config.dataFolder, "recordings", recording.replace("/", "--")),
  };
}

/** The demonstration tells itself what happens in it, as it would tell a till or a stock book. */
function makeListener(host: string, port: number): WebhookConfig {
  const secret = randomBytes(32).toString("base64url");
  return {
    url: `http://${host}:${port}${SYSTEM_PATH}`,
    events: ["visit.*", "receipt.*"],
    secret: { source: "the demonstration", reveal: () => secret },
  };
}

function forgetAll({ config }: Plan): void {
  const recordings = join(config.dataFolder, "recordings");
  const played = existsSync(recordings) ? readdirSync(recordings, { withFileTypes: true }) : [];
  const folders = played
    .filter((one) => one.isDirectory())
    .map(({ name }) => join(recordings, name));
  deleteShops([join(config.dataFolder, "simulated"), ...folders]);
}

/** CommandFailure where another process runs one of them: none is deleted then. */
function deleteShops(folders: readonly string[]): void {
  try {
    deleteShopFolders(folders);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "database-locked") throw error;
    throw new CommandFailure(
      `nothing was deleted: ${error.message}, or name another folder with --data`,
    );
  }
}

function describeBareStart(url: string): string {
  return `
  The shop is open, but its pages have not been built: there is nothing to be seen at ${url}
  but its API. Build them, and start it again:

    npm run screens

  Ctrl-C closes the shop.

`;
}

function describeStart(url: string, isShown: boolean): string {
  const first = isShown ? "It opens in your browser." : "Open it in a browser.";
  return `
  The shop is open:  ${url}

  ${first} One click makes you its operator; nobody is really there,
  and no money moves.

    ${url}/console/       the floor, live: who is where, what they take
    ${url}/console/walk   walk in yourself, take something, and leave
    ${url}/shop/          what shoppers have on their phones
    ${url}${CART_PATH}          take a smart cart: scan, weigh, and cheat
    ${url}/display/       what hangs at the entrance
    ${url}${SYSTEM_PATH}   what another system is told

  What happens is kept for the next start (--fresh forgets it). Ctrl-C closes the shop.

`;
}
