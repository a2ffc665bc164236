/** What holds for every route alike. */
import { FRAME_LIMITS } from "@saunter/protocol/devices/scale-frame";
import {
  GOODS_BODY_BYTES_MAX,
  LOGO_BODY_BYTES_MAX,
  PATH_PARAM_CHARS_MAX,
  PICTURE_BODY_BYTES_MAX,
} from "@saunter/protocol/limits";
import type { StoreErrorCode } from "@saunter/protocol/problem-codes";
import { PUBLIC_EVENT_TYPES } from "@saunter/protocol/public-event";
import { ROLES } from "@saunter/protocol/roles";
import { TRIP_LIMITS } from "@saunter/protocol/smart-cart/trip";
import { BODY_BYTES_MAX, BODY_DEPTH_MAX } from "@saunter/server/http/http-limits";
import { makeClaim } from "@saunter/server/http/idempotency-claim";
import { listPollutingRequests, takePolluted } from "@saunter/testing/polluting-requests";
import { listRegisteredRoutes } from "@saunter/testing/registered-routes";
import { reportExtent, sample } from "@saunter/testing/sample";
import fc from "fast-check";
import { Compile } from "typebox/schema";
import { describe, expect, it } from "vitest";
import { PROGRAM_VERSION } from "../command-line/program-version.ts";
import { sellGoods } from "../goods/goods-fixture.ts";
import { StoreError } from "../store/store-error.ts";
import { type ApiResponse, type OpenApi, startApi, type Who } from "./api-recorder-fixture.ts";
import { type Described, documentOf, listRoutes } from "./described-routes-fixture.ts";
import { nameRoute } from "./format-api-reference.ts";
import { IDEMPOTENCY_KEY_CHARS_MAX } from "./http-limits.ts";
import { describeApi } from "./openapi-document.ts";
import { OPENAPI_SHAPE } from "./openapi-shape-fixture.ts";
import { ROUTE_ROLES, SETUP_ROUTES } from "./route-roles.ts";
import { withHttp, withPolicies } from "./shop-config-fixture.ts";

/** Routes of a demonstration are tested with it. */
const OWN_ROUTES = Object.entries(ROUTE_ROLES).filter(([name]) => !name.includes("/v1/demo"));

