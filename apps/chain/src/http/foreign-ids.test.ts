/**
 * Every route, called by every role in every kind of scope, and by nobody, with ids that are not for them. Each is answered
 * exactly as an id that nothing has, and changes nothing. Routes come from the table: a new one is tested, or fails here.
 */
import { randomBytes } from "node:crypto";
import type { Scope } from "@saunter/protocol/chain/rights";
import { repeats, sample } from "@saunter/testing/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findReach } from "../access/principal.ts";
import { addScimToken } from "../access/scim/scim-tokens.ts";
import { issueCard } from "../balances/issue-card.ts";
import { CSRF_HEADER } from "./authenticate.ts";
import {
  addForecast,
  addOpenProposal,
  CHAIN,
  makeVisit,
  organisation,
  region,
  SHOPS,
  shop,
  signInEverybody,
  startChainHttp,
  type TestAnswer,
  type TestCaller,
  type TestChainHttp,
} from "./chain-http-fixture.ts";
import { type Access, ROUTE_RIGHTS } from "./route-rights.ts";

type IdKind =
  | "shop"
  | "organisation"
  | "region"
  | "set-aside"
  | "user"
  | "grant"
  | "token"
  | "visit"
  | "gift-card"
  | "customer"
  | "alert"
  | "forecast"
  | "balance"
  | "hold"
  | "proposal";

/** Parts of paths, queries and bodies that name something, and what they name. */
const NAMING: Readonly<Record<string, IdKind>> = {
  shopId: "shop",
  organisationId: "organisation",
  regionId: "region",
  setAsideId: "set-aside",
  userId: "user",
  grantId: "grant",
  tokenId: "token",
  visitId: "visit",
  giftCardId: "gift-card",
  customerId: "customer",
  alertId: "alert",
  forecastId: "forecast",
  balanceId: "balance",
  holdId: "hold",
  proposalId: "proposal",
};

/** Parts that name nothing of anybody: a new one has to be put here, or above. */
const PLAIN: ReadonlySet<string> = new Set([
  ...[
    "after",
    "limit",
    "search",
    "stream",
    "type",
    "fromMs",
    "untilMs",
    "silentMs",
    "behindEvents",
  ],
  ...[
    "reason",
    "isDismissed",
    "isEnded",
    "isCleared",
    "role",
    "kind",
    "providerId",
    "returnTo",
    "invitation",
  ],
  ...["code", "state", "iss", "error", "error_description", "session_state"],
  ...["name", "email", "password", "totpSecret", "grants", "grant", "scope", "id", "overlapHours"],
  ...["latitude", "longitude", "consoleUrl"],
  ...["fromDay", "untilDay", "group", "compare", "layer", "content", "currency", "items"],
  // Of the reviews that are before whoever asks: tested where they are given.
  ...["lookId", "evidenceId", "days", "choice"],
  ...["amountMinor", "expiresMs", "isBlocked", "isOwing", "isSettled"],
  ...["earnedPoints", "perMinor", "pointsPerMinor", "isOpenToJoin"],
  ...["table", "version", "url", "eventTypes", "isEnabled"],
  ...["effectiveMs", "isForced", "note", "rollOut", "visits"],
  // Of the whole chain: whoever may see one sees all.
  ...["rollOutId", "subscriptionId"],
  // Of the audit trail: whose they are is looked at in its rows.
  ...["actorId", "objectId"],
]);

/** Ids that whoever adds something chooses. */
const CHOSEN: ReadonlySet<string> = new Set([
  "POST /v1/organisations organisationId",
  "POST /v1/regions regionId",
  "POST /v1/shops shopId",
]);

/** Where an organisation or region may be named that a shop of the caller's names. */
const NAMED: ReadonlySet<string> = new Set(["GET /v1/shops", "POST /v1/shops/:shopId"]);

/** The one visit of a shop. */
const visitOf = (shopId: string): string => `visit-of-${shopId}`;

interface KnownId {
  readonly kind: IdKind;
  readonly value: string;
  /** Scopes whose reach has it. */
  readonly of: readonly Scope[];
  /** Scopes of which a shop names it, so that its name is seen there. */
  readonly namedIn?: readonly Scope[];
  /** Of a grant: its user; of a visit: its shop. */
  readonly within?: string;
}

