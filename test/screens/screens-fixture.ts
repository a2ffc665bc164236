/**
 * For tests of screens: the real process of a shop on a free port, in which nobody is and nothing
 * happens but by what a test has people do; and browsers that look at its pages.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Observation } from "@saunter/engine/observation";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { findBrowser, openBrowser } from "@saunter/lab/bench/open-browser";
import { createDemoControl } from "@saunter/lab/demo/demo-control";
import { addDemoRoutes } from "@saunter/lab/demo/demo-routes";
import { SIMULATOR } from "@saunter/lab/simulator/simulator";
import type { Role } from "@saunter/protocol/roles";
import { createHttpLogger } from "@saunter/server/http/logger";
import { findFreePort } from "@saunter/server/network/free-port";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { loadConfig } from "@saunter/shop/config/load-config";
import { readTextFile } from "@saunter/shop/config/read-text-file";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import type { CardTerminal } from "@saunter/shop/entry/card-terminal";
import { takeObservation } from "@saunter/shop/evidence/curve-recorder";
import { withServices } from "@saunter/shop/http/add-route";
import type { HttpExtension } from "@saunter/shop/http/http-context";
import { createShopMetrics } from "@saunter/shop/http/metrics";
import { hashApiKey, makeApiKey } from "@saunter/shop/people/api-keys";
import { addUser, type UserProof } from "@saunter/shop/people/users";
import { type OpenCapabilities, openCapabilities } from "@saunter/shop/process/open-capabilities";
import { openShopProcess } from "@saunter/shop/process/open-shop-process";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { MACHINE, type Surroundings } from "@saunter/shop/process/surroundings";
import type { Machine } from "@saunter/shop/process/watch-machine";
import type { OpenTransports } from "@saunter/shop/sensors/scale-source";
import { findScreens } from "@saunter/shop/serve/find-screens";
import { openHttpSide } from "@saunter/shop/serve/serve-http";
import { sample } from "@saunter/testing/sample";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { describe, it, TestRunner } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import { createPeople, type ScriptedPeople } from "./scripted-people.ts";
import { findUnreached } from "./tab-walk.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLE = join(root, "examples/shop.yaml");
const HOST = "127.0.0.1";
/** A session is used by other pages for so long; then it might have to be refreshed. */
const SESSION_MS = 5 * 60_000;

/** Users by their roles: the console's people, and the keys of programs. */
const PEOPLE = {
  operator: ["operator"],
  reviewer: ["reviewer"],
  clerk: ["clerk"],
  all: ["operator", "reviewer"],
};
const PROGRAMS = ["gate", "device", "cart", "integrator"] as const;
const PASSWORD = "seven purple ladders";

export type Somebody = keyof typeof PEOPLE;

export interface TestShop {
  /** Without a slash at its end. */
  readonly url: string;
  readonly config: ShopConfig;
  /** The one of now: it is another one after `restart`. */
  readonly process: ShopProcess;
  readonly people: ScriptedPeople;
  /** Keys of programs by their role. */
  readonly keys: Readonly<Record<(typeof PROGRAMS)[number], string>>;
  /** What its pages and its process did wrong by themselves, in words; to be empty at the end. */
  readonly faults: string[];
  /** Sensors send something, and the engine has processed it when this resolves. */
  say(observations: readonly Observation[]): Promise<void>;
  /** Time goes on at once; what is due by then has happened when this resolves. */
  pass(byMs: number): Promise<void>;
  /** Ends the process and begins another on the same port and data. */
  restart(): Promise<void>;
  /** Ends the process alone: its pages have no connection. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface ShopOptions {
  /** The example's configuration, changed. */
  readonly config?: (config: ShopConfig) => ShopConfig;
  /** The card terminal; one at which somebody with a good card stands where not given. */
  readonly terminal?: CardTerminal;
  /** What runs the process, and its disk; this machine where not given. */
  readonly machine?: Machine;
  /** What the readings of live sensors arrive by. */
  readonly transports?: OpenTransports;
  /** What other systems are called by; this machine's network where not given. */
  readonly fetch?: Fetch;
  /** Whether it says that it is there to be looked at; nobody can be walked about in it. */
  readonly isDemonstration?: boolean;
}

/**
 * Tests that need a browser. Where there is none they are skipped, and their title says why; in CI,
 * where nobody reads titles, that is a failure.
 */