describe("the OpenAPI document", () => {
  const api = startApi();

  it("is one of version 3.1, and is what the API gives out", async () => {
    const { body } = await api.get("/v1/openapi.json");
    const shape = Compile(OPENAPI_SHAPE as never);
    const [, errors] = shape.Errors(body);
    expect(errors).toEqual([]);
    expect(shape.Check(body)).toBe(true);
    expect(body.info.version).toBe(PROGRAM_VERSION);
    expect(body).toEqual(JSON.parse(JSON.stringify(describeApi(api.fixture.app))));
    const broken = structuredClone(body);
    broken.paths["/v1/me"].get.respones = {};
    expect(shape.Check(broken)).toBe(false);
  });

  it("says with references what the routes say without them", () => {
    const { components, paths } = describeApi(api.fixture.app) as OpenApi;
    const own = ["Product", "Facing", "Offer"];
    const withoutNames = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(withoutNames);
      if (typeof value !== "object" || value === null) return value;
      const { $ref, title, ...others } = value as { $ref?: string; title?: unknown };
      if (own.includes(String(title)) || own.includes($ref?.split("/").at(-1) ?? "")) return {};
      if ($ref === undefined) {
        const kept = typeof title === "string" ? others : (value as object);
        return Object.fromEntries(Object.entries(kept).map(([k, v]) => [k, withoutNames(v)]));
      }
      const [, , kind, name] = $ref.split("/") as [string, string, "schemas", string];
      return { ...(withoutNames(components[kind][name]) as object), ...others };
    };
    expect(withoutNames(paths)).toEqual(withoutNames(documentOf(api).paths));
  });

  it("names what several routes have, so that a client has one type of it", () => {
    const { components, paths } = describeApi(api.fixture.app) as OpenApi;
    const names = ["Charge", "MoneyLine", "Receipt", "Review", "Visit", "Weighing"];
    for (const name of names) expect(Object.keys(components.schemas)).toContain(name);
    const inline = [...findSchemas({ components, paths })]
      .filter(
        (schema) => Object.keys((schema as { properties?: object }).properties ?? {}).length > 9,
      )
      .map((schema) => JSON.stringify(schema));
    expect(inline.filter((text, at) => inline.indexOf(text) < at)).toEqual([]);
  });

  it("has a webhook for each public event", () => {
    const { components, webhooks } = describeApi(api.fixture.app) as OpenApi & {
      readonly webhooks: Readonly<Record<string, { readonly post: Described }>>;
    };
    expect(Object.keys(webhooks)).toEqual([...PUBLIC_EVENT_TYPES]);
    const { schema, example } =
      webhooks["cart.updated"]!.post.requestBody!.content["application/json"]!;
    expect(schema).toEqual({ $ref: "#/components/schemas/CartUpdatedEvent" });
    expect(Compile({ ...schema, components } as never).Check(example)).toBe(true);
  });

  it("has schemas of known keywords alone, and references to what is there", () => {
    const document = documentOf(api);
    const schemas = [...findSchemas(document)];
    expect(schemas.length).toBeGreaterThan(300);
    for (const schema of schemas) {
      expect([...Object.keys(schema)].filter((keyword) => !KEYWORDS.has(keyword))).toEqual([]);
      const { $ref } = schema as { $ref?: string };
      if ($ref !== undefined) expect(document.components.schemas).toHaveProperty($ref.slice(21));
    }
  });

  it("has a name of its own for each operation, and every route that has roles", () => {
    const routes = listRoutes(documentOf(api));
    const known = routes.map(({ method, path }) => nameRoute(method, path));
    expect(known.sort()).toEqual(OWN_ROUTES.map(([name]) => name).sort());
    const operations = Object.values(documentOf(api).paths).flatMap((path) => Object.values(path));
    const ids = operations.map(
      (operation) => (operation as unknown as { operationId: string }).operationId,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("gives an example of every body, and the examples fit", () => {
    const withBody = listRoutes(documentOf(api)).filter(({ bodySchema }) => bodySchema !== null);
    expect(withBody.length).toBeGreaterThan(15);
    for (const { path, body, bodySchema } of withBody) {
      expect(body, path).toBeDefined();
      expect(Compile(bodySchema as never).Check(body), path).toBe(true);
    }
  });

  it("gives an example of every answer in JSON and of every parameter, and the examples fit", () => {
    const document = documentOf(api);
    let count = 0;
    const wrong: unknown[] = [];
    const check = (name: string, schema: object, example: unknown): void => {
      count++;
      expect(example, name).toBeDefined();
      const [, errors] = Compile({ ...schema, components: document.components } as never).Errors(
        example,
      );
      for (const { instancePath, message } of errors) wrong.push([name, instancePath, message]);
    };
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { parameters = [] } = operation as unknown as Described;
        for (const { name, schema, example } of parameters) {
          check(`${method} ${path} ${name}`, schema, example);
        }
        for (const [status, { content = {} }] of Object.entries(operation.responses)) {
          for (const [type, media] of Object.entries(content)) {
            if (!/^application\/(problem\+)?json$/.test(type)) continue;
            const { schema, example } = media as { schema: object; example?: unknown };
            check(`${method} ${path} ${status}`, schema, example);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });

  it("pages every list", () => {
    const unpaged = Object.entries(documentOf(api).paths).flatMap(([path, { get }]) => {
      const { content = {} } = get?.responses["200"] ?? {};
      const { properties = {} } = (content["application/json"]?.schema ?? {}) as {
        readonly properties?: object;
      };
      return "items" in properties && !("next" in properties) ? [path] : [];
    });
    // Sessions of one user, the history of one receipt or charge, a file, and the best matches of a search.
    expect(unpaged).toEqual([
      "/v1/me/sessions",
      ...["/v1/receipts/{visitId}/refunds", "/v1/receipts/{visitId}/history"],
      ...["/v1/charges/{chargeId}/history", "/v1/sales/export", "/v1/products"],
    ]);
  });

  it("says of every answer that went well how many requests are left, as the answer does", async () => {
    const { headers } = await api.get("/v1/healthz");
    const named = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
    for (const name of named) expect(Number(headers[name]), name).toBeGreaterThan(0);
    const { paths } = documentOf(api);
    for (const [path, operations] of Object.entries(paths)) {
      for (const { responses } of Object.values(operations)) {
        for (const [status, response] of Object.entries(responses)) {
          const told = Object.keys((response as { headers?: object }).headers ?? {});
          if (status.startsWith("2")) expect(told, path).toEqual(named);
          if (status === "429") expect(told, path).toEqual([...named, "retry-after"]);
        }
      }
    }
  });

  it("marks the former paths of disputes deprecated, and names those to use", () => {
    const { paths } = documentOf(api);
    const former = Object.entries(paths).flatMap(([path, operations]) => {
      const { deprecated, description } = (operations as unknown as Record<string, Described>)
        .post ?? { deprecated: false };
      return deprecated === true ? [[path, description]] : [];
    });
    expect(former).toEqual([
      [
        "/v1/receipts/{visitId}/contests",
        expect.stringMatching(/^Use `POST \/v1\/receipts\/\{visitId\}\/disputes` instead\./),
      ],
      [
        "/v1/r/{token}/contests",
        expect.stringMatching(/^Use `POST \/v1\/r\/\{token\}\/disputes` instead\./),
      ],
    ]);
  });
});

describe("the OpenAPI document of products", () => {
  const api = startApi(sellGoods());

  it("has the form of products as the configuration has it, and the catalogue fits", async () => {
    const { components } = describeApi(api.fixture.app) as OpenApi;
    const { body } = await api.get("/v1/goods", { as: "operator" });
    expect(body.catalogue.length).toBeGreaterThan(0);
    const product = Compile({ $ref: "#/components/schemas/Product", components } as never);
    for (const item of body.catalogue) expect(product.Check(item)).toBe(true);
    expect(product.Check({ ...body.catalogue[0], pirce: "1.20" })).toBe(false);
  });
});

/** Routes that end a session where the request is good. */
const ENDS_SESSIONS: ReadonlySet<string> = new Set([
  "/v1/sign-out",
  "/v1/me/forget",
  "/v1/users/:userId/disable",
  "/v1/users/:userId/roles",
  "/v1/users/:userId/proof",
  "/v1/users/:userId/reset-second-factor",
]);

/** Routes that take longer bodies than the others do. */
const LONGER_BODIES: Readonly<Record<string, number>> = {
  "/v1/goods/changes": GOODS_BODY_BYTES_MAX,
  "/v1/products/1/picture": PICTURE_BODY_BYTES_MAX,
  "/v1/shop/logo": LOGO_BODY_BYTES_MAX,
  "/v1/goods/check": GOODS_BODY_BYTES_MAX,
  "/v1/planogram/draft/changes": GOODS_BODY_BYTES_MAX,
  "/v1/devices/thing/frames": FRAME_LIMITS.jsonBytesMax,
  "/v1/carts/thing/trips/thing": TRIP_LIMITS.bodyBytesMax,
};

const KEYWORDS: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "additionalProperties", "patternProperties", "items"],
  ...["anyOf", "enum", "const", "pattern", "minLength", "maxLength", "minItems", "maxItems"],
  ...["minimum", "maximum", "uniqueItems", "description", "examples", "$ref", "contentMediaType"],
  ...["format", "title", "default", "exclusiveMinimum", "deprecated"],
]);

/** Every JSON Schema of the document, those within others too. */
function* findSchemas(value: unknown, isSchema = false): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  if (isSchema) yield value;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "example" || key === "examples" || key === "const" || key === "enum") continue;
    const isMap = key === "properties" || key === "schemas" || key === "patternProperties";
    if (isMap) for (const one of Object.values(inner as object)) yield* findSchemas(one, true);
    else if (key === "anyOf") for (const one of inner as object[]) yield* findSchemas(one, true);
    else yield* findSchemas(inner, key === "schema" || key === "items");
  }
}

