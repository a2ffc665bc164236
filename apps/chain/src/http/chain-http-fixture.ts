/** For tests: the chain's API over a real database, with tenants, and users of every role in each. */
import { randomBytes } from "node:crypto";
import { CHAIN_ROLES, type ChainRole, type Scope } from "@saunter/protocol/chain/rights";
import pino from "pino";
import { beginSession } from "../access/sessions.ts";
import { makeId } from "../access/tokens.ts";
import { addGrant, insertInvited } from "../access/users.ts";
import {
  type ChainDatabase,
  type ChainTransaction,
  connectDatabase,
} from "../database/open-database.ts";
import { createDatabase } from "../database/test-database-fixture.ts";
import { addProposal } from "../down/proposals.ts";
import { setRollOut } from "../down/roll-outs/roll-outs.ts";
import { putVersion } from "../down/versions.ts";
import type { FigureRow } from "../figures/figure-rows.ts";
import { createHubKeys, signShopUser } from "../hub/hub-keys.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { addShop } from "../shops.ts";
import { nameCookie } from "./authenticate.ts";
import type { ChainHttpOptions } from "./http-context.ts";
import { type ChainHttp, openChainHttp } from "./open-chain-http.ts";

const MANY = 1_000_000;
const NO_RATES = { signIn: MANY, public: MANY, people: MANY, scim: MANY };
export const START_MS = 1_772_442_000_000;

export interface TestAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is what it is.
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** By their names. */
  readonly cookies: ReadonlyMap<
    string,
    { readonly value: string; readonly [part: string]: unknown }
  >;
}

export interface TestRequest {
  readonly body?: unknown;
  /** Of the session; null or left out: nobody. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
}

export interface TestChainHttp {
  readonly databaseUrl: string;
  readonly db: ChainDatabase;
  readonly sealingKeys: readonly Uint8Array[];
  readonly http: ChainHttp;
  /** The clock of the process. */
  readonly clock: { nowMs: number };
  /** How often the hub got accounts of shops. */
  readonly hub: { sent: number };
  /** "GET /v1/shops". */
  ask(route: string, request?: TestRequest): Promise<TestAnswer>;
  /** A user with one grant who is signed in: the session's token. */
  signIn(role: ChainRole, scope: Scope): Promise<{ userId: string; token: string }>;
  close(): Promise<void>;
}

export const CHAIN: Scope = { kind: "chain", id: null };
export const organisation = (id: string): Scope => ({ kind: "organisation", id });
export const region = (id: string): Scope => ({ kind: "region", id });
export const shop = (id: string): Scope => ({ kind: "shop", id });

/** Shops of two organisations besides the chain's own, in two regions. */
export const SHOPS = [
  { shopId: "a-1", organisationId: "a", regionId: "north" },
  { shopId: "a-2", organisationId: "a", regionId: "south" },
  { shopId: "b-1", organisationId: "b", regionId: "north" },
  { shopId: "b-2", organisationId: "b", regionId: null },
] as const;

/** @param ownUrl a migrated database of the caller's; left out: one on the shared server */
export async function startChainHttp(
  more: Partial<ChainHttpOptions> = {},
  ownUrl?: string,
): Promise<TestChainHttp> {
  const own = ownUrl === undefined ? await createDatabase() : null;
  const databaseUrl = own?.url ?? ownUrl!;
  const db = connectDatabase(databaseUrl);
  for (const id of ["a", "b"]) {
    await db
      .insertInto("organisations")
      .values({ organisation_id: id, name: `Organisation ${id}` })
      .execute();
  }
  for (const id of ["north", "south"]) {
    await db
      .insertInto("regions")
      .values({ region_id: id, name: `Region ${id}` })
      .execute();
  }
  for (const one of SHOPS) {
    await addShop(db, { ...one, name: `Shop ${one.shopId}`, shard: 0 }, START_MS);
  }
  const clock = { nowMs: START_MS };
  const hub = { sent: 0 };
  const keys = createHubKeys();
  const sealingKeys = listSealingKeys(keys);
  const options: ChainHttpOptions = {
    ...{ db, nowMs: () => clock.nowMs, random: randomBytes, shards: 2 },
    logger: pino({ level: "silent" }),
    sealingKeys,
    publicUrl: "http://chain.example",
    rates: NO_RATES,
    // Without a hub: what is decided is written down.
    distribution: {
      put: (version, tx) => putVersion(tx ?? db, version, clock.nowMs),
      publish: async () => [],
      setRollOut: (rollOutId, state, reason, tx) =>
        setRollOut(tx ?? db, rollOutId, state, { reason, nowMs: clock.nowMs }),
    },
    // Receivers that take everything.
    fetch: async () => new Response(null, { status: 204 }),
    releases: { list: async () => [] },
    hubUsers: {
      sign: (shop) => signShopUser(keys, shop),
      sendAccounts: async () => void hub.sent++,
    },
    ...more,
  };
  const http = await openChainHttp(options);
  return {
    ...{ databaseUrl, db, http, clock, hub, sealingKeys },
    ask: createTestAsk(http, options),
    signIn: (role, scope) => addSignedIn(db, role, scope, clock.nowMs),
    close: async () => {
      await http.close();
      await db.destroy();
      await own?.drop();
    },
  };
}

