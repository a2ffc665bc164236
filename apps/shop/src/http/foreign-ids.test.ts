/**
 * Every route, called by everybody with ids that are not for them: those of others, and those of other
 * things. Each is answered exactly as an id that nothing has, changes nothing, and tells nothing.
 */

import { createHash } from "node:crypto";
import { ROLES } from "@saunter/protocol/roles";
import { repeats, reportExtent, sample } from "@saunter/testing/sample";
import { Compile } from "typebox/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { makeMqttActuator, NO_HARDWARE } from "../gates/gates-fixture.ts";
import { type ApiResponse, type OpenApi, startApi, type Who } from "./api-recorder-fixture.ts";
import { type IdKind, type KnownId, makeWorld, type World } from "./foreign-world-fixture.ts";
import { nameRoute } from "./format-api-reference.ts";
import { findAccess } from "./route-roles.ts";
import { withEntry, withHardware } from "./shop-config-fixture.ts";

/** Parts of paths and queries that name something, and what they name. */
const NAMING: Readonly<Record<string, readonly IdKind[]>> = {
  passkeyId: ["passkey"],
  userId: ["user"],
  gateId: ["gate"],
  gondola: ["gondola"],
  shelf: ["shelf"],
  visitId: ["visit"],
  evidenceId: ["evidence"],
  customerId: ["customer"],
  token: ["link"],
  reviewId: ["review"],
  chargeId: ["visit"],
  gtin: ["product"],
  closingNumber: ["closing"],
  endpointId: ["webhook"],
  alertKey: ["alert"],
  ruleId: ["alert rule"],
  badgeId: ["badge"],
  deviceId: ["device"],
  cartId: ["cart"],
  tripId: ["trip"],
  reviewerId: ["user"],
  principalId: ["user"],
  objectId: ["user"],
  search: ["visit", "document", "last four"],
};

/** Parts of bodies that do. */
const NAMING_IN_BODY: Readonly<Record<string, readonly IdKind[]>> = {
  shopperId: ["shopper"],
  giverId: ["shopper"],
  eventId: ["delivery"],
  userId: ["user"],
  endpointId: ["webhook"],
  cardSetupId: ["card setup"],
  setupId: ["card setup"],
  deviceId: ["device"],
  tripId: ["trip"],
};

/** Parts that name nothing of anybody: a new one has to be put here, or above. */
const PLAIN: ReadonlySet<string> = new Set([
  ...["after", "limit", "sinceMs", "fromMs", "untilMs", "stepMs", "version", "locale", "partySize"],
  ...["status", "payer", "only", "money", "work", "state", "types"],
  ...["kind", "format", "facing"],
  // The shop's days and what was sold on them, which each of these roles sees all of.
  ...["fromDay", "untilDay", "compare", "rows", "day"],
]);
const PLAIN_IN_BODY: ReadonlySet<string> = new Set([
  // What is shown as a proof is looked at by tests of its own.
  ...[
    "password",
    "newPassword",
    "response",
    "refreshToken",
    "shown",
    "invitation",
    "code",
    "token",
    "badgeNumber",
    "number",
  ],
  ...["carrier", "who", "name", "roles", "method", "partySize", "payer", "mode", "email", "locale"],
  ...[
    "badges",
    "holder",
    "lastDay",
    "isBlocked",
    "note",
    "isOldEnough",
    "isMember",
    "card",
    "kind",
  ],
  ...[
    "by",
    "reason",
    "readerId",
    "requestId",
    "lastFour",
    "leftMs",
    "choice",
    "candidate",
    "quantity",
  ],
  ...[
    "amountMinor",
    "countedMs",
    "claimedQuantity",
    "colour",
    "claimedG",
    "devicePublicKey",
    "instead",
    "probability",
  ],
  // What a controller says of itself, and what it measures.
  ...["calibrationId", "bootId", "sequence", "crc32", "timeUs", "rateHz", "unit", "status"],
  ...["channelStatus", "samples"],
  // Of webhooks.
  ...["url", "eventTypes", "overlapHours"],
  // Of keys.
  "scopes",
  // Of rules of alerts, and of devices that receive pushes.
  ...["kinds", "fromMinute", "untilMinute", "repeatMinutes", "isEnabled", "channel"],
  ...["endpoint", "p256dh", "auth", "role", "address"],
  // What a gate's controller says of its own.
  ...["commandId", "state", "direction", "passageId", "text"],
  // What a smart cart says of its trip, and what staff find.
  ...[
    "sentMs",
    "startedMs",
    "rest",
    "atMs",
    "levelErrorG",
    "points",
    "spreadG",
    "noiseG",
    "unsettled",
    "httpStatus",
    "tries",
    "lines",
    "weightG",
    "weighing",
    "netG",
    "labelMinor",
    "scannedMs",
    "removed",
    "inside",
    "certainty",
    "exact",
  ],
  ...["missing", "tooMuch", "questions", "about", "askedMs", "answer", "settledMs", "changeG"],
  ...["levelG", "takenFor", "laneId", "battery", "position", "faults", "sinceMs", "helpCalledMs"],
  ...[
    "previousBootId",
    "grossG",
    "startMs",
    "errorG",
    "isRolled",
    "tray",
    "ownSaidMs",
    "corrections",
    "confirmed",
    "saidMs",
  ],
  "result",
  // How long a recording takes.
  "minutes",
  // A day of the shop's calendar.
  "day",
  // Names that staff give, as they please.
  ...["staffId", "holderId"],
  // Those that the caller does not want to get.
  "skip",
  // The shop's goods, which everybody sees.
  ...["facing", "gtin", "lineId", "changes", "key", "change", "item", "version"],
  ...["expiresOn", "reason", "publishAtMs", "content", "xM", "yM"],
]);