describe("rights", () => {
  const api = startApi();
  const everybody: readonly Who[] = [null, "bob", ...ROLES];

  it("are as the table says, for every route and every role, and for nobody", async () => {
    const routes = listRoutes(documentOf(api));
    for (const { method, url, access } of routes) {
      for (const as of [null, ...sample(everybody, 4, `${method} ${url}`)]) {
        // Without a key a POST is refused after its rights were looked at, and does nothing.
        const ask = { as, key: null, raw: '{"unknown":1}' };
        if (url === "/v1/events") continue;
        const answer = await (method === "GET" ? api.get(url, { as }) : api.send(method, url, ask));
        const role = as === "bob" ? "shopper" : as;
        const isAllowed =
          access === "public" ||
          (role !== null && (access === "signed-in" || access.includes(role)));
        const name = `${method} ${url} as ${as}`;
        if (isAllowed) expect([401, 403], name).not.toContain(answer.status);
        else expect(answer.status, name).toBe(as === null ? 401 : 403);
      }
    }
  });

  it("to the stream of events are as the table says, too", async () => {
    for (const as of everybody) {
      const answer = await api.get("/v1/events?after=999999", { as });
      const isAllowed = as !== null && !["gate", "device", "sensor", "cart"].includes(as);
      expect(answer.status, String(as)).toBe(isAllowed ? 200 : as === null ? 401 : 403);
    }
  });

  it("give a gate entries, its own options, its display and nothing else", () => {
    const ofGate = Object.entries(ROUTE_ROLES)
      .filter(([, access]) => Array.isArray(access) && access.includes("gate"))
      .map(([route]) => route);
    expect(ofGate).toEqual([
      // Of gates with a password in place of a key.
      "GET /v1/me/second-factor",
      "POST /v1/me/second-factor/begin",
      "POST /v1/me/second-factor/confirm",
      "POST /v1/me/second-factor/remove",
      "POST /v1/me/second-factor/recovery-codes",
      "POST /v1/me/password",
      "GET /v1/me/sessions",
      "POST /v1/me/sessions/end-others",
      "GET /v1/gates/:gateId/watch",
      "POST /v1/gates/:gateId/passkey-options",
      "POST /v1/gates/:gateId/entries",
    ]);
  });

  it("do not let a reviewer move money", () => {
    for (const [route, access] of Object.entries(ROUTE_ROLES)) {
      if (!/^POST \/v1\/charges/.test(route)) continue;
      expect(access).not.toContain("reviewer");
    }
  });

  it("of a cookie alone are not enough to change anything", async () => {
    const headers = { cookie: `__Host-saunter_user_access=${api.fixture.tokens.operator}` };
    for (const { method, url } of listRoutes(documentOf(api))) {
      if (method === "GET") continue;
      expect((await api.send(method, url, { headers, body: {} })).body.code, url).toBe(
        "csrf-header-missing",
      );
    }
    expect((await api.get("/v1/me", { headers })).status).toBe(200);
  });
});