export function describeScreens(title: string, body: () => void): void {
  if (findBrowser() !== null) return void describe(title, body);
  const reason = "no Chromium is installed";
  if (process.env.CI === undefined) return void describe.skip(`${title} (${reason})`, body);
  it(`${title}: there is a browser to look with`, () => {
    throw new Error(`${reason}, and CI is set: screens that nobody has looked at are not known`);
  });
}

interface Running {
  readonly process: ShopProcess;
  readonly hooks: OpenCapabilities["hooks"];
  close(): Promise<void>;
}

/** Starts a shop. Close it when all is done: its browser goes with it. */
export async function startShop(options: ShopOptions = {}): Promise<TestShop> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-screens-"));
  const config = makeConfig(folder, await findFreePort(), options);
  const clock = { aheadMs: 0 };
  const faults: string[] = [];
  const sensors = createSensorQueue(config);
  const { terminal, machine, transports, fetch, isDemonstration = false } = options;
  const surroundings: Surroundings = {
    ...MACHINE,
    ...(terminal === undefined ? {} : { openTerminal: () => terminal }),
    ...(machine === undefined ? {} : { openMachine: () => machine }),
    ...(transports === undefined ? {} : { createTransports: () => transports }),
    ...(fetch === undefined ? {} : { fetch }),
  };
  const run = () =>
    runProcess({
      config,
      clock,
      faults,
      surroundings,
      isDemonstration,
      sensors: sensors.open(),
    });
  let running: Running | null = await run();
  const find = (): Running => {
    if (running === null) throw new Error("the shop's process is stopped");
    return running;
  };
  const keys = await addUsers(find().process);
  const stop = async (): Promise<void> => {
    await running?.close();
    running = null;
  };
  const shop: TestShop = {
    url: config.http.publicUrl!,
    config,
    keys,
    faults,
    get process() {
      return find().process;
    },
    people: createPeople(() => {
      const { process: opened, hooks } = find();
      const see = (observation: Observation): void => {
        takeObservation(opened.recorder, observation);
        hooks.onObservation?.(observation);
      };
      return { ...opened, entryService: opened.entry.service, see, takeOutputs: hooks.onOutputs! };
    }),
    say: (observations) => sensors.say(observations),
    pass: async (byMs) => {
      clock.aheadMs += byMs;
      await find().process.tick();
    },
    restart: async () => {
      await stop();
      running = await run();
    },
    stop,
    close: async () => {
      await closeBrowser(shop);
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
  return shop;
}

function makeConfig(folder: string, port: number, { config = (same) => same }: ShopOptions) {
  const loaded = loadConfig(EXAMPLE, {});
  if (!loaded.ok) throw new Error(`${EXAMPLE} is not good`);
  const url = `http://localhost:${port}`;
  return config({
    ...loaded.config,
    dataFolder: join(folder, "data"),
    source: { kind: "recording", folder: "scripted", speed: Number.POSITIVE_INFINITY },
    policies: { ...loaded.config.policies, secondFactor: "optional" },
    http: { host: HOST, port, publicUrl: url, trustedProxies: [], connectionsPerAddressMax: 3000 },
    entry: { ...loaded.config.entry, passkey: { rpId: "localhost", origin: url } },
  });
}

/** What a test has sensors send, one chunk after the other, for each process that reads it. */
function createSensorQueue({ shopModel }: ShopConfig) {
  type Chunk = { readonly observations: readonly Observation[]; readonly taken: () => void };
  let waiting: Chunk[] = [];
  let wake = (): void => {};
  let turn = 0;
  async function* listen(mine: number) {
    while (mine === turn) {
      const chunk = waiting.shift();
      if (chunk === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      yield chunk.observations;
      // Asked for the next, the process has taken this one.
      chunk.taken();
    }
  }
  const end = (): void => {
    turn++;
    waiting = [];
    wake();
  };
  const source: Pick<RecordingSource, "open"> = {
    open: async () => ({ shop: shopModel!, chunks: listen(turn), warnings: () => [] }),
  };
  return {
    open: () => ({ source: source as RecordingSource, end }),
    say: (observations: readonly Observation[]) =>
      new Promise<void>((resolve) => {
        waiting.push({ observations, taken: resolve });
        wake();
      }),
  };
}

interface RunOptions {
  readonly config: ShopConfig;
  readonly clock: { readonly aheadMs: number };
  readonly faults: string[];
  readonly surroundings: Surroundings;
  readonly isDemonstration: boolean;
  readonly sensors: { readonly source: RecordingSource; readonly end: () => void };
}

async function runProcess(options: RunOptions): Promise<Running> {
  const { config, clock, faults, surroundings, isDemonstration, sensors } = options;
  const onError = (error: unknown): void => void faults.push(`process: ${error}`);
  const metrics = createShopMetrics(() => performance.now());
  const opened = await openShopProcess({
    config,
    nowMs: () => Date.now() + clock.aheadMs,
    recordings: sensors.source,
    simulator: SIMULATOR,
    capabilities: SHOP_CAPABILITIES,
    loadGoods: (lists) => loadConfig(EXAMPLE, {}, readTextFile, lists),
    measure: metrics.measureCommits,
    surroundings,
    onError,
    onTrouble: onError,
  });
  const capabilities = await openCapabilities(SHOP_CAPABILITIES, {
    process: opened,
    metrics,
    onError,
    findNotReady: () => null,
  });
  const { hooks, extensions } = capabilities;
  const app = await openHttpSide({
    process: opened,
    screens: findScreens(),
    metrics,
    logger: createHttpLogger("warn", { write: (line) => noteFailure(line, faults) }),
    extensions: isDemonstration ? [...extensions, openDemonstration(opened)] : extensions,
  });
  await app.listen({ host: HOST, port: config.http.port });
  const stop = new AbortController();
  const sensorRun = opened.runSensors(hooks, () => {}, stop.signal).catch(onError);
  return {
    process: opened,
    hooks,
    close: async () => {
      sensors.end();
      // What is of now has no end of its own.
      if (opened.source.isLive) stop.abort();
      await sensorRun;
      capabilities.close();
      await app.close();
      await capabilities.finish(false);
      await opened.close();
      metrics.close();
    },
  };
}

/** Of a shop that is simulated, for its pages. */
function openDemonstration(process: ShopProcess): HttpExtension {
  const sources = { recording: null, recordings: [], cartCount: 0, choose: () => {} };
  const { service: entryService, methods: entryMethods } = process.entry;
  const services = { entryService, entryMethods };
  const control = createDemoControl({ process, sources, hasEnded: () => false });
  return {
    isDemonstration: true,
    prepareArrival: control.prepareArrival,
    addRoutes: (context) => addDemoRoutes(withServices(context, services), control),
  };
}

/** Whatever the process answers with an error of its own. */
function noteFailure(line: string, faults: string[]): void {
  const { level, msg, err } = JSON.parse(line);
  const ERROR_LEVEL = 50;
  if (level >= ERROR_LEVEL) faults.push(`process: ${msg} ${err?.stack ?? ""}`);
}

async function addUsers({ store }: ShopProcess): Promise<TestShop["keys"]> {
  const add = (name: string, roles: readonly Role[], proof: UserProof) =>
    store.transact((tx) =>
      orRefuse(addUser(tx, { userId: `user-${name}`, name, roles, proof }, tx.atMs)),
    );
  const hash = await hashPassword(PASSWORD);
  for (const [name, roles] of Object.entries(PEOPLE)) {
    await add(name, roles as Role[], { kind: "password", hash });
  }
  const keys: Record<string, string> = {};
  for (const role of PROGRAMS) {
    const key = makeApiKey();
    await add(role, [role], { kind: "key", hash: hashApiKey(key) });
    keys[role] = key;
  }
  return keys as TestShop["keys"];
}

export interface PageOptions {
  /** Null: nobody is signed in. */
  readonly as: Somebody | null;
  /** Below the shop's address, such as "/console/till". */
  readonly path: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** What the browser says that its user reads, BCP 47. */
  readonly locale?: string;
  /** Whether its time can be moved on, by `page.clock`; until then it goes on as ever. */
  readonly isClockMovable?: boolean;
}

interface Session {
  readonly atMs: number;
  readonly cookies: Awaited<ReturnType<BrowserContext["cookies"]>>;
}

interface Opened {
  readonly browser: Promise<Browser>;
  readonly sessions: Map<Somebody, Session>;
}

const browsers = new WeakMap<TestShop, Opened>();
/** What has to appear has appeared within this, also where other tests have the cores. */
export const APPEARS_WITHIN_MS = 120_000;

async function closeBrowser(shop: TestShop): Promise<void> {
  await (await browsers.get(shop)?.browser)?.close();
}

/** Opens a page of the shop, in a browser that knows of no other; a test's closes with it. */
export async function openPage(shop: TestShop, options: PageOptions): Promise<Page> {
  const { as, path, width = 1440, height = 900, scheme = "light", locale = "en-GB" } = options;
  const opened = browsers.get(shop) ?? { browser: openBrowser(), sessions: new Map() };
  browsers.set(shop, opened);
  const browser = await opened.browser;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    // Nothing is looked at while it is still coming in.
    reducedMotion: "reduce",
  });
  closeAfterTest(context);
  if (as !== null) await signIn(shop, opened, context, as);
  const page = await context.newPage();
  page.setDefaultTimeout(APPEARS_WITHIN_MS);
  page.on("pageerror", (error) => void shop.faults.push(`${path}: ${error.stack || error}`));
  page.on("console", (message) => {
    // What the API refuses is told to whoever uses the page; the browser's own note says no more.
    const isFault = message.type() === "error" && !message.text().startsWith("Failed to load");
    if (isFault && !/ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text())) {
      shop.faults.push(`${path}: ${message.text()}`);
    }
  });
  if (options.isClockMovable) await page.clock.install();
  await page.goto(`${shop.url}${path}`);
  return page;
}