/** Whoever may ask has them: the link is the proof, and the others are for everybody to see. */
const PUBLIC_KINDS: ReadonlySet<IdKind> = new Set<IdKind>([
  ...(["link", "gate", "product", "closing", "gondola", "shelf", "last four"] as const),
]);

const DISPUTE = { kind: "wrong-count", lineId: "07", gtin: null, claimedQuantity: 2 };
const OTHER = { kind: "pick", shopperId: "?", giverId: null, gtin: "07", quantity: 2 };

/** Bodies that would be taken, where the document's example names what this shop does not have. */
const RULE = {
  name: "Nights",
  kinds: [],
  fromMinute: 0,
  untilMinute: 0,
  repeatMinutes: null,
  isEnabled: true,
};
const RULES = [
  { ...RULE, channel: { kind: "mail", userId: "?", address: "mila@shop.example" } },
  { ...RULE, channel: { kind: "webhook", endpointId: "?" } },
];

const BODIES: Readonly<Record<string, readonly unknown[]>> = {
  "POST /v1/receipts/{visitId}/disputes": [DISPUTE],
  "POST /v1/receipts/{visitId}/contests": [DISPUTE],
  "POST /v1/receipts/{visitId}/refunds": [{ kind: "whole", reason: "other" }],
  "POST /v1/receipts/{visitId}/refunds/preview": [{ kind: "whole" }],
  "POST /v1/r/{token}/disputes": [DISPUTE],
  "POST /v1/r/{token}/contests": [DISPUTE],
  "POST /v1/reviews/{reviewId}/decide": [
    { choice: { kind: "nothing" } },
    { choice: { kind: "other", candidate: OTHER } },
    { choice: { kind: "other", candidate: { ...OTHER, giverId: "?" } } },
  ],
  "POST /v1/me/details": [{ card: { setupId: "?" } }],
  "POST /v1/alert-rules": RULES,
  "POST /v1/alert-rules/{ruleId}": RULES,
  "POST /v1/webhooks/{endpointId}/redeliver": [{ eventId: null }, { eventId: 2 }],
  "POST /v1/users/{userId}/proof": [{ password: "seven purple ladders" }, { password: null }],
  "POST /v1/gates/{gateId}/entries": [{ method: "card", shown: { requestId: "pm_sim_ok~1" } }],
};

/** Tables of requests themselves: what was answered, and which catalogue a cart was sent. */
const OF_REQUESTS = ["idempotency", "smart_cart_catalogues"];

/** Parts that callers choose themselves, below what is theirs. */
const CHOSEN: ReadonlySet<string> = new Set([
  "PUT /v1/carts/{cartId}/trips/{tripId} tripId",
  // A card is looked for in its visit alone.
  "POST /v1/visits/{visitId}/balances/{holdId}/remove holdId",
]);