describe("names that reach prototypes", () => {
  const api = startApi();

  it("change no prototype by a path, a query or a body of any registered route", async () => {
    const { paths } = documentOf(api);
    const routes = listRegisteredRoutes(api.fixture.app);
    const described = new Set(
      listRoutes(documentOf(api)).map(({ method, path }) => `${method} ${path}`),
    );
    const broken: string[] = [];
    let count = 0;
    for (const route of routes) {
      const { method, url } = route;
      // Would sign the operator out, or never end.
      if (url === "/v1/events" || url === "/v1/sign-out") continue;
      const path = url.replace(/:(\w+)(\([^)]*\))?/g, "{$1}");
      described.delete(`${method} ${path}`);
      const operation = paths[path]?.[method.toLowerCase()] as unknown as Described | undefined;
      const media = operation?.requestBody?.content["application/json"];
      const inQuery = (operation?.parameters ?? []).filter((one) => one.in === "query");
      const requests = listPollutingRequests(route, {
        fill: (one) => one.replace(/:\w+(\([^)]*\))?/g, "thing").replaceAll("*", "thing"),
        body: media?.example,
        queryNames: ["filter", ...inQuery.map(({ name }) => name)],
      });
      for (const request of sample(requests, 6, `${method} ${url}`)) {
        count++;
        const text = `${request.method} ${request.url} ${request.body}`;
        const { status } = await api.send(request.method as "POST", request.url, {
          ...{ as: "operator", ...(request.body === undefined ? {} : { raw: request.body }) },
        });
        if (status >= 500 && status !== 503) broken.push(`${text}: ${status}`);
        for (const one of takePolluted()) broken.push(`${text}: ${one}`);
      }
    }
    reportExtent(
      `${count} requests with names of prototypes to ${routes.length} routes of the shop`,
    );
    expect(broken).toEqual([]);
    expect([...described]).toEqual(["POST /v1/sign-out", "GET /v1/events"]);
  });
});

describe("a shop that requires a second factor", () => {
  const api = startApi({ config: withPolicies({ secondFactor: "all" }) });

  it("lets whoever has none set one up, and do nothing else, on every route", async () => {
    const routes = listRoutes(documentOf(api));
    const refused: string[] = [];
    for (const { method, path, url, access } of routes) {
      for (const as of ["operator", "reviewer"] as const) {
        const ask = { as, raw: '{"unknown":1}' };
        const { status, body } = await (method === "GET"
          ? api.get(url, { as })
          : api.send(method, url, ask));
        const name = nameRoute(method, path);
        const isRefused = access !== "public" && !SETUP_ROUTES.has(name);
        if (isRefused) refused.push(name);
        if (isRefused) expect([status, body.code], name).toEqual([403, "second-factor-required"]);
        else expect(body?.code, name).not.toBe("second-factor-required");
      }
    }
    expect(new Set(refused).size).toBe(
      OWN_ROUTES.filter(([, access]) => access !== "public").length - SETUP_ROUTES.size,
    );
  });

  it("asks nothing more of programs and of shoppers", async () => {
    expect((await api.get("/v1/me/debts", { as: "shopper" })).status).toBe(200);
    expect((await api.get("/v1/stock", { as: "integrator" })).status).toBe(200);
    const findState = async (as: Who) => (await api.get("/v1/me", { as })).body.secondFactor;
    expect(await findState("integrator")).toBeNull();
    expect(await findState("operator")).toBe("required");
  });
});