interface Route {
  readonly name: string;
  readonly access: Access;
  readonly params: readonly string[];
  readonly query: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: an example of the document.
  readonly body: any;
}

const isSame = (one: Scope, other: Scope): boolean =>
  one.kind === other.kind && one.id === other.id;
const isReached = ({ of }: KnownId, { scope }: TestCaller): boolean =>
  of.some((one) => isSame(one, scope));
const isNamed = ({ namedIn = [] }: KnownId, { scope }: TestCaller): boolean =>
  namedIn.some((one) => isSame(one, scope));

/** In `npm test`, of each part of a route. */
const CALLERS_SAMPLED = 3;

describe("routes", () => {
  let chain: TestChainHttp;
  let callers: readonly TestCaller[];
  let routes: readonly Route[];
  let ids: readonly KnownId[];

  beforeAll(async () => {
    chain = await startChainHttp();
    callers = await signInEverybody(chain);
    routes = listRoutes(chain);
    ids = await makeIds(chain, callers);
  });
  afterAll(() => chain.close());

  const hasRight = ({ role, scope }: TestCaller, access: Access): boolean => {
    if (typeof access === "string") return true;
    const grants = [{ grantId: "", source: "", role, scope }];
    const reach = findReach(grants, access.right);
    return reach !== null && (access.where === "reach" || reach.isAll);
  };

  it("are those of the table, and no others", () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(ROUTE_RIGHTS).sort());
  });

  it("name nothing that this test does not know", () => {
    const names = routes.flatMap(({ params, query, body }) => [
      ...params,
      ...query,
      ...listNames(body),
    ]);
    expect(names.filter((name) => !PLAIN.has(name) && !Object.hasOwn(NAMING, name))).toEqual([]);
  });

  it("answer nobody, and whoever lacks the right, before they look at anything", async () => {
    let count = 0;
    for (const route of routes) {
      if (route.access === "public") continue;
      const nobody = await ask(chain, route, null, {});
      expect([route.name, nobody.status, nobody.body.code]).toEqual([
        route.name,
        401,
        "not-signed-in",
      ]);
      for (const caller of callers) {
        if (hasRight(caller, route.access)) continue;
        count++;
        const answer = await ask(chain, route, caller, {});
        const who = `${route.name} ${caller.role} ${caller.scope.kind}`;
        expect([who, answer.status, answer.body.code]).toEqual([who, 403, "forbidden"]);
      }
    }
    expect(count).toBeGreaterThan(300);
  });

  it("need the header that another site cannot send, where they change something", async () => {
    const [owner] = callers as [TestCaller];
    for (const { name, body } of routes) {
      if (!name.startsWith("POST ")) continue;
      const answer = await chain.http.app.inject({
        ...{ method: "POST", url: fill(name, {}).split(" ")[1]! },
        ...{ cookies: { saunter_chain_session: owner.token }, payload: body ?? {} },
        headers: { "content-type": "application/json" },
      });
      expect([name, answer.json().code]).toEqual([name, "csrf-header-missing"]);
      expect(CSRF_HEADER).toBe("x-saunter-csrf");
    }
  });

  it("answer ids of others as ids that nothing has, and change nothing", async () => {
    const before = await readTables(chain);
    const leaks: string[] = [];
    let count = 0;
    for (const route of routes) {
      for (const part of listParts(route)) {
        for (const id of ids.filter(({ kind }) => kind === NAMING[part])) {
          for (const caller of sample(callers, CALLERS_SAMPLED, `${route.name} ${part}`)) {
            if (!hasRight(caller, route.access) || isReached(id, caller)) continue;
            if (NAMED.has(route.name) && isNamed(id, caller)) continue;
            count++;
            const rest = fillOthers(route, part, caller, ids, id);
            const foreign = await ask(chain, route, caller, { ...rest, [part]: id.value });
            const twin = await ask(chain, route, caller, { ...rest, [part]: twinOf(id) });
            const isPath = route.params.includes(part);
            const isRefused = !isPath || foreign.status === 404;
            if (isRefused && show(foreign, id) === show(twin, id)) continue;
            leaks.push(
              `${caller.role} of ${caller.scope.kind}: ${route.name} ${part} ${id.value}: ${foreign.status} ${foreign.text}`,
            );
          }
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(count).toBeGreaterThan(repeats(50, 500));
    expect(await readTables(chain)).toEqual(before);
  });

  it("answer whoever may with what is theirs", async () => {
    let count = 0;
    for (const route of routes.filter(({ name }) => name.startsWith("GET "))) {
      for (const part of route.params.filter((name) => Object.hasOwn(NAMING, name))) {
        for (const id of ids.filter(({ kind }) => kind === NAMING[part])) {
          for (const caller of callers) {
            if (!hasRight(caller, route.access) || !isReached(id, caller)) continue;
            count++;
            const rest =
              part === "visitId" ? { shopId: id.within! } : { visitId: visitOf(id.value) };
            const answer = await ask(chain, route, caller, { ...rest, [part]: id.value });
            const who = `${caller.role} of ${caller.scope.kind}: ${route.name} ${id.value}`;
            expect([who, answer.status]).toEqual([who, 200]);
          }
        }
      }
    }
    expect(count).toBeGreaterThan(40);
  });

  it("list what is theirs, and nothing else", async () => {
    const lists: readonly (readonly [string, IdKind, string])[] = [
      ["GET /v1/shops", "shop", "shopId"],
      ["GET /v1/visits", "visit", "visitId"],
      ["GET /v1/forecasts", "forecast", "forecastId"],
      ["GET /v1/set-aside", "set-aside", "setAsideId"],
      ["GET /v1/alerts", "alert", "alertId"],
      ["GET /v1/users", "user", "userId"],
      ["GET /v1/scim-tokens", "token", "tokenId"],
      ["GET /v1/gift-cards", "gift-card", "giftCardId"],
      ["GET /v1/customers", "customer", "customerId"],
    ];
    for (const [name, kind, key] of lists) {
      const route = routes.find((one) => one.name === name)!;
      for (const caller of callers) {
        if (!hasRight(caller, route.access)) continue;
        const page = route.query.includes("limit") ? "?limit=200" : "";
        const { body } = await chain.ask(`${name}${page}`, caller);
        const listed = body.items.map((item: Record<string, unknown>) => String(item[key]));
        const wanted = ids.filter((id) => id.kind === kind && isReached(id, caller));
        const who = `${name} ${caller.role} of ${caller.scope.kind}`;
        expect([who, ...listed.sort()]).toEqual([who, ...wanted.map(({ value }) => value).sort()]);
      }
    }
  });
});

/** As the document describes them. */
function listRoutes({ http }: TestChainHttp): Route[] {
  interface Described {
    readonly parameters?: readonly { readonly name: string; readonly in: string }[];
    readonly requestBody?: {
      readonly content: Record<string, { readonly schema: { readonly examples: unknown[] } }>;
    };
  }
  const { paths } = http.app.swagger() as unknown as {
    readonly paths: Record<string, Record<string, Described>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      const name = `${method.toUpperCase()} ${path.replace(/\{([^}]+)\}/g, ":$1")}`;
      const of = (place: string) =>
        parameters.filter((one) => one.in === place).map((one) => one.name);
      const media = requestBody?.content["application/json"] as
        | { readonly example?: unknown; readonly schema: { readonly examples?: unknown[] } }
        | undefined;
      return {
        name,
        access: ROUTE_RIGHTS[name as keyof typeof ROUTE_RIGHTS],
        params: of("path"),
        query: of("query"),
        body: media?.example ?? media?.schema.examples?.[0],
      };
    }),
  );
}