/** Parts that this shop has nothing for, and why. */
const UNSEEN: Readonly<Record<string, string>> = {
  "GET /v1/products/{gtin}/picture gtin": "its products have no pictures",
  "GET /v1/devices/{deviceId}/readings deviceId": "it has no scales of now",
  "GET /v1/security-events search": "no event of the audit log is of a visit",
  "GET /v1/security-events/export search": "no event of the audit log is of a visit",
  "GET /v1/reviews/statistics reviewerId": "nobody has decided anything by then",
  "POST /v1/me/push/remove deviceId": "nobody has a device that receives pushes",
  "POST /v1/webhooks/{endpointId}/test endpointId": "its webhook is one of the configuration",
  "POST /v1/reviews/{reviewId}/decide giverId": "nobody has handed anything over",
};

/** Without them there is nothing to see. */
const QUERIES: Readonly<Record<string, string>> = {
  "/v1/events": "after=0",
  "/v1/security-events/export": "format=jsonl",
  "/v1/receipts/export": "format=jsonl",
};

interface Part {
  readonly place: "path" | "query" | "body";
  readonly name: string;
  readonly kinds: readonly IdKind[];
}

interface Route {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly name: string;
  readonly params: readonly string[];
  readonly query: readonly string[];
  readonly bodySchema: object | null;
  readonly bodies: readonly unknown[];
}

interface Described {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: object; readonly example: unknown }>
    >;
  };
}

function listRoutes({ paths }: OpenApi): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations as unknown as Record<string, Described>).map(([lower, described]) => {
      const method = lower.toUpperCase() as Route["method"];
      const media = described.requestBody?.content["application/json"];
      const name = `${method} ${path}`;
      return {
        method,
        path,
        name,
        params: [...path.matchAll(/\{([^}]+)\}/g)].map(([, param]) => param!),
        query: (described.parameters ?? [])
          .filter((one) => one.in === "query")
          .map((one) => one.name),
        bodySchema: media?.schema ?? null,
        bodies: BODIES[name] ?? (media === undefined ? [undefined] : [media.example]),
      };
    }),
  );
}

/** All names of properties that a body may have. */
function* listNames(schema: unknown): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  const { properties = {}, anyOf = [], items } = schema as Record<string, object>;
  for (const [name, inner] of Object.entries(properties as object)) {
    yield name;
    yield* listNames(inner);
  }
  for (const one of anyOf as object[]) yield* listNames(one);
  yield* listNames(items);
}

function listParts({ name: routeName, path, params, query }: Route, body: unknown): Part[] {
  const ofBody = [...listOwnNames(body)].filter((name) => Object.hasOwn(NAMING_IN_BODY, name));
  return [
    ...params
      .filter((name) => !CHOSEN.has(`${routeName} ${name}`))
      .map((name) => ({ place: "path", name, kinds: NAMING[name]! }) as const),
    ...query
      // Words of products: they are everybody's.
      .filter((name) => Object.hasOwn(NAMING, name) && path !== "/v1/products")
      .map((name) => ({ place: "query", name, kinds: NAMING[name]! }) as const),
    ...ofBody.map((name) => ({ place: "body", name, kinds: NAMING_IN_BODY[name]! }) as const),
  ];
}

function* listOwnNames(body: unknown): Generator<string> {
  if (typeof body !== "object" || body === null) return;
  for (const [name, inner] of Object.entries(body)) {
    if (inner !== null && !Array.isArray(body)) yield name;
    yield* listOwnNames(inner);
  }
}

function putInto(body: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof body !== "object" || body === null) return body;
  if (Array.isArray(body)) return body.map((one) => putInto(one, values));
  return Object.fromEntries(
    Object.entries(body).map(([name, inner]) => {
      const value =
        Object.hasOwn(NAMING_IN_BODY, name) && inner !== null ? values[name] : undefined;
      if (value === undefined) return [name, putInto(inner, values)];
      return [name, name === "eventId" && /^\d+$/.test(value) ? Number(value) : value];
    }),
  );
}

/** An id of the same form that nothing has. */
function makeTwin(value: string, taken: ReadonlySet<string>): string {
  const at = value.search(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/);
  for (let step = 1; step < 10; step++) {
    const twin = value.slice(0, at) + turn(value[at]!, step) + value.slice(at + 1);
    if (!taken.has(twin)) return twin;
  }
  return `${value}9`;
}