describe("rates", () => {
  const api = startApi({
    limits: { rates: { signIn: 1, lookUp: 1, public: 1, people: 1, machines: 1 } },
  });

  it("bound every route for each caller, and say when to come again", async () => {
    for (const { method, url, caller } of listRoutes(documentOf(api))) {
      const send = () =>
        method === "GET"
          ? api.get(url === "/v1/events" ? `${url}?after=999999` : url, { as: caller })
          : api.send(method, url, { as: caller, key: null });
      const first = await send();
      expect(first.status, url).not.toBe(429);
      const second = await send();
      expect(second.body.code, url).toBe("rate-limited");
      expect(Number(second.headers["retry-after"])).toBeGreaterThan(0);
    }
  });

  it("of one caller are not another's", async () => {
    await api.get("/v1/me/visits", { as: "shopper" });
    expect((await api.get("/v1/me/visits", { as: "shopper" })).status).toBe(429);
    expect((await api.get("/v1/me/visits", { as: "bob" })).status).toBe(200);
  });
});

describe("the rate of sign-ins", () => {
  const api = startApi({
    limits: { rates: { signIn: 1, lookUp: 1, public: 3, people: 1, machines: 1 } },
  });

  it("does not bound phones on one network that ask whether they have a session", async () => {
    for (let phones = 0; phones < 3; phones++) {
      const answer = await api.post("/v1/refresh", { as: null, body: { refreshToken: null } });
      expect(answer.body.code).toBe("token-invalid");
    }
    const more = await api.post("/v1/refresh", { as: null, body: { refreshToken: null } });
    expect(more.body.code).toBe("rate-limited");
  });
});