function listNames(body: unknown): string[] {
  if (typeof body !== "object" || body === null) return [];
  if (Array.isArray(body)) return body.flatMap(listNames);
  return Object.entries(body).flatMap(([name, inner]) => [name, ...listNames(inner)]);
}

function listParts({ name, params, query, body }: Route): string[] {
  const all = new Set([...params, ...query, ...listNames(body)]);
  return [...all].filter((part) => Object.hasOwn(NAMING, part) && !CHOSEN.has(`${name} ${part}`));
}

/** What a route names besides is what the caller may use, where there is any: the one part decides. */
function fillOthers(
  route: Route,
  part: string,
  caller: TestCaller,
  ids: readonly KnownId[],
  id: KnownId,
): Record<string, string> {
  const others = listParts(route).filter((other) => other !== part);
  return Object.fromEntries(
    others.map((other) => {
      if (other === "userId" && id.within !== undefined) return [other, id.within];
      if (part === "shopId" && other === "visitId") return [other, visitOf(id.value)];
      if (id.kind === "visit" && other === "shopId") return [other, id.within!];
      if (id.kind === "hold" && other === "shopId") return [other, id.within!];
      const own = ids.find((one) => one.kind === NAMING[other] && isReached(one, caller));
      return [other, own?.value ?? "nothing"];
    }),
  );
}