/** Once for each, as signing in is slow on purpose, and not to be done often. */
async function signIn(shop: TestShop, opened: Opened, context: BrowserContext, as: Somebody) {
  const nowMs = shop.process.shop.nowMs();
  const known = opened.sessions.get(as);
  if (known !== undefined && nowMs - known.atMs < SESSION_MS) {
    await context.addCookies(known.cookies);
    return;
  }
  const data = { name: as, password: PASSWORD, carrier: "cookie" };
  const answer = await context.request.post(`${shop.url}/v1/sign-in`, { data });
  if (!answer.ok()) throw new Error(`${as} is not signed in: ${await answer.text()}`);
  opened.sessions.set(as, { atMs: nowMs, cookies: await context.cookies() });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Of axe-core's rules, those that another set of colours may break. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

/**
 * What keeps somebody from using a page, as axe-core finds it: serious and critical faults.
 *
 * @param rules by their names; all of them where not given.
 */
export async function findBarriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const options = {
    resultTypes: ["violations"],
    ...(rules === undefined ? {} : { runOnly: { type: "rule", values: rules } }),
  };
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.html}\n${one.failureSummary}`));
}

/** The narrowest phone and a wide screen, by day and by night. */
export const THEMES = [360, 1920].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
);
type Theme = (typeof THEMES)[number];
const LOOK_HEIGHT = 900;

/** What keeps somebody from using a page, in any of its looks; `isReady` waits until all is there. */
export async function findBarriersAnywhere(
  shop: TestShop,
  options: Pick<PageOptions, "as" | "path" | "locale">,
  isReady: (page: Page) => Promise<unknown>,
): Promise<string[]> {
  const page = await openPage(shop, options);
  await isReady(page);
  return findBarriersInThemes(page);
}

/** Evaluated in a page it resolves when all that has been set has been drawn. */
export const NEXT_FRAME =
  "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

/**
 * Accessibility faults of an open page, in one of its looks, and in all of them with SAUNTER_TESTS=all. A
 * look also fails if the page is wider than the screen, or if Tab doesn't reach all of it.
 */
export async function findBarriersInThemes(
  page: Page,
  themes: readonly Theme[] = sampleThemes(page),
): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await show(page, theme);
    const { width, scheme } = theme;
    // By night a page is the same one in other colours.
    const isNight = scheme === "dark";
    const barriers = await findBarriers(page, isNight ? RULES_OF_COLOUR : undefined);
    if (await isTooWide(page)) barriers.push("the page is wider than the screen");
    if (!isNight) barriers.push(...(await findUnreached(page)));
    found.push(...barriers.map((barrier) => `${width} ${scheme}: ${barrier}`));
  }
  // Whichever looks were sampled, a test continues with the last one.
  await show(page, THEMES.at(-1)!);
  return found;
}

function sampleThemes(page: Page): readonly Theme[] {
  return sample(THEMES, 1, `${TestRunner.getCurrentTest()?.name} ${new URL(page.url()).pathname}`);
}

async function show(page: Page, { width, scheme }: Theme): Promise<void> {
  await page.setViewportSize({ width, height: LOOK_HEIGHT });
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(NEXT_FRAME);
}

/** Whether a page has to be moved sideways to be read, once it is laid out: busy machines do that late. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(`(async () => {
    const isWide = () =>
      document.documentElement.scrollWidth > document.documentElement.clientWidth;
    for (let frames = 0; isWide() && frames < ${FRAMES_MAX}; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return isWide();
  })()`);
}

const FRAMES_MAX = 120;