/** Asks the API as a browser does. */
export function createTestAsk(
  http: ChainHttp,
  options: Pick<ChainHttpOptions, "publicUrl">,
): TestChainHttp["ask"] {
  return async (route, { body, token = null, headers = {}, cookies = {} } = {}) => {
    const [method, url] = route.split(" ") as ["GET" | "POST", string];
    const session = token === null ? {} : { [nameCookie(options, "session")]: token };
    const response = await http.app.inject({
      ...{ method, url, cookies: { ...cookies, ...session } },
      headers: { ...(method === "GET" ? {} : makeHeaders()), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = /json/.test(String(response.headers["content-type"]));
    return {
      status: response.statusCode,
      body: isJson && response.body !== "" ? response.json() : null,
      text: response.body,
      headers: response.headers,
      cookies: new Map(response.cookies.map((one) => [one.name, one as never])),
    };
  };
}

const makeHeaders = () => ({
  "x-saunter-csrf": "1",
  "idempotency-key": makeId(randomBytes),
});

/** A user with one grant who is signed in: the session's token. */
export async function addSignedIn(db: ChainDatabase, role: ChainRole, scope: Scope, nowMs: number) {
  const userId = makeId(randomBytes);
  const user = { userId, name: `${role} ${scope.id}`, email: `${userId}@chain.example` };
  return db.transaction().execute(async (tx) => {
    await insertInvited(tx, user, nowMs);
    await addGrant(tx, userId, { role, scope }, "manual", randomBytes);
    const session = { userId, providerId: null };
    return { userId, token: await beginSession(tx, session, nowMs, randomBytes) };
  });
}

/** Lets a user count as the second one: with a password and an old account. */
export async function makeTrusted(db: ChainDatabase, userId: string): Promise<void> {
  const secret = { totp_secret: new Uint8Array(1), is_sealed: true, last_step: 0 };
  await db.updateTable("users").set({ created_ms: 0 }).where("user_id", "=", userId).execute();
  await db
    .insertInto("passwords")
    .values({ user_id: userId, password_hash: "hash", ...secret })
    .execute();
}

/** An open proposal of products for all shops or a region. */
export async function addOpenProposal(
  tx: ChainTransaction,
  by: string,
  items: Readonly<Record<string, unknown>> = {},
  regionId: string | null = null,
): Promise<string> {
  const proposalId = makeId(randomBytes);
  const layer = regionId === null ? "shared" : "region";
  const target = { kind: "goods", layer, regionId } as const;
  const body = {
    ...{ ...target, shopId: null, content: { currency: "GBP", items }, effectiveMs: null },
    ...{ isForced: false, note: "", rollOut: null },
  };
  const count = Object.keys(items).length;
  const facts = { proposalId, ...target, items: count, note: "", by, atMs: START_MS, body };
  await addProposal(tx, facts);
  return proposalId;
}

/** A forecast of a shop, of a roll-out that waits. */
export async function addForecast(db: ChainDatabase, shopId: string): Promise<string> {
  const forecastId = `forecast-${shopId}-${randomBytes(4).toString("hex")}`;
  const rollOutId = `of-${forecastId}`;
  await putVersion(
    db,
    {
      ...{ kind: "planogram", target: { layer: "shop", shopId }, content: { items: {} } },
      ...{ effectiveMs: START_MS, by: "owner", note: "forecast first" },
      rollOut: { rollOutId, canaryShopIds: [shopId], steps: [{ share: 1, waitMs: 0 }] },
    },
    START_MS,
  );
  await db
    .insertInto("forecasts")
    .values({
      ...{ forecast_id: forecastId, roll_out_id: rollOutId, shop_id: shopId, visits: 1000 },
      ...{ state: "waiting", reason: null, task: null, after_hash: null, lease_worker: null },
      ...{ lease_until_ms: null, result: null, made_ms: START_MS, done_ms: null },
    })
    .execute();
  return forecastId;
}

/** A row of one that has ended. */
export function makeVisit(shopId: string, visitId: string, openedMs = START_MS) {
  return {
    ...{ shop_id: shopId, visit_id: visitId, status: "closed", payer: "customer", method: "code" },
    ...{ gate_id: "entry", party_size: 1, currency: "GBP", hold_minor: 2000, age: "", flags: "" },
    ...{ opened_ms: openedMs, closed_ms: openedMs + 60_000 },
  };
}

/** A row of the receipt of one. */
export function makeReceipt(shopId: string, visitId: string, more: Partial<FigureRow<"receipts">>) {
  return {
    ...{ shop_id: shopId, visit_id: visitId, status: "final", document_number: 1 },
    ...{ currency: "GBP", units: 1, discount_minor: 0, deposit_minor: 0, net_minor: 400 },
    ...{ tax_minor: 35, rounding_minor: 0, total_minor: 435, corrections: 0, goodwill_minor: 0 },
    ...{ probability: 0.98, is_reviewed: false, drafted_ms: START_MS, final_ms: START_MS },
    review_due_ms: null,
    ...more,
  };
}

export interface TestCaller {
  readonly role: ChainRole;
  readonly scope: Scope;
  readonly userId: string;
  readonly token: string;
}

/** Every role for every kind of scope: of the chain, of organisation a, of region north, of shop a-1. */
export async function signInEverybody(chain: TestChainHttp): Promise<readonly TestCaller[]> {
  const callers: TestCaller[] = [];
  for (const role of CHAIN_ROLES) {
    for (const scope of [CHAIN, organisation("a"), region("north"), shop("a-1")]) {
      callers.push({ role, scope, ...(await chain.signIn(role, scope)) });
    }
  }
  return callers;
}