function fill(name: string, values: Readonly<Record<string, string>>): string {
  return name.replace(/:(\w+)/g, (_, part: string) => values[part] ?? "1");
}

function ask(
  chain: TestChainHttp,
  { name, query, body }: Route,
  caller: TestCaller | null,
  values: Readonly<Record<string, string>>,
): Promise<TestAnswer> {
  const search = new URLSearchParams();
  for (const part of query) if (values[part] !== undefined) search.set(part, values[part]);
  const put = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(put);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, values[key] ?? put(inner)]),
    );
  };
  const route = search.size === 0 ? fill(name, values) : `${fill(name, values)}?${search}`;
  return chain.ask(route, {
    token: caller?.token ?? null,
    ...(body === undefined ? {} : { body: put(body) }),
  });
}

/** An id of the same form that nothing has. */
const twinOf = ({ kind, value }: KnownId): string =>
  kind === "set-aside" || kind === "alert"
    ? "987654"
    : value.replace(/.$/, (last) => (last === "z" ? "y" : "z"));

/** An answer without what differs each time, and without the id that was asked for. */
function show({ status, text }: TestAnswer, id: KnownId): string {
  const plain = text.replace(/urn:saunter:request:[^"]+/g, "");
  return `${status} ${plain.replaceAll(id.value, "?").replaceAll(twinOf(id), "?")}`;
}

async function makeIds(
  { db }: TestChainHttp,
  callers: readonly TestCaller[],
): Promise<readonly KnownId[]> {
  const reachOf = (one: (typeof SHOPS)[number]): Scope[] => [
    ...[CHAIN, organisation(one.organisationId), shop(one.shopId)],
    ...(one.regionId === null ? [] : [region(one.regionId)]),
  ];
  const ids: KnownId[] = SHOPS.map((one) => ({
    kind: "shop",
    value: one.shopId,
    of: reachOf(one),
  }));
  for (const value of ["main", "a", "b"]) {
    const namedIn = SHOPS.filter((one) => one.organisationId === value).flatMap(reachOf);
    ids.push({ kind: "organisation", value, of: [CHAIN, organisation(value)], namedIn });
  }
  for (const value of ["north", "south"]) {
    // Whose shops lie in it sees its name.
    const there = SHOPS.filter(({ regionId }) => regionId === value).flatMap(reachOf);
    ids.push({ kind: "region", value, of: [CHAIN, region(value), ...there] });
  }
  for (const one of SHOPS) {
    const value = visitOf(one.shopId);
    await db.insertInto("visits").values(makeVisit(one.shopId, value)).execute();
    ids.push({ kind: "visit", value, of: reachOf(one), within: one.shopId });
  }
  for (const one of SHOPS) {
    ids.push({
      kind: "forecast",
      value: await addForecast(db, one.shopId),
      of: reachOf(one),
    });
  }
  const asides = [
    ...SHOPS.map((one) => [one.shopId, reachOf(one)] as const),
    [null, [CHAIN]] as const,
  ];
  for (const [shop_id, of] of asides) {
    const row = { shop_id, subject: "up.0.x", reason: "no-row", received_ms: 0 };
    const { id } = await db
      .insertInto("set_aside")
      .values({ ...row, body: new TextEncoder().encode("?"), size_bytes: 1 })
      .returning("id")
      .executeTakeFirstOrThrow();
    ids.push({ kind: "set-aside", value: String(id), of });
  }
  const owned = [
    ...SHOPS.map((one) => [one.shopId, null, false, reachOf(one)] as const),
    [null, "b", false, [CHAIN, organisation("b")]] as const,
    [null, null, false, [CHAIN]] as const,
    [null, null, true, callers.map(({ scope }) => scope)] as const,
  ];
  for (const [at, [shop_id, organisation_id, is_for_all, of]] of owned.entries()) {
    const row = {
      alert_key: `key ${at}`,
      kind: "shop-silent",
      message: "?",
      raised_ms: 0,
    } as const;
    const { alert_id } = await db
      .insertInto("chain_alerts")
      .values({ ...row, shop_id, organisation_id, is_for_all })
      .returning("alert_id")
      .executeTakeFirstOrThrow();
    ids.push({ kind: "alert", value: String(alert_id), of });
  }
  const wider: Readonly<Record<Scope["kind"], readonly Scope[]>> = {
    chain: [CHAIN],
    organisation: [CHAIN, organisation("a")],
    region: [CHAIN, region("north")],
    shop: [CHAIN, organisation("a"), region("north"), shop("a-1")],
  };
  const grants = await db.selectFrom("grants").select(["grant_id", "user_id"]).execute();
  for (const { userId, scope } of callers) {
    const of = wider[scope.kind];
    ids.push({ kind: "user", value: userId, of });
    const { grant_id } = grants.find(({ user_id }) => user_id === userId)!;
    ids.push({ kind: "grant", value: grant_id, of, within: userId });
  }
  for (const regionId of [null, "north", "south"]) {
    const value = await db
      .transaction()
      .execute((tx) => addOpenProposal(tx, "author", {}, regionId));
    ids.push({
      kind: "proposal",
      value,
      of: regionId === null ? [CHAIN] : [CHAIN, region(regionId)],
    });
  }
  for (const organisationId of [null, "a", "b"]) {
    const name = `Of ${organisationId}`;
    const { tokenId } = await db
      .transaction()
      .execute((tx) => addScimToken(tx, { name, organisationId }, 0, randomBytes));
    const of = organisationId === null ? [CHAIN] : [CHAIN, organisation(organisationId)];
    ids.push({ kind: "token", value: tokenId, of });
  }
  for (const organisationId of [null, "a", "b"]) {
    const of = organisationId === null ? [CHAIN] : [CHAIN, organisation(organisationId)];
    for (const kind of ["gift-card", "customer"] as const) {
      const card = { kind: kind === "customer" ? "points" : kind, organisationId } as const;
      const rest = { currency: "GBP", units: 0, expiresMs: null, issuedBy: "x", atMs: 0 };
      const { balanceId: value } = await db
        .transaction()
        .execute((tx) => issueCard(tx, { ...card, ...rest }, randomBytes));
      ids.push({ kind, value, of }, { kind: "balance", value, of });
      if (kind === "customer") continue;
      for (const { shopId } of SHOPS) {
        const hold_id = `hold-${organisationId}-${shopId}`;
        const hold = { balance_id: value, shop_id: shopId, hold_id, visit_id: visitOf(shopId) };
        const units = { units_per_minor: 1, amount_minor: 5, short_minor: 5 };
        const rest = { state: "captured", made_ms: 0, ends_ms: 0 } as const;
        await db
          .insertInto("balance_holds")
          .values({ ...hold, ...units, ...rest })
          .execute();
        ids.push({ kind: "hold", value: hold_id, of, within: shopId });
      }
    }
  }
  return ids;
}

/** All that there is, without the trail of looks and the times of last use. */
async function readTables({ db }: TestChainHttp): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition
      AND relname NOT IN ('audit_events', 'audit_addresses', 'audit_head', 'sign_in_failures')`.execute(
    db,
  );
  const found: Record<string, string> = {};
  for (const { name } of rows) {
    const all = await sql<{ text: string }>`
      SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') AS text
      FROM ${sql.table(name)} t`.execute(db);
    found[name] = all.rows[0]!.text;
  }
  return found;
}
