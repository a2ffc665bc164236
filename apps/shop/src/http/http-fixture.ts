/**
 * For tests: the shop's process and its API, opened by the functions that `saunter serve` calls, with a simulated
 * provider, a clock that stands still, no timers, and people with all roles.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { ROLES, type Role } from "@saunter/protocol/roles";
import { SCOPES } from "@saunter/protocol/scopes";
import { createHttpLogger } from "@saunter/server/http/logger";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { createProvider } from "@saunter/sim/payments/provider";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { readFingerprint } from "@saunter/sim/payments/test-cards";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import type { FastifyInstance } from "fastify";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { ChargeRunner } from "../domain/charge-runner.ts";
import { orRefuse, type Shop } from "../domain/shop-context.ts";
import { hashBadge } from "../entry/badge.ts";
import type { TerminalOutcome } from "../entry/card-terminal.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import { createStripeCardSetups } from "../payments/stripe-card-setup.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import { hashApiKey, makeApiKey } from "../people/api-keys.ts";
import { type BadgeChange, saveBadges } from "../people/badges.ts";
import { registerCustomer } from "../people/customers.ts";
import { setScopes } from "../people/key-scopes.ts";
import { addUser } from "../people/users.ts";
import { type Extension, NO_EXTENSION } from "../process/capability.ts";
import type { ClockState } from "../process/clock-alerts.ts";
import { openCapabilities } from "../process/open-capabilities.ts";
import { openShopProcess } from "../process/open-shop-process.ts";
import type { ShopProcess } from "../process/shop-process.ts";
import { type CardProvider, MACHINE, type Surroundings } from "../process/surroundings.ts";
import { BEAT_MS } from "../publish/publish-limits.ts";
import { renderReceiptPdf } from "../receipts/receipt-pdf.ts";
import type { SensorHooks } from "../sensors/sensor-run.ts";
import { type HttpLimits, openHttpSide } from "../serve/serve-http.ts";
import { makePrivateFolder, PRIVATE_FILE } from "../store/private-files.ts";
import type { Store } from "../store/store.ts";
import type { HttpDeps, HttpExtension } from "./http-context.ts";
import { createShopMetrics } from "./metrics.ts";
import type { ScreenFolders } from "./screens.ts";
import { BADGE_KEY, makeShopConfig, SHOP_MODEL } from "./shop-config-fixture.ts";

/** 2026-03-02, 09:00 UTC. */
export const START_MS = 1_772_442_000_000;
export const WEBHOOK_SECRET = "whsec_simulated";
export const PASSWORD = "seven purple ladders";
/** Folder of the process's own keys. */
const KEYS = "keys";
const CALL_TIMEOUT_MS = 10_000;
const hashCard = (fingerprint: string): string => `hash-${fingerprint}`;

export interface HttpFixture {
  readonly app: FastifyInstance;
  readonly process: ShopProcess;
  /** What routes were given. */
  readonly deps: HttpDeps;
  /** May be moved; `pass` also renews sessions. */
  readonly clock: { nowMs: number };
  readonly shop: Shop;
  readonly store: Store;
  readonly runner: ChargeRunner;
  readonly provider: Provider;
  /** What capabilities receive from the sensors. */
  readonly hooks: SensorHooks;
  /** What has been logged, a line each. */
  readonly log: string[];
  /** A token or key of somebody who has this role alone; of shoppers, ann and bob. */
  readonly tokens: Readonly<Record<Role | "bob", string>>;
  readonly ids: Readonly<Record<Role | "bob", string>>;
  /** Time goes on; whose session has ended meanwhile signs in again. */
  pass(byMs: number): Promise<void>;
  /** Does what the process does at this interval by itself. */
  repeat(everyMs: number): void;
  /** Sends every open stream a sign of life. */
  beat(): void;
  /** Whether the provider can be reached. */
  setOffline(isOffline: boolean): void;
  /** Ends open streams, as a process that closes does first. */
  endStreams(): void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly config?: (config: ShopConfig) => ShopConfig;
  /** Makes goods of lists; without it they cannot be changed. */
  readonly loadGoods?: LoadGoods;
  /** What another app brings, as `runShop` takes it. */
  readonly extension?: Extension;
  /** Where a configured recording comes from; one in which nothing happens where not given. */
  readonly recordings?: RecordingSource;
  readonly surroundings?: Partial<Surroundings>;
  /** Stands between the process and the database. */
  readonly wrapStore?: (store: Store) => Store;
  readonly limits?: HttpLimits;
  readonly screens?: ScreenFolders;
  readonly findNotReady?: () => string | null;
  /** What is known of the machine's clock; it agrees with the shop's time if left out. */
  readonly clockState?: ClockState;
}

/** A shop to which everybody may sign in, as a demonstration says it. */
export function hintAt(signInHint: NonNullable<HttpExtension["signInHint"]>): Extension {
  return {
    simulator: null,
    capabilities: [{ name: "hint", open: () => ({ http: { signInHint } }) }],
  };
}