describe("bodies", () => {
  const api = startApi();
  const posts = () => listRoutes(documentOf(api)).filter(({ method }) => method !== "GET");

  it("are no longer than the limit", async () => {
    for (const { method, url, caller } of posts()) {
      const bytesMax = LONGER_BODIES[url] ?? BODY_BYTES_MAX;
      const fits = `"${"x".repeat(bytesMax - 2)}"`;
      expect((await api.send(method, url, { as: caller, raw: fits })).status, url).not.toBe(413);
      const answer = await api.send(method, url, { as: caller, raw: `${fits} ` });
      expect(answer.body.code, url).toBe("body-too-large");
    }
  });

  it("are JSON in UTF-8, plain", async () => {
    for (const { method, url, caller } of posts()) {
      const send = (headers: Readonly<Record<string, string>>) =>
        api.send(method, url, { as: caller, raw: "{}", headers });
      expect((await send({ "content-type": "text/plain" })).body.code, url).toBe(
        "body-type-unsupported",
      );
    }
    const refused = [
      { "content-type": "application/json; charset=iso-8859-1" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "nonsense" },
      { "content-encoding": "gzip" },
    ];
    for (const headers of refused) {
      const answer = await api.post("/v1/sign-in", { raw: "{}", headers });
      expect(answer.body.code).toBe("body-type-unsupported");
    }
    const good = { "content-type": 'application/json; charset="utf-8"' };
    expect((await api.post("/v1/sign-in", { raw: "{}", headers: good })).body.code).toBe(
      "input-invalid",
    );
  });

  it.each([
    ["a key twice", '{"name":"a","name":"b"}'],
    ["a prototype's key", '{"__proto__":{"roles":["operator"]}}'],
    ["a constructor's key", '{"constructor":{"prototype":{}}}'],
    ["no end", '{"name":'],
    ["bytes that are no text", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["too many brackets", `${"[".repeat(BODY_DEPTH_MAX + 1)}${"]".repeat(BODY_DEPTH_MAX + 1)}`],
  ])("with %s are refused", async (_name, raw) => {
    const answer = await api.post("/v1/users", { as: "operator", raw });
    expect(answer.body.code).toBe("body-malformed");
  });

  it("of the wrong form are refused on every route, and never break it", async () => {
    // What fits by chance is done: whoever signs out or is forgotten is not signed in any more.
    const routes = posts().filter(
      ({ path }) => path !== "/v1/payments/notices" && !ENDS_SESSIONS.has(path),
    );
    const scratch = fc.tuple(fc.constantFrom(...routes), fc.jsonValue(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(scratch, async ([route, value, isMixed]) => {
        const { method, url, caller, body, bodySchema } = route;
        const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
        const sent = isMixed && isObject ? { ...(body as object), ...value } : value;
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(JSON.stringify(sent)));
        const answer = await api.send(method, url, { as: caller, body: sent });
        expect(answer.status).toBeLessThan(500);
        if (bodySchema !== null && !Compile(bodySchema as never).Check(sent)) {
          expect(["input-invalid", "rate-limited"]).toContain(answer.body.code);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("with one value of the wrong type are refused", async () => {
    for (const { method, url, caller, body, bodySchema } of posts()) {
      if (bodySchema === null || typeof body !== "object" || url.endsWith("/notices")) continue;
      for (const name of Object.keys(body as object)) {
        for (const wrong of [[], {}, true, 1e300, "\u0000", -1.5]) {
          const sent = { ...(body as object), [name]: wrong };
          if (Compile(bodySchema as never).Check(sent)) continue;
          const answer = await api.send(method, url, { as: caller, body: sent });
          expect(["input-invalid", "rate-limited"], `${url} ${name}`).toContain(answer.body.code);
        }
      }
      const more = await api.send(method, url, {
        as: caller,
        body: { ...(body as object), more: 1 },
      });
      expect(["input-invalid", "rate-limited"], url).toContain(more.body.code);
    }
  });
});

describe("idempotency keys", () => {
  const api = startApi();

  it("are taken by all but reads, and wanted by all but those whose answers must not be kept", () => {
    const posts = listRoutes(documentOf(api)).filter(({ method }) => method !== "GET");
    expect(posts.filter(({ key }) => key === "none")).toEqual([]);
    const free = posts.filter(({ key }) => key === "taken").map(({ path }) => path);
    expect(free.toSorted()).toEqual([
      "/v1/alert-rules/{ruleId}/test",
      "/v1/card-setups",
      "/v1/carts/{cartId}/trips/{tripId}",
      "/v1/carts/{cartId}/trips/{tripId}/card",
      "/v1/chain/card",
      "/v1/devices/{deviceId}/frames",
      "/v1/gates/{gateId}/invited/passkey-options",
      "/v1/gates/{gateId}/passkey-options",
      "/v1/gates/{gateId}/reports",
      "/v1/goods/check",
      "/v1/me/certificate",
      "/v1/me/membership/change",
      "/v1/me/membership/join",
      "/v1/me/membership/leave",
      "/v1/me/membership/show",
      "/v1/me/passkeys/options",
      "/v1/me/password",
      "/v1/me/second-factor/begin",
      "/v1/me/second-factor/confirm",
      "/v1/me/second-factor/recovery-codes",
      "/v1/me/second-factor/remove",
      "/v1/me/sessions/end-others",
      "/v1/payments/notices",
      "/v1/receipts/lookups",
      "/v1/receipts/{visitId}/refunds/preview",
      "/v1/refresh",
      "/v1/reviews/next",
      "/v1/sign-in",
      "/v1/sign-in/passkey/options",
      "/v1/sign-in/passkey/verify",
      "/v1/sign-out",
      "/v1/webhooks/{endpointId}/test",
    ]);
  });

  it("that are not wanted may be left out, or be there, but not be anything", async () => {
    const free = listRoutes(documentOf(api)).filter(({ key }) => key === "taken");
    for (const { method, url, caller, body } of free) {
      const ask = { as: caller, ...(body === undefined ? {} : { body }) };
      const send = async (key: string | null): Promise<string> =>
        (await api.send(method, url, { ...ask, key })).body?.code ?? "done";
      expect(await send(null), url).not.toMatch(/^idempotency/);
      expect(await send("one"), url).not.toMatch(/^idempotency/);
      expect(await send("one"), url).not.toMatch(/^idempotency/);
      expect(await send("a b"), url).toBe("idempotency-key-missing");
    }
  });

  it("have 1 to 100 visible characters", async () => {
    const send = (key: string | null) =>
      api.post("/v1/alerts/thing/clear", { as: "operator", key });
    for (const key of [null, "", "a b", "ä", "x".repeat(IDEMPOTENCY_KEY_CHARS_MAX + 1)]) {
      expect((await send(key)).body.code).toBe("idempotency-key-missing");
    }
    expect((await send("x".repeat(IDEMPOTENCY_KEY_CHARS_MAX))).body.code).toBe("not-found");
  });

  it("of another request are refused by every route that wants one", async () => {
    const keyed = listRoutes(documentOf(api)).filter(({ key }) => key === "wanted");
    expect(keyed.length).toBeGreaterThan(25);
    for (const { url, caller, body } of keyed) {
      const key = `reused ${url}`.replaceAll(" ", "-");
      await plantKey(caller === null ? `nobody ${url}` : `${caller}`, key);
      const answer = await api.post(url, {
        as: caller,
        key,
        ...(body === undefined ? {} : { body }),
      });
      expect(answer.body.code, url).toBe("idempotency-key-reused");
    }
  });

  it("of one person are not another's", async () => {
    const add = (as: Who) => api.post("/v1/stock/counts", { as, key: "same", body: COUNT });
    expect((await add("operator")).headers["idempotency-replayed"]).toBeUndefined();
    expect((await add("integrator")).headers["idempotency-replayed"]).toBeUndefined();
    expect((await add("integrator")).headers["idempotency-replayed"]).toBe("true");
  });

  const COUNT = { facing: "1/1/1", quantity: 4 };

  async function plantKey(who: string, key: string): Promise<void> {
    const { ids, store } = api.fixture;
    const principal = who.startsWith("nobody ") ? who : ids[who as keyof typeof ids];
    const claim = makeClaim(principal, key, { method: "POST", path: "/v1/other", body: null });
    await store.transact((tx) =>
      tx.db
        .prepare("INSERT INTO idempotency VALUES (?, ?, ?, 200, '{}', NULL, ?)")
        .run(principal, claim.keyHash, claim.requestHash, tx.atMs),
    );
  }
});

describe("addresses", () => {
  const api = startApi();

  it("with parameters of the wrong form are refused", async () => {
    for (const { method, path, caller, hasQuery } of listRoutes(documentOf(api))) {
      if (method !== "GET") continue;
      const bad = path.includes("{") ? path.replace(/\{[^}]+\}/g, "a%20b") : `${path}?colour=red`;
      if (!path.includes("{") && !hasQuery) continue;
      expect((await api.get(bad, { as: caller })).body.code, bad).toBe("input-invalid");
    }
    const twice = await api.get("/v1/visits?limit=1&limit=2", { as: "operator" });
    expect(twice.body.code).toBe("input-invalid");
  });

  it("that are none are distinguished from methods that are not taken", async () => {
    for (const url of ["/", "/v1", "/v2/visits", "/v1/%00", "/v1/..%2f", "/healthz"]) {
      expect((await api.get(url, { as: "operator" })).body.code, url).toBe("route-unknown");
    }
    const answer = await api.post("/v1/visits", { as: "operator", body: {} });
    expect(answer.body.code).toBe("method-not-allowed");
    expect(answer.headers.allow).toBe("GET");
    expect((await api.get("/v1/gates/north/mode", { as: "operator" })).headers.allow).toBe("POST");
    for (const method of ["DELETE", "TRACE"] as const) {
      const response = await api.fixture.app.inject({ method, url: "/v1/visits/1" } as never);
      expect(response.json().code, method).toBe("method-not-allowed");
    }
  });

  it("that are none are a page to browsers, and a problem to programs", async () => {
    const ask = (url: string, accept: string, method: "GET" | "POST" = "GET") =>
      api.fixture.app.inject({ method, url, headers: { accept } });
    const browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    const page = await ask("/nowhere", browser);
    expect(page.statusCode).toBe(404);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.body).toContain("There is no such page.");
    for (const answer of [
      await ask("/nowhere", "*/*"),
      await ask("/nowhere", browser, "POST"),
      await ask("/v1/nowhere", browser),
    ]) {
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe("route-unknown");
    }
  });

  it("have parameters of 200 characters at most", async () => {
    const get = (length: number) => api.get(`/v1/visits/${"x".repeat(length)}`, { as: "operator" });
    expect((await get(PATH_PARAM_CHARS_MAX)).body.code).toBe("not-found");
    expect((await get(PATH_PARAM_CHARS_MAX + 1)).body.code).toBe("route-unknown");
    expect((await api.get("/v1/visits/%E0%A4%A", { as: "operator" })).body).toMatchObject({
      code: "route-unknown",
      detail: "the address cannot be read",
    });
  });

  it("with any cursor at all give a page or refuse it", async () => {
    const lists = listRoutes(documentOf(api)).filter(({ hasCursor }) => hasCursor);
    expect(lists.length).toBeGreaterThan(9);
    const place = fc.array(fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null)));
    const cursor = fc.oneof(
      fc.string(),
      place.map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64url")),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lists), cursor, async ({ url, caller }, after) => {
        const answer = await api.get(`${url}?after=${encodeURIComponent(after)}`, { as: caller });
        expect([200, 400, 404]).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
  });

  it("are not in the log, as links to receipts are secrets", async () => {
    const secret = "s".repeat(40);
    await api.get(`/v1/r/${secret}?next=${secret}`, { headers: { cookie: `a=${secret}` } });
    await api.get(`/v1/nothing/${secret}`);
    const log = api.fixture.log.join("");
    expect(log).not.toContain(secret);
    expect(log).not.toContain("127.0.0.1");
    expect(log).toContain('"route":"/v1/r/:token"');
  });

  it("come with headers that keep pages from harm, and with the request's id", async () => {
    const { headers, body } = await api.get("/v1/nothing");
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; form-action 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    expect(headers["cache-control"]).toBe("no-store");
    expect(body.instance).toBe(`urn:saunter:request:${headers["x-request-id"]}`);
  });
});

describe("failures of the process", () => {
  let failure: Error | null = null;
  const api = startApi({
    wrapStore: (store) => ({
      ...store,
      transact: (work) => (failure === null ? store.transact(work) : Promise.reject(failure)),
    }),
  });
  async function failWith(error: Error): Promise<ApiResponse> {
    failure = error;
    const answer = await api.post("/v1/stock/counts", {
      as: "operator",
      body: { facing: "1/1/1", quantity: 1 },
    });
    failure = null;
    return answer;
  }

  it("nobody expected say nothing of themselves, and are logged", async () => {
    const answer = await failWith(new Error("secret words"));
    expect(answer.body).toMatchObject({ code: "internal-error", status: 500 });
    expect(answer.text).not.toContain("secret words");
    const line = api.fixture.log.find((one) => one.includes("secret words"))!;
    expect(line).toContain(String(answer.headers["x-request-id"]));
  });

  it.each<[StoreErrorCode, number]>([
    ["disk-full", 507],
    ["queue-full", 503],
    ["closed", 503],
    ["disk-failing", 503],
    ["event-too-large", 500],
    ["journal-corrupt", 503],
    ["row-damaged", 503],
  ])("of the database come as %s with %i", async (code, status) => {
    const answer = await failWith(new StoreError(code, "words for staff"));
    expect(answer.body).toMatchObject({ code, status });
  });

  it("leave nothing behind: the same key does it once they are over", async () => {
    const ask = { as: "operator", key: "again", body: { facing: "1/1/1", quantity: 9 } } as const;
    failure = new StoreError("disk-full", "full");
    expect((await api.post("/v1/stock/counts", ask)).status).toBe(507);
    failure = null;
    const answer = await api.post("/v1/stock/counts", ask);
    expect(answer.status).toBe(201);
    expect(answer.headers["idempotency-replayed"]).toBeUndefined();
  });
});

describe("the address of who asks", () => {
  const api = startApi({
    limits: { rates: { signIn: 1, lookUp: 1, public: 1, people: 1, machines: 1 } },
  });

  it("is that of the connection, whatever a header says", async () => {
    const ask = (from: string) => api.get("/v1/healthz", { headers: { "x-forwarded-for": from } });
    expect((await ask("10.0.0.1")).status).toBe(200);
    expect((await ask("10.0.0.2")).status).toBe(429);
  });
});

describe("the address behind a proxy that nobody has named", () => {
  const rates = { signIn: 1, lookUp: 1, public: 1, people: 1, machines: 1 };
  const api = startApi({
    limits: { rates },
    config: withHttp({ trustedProxies: ["10.1.2.3"] }),
  });

  it("is the proxy's own, though it stands in a private network; the log says once what to write", async () => {
    const ask = (from: string) => api.get("/v1/healthz", { headers: { "x-forwarded-for": from } });
    expect((await ask("192.0.2.1")).status).toBe(200);
    expect((await ask("192.0.2.2")).status).toBe(429);
    const told = api.fixture.log.filter((line) => line.includes("trustedProxies"));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]!)).toMatchObject({
      level: 40,
      msg: expect.stringContaining('http: { trustedProxies: ["127.0.0.1"] }'),
    });
    expect(told[0]).not.toContain("192.0.2.1");
  });
});

describe("the address behind a proxy", () => {
  const rates = { signIn: 1, lookUp: 1, public: 1, people: 1, machines: 1 };
  const api = startApi({
    limits: { rates },
    config: withHttp({ trustedProxies: ["127.0.0.1", "10.1.0.0/16"] }),
  });

  it("is what the last proxy says that is named, and nothing before it", async () => {
    const ask = (from: string) => api.get("/v1/healthz", { headers: { "x-forwarded-for": from } });
    expect((await ask("192.0.2.7, 10.1.2.3")).status).toBe(200);
    expect((await ask("198.51.100.1, 192.0.2.7, 10.1.9.9")).status).toBe(429);
    expect((await ask("192.0.2.7, 10.2.2.3")).status).toBe(200);
    expect((await ask("198.51.100.1, 10.2.2.3")).status).toBe(429);
    expect(api.fixture.log.join("")).not.toContain("trustedProxies");
  });

  it("is what the proxy says; of IPv6 the network counts", async () => {
    const ask = (from: string) => api.get("/v1/healthz", { headers: { "x-forwarded-for": from } });
    expect((await ask("2001:db8:1:1::1")).status).toBe(200);
    expect((await ask("2001:db8:1:1::2")).status).toBe(429);
    expect((await ask("2001:db8:1:2::1")).status).toBe(200);
    expect((await ask("10.9.9.9, 2001:db8:1:2::3")).status).toBe(429);
  });
});