function turn(character: string, step: number): string {
  if (/\d/.test(character)) return String((Number(character) + step) % 10);
  const first = /[a-z]/.test(character) ? 97 : 65;
  return String.fromCharCode(first + ((character.charCodeAt(0) - first + step) % 26));
}

/** A thing and what it is looked up in belong together. */
function belongTogether(one: KnownId, other: KnownId): boolean {
  const [inner, outer] = ["evidence", "shopper"].includes(one.kind) ? [one, other] : [other, one];
  const isInner =
    inner.kind === "evidence" || (inner.kind === "shopper" && outer.kind === "review");
  if (!isInner || !["visit", "review"].includes(outer.kind)) return true;
  return inner.within === (outer.kind === "visit" ? outer.value : outer.within);
}

function mayUse(who: Who, { kind, owner }: KnownId): boolean {
  if (PUBLIC_KINDS.has(kind)) return true;
  if (kind === "card setup" || kind === "passkey") return owner === who;
  if (who === null) return false;
  return who === "shopper" || who === "bob" ? owner === who : true;
}

interface Asked {
  readonly route: Route;
  readonly who: Who;
  readonly body: unknown;
  readonly values: Readonly<Record<string, string>>;
}

const CALLERS: readonly Who[] = [null, "bob", ...ROLES];
const MANY = 1_000_000;
const RATES = { signIn: MANY, lookUp: MANY, public: MANY, people: MANY, machines: MANY };