interface Clock {
  nowMs: number;
  isOffline: boolean;
}

interface Timer {
  readonly everyMs: number;
  readonly work: () => void;
}

export async function createHttpFixture(options: FixtureOptions = {}): Promise<HttpFixture> {
  const { config = (same) => same, extension = NO_EXTENSION, wrapStore = (same) => same } = options;
  const clock: Clock = { nowMs: START_MS, isOffline: false };
  const folder = await makeFolder();
  const provider = createProvider({ currencies: ["gbp"] });
  const timers = new Set<Timer>();
  const log: string[] = [];
  const logger = createHttpLogger("info", { write: (line) => void log.push(line) });
  const metrics = createShopMetrics(() => performance.now());
  const capabilities = [...SHOP_CAPABILITIES, ...extension.capabilities];
  const failures: unknown[] = [];
  const onError = (error: unknown): void => void failures.push(error);
  const shopProcess = await openShopProcess({
    config: config(makeShopConfig(folder)),
    nowMs: () => clock.nowMs,
    recordings: options.recordings ?? RECORDINGS,
    capabilities,
    simulator: extension.simulator,
    isChangeable: extension.isDemonstration ?? false,
    ...(options.loadGoods === undefined ? {} : { loadGoods: options.loadGoods }),
    measure: (store) => wrapStore(metrics.measureCommits(store)),
    surroundings: { ...makeSurroundings(clock, provider, timers), ...options.surroundings },
    onError,
    onTrouble: onError,
    ...(options.clockState === undefined ? {} : { clock: options.clockState }),
  });
  const { shop, store, runner } = shopProcess;
  const opened = await openCapabilities(capabilities, {
    process: shopProcess,
    metrics,
    findNotReady: options.findNotReady ?? (() => null),
    onError,
  });
  let served: HttpDeps | null = null;
  const watcher: HttpExtension = {
    addRoutes: ({ deps }) => {
      served = deps;
    },
  };
  const app = await openHttpSide({
    process: shopProcess,
    extensions: [...opened.extensions, watcher],
    screens: options.screens ?? null,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...{ logger, metrics },
  });
  const deps = served!;
  if (![...madeFiles.keys()].some((name) => name.startsWith(KEYS))) keepFiles(folder, KEYS);
  const people = await addPeople(deps);
  const repeat = (everyMs: number): void => {
    for (const timer of [...timers]) if (timer.everyMs === everyMs) timer.work();
  };
  return {
    ...{ app, process: shopProcess, clock, deps, shop, store, runner, provider, log },
    ...people,
    hooks: opened.hooks,
    pass: async (byMs) => {
      clock.nowMs += byMs;
      await openSessions(deps, people);
    },
    repeat,
    beat: () => repeat(BEAT_MS),
    setOffline: (isOffline) => {
      clock.isOffline = isOffline;
    },
    endStreams: opened.close,
    close: async () => {
      opened.close();
      await app.close();
      await opened.finish(true);
      await shopProcess.close();
      metrics.close();
      rmSync(folder, { recursive: true });
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Files of a shop that was just made, by name: making its tables and keys takes longer than most tests. */
const madeFiles = new Map<string, Uint8Array>();

async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-http-"));
  if (madeFiles.size === 0) await makeShop(folder);
  for (const [name, bytes] of madeFiles) {
    const path = join(folder, name);
    makePrivateFolder(dirname(path));
    writeFileSync(path, bytes, { mode: PRIVATE_FILE });
  }
  return folder;
}

async function makeShop(folder: string): Promise<void> {
  const clock: Clock = { nowMs: START_MS, isOffline: false };
  const fail = (error: unknown): never => {
    throw error;
  };
  const made = await openShopProcess({
    config: makeShopConfig(folder),
    nowMs: () => clock.nowMs,
    recordings: RECORDINGS,
    capabilities: SHOP_CAPABILITIES,
    surroundings: makeSurroundings(clock, createProvider({ currencies: ["gbp"] }), new Set()),
    ...{ onError: fail, onTrouble: fail },
  });
  await made.close();
  keepFiles(folder, "");
}

function keepFiles(folder: string, below: string): void {
  const entries = readdirSync(join(folder, below), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    madeFiles.set(relative(folder, path), readFileSync(path));
  }
}

/** A recording in which nothing happens. */
const RECORDINGS: RecordingSource = {
  find: async () => [],
  open: async () => ({
    shop: SHOP_MODEL,
    chunks: (async function* () {})(),
    warnings: () => [],
  }),
  readTruth: async () => null,
};

function makeSurroundings(clock: Clock, provider: Provider, timers: Set<Timer>): Surroundings {
  const nowMs = (): number => clock.nowMs;
  return {
    ...MACHINE,
    machineMs: nowMs,
    evenMs: nowMs,
    every: (everyMs, work) => {
      const timer = { everyMs, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    random: () => 0.5,
    openCards: () => openCards(clock, provider),
    // The reader's answer follows from the id that the gate gives a reading.
    openTerminal: () => ({ presentForEntry: async (reading) => readCard(reading) }),
    openCardHash: () => hashCard,
    openMachine: () => ({
      read: () => ({ diskFreeBytes: 40e9, diskBytes: 100e9, lagMs: 1.5 }),
      close: () => {},
    }),
    fetch: async () => new Response("not today", { status: 503 }),
    openMailer: () => ({ sendMail: async () => ({ kind: "sent" }), close: () => {} }),
    // Starting a thread takes longer than most tests.
    openPdfs: (fonts) => ({
      render: async (input) => renderReceiptPdf(input, fonts),
      close: async () => {},
    }),
  };
}

function readCard(reading: {
  readonly requestId: string;
  readonly nowMs: number;
}): TerminalOutcome {
  const { requestId, nowMs } = reading;
  if (requestId === "nobody") return { kind: "nobody" };
  if (requestId === "offline") return { kind: "offline" };
  // What follows a "~" tells readings of one card apart: each has a token of its own.
  return {
    kind: "card",
    readingId: requestId,
    token: requestId,
    lastFour: "4242",
    readAtMs: nowMs,
    fingerprint: readFingerprint(requestId),
  };
}

function openCards(clock: Clock, provider: Provider): CardProvider {
  const nowMs = (): number => clock.nowMs;
  const account = {
    secretKey: "sk_test_simulated",
    timeoutMs: CALL_TIMEOUT_MS,
    hashCard,
    httpClient: createInProcessClient({
      ...{ provider, nowMs },
      drawFault: () => (clock.isOffline ? { kind: "lost", isCommitted: false } : { kind: "none" }),
    }),
  };
  const card = createStripeGateway({
    ...account,
    webhookSecret: WEBHOOK_SECRET,
    currency: "GBP",
    nowMs,
    canIncrease: false,
    returnUrl: "https://shop.invalid/",
  });
  return { card, cardSetups: createStripeCardSetups(account), takeNotices: () => [] };
}

/** One that opens the gate, and one that is blocked. */
const BADGES = [
  { number: "DE300001", isBlocked: false },
  { number: "DE300002", isBlocked: true },
];

function issueBadge({ number, isBlocked }: (typeof BADGES)[number]): BadgeChange {
  const badgeHash = orRefuse(hashBadge(number, Buffer.from(BADGE_KEY)));
  const holder = { kind: "account", accountId: "payroll-1" } as const;
  return { badgeHash, holder, isBlocked, notAfterMs: null, note: null };
}

let passwordHash: Promise<string> | undefined;
/** It is slow on purpose, and there are many shops in the tests of an API. */
function hashOnce(): Promise<string> {
  passwordHash ??= hashPassword(PASSWORD);
  return passwordHash;
}

const ROLES_OF_USERS = ROLES.filter((role) => role !== "shopper");

interface People {
  readonly tokens: Record<Role | "bob", string>;
  readonly ids: Readonly<Record<Role | "bob", string>>;
}

/** People with one role each; ann and bob are customers with a card. */
async function addPeople(deps: HttpDeps): Promise<People> {
  const { store, nowMs } = deps.shop;
  const tokens: Partial<Record<Role | "bob", string>> = {};
  const ids: Partial<Record<Role | "bob", string>> = {};
  const hash = await hashOnce();
  await store.transact((tx) => {
    for (const role of ROLES_OF_USERS) {
      const isPerson = role === "operator" || role === "reviewer" || role === "clerk";
      const key = makeApiKey();
      const proof = isPerson
        ? ({ kind: "password", hash } as const)
        : ({ kind: "key", hash: hashApiKey(key) } as const);
      const userId = `user-${role}`;
      ids[role] = userId;
      addUser(tx, { userId, name: role, roles: [role], proof }, nowMs());
      if (role === "integrator") setScopes(tx, userId, SCOPES);
      tokens[role] = key;
    }
    for (const [name, token] of [
      ["shopper", "pm_sim_ok-ann"],
      ["bob", "pm_sim_on_session-bob"],
    ] as const) {
      const customerId = `customer-${name}`;
      ids[name] = customerId;
      const card = { token, lastFour: "4242" };
      const details = { card, isMember: name === "shopper", email: null, locale: "en-GB" };
      registerCustomer(tx, customerId, details, nowMs());
    }
    saveBadges(tx, BADGES.map(issueBadge), tx.atMs);
  });
  const people = { tokens, ids } as People;
  await openSessions(deps, people);
  return people;
}

async function openSessions({ signIn, shop }: HttpDeps, { tokens, ids }: People): Promise<void> {
  for (const name of ["operator", "reviewer", "clerk", "shopper", "bob"] as const) {
    const kind = name === "shopper" || name === "bob" ? "customer" : "user";
    const session = await signIn.bySubject({ kind, id: ids[name] }, shop.nowMs());
    // Somebody may be forgotten by now.
    if (session.ok) tokens[name] = session.value.accessToken;
  }
}
