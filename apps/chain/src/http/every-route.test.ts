/** What holds for every route of the chain's API, whoever asks. */

import { randomBytes } from "node:crypto";
import type { BalanceKind } from "@saunter/protocol/balance-kinds";
import type { ChainRoutes } from "@saunter/protocol/chain/http/chain-routes";
import { BODY_BYTES_MAX, BODY_DEPTH_MAX } from "@saunter/server/http/http-limits";
import { listPollutingRequests, takePolluted } from "@saunter/testing/polluting-requests";
import { listRegisteredRoutes } from "@saunter/testing/registered-routes";
import { reportExtent, sample } from "@saunter/testing/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addScimToken } from "../access/scim/scim-tokens.ts";
import { addGrant } from "../access/users.ts";
import { type IssuedCard, issueCard } from "../balances/issue-card.ts";
import { putVersion } from "../down/versions.ts";
import { addCannedLook, askCannedShop } from "../reviews/canned-shop-fixture.ts";
import { startMigratedPostgres } from "../servers-fixture.ts";
import { addSubscription } from "../webhooks/subscriptions.ts";
import {
  addForecast,
  addOpenProposal,
  CHAIN,
  makeTrusted,
  organisation,
  START_MS,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "./chain-http-fixture.ts";
import { RATES } from "./http-limits.ts";
import { ROUTE_RIGHTS } from "./route-rights.ts";

const PROXY = "192.0.2.7";

/** Changes nothing, or keeps a review a while longer, which the trail has already. */
const KEPT: ReadonlySet<string> = new Set([
  "POST /v1/review-looks/:lookId/stay",
  "POST /v1/versions/compare",
]);

/** Of each kind one that is there. */
async function makeOwnIds(
  chain: TestChainHttp,
  reviewerId: string,
): Promise<Readonly<Record<string, string>>> {
  const { userId } = await chain.signIn("support", CHAIN);
  const { grant_id: grantId } = await chain.db
    .selectFrom("grants")
    .select("grant_id")
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  const row = { shop_id: "a-1", subject: "s", reason: "r", received_ms: 0 };
  const { id } = await chain.db
    .insertInto("set_aside")
    .values({ ...row, body: new Uint8Array([1]), size_bytes: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { tokenId } = await chain.db
    .transaction()
    .execute((tx) => addScimToken(tx, { name: "x", organisationId: null }, 0, randomBytes));
  const rollOutId = `roll-out-${randomBytes(4).toString("hex")}`;
  await putVersion(
    chain.db,
    {
      ...{ kind: "goods", target: { layer: "shared" }, content: { currency: "GBP", items: {} } },
      ...{ effectiveMs: START_MS, by: "owner", note: "in steps" },
      rollOut: { rollOutId, canaryShopIds: ["a-1"], steps: [{ share: 1, waitMs: 1000 }] },
    },
    START_MS,
  );
  const card = { organisationId: "a", currency: "GBP", units: 0, expiresMs: null };
  const issue = (kind: BalanceKind): Promise<IssuedCard> =>
    chain.db
      .transaction()
      .execute((tx) =>
        issueCard(tx, { ...card, kind, issuedBy: "owner", atMs: START_MS }, randomBytes),
      );
  const { balanceId: giftCardId } = await issue("gift-card");
  const { balanceId: customerId } = await issue("points");
  const alert = {
    alert_key: randomBytes(4).toString("hex"),
    kind: "shop-silent",
    message: "?",
    raised_ms: 0,
  } as const;
  const { alert_id: alertId } = await chain.db
    .insertInto("chain_alerts")
    .values({ ...alert, shop_id: "a-1", is_for_all: false })
    .returning("alert_id")
    .executeTakeFirstOrThrow();
  const webhook = { url: "https://example.com/", eventTypes: ["*"], organisationId: null };
  const keeper = { db: chain.db, keys: chain.sealingKeys, nowMs: () => START_MS };
  const { subscriptionId } = await addSubscription(keeper, webhook);
  const holdId = `hold-${randomBytes(4).toString("hex")}`;
  const hold = { shop_id: "a-1", hold_id: holdId, visit_id: "v1", balance_id: giftCardId };
  const amounts = { units_per_minor: 1, amount_minor: 5, short_minor: 5 };
  const times = { made_ms: 0, ends_ms: 0 };
  await chain.db
    .insertInto("balance_holds")
    .values({ ...hold, ...amounts, ...times, state: "captured" })
    .execute();
  return {
    ...{ balanceId: giftCardId, holdId },
    ...{ alertId: String(alertId), giftCardId, customerId, subscriptionId },
    ...{ shopId: "a-1", organisationId: "a", regionId: "north", setAsideId: String(id), rollOutId },
    lookId: await addCannedLook(chain.db, reviewerId, START_MS),
    ...{ userId, grantId, tokenId, forecastId: await addForecast(chain.db, "a-1") },
    proposalId: await chain.db.transaction().execute((tx) => addOpenProposal(tx, userId)),
  };
}

async function disable({ db }: TestChainHttp, userId: string): Promise<void> {
  await db.updateTable("users").set({ is_disabled: true }).where("user_id", "=", userId).execute();
}

const fillOwn = (name: string, own: Readonly<Record<string, string>>): string =>
  name.replace(/:(\w+)/g, (_, part: string) => own[part] ?? "1");

const SCIM = "urn:ietf:params:scim:";
const ENTERPRISE = `${SCIM}schemas:extension:enterprise:2.0:User`;

function scimBody(method: string): object {
  if (method === "PATCH") {
    const value = [{ value: "p@corp.example", type: "work" }];
    const Operations = [
      { op: "add", path: "emails", value },
      { op: "replace", value: { title: "x" } },
    ];
    return { schemas: [`${SCIM}api:messages:2.0:PatchOp`], Operations };
  }
  return {
    ...{ schemas: [`${SCIM}schemas:core:2.0:User`], userName: "p", name: { givenName: "P" } },
    ...{ emails: [{ value: "p@corp.example" }], displayName: "P" },
    ...(method === "PUT" ? { [ENTERPRISE]: { manager: { value: "x" } } } : {}),
  };
}

describe("every route", () => {
  let chain: TestChainHttp;
  let token: string;
  let ownerId: string;
  beforeAll(async () => {
    chain = await startChainHttp({ askShop: askCannedShop });
    ({ token, userId: ownerId } = await chain.signIn("owner", CHAIN));
  });
  afterAll(() => chain.close());

  const names = Object.keys(ROUTE_RIGHTS);
  const fill = (name: string, value: string) => name.replace(/:\w+/g, encodeURIComponent(value));

  /** Values that somebody sends who wants to break something. */
  const STRANGE: readonly unknown[] = [
    ...[null, [], {}, "", "x", 0, -1, 1e300, true, [[]], { a: { b: {} } }],
    ...["'; DROP TABLE shops; --", "\u0000", "\ud800", "𝕏", "%00", "../..", "{}", "{a,b}"],
    ...[Number.MAX_SAFE_INTEGER, "9".repeat(40), "a".repeat(5000)],
  ];

  it("that changes something writes what it did into the audit trail, and where it fails, nothing", async () => {
    const { paths } = chain.http.app.swagger() as { readonly paths: Record<string, any> };
    const own = { ...(await makeOwnIds(chain, ownerId)) };
    await makeTrusted(chain.db, ownerId);
    const author = (await chain.signIn("owner", CHAIN)).userId;
    const readPosition = async (): Promise<number> => {
      const query = chain.db.selectFrom("audit_head").select("position");
      return (await query.executeTakeFirstOrThrow()).position;
    };
    const changes = names.filter(
      (name) =>
        name.startsWith("POST ") &&
        !KEPT.has(name) &&
        typeof ROUTE_RIGHTS[name as keyof ChainRoutes] !== "string",
    );
    /** The last of two versions, for the route that undoes one. */
    const putUndoable = async (name: string): Promise<object> => {
      if (name !== "POST /v1/versions/undo") return {};
      const put = () =>
        putVersion(
          chain.db,
          {
            ...{ kind: "goods", target: { layer: "shop", shopId: "a-2" }, content: { items: {} } },
            ...{ effectiveMs: START_MS, by: "owner", note: "" },
          },
          START_MS,
        );
      await put();
      return { version: await put() };
    };
    // What is removed is removed last.
    const isEnd = (name: string): boolean => /remove|revoke|disable|erase/.test(name);
    for (const name of changes.toSorted((a, b) => Number(isEnd(a)) - Number(isEnd(b)))) {
      const media = paths[name.slice(5).replace(/:(\w+)/g, "{$1}")].post.requestBody?.content;
      const body = media?.["application/json"];
      const example = body?.example ?? body?.schema.examples?.[0];
      const before = await readPosition();
      // The example's region is there.
      const chosen = name === "POST /v1/regions" ? { regionId: "east" } : await putUndoable(name);
      const sent = example === undefined ? {} : { body: { ...example, ...chosen } };
      const request = { token, ...sent };
      // What is there already is no change.
      if (name.endsWith("/enable")) await disable(chain, own.userId!);
      own.proposalId = await chain.db.transaction().execute((tx) => addOpenProposal(tx, author));
      const answer = await chain.ask(fillOwn(name, own), request);
      expect([name, answer.status, answer.status < 300]).toEqual([name, answer.status, true]);
      expect([name, (await readPosition()) > before]).toEqual([name, true]);
      const failedBefore = await readPosition();
      const nothing = Object.fromEntries(Object.keys(own).map((key) => [key, "999999"]));
      if (!name.includes(":")) continue;
      expect((await chain.ask(fillOwn(name, nothing), request)).status).toBe(404);
      expect([name, await readPosition()]).toEqual([name, failedBefore]);
    }
    expect(changes.length).toBeGreaterThan(15);
  });

  it("refuses what has the wrong form, and breaks by none of it", async () => {
    const { paths } = chain.http.app.swagger() as { readonly paths: Record<string, any> };
    const broken: string[] = [];
    let count = 0;
    await chain.db.deleteFrom("review_looks").execute();
    const own = await makeOwnIds(chain, ownerId);
    for (const name of sample(names, 25)) {
      // By it the others would be nobody's.
      const session = name === "POST /v1/sign-out" ? null : token;
      const [method, pattern] = name.split(" ") as ["GET" | "POST", string];
      const path = paths[pattern.replace(/:(\w+)/g, "{$1}")];
      const described = path[method.toLowerCase()];
      const media = described.requestBody?.content["application/json"];
      const example = media?.example ?? media?.schema.examples?.[0];
      if (media !== undefined) expect(example, name).toBeTypeOf("object");
      const bodies = [
        ...STRANGE,
        ...Object.keys(example ?? {}).flatMap((key) =>
          STRANGE.map((value) => ({ ...example, [key]: value })),
        ),
      ];
      for (const body of method === "GET" ? [undefined] : bodies) {
        count++;
        const answer = await chain.ask(fillOwn(name, own), {
          token: session,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          headers: method === "GET" ? {} : { "content-type": "application/json" },
        });
        if (answer.status >= 500) broken.push(`${name} ${JSON.stringify(body)}: ${answer.text}`);
      }
      const queries = (described.parameters ?? []).filter(
        (one: { in: string }) => one.in === "query",
      );
      for (const { name: key } of queries) {
        for (const value of STRANGE) {
          count++;
          const text = encodeURIComponent(String(value).replace("\ud800", ""));
          const answer = await chain.ask(`${fillOwn(name, own)}?${key}=${text}`, { token });
          const isAway = name.includes("/sso/");
          if (answer.status >= 500 && !isAway)
            broken.push(`${name}?${key}=${text}: ${answer.text}`);
        }
      }
      for (const value of ["'", "\u0000", "a".repeat(201), "𝕏", "..%2f"]) {
        if (!name.includes(":")) break;
        count++;
        const answer = await chain.ask(fill(name, value), {
          ...{ token, headers: method === "GET" ? {} : { "content-type": "application/json" } },
          ...(example === undefined ? {} : { body: JSON.stringify(example) }),
        });
        if (answer.status >= 500) broken.push(`${fill(name, value)}: ${answer.text}`);
      }
    }
    expect(broken).toEqual([]);
    expect((await chain.ask("GET /v1/me", { token })).status).toBe(200);
    expect(count).toBeGreaterThan(100);
  });

  it("changes no prototype by a path, a query or a body, SCIM included", async () => {
    await chain.db.deleteFrom("review_looks").execute();
    const { paths } = (await chain.ask("GET /v1/openapi.json")).body;
    const { token: directory } = await chain.db
      .transaction()
      .execute((tx) =>
        addScimToken(tx, { name: "p", organisationId: null }, START_MS, randomBytes),
      );
    const made = await chain.ask("POST /scim/v2/Users", {
      headers: { authorization: `Bearer ${directory}`, "content-type": "application/scim+json" },
      body: JSON.stringify(scimBody("POST")),
    });
    const own = { ...(await makeOwnIds(chain, ownerId)), id: made.body.id };
    const routes = listRegisteredRoutes(chain.http.app).toSorted(
      (a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"),
    );
    const left = new Set(names);
    const broken: string[] = [];
    let count = 0;
    for (const route of routes) {
      const { method, url } = route;
      left.delete(`${method} ${url}`);
      if (url === "/v1/sign-out") continue;
      const isScim = url.startsWith("/scim/");
      const described = paths[url.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
      const media = described?.requestBody?.content["application/json"];
      const inQuery = (described?.parameters ?? []).filter(
        (one: { in: string }) => one.in === "query",
      );
      const requests = listPollutingRequests(route, {
        fill: (one) => fillOwn(one, own).replaceAll("*", "thing"),
        body: isScim ? scimBody(method) : (media?.example ?? media?.schema.examples?.[0]),
        ...(isScim ? { namespace: `${ENTERPRISE}:` } : {}),
        queryNames: isScim
          ? ["filter", "attributes", "excludedAttributes", "sortBy"]
          : ["filter", ...inQuery.map(({ name }: { name: string }) => name)],
      });
      const type = isScim ? "application/scim+json" : "application/json";
      for (const request of sample(requests, 6, `${method} ${url}`)) {
        count++;
        const text = `${request.method} ${request.url} ${request.body}`;
        const { status } = await chain.ask(`${request.method} ${request.url}`, {
          ...{ token: isScim ? null : token, body: request.body },
          headers: {
            ...(isScim ? { authorization: `Bearer ${directory}` } : {}),
            ...(request.body === undefined ? {} : { "content-type": type }),
          },
        });
        if (isScim && status === 401) broken.push(`${text}: the token is not accepted`);
        if (status >= 500 && !url.includes("/sso/")) broken.push(`${text}: ${status}`);
        for (const one of takePolluted()) broken.push(`${text}: ${one}`);
      }
    }
    reportExtent(
      `${count} requests with names of prototypes to ${routes.length} routes of the chain`,
    );
    expect(broken).toEqual([]);
    expect([...left]).toEqual([]);
    expect(routes.filter(({ url }) => url.startsWith("/scim/")).length).toBeGreaterThan(10);
  });

  it.each([
    ["a key twice", '{"name": "a", "name": "b"}', "body-malformed"],
    ["a prototype", '{"__proto__": {"name": "a"}}', "body-malformed"],
    ["no JSON", "{", "body-malformed"],
    [
      "too deep",
      `${'{"a":'.repeat(BODY_DEPTH_MAX + 1)}1${"}".repeat(BODY_DEPTH_MAX + 1)}`,
      "body-malformed",
    ],
    ["too long", JSON.stringify({ name: "a".repeat(BODY_BYTES_MAX) }), "body-too-large"],
    ["an unknown key", '{"name": "a", "more": 1}', "input-invalid"],
  ])("refuses a body with %s", async (_, body, code) => {
    const headers = { "content-type": "application/json" };
    const answer = await chain.ask("POST /v1/organisations/a", { token, body, headers });
    expect(answer.body.code).toBe(code);
  });

  it("refuses another content type, and says which methods there are", async () => {
    const headers = { "content-type": "text/plain" };
    const answer = await chain.ask("POST /v1/organisations/a", { token, body: "{}", headers });
    expect(answer.body.code).toBe("body-type-unsupported");
    const response = await chain.http.app.inject({ method: "DELETE", url: "/v1/shops" });
    expect([response.statusCode, response.headers.allow]).toEqual([405, "GET, POST"]);
    expect((await chain.ask("GET /v1/nothing")).body.code).toBe("route-unknown");
  });

  it("takes the word of no proxy that is not named", async () => {
    const headers = { "x-forwarded-for": PROXY };
    const { userId, token: own } = await chain.signIn("owner", CHAIN);
    await chain.ask("POST /v1/sign-out", { token: own, headers });
    const query = `GET /v1/audit?kind=signed-out&actorId=${userId}`;
    expect((await chain.ask(query, { token })).body.items[0].address).toBe("127.0.0.1");
  });

  it("lets an owner of a part change what is theirs of a user, and not the user as a whole", async () => {
    const { userId } = await chain.signIn("manager", organisation("a"));
    await chain.db.transaction().execute(async (tx) => {
      const grant = { role: "analyst", scope: organisation("b") } as const;
      await addGrant(tx, userId, grant, "manual", randomBytes);
    });
    const ofA = await chain.signIn("owner", organisation("a"));
    const seen = (await chain.ask(`GET /v1/users/${userId}`, ofA)).body;
    expect(seen.grants.map((one: { scope: unknown }) => one.scope)).toEqual([organisation("a")]);
    for (const action of ["disable", "enable", "invitation"]) {
      const answer = await chain.ask(`POST /v1/users/${userId}/${action}`, ofA);
      expect([action, answer.body.code]).toEqual([action, "not-found"]);
    }
    const grant = { role: "support", scope: shop("a-2") };
    const granted = await chain.ask(`POST /v1/users/${userId}/grants`, { ...ofA, body: { grant } });
    expect(granted.body.grants).toHaveLength(2);
    const beyond = { role: "support", scope: shop("b-1") };
    const refused = await chain.ask(`POST /v1/users/${userId}/grants`, {
      ...ofA,
      body: { grant: beyond },
    });
    expect(refused.body.code).toBe("not-found");
  });

  it("is counted by minute and caller, sign-ins by address", async () => {
    const limited = await startChainHttp({ rates: RATES });
    const body = { email: "nobody@chain.example", password: "x", code: "1" };
    const codes: string[] = [];
    for (let count = 0; count <= RATES.signIn; count++) {
      codes.push(
        (await limited.ask("POST /v1/invitations/begin", { body: { invitation: "x" } })).body.code,
      );
    }
    expect(codes.filter((code) => code === "invitation-invalid")).toHaveLength(RATES.signIn);
    expect(codes.at(-1)).toBe("rate-limited");
    // Another route is counted by itself.
    expect((await limited.ask("POST /v1/sign-in", { body })).body.code).toBe("sign-in-refused");
    await limited.close();
    expect(limited.clock.nowMs).toBe(START_MS);
  });

  it("says that the database does not answer, and not that something is missing", async () => {
    const postgres = await startMigratedPostgres();
    const other = await startChainHttp({}, postgres.connectionString);
    const { token: own } = await other.signIn("owner", CHAIN);
    await postgres.kill();
    const answers = [
      await other.ask("GET /v1/readyz"),
      await other.ask("GET /v1/shops", { token: own }),
      await other.ask("GET /v1/shops/a-1", { token: own }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [503, "not-ready"]),
    );
    // The process itself needs no restart.
    expect((await other.ask("GET /v1/healthz")).body).toMatchObject({ status: "ok" });
    await other.close();
    await postgres.stop();
  });
});