describe("ids of others, and of other things", () => {
  const actuator = makeMqttActuator("saunter");
  const north = withHardware({ north: { ...NO_HARDWARE, deviceId: "sensor", actuator } });
  // Whoever owes something may come again: they have more that somebody could ask for.
  const api = startApi({
    limits: { rates: RATES },
    config: (config) => withEntry({ barDebtors: false })(north(config)),
  });
  let world: World;
  let routes: readonly Route[];
  let taken: ReadonlySet<string>;
  let requests = 0;
  const leaks: string[] = [];

  beforeAll(async () => {
    world = await makeWorld(api);
    const products = api.fixture.shop.settings.products.keys();
    taken = new Set([...world.ids.map(({ value }) => value), ...products]);
    routes = listRoutes(api.fixture.app.swagger() as unknown as OpenApi);
  });

  const isCallable = ({ method, path }: Route, who: Who): boolean => {
    const access = findAccess(nameRoute(method, path))!;
    if (typeof access === "string") return access === "public" || who !== null;
    return who !== null && access.includes(who === "bob" ? "shopper" : who);
  };

  async function ask({ route, who, body, values }: Asked): Promise<ApiResponse> {
    requests++;
    const query = new URLSearchParams(QUERIES[route.path]);
    for (const name of route.query) {
      if (values[name] !== undefined && Object.hasOwn(NAMING, name)) query.set(name, values[name]);
    }
    const path = route.path.replace(/\{([^}]+)\}/g, (_, name) =>
      encodeURIComponent(values[name] ?? "chosen"),
    );
    const url = `${path}${query.size > 0 ? `?${query}` : ""}`;
    if (route.method === "GET") return api.get(url, { as: who });
    const sent = putInto(body, values);
    return api.send(route.method, url, { as: who, ...(sent === undefined ? {} : { body: sent }) });
  }

  /** What an answer says, whatever the id was. */
  const readSaid = ({ status, text }: ApiResponse, id: string): string => {
    const said = `${status} ${hideInstance(text)}`;
    // One that is a digit or two is part of everything.
    return id.length < 3 ? said : said.replaceAll(id, "<id>");
  };
  const hideInstance = (text: string): string => text.replace(/"instance":"[^"]*"/, "");

  /** @param of whose the thing is that was asked for, where the caller may see it */
  function searchSecrets(name: string, who: Who, answer: ApiResponse, of: KnownId["owner"]): void {
    const text = hideInstance(answer.text);
    const isStaff = who !== null && !["shopper", "bob", "gate"].includes(who);
    const foreign = (["shopper", "bob"] as const).filter(
      (owner) => owner !== who && owner !== of && !isStaff,
    );
    for (const secret of [...world.hidden, ...foreign.flatMap((owner) => world.secrets[owner])]) {
      if (text.includes(secret)) leaks.push(`${name} as ${who} tells ${secret}`);
    }
  }

  /** Every table, as one short text. What is written of a request itself is left out. */
  function readTables(): string {
    const { db } = api.fixture.store;
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const hash = createHash("sha256");
    for (const { name } of tables) {
      if (OF_REQUESTS.includes(String(name))) continue;
      const own = OF_REQUESTS.map((one) => `'${one}'`).join();
      const where = name === "row_checksums" ? `WHERE table_name NOT IN (${own})` : "";
      for (const row of db.prepare(`SELECT * FROM "${name}" ${where}`).iterate()) {
        hash.update(
          JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
        );
      }
    }
    return hash.digest("hex");
  }

  /** Ids for all other parts: what the caller may use, and, where it has to fit, what does or does not. */
  function fillOthers(who: Who, parts: readonly Part[], part: Part, id: KnownId, fits: boolean) {
    const values: Record<string, string> = {};
    for (const other of parts) {
      if (other === part || other.place === "query") continue;
      const usable = world.ids.filter((one) => other.kinds.includes(one.kind) && mayUse(who, one));
      const wanted = usable.filter((one) => belongTogether(one, id) === fits);
      const chosen = wanted.find(({ isOpen }) => isOpen) ?? wanted[0] ?? usable[0];
      if (chosen !== undefined) values[other.name] = chosen.value;
      else if (other.place === "path") values[other.name] = "nothing-of-theirs";
    }
    return values;
  }

  it("are in parts of requests that are all known here", () => {
    const unknown = routes.flatMap(({ name, params, query, bodySchema }) => [
      ...params
        .filter((one) => !Object.hasOwn(NAMING, one) && !CHOSEN.has(`${name} ${one}`))
        .map((one) => `${name}: ${one}`),
      ...query
        .filter((one) => !Object.hasOwn(NAMING, one) && !PLAIN.has(one))
        .map((one) => `${name}?${one}`),
      ...[...listNames(bodySchema)]
        .filter((one) => !Object.hasOwn(NAMING_IN_BODY, one) && !PLAIN_IN_BODY.has(one))
        .map((one) => `${name} body ${one}`),
    ]);
    expect(unknown).toEqual([]);
    const ofBodies = Object.fromEntries(
      Object.entries(NAMING_IN_BODY).map(([name, kinds]) => [
        name,
        world.ids.find(({ kind }) => kinds.includes(kind))!.value,
      ]),
    );
    for (const { name, bodies, bodySchema } of routes) {
      const isWrong = (body: unknown) =>
        !Compile(bodySchema as never).Check(putInto(body, ofBodies));
      if (bodySchema !== null) expect(bodies.filter(isWrong), name).toEqual([]);
    }
  });

  it("are of every kind that a part of a request names", () => {
    const named = new Set([...Object.values(NAMING), ...Object.values(NAMING_IN_BODY)].flat());
    for (const kind of named) {
      const values = world.ids.filter((one) => one.kind === kind);
      expect(values.length, kind).toBeGreaterThan(0);
    }
  });

  it("are answered as ids that nothing has, on every route, for everybody", async () => {
    let before = readTables();
    for (const route of routes) {
      for (const who of sample(CALLERS, 1, route.name)) {
        for (const body of route.bodies) await tryIds(route, who, body);
      }
      const after = readTables();
      if (after !== before) leaks.push(`${route.name} changes something`);
      before = after;
    }
    reportExtent(
      `${requests.toLocaleString("en")} requests with foreign ids, ${leaks.length} leaks`,
    );
    expect(leaks).toEqual([]);
    expect(requests).toBeGreaterThan(repeats(500, 5000));
  });

  /** All of the kinds that it names, and one of every other kind that is none of them by chance. */
  function listIdsFor({ kinds }: Part): KnownId[] {
    const own = world.ids.filter(({ kind }) => kinds.includes(kind));
    const values = new Set(own.map(({ value }) => value));
    const others = world.ids.filter(
      ({ kind, value }) => !kinds.includes(kind) && !values.has(value),
    );
    const first = new Map(others.map((one) => [one.kind, one]));
    return [...own, ...first.values()];
  }

  it("are told from those of one's own, which every route knows", async () => {
    const [known, unknown] = [new Set<string>(), new Set<string>()];
    for (const route of routes) {
      for (const body of route.bodies) {
        for (const part of listParts(route, body)) {
          const name = `${route.name} ${part.name}`;
          if (known.has(name)) continue;
          ((await isKnown(route, body, part)) ? known : unknown).add(name);
        }
      }
    }
    expect([...unknown].sort()).toEqual(Object.keys(UNSEEN).sort());
  });

  /** Whether somebody gets another answer for an id of their own than for one that nothing has. */
  async function isKnown(route: Route, body: unknown, part: Part): Promise<boolean> {
    const parts = listParts(route, body);
    for (const who of CALLERS.filter((one) => isCallable(route, one))) {
      for (const id of world.ids.toReversed()) {
        if (!part.kinds.includes(id.kind) || !mayUse(who, id)) continue;
        const others = fillOthers(who, parts, part, id, true);
        const send = (value: string) =>
          ask({ route, who, body, values: { ...others, [part.name]: value } });
        const twin = makeTwin(id.value, taken);
        const [ofNothing, answer] = [await send(twin), await send(id.value)];
        expect(answer.status, route.name).toBeLessThan(500);
        if (readSaid(answer, id.value) !== readSaid(ofNothing, twin)) return true;
      }
    }
    return false;
  }

  async function tryIds(route: Route, who: Who, body: unknown): Promise<void> {
    const parts = listParts(route, body);
    if (parts.length === 0) return tellNothing(route, who, body);
    for (const part of parts) {
      for (const id of listIdsFor(part)) {
        const isKind = part.kinds.includes(id.kind);
        if (!isCallable(route, who)) {
          if (isKind) await expectRefused(route, who, body, { parts, part, id });
        } else if (!isKind || !mayUse(who, id)) {
          // Words are looked for everywhere, and a number may be of several things.
          if (isKind || part.name !== "search")
            await compare(route, who, body, { parts, part, id });
        } else await compareInOthers(route, who, body, { parts, part, id });
      }
    }

    /** Theirs, and still not in what belongs to another. */
    async function compareInOthers(...asked: Parameters<typeof compare>): Promise<void> {
      const [, , , { part: of, id }] = asked;
      const isInner = id.kind === "evidence" || id.kind === "shopper";
      const hasOther =
        isInner &&
        parts.some(
          (other) =>
            other !== of &&
            world.ids.some((one) => other.kinds.includes(one.kind) && !belongTogether(one, id)),
        );
      if (hasOther) await compare(...asked);
      else if (route.method === "GET") {
        const values = { ...fillOthers(who, parts, of, id, true), [of.name]: id.value };
        searchSecrets(route.name, who, await ask({ route, who, body, values }), id.owner);
      }
    }

    async function compare(
      _route: Route,
      _who: Who,
      _body: unknown,
      { part: of, id }: { parts: readonly Part[]; part: Part; id: KnownId },
    ): Promise<void> {
      const others = fillOthers(who, parts, of, id, false);
      const twin = makeTwin(id.value, taken);
      const send = (value: string) =>
        ask({ route, who, body, values: { ...others, [of.name]: value } });
      const [answer, ofNothing] = [await send(id.value), await send(twin)];
      const name = `${route.name} with a ${id.kind} (${id.value}) as ${of.name}`;
      searchSecrets(name, who, answer, null);
      const [said, saidOfNothing] = [readSaid(answer, id.value), readSaid(ofNothing, twin)];
      if (said === saidOfNothing) return;
      leaks.push(`${name} as ${who}: ${said.slice(0, 200)}, and of nothing ${saidOfNothing}`);
    }
  }

  async function expectRefused(
    route: Route,
    who: Who,
    body: unknown,
    { parts, part, id }: { parts: readonly Part[]; part: Part; id: KnownId },
  ): Promise<void> {
    const values = { ...fillOthers(who, parts, part, id, true), [part.name]: id.value };
    const answer = await ask({ route, who, body, values });
    searchSecrets(route.name, who, answer, null);
    if (answer.status === (who === null ? 401 : 403)) return;
    leaks.push(`${route.name} as ${who} answers ${answer.status}`);
  }

  /** What names nothing is read, too: it gives everybody their own. */
  async function tellNothing(route: Route, who: Who, body: unknown): Promise<void> {
    if (route.method !== "GET" || !isCallable(route, who)) return;
    searchSecrets(route.name, who, await ask({ route, who, body, values: {} }), null);
  }
});
