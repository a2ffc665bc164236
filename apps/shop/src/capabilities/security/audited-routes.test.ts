/**
 * All routes that change something: each one is audited, and does write what it says, or is listed with the
 * reason why it changes no rights. A route that is added is missing here, and does not compile.
 */
import type { SecurityEvent } from "@saunter/commerce/security/events";
import { PNG } from "@saunter/ingest/product-images/picture-fixture";
import type { Routes } from "@saunter/protocol/http/routes";
import {
  SECURITY_EVENT_KINDS,
  type SecurityEventKind,
} from "@saunter/protocol/security-event-kinds";
import { Secret } from "otpauth";
import { describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../../entry/software-authenticator.ts";
import { makeMqttActuator, NO_HARDWARE } from "../../gates/gates-fixture.ts";
import { sellGoods } from "../../goods/goods-fixture.ts";
import { type Api, type ApiResponse, startApi } from "../../http/api-recorder-fixture.ts";
import { PASSWORD } from "../../http/http-fixture.ts";
import { ROUTE_ROLES } from "../../http/route-roles.ts";
import { withHardware } from "../../http/shop-config-fixture.ts";
import { makeTrip } from "../../http/trip-fixture.ts";
import { makeTotpCode } from "../../people/totp.ts";
import { recordRefused } from "../../security/refused-sign-ins.ts";
import { REFUSED_WINDOW_MS } from "../../security/security-limits.ts";
import { readSecurityEvents } from "./security-events-fixture.ts";

type ChangingRoute = Extract<keyof Routes, `POST ${string}`>;

interface Audited {
  readonly kinds: readonly [SecurityEventKind, ...SecurityEventKind[]];
  /** Calls it so that it writes those kinds, in their order. */
  readonly call: (api: Api) => Promise<unknown>;
}

const OWN = "a shopper changes what is their own alone";
const OF_CHAIN = "the chain's own audit trail says so; the shop does not know who the member is";
const STEP = "a step of a ceremony, which changes nothing by itself";
const VISIT = "events of the visit, its receipt, charge or review name who did it";
const STOCK = "events of the stock name who counted";
const DRAWER = "events of the drawer name who counted or moved its cash";
const READS = "it finds something and changes nothing";
const DEMO = "a demonstration has no rights to be kept";

const LONG = "tin rain moss kettle";
const NUMBER = "04:A2:24:9B";
const ISSUED = {
  badgeNumber: NUMBER,
  holder: "account",
  holderId: "payroll-1",
  lastDay: null,
  isBlocked: null,
  note: null,
};

const ok = (response: ApiResponse): ApiResponse => {
  expect(response.status, response.text).toBeLessThan(300);
  return response;
};
const act = async (api: Api, path: string, body?: object): Promise<ApiResponse> =>
  ok(await api.post(path, { as: "operator", ...(body === undefined ? {} : { body }) }));
const signIn = (api: Api, password: string): Promise<ApiResponse> =>
  api.post("/v1/sign-in", { body: { name: "operator", password, carrier: "token" } });
const findBadge = async (api: Api): Promise<string> =>
  (await act(api, "/v1/badges/lookups", { badgeNumber: NUMBER })).body.badgeId;

const phone = createSoftwareAuthenticator("https://shop.example");

async function addPasskey(api: Api): Promise<string> {
  const options = await api.post("/v1/me/passkeys/options", { as: "operator", key: null });
  const body = { response: phone.register(options.body) };
  return (await act(api, "/v1/me/passkeys", body)).body.passkeyId;
}

/** Of the operator's authenticator app. */
const TRIP = makeTrip();

let authenticator = "";
/** The webhook, and the rule, that were added. */
let addedId = "";
let ruleId = "";
const RULE = {
  name: "Nights",
  kinds: [],
  fromMinute: 0,
  untilMinute: 0,
  repeatMinutes: null,
  isEnabled: true,
  channel: { kind: "push", role: "operator" },
};

/** Codes of three steps are good at one time, each once and in this order. */
function showCode({ fixture }: Api, stepsAhead: -1 | 0 | 1): string {
  const atMs = fixture.shop.nowMs() + 30_000 * stepsAhead;
  return makeTotpCode(Secret.fromBase32(authenticator).bytes, atMs);
}

/** What was refused is written when its window is over. */
async function endWindow({ fixture }: Api): Promise<void> {
  await fixture.pass(REFUSED_WINDOW_MS);
  await fixture.store.transact((tx) => recordRefused(tx, fixture.shop.nowMs()));
}

const PICTURE = "/v1/products/5000001000028/picture";

/** There is a draft then; its version. */
async function draftPlanogram(api: Api): Promise<number> {
  const { version } = (await api.get("/v1/planogram/draft", { as: "operator" })).body;
  const changes = [{ key: "1/2/4", gtin: "5000001000028" }];
  return (await act(api, "/v1/planogram/draft/changes", { version, changes })).body.version;
}

const AUDITED: Readonly<Record<ChangingRoute, Audited | string>> = {
  "POST /v1/sign-in": {
    kinds: ["user.signed-in"],
    call: async (api) => ok(await signIn(api, PASSWORD)),
  },
  "POST /v1/sign-in/passkey/options": STEP,
  "POST /v1/sign-in/passkey/verify": {
    kinds: ["user.passkey-added", "user.signed-in"],
    call: async (api) => {
      await addPasskey(api);
      const who = "user";
      const asked = await api.post("/v1/sign-in/passkey/options", { key: null, body: { who } });
      const body = { who, response: phone.authenticate(asked.body), carrier: "token" };
      ok(await api.post("/v1/sign-in/passkey/verify", { key: null, body }));
    },
  },
  "POST /v1/refresh": {
    kinds: ["user.signed-in", "session.reused"],
    call: async (api) => {
      const { refreshToken } = (await signIn(api, PASSWORD)).body;
      const refresh = (token: string) => api.post("/v1/refresh", { body: { refreshToken: token } });
      const next = ok(await refresh(refreshToken)).body.refreshToken;
      ok(await refresh(next));
      expect((await refresh(refreshToken)).body.code).toBe("token-invalid");
    },
  },
  "POST /v1/sign-out": {
    kinds: ["user.signed-in", "user.signed-out"],
    call: async (api) => {
      const { refreshToken } = (await signIn(api, PASSWORD)).body;
      ok(await api.post("/v1/sign-out", { body: { refreshToken } }));
    },
  },
  "POST /v1/me/passkeys/options": STEP,
  "POST /v1/me/passkeys": {
    kinds: ["user.passkey-added"],
    call: async (api) => {
      const other = createSoftwareAuthenticator("https://shop.example");
      const options = await api.post("/v1/me/passkeys/options", { as: "operator", key: null });
      await act(api, "/v1/me/passkeys", { response: other.register(options.body) });
    },
  },
  "POST /v1/me/passkeys/:passkeyId/remove": {
    kinds: ["user.passkey-removed"],
    call: async (api) => {
      const { items } = (await api.get("/v1/me/passkeys", { as: "operator" })).body;
      await act(api, `/v1/me/passkeys/${items[0].passkeyId}/remove`);
    },
  },
  "POST /v1/me/second-factor/begin": STEP,
  "POST /v1/me/second-factor/confirm": {
    kinds: ["user.second-factor-added"],
    call: async (api) => {
      authenticator = (await act(api, "/v1/me/second-factor/begin")).body.secret;
      await act(api, "/v1/me/second-factor/confirm", { code: showCode(api, -1) });
    },
  },
  "POST /v1/me/second-factor/recovery-codes": {
    kinds: ["user.recovery-codes-renewed"],
    call: async (api) => {
      const body = { password: PASSWORD, code: showCode(api, 0) };
      await act(api, "/v1/me/second-factor/recovery-codes", body);
    },
  },
  "POST /v1/me/second-factor/remove": {
    kinds: ["user.second-factor-removed"],
    call: async (api) => {
      const body = { password: PASSWORD, code: showCode(api, 1) };
      await act(api, "/v1/me/second-factor/remove", body);
    },
  },
  "POST /v1/me/password": {
    kinds: ["user.password-changed"],
    call: async (api) => {
      const body = { password: PASSWORD, code: null, newPassword: "nine quiet paper boats" };
      await act(api, "/v1/me/password", body);
    },
  },
  "POST /v1/me/sessions/end-others": {
    kinds: ["user.sessions-ended"],
    call: (api) => act(api, "/v1/me/sessions/end-others"),
  },

  "POST /v1/customers": OWN,
  "POST /v1/card-setups": OWN,
  "POST /v1/customers/:customerId/membership": {
    kinds: ["customer.membership-changed"],
    call: (api) => act(api, `/v1/customers/${api.fixture.ids.bob}/membership`, { isMember: true }),
  },
  "POST /v1/customers/:customerId/certificate/revoke": {
    kinds: ["customer.certificate-revoked"],
    call: (api) => act(api, `/v1/customers/${api.fixture.ids.bob}/certificate/revoke`),
  },

  "POST /v1/gates/:gateId/passkey-options": STEP,
  "POST /v1/gates/:gateId/entries": VISIT,
  "POST /v1/gates/:gateId/invited/passkey-options": STEP,
  "POST /v1/gates/:gateId/invited/entries": VISIT,
  "POST /v1/gates/:gateId/admissions": VISIT,
  "POST /v1/gates/:gateId/open": {
    kinds: ["gate.opened"],
    call: (api) => act(api, "/v1/gates/north/open"),
  },
  "POST /v1/gates/:gateId/reports": "it says what a gate's sensors have seen",
  "POST /v1/recording/start": {
    kinds: ["recording.started"],
    call: (api) => act(api, "/v1/recording/start", { minutes: 5 }),
  },
  "POST /v1/recording/stop": {
    kinds: ["recording.stopped"],
    call: (api) => act(api, "/v1/recording/stop"),
  },
  "POST /v1/carts/:cartId/trips/:tripId/check": {
    kinds: ["cart.checked"],
    call: async (api) => {
      const path = "/v1/carts/cart/trips/audited";
      ok(await api.send("PUT", path, { as: "cart", key: null, body: TRIP }));
      await act(api, `${path}/check`, { result: "fine" });
    },
  },
  "POST /v1/carts/:cartId/trips/:tripId/card": VISIT,
  "POST /v1/carts/:cartId/trips/:tripId/lane-weight": "it says what a lane's scale has read",
  "POST /v1/carts/:cartId/trips/:tripId/found": {
    kinds: ["cart.found"],
    call: async (api) => {
      const path = "/v1/carts/cart/trips/left";
      const body = { ...TRIP, status: "abandoned" };
      ok(await api.send("PUT", path, { as: "cart", key: null, body }));
      await act(api, `${path}/found`, { result: "goods-back" });
    },
  },
  "POST /v1/carts/:cartId/trips/:tripId/messages": "it is an answer to a shopper",
  "POST /v1/gates/:gateId/mode": "the journal's event of the gate names who",
  "POST /v1/visits/:visitId/bindings": VISIT,
  "POST /v1/visits/:visitId/age-check": VISIT,
  "POST /v1/visits/:visitId/close": VISIT,
  "POST /v1/me/debts/:visitId/pay": OWN,
  "POST /v1/me/debts/:visitId/call-off": OWN,
  "POST /v1/me/certificate": OWN,
  "POST /v1/me/certificate/revoke": OWN,
  "POST /v1/me/membership/join": OF_CHAIN,
  "POST /v1/me/membership/show": READS,
  "POST /v1/me/membership/change": OF_CHAIN,
  "POST /v1/me/membership/leave": OF_CHAIN,
  "POST /v1/chain/card": READS,
  "POST /v1/me/details": OWN,
  "POST /v1/me/forget": OWN,
  "POST /v1/receipts/lookups": READS,
  "POST /v1/receipts/:visitId/disputes": VISIT,
  "POST /v1/receipts/:visitId/refunds": VISIT,
  "POST /v1/receipts/:visitId/refunds/preview": READS,
  "POST /v1/receipts/:visitId/contests": VISIT,
  "POST /v1/receipts/:visitId/mail": OWN,
  "POST /v1/r/:token/disputes": VISIT,
  "POST /v1/r/:token/contests": VISIT,
  "POST /v1/r/:token/mail": OWN,
  "POST /v1/reviews/next": VISIT,
  "POST /v1/reviews/:reviewId/claim": VISIT,
  "POST /v1/reviews/:reviewId/release": VISIT,
  "POST /v1/reviews/:reviewId/decide": VISIT,
  "POST /v1/reviews/:reviewId/undo": VISIT,
  "POST /v1/closings": "a closing names who closed it, and is signed",
  "POST /v1/drawer/counts": DRAWER,
  "POST /v1/drawer/moves": DRAWER,
  "POST /v1/charges/:chargeId/pay": VISIT,
  "POST /v1/visits/:visitId/balances": VISIT,
  "POST /v1/visits/:visitId/balances/:holdId/remove": VISIT,
  "POST /v1/charges/:chargeId/call-off": VISIT,
  "POST /v1/charges/:chargeId/cash": VISIT,
  "POST /v1/charges/:chargeId/cash-return": VISIT,
  "POST /v1/charges/:chargeId/forgive": VISIT,
  "POST /v1/payments/notices": "the provider tells what has become of a payment",
  "POST /v1/stock/counts": STOCK,
  "POST /v1/stock/refills": STOCK,
  "POST /v1/stock/waste": STOCK,
  "POST /v1/products/:gtin/picture": {
    kinds: ["goods.changed"],
    call: (api) => act(api, PICTURE, { content: PNG.toString("base64") }),
  },
  "POST /v1/products/:gtin/picture/remove": {
    kinds: ["goods.changed"],
    call: (api) => act(api, `${PICTURE}/remove`),
  },
  "POST /v1/shop/colour": {
    kinds: ["configuration.changed"],
    call: (api) => act(api, "/v1/shop/colour", { colour: "#0b7a75" }),
  },
  "POST /v1/shop/logo": {
    kinds: ["configuration.changed"],
    call: (api) => act(api, "/v1/shop/logo", { content: PNG.toString("base64") }),
  },
  "POST /v1/shop/logo/remove": {
    kinds: ["configuration.changed"],
    call: (api) => act(api, "/v1/shop/logo/remove"),
  },
  "POST /v1/goods/check": "it changes nothing",
  "POST /v1/goods/changes": {
    kinds: ["goods.changed"],
    call: (api) => {
      const item = { gondola: 1, shelf: 2, plates: "1-2", gtin: "5000001000028" };
      const change = { kind: "facing", key: "1/2/1,2", change: "put", item };
      return act(api, "/v1/goods/changes", { version: 0, changes: [change] });
    },
  },
  "POST /v1/devices/:deviceId/frames": "readings of a scale",
  "POST /v1/goods/apply": "it hurries what goods.changed has told",
  "POST /v1/planogram/draft/changes": "the draft's event names who",
  "POST /v1/planogram/draft/discard": "the draft's event names who",
  "POST /v1/planogram/draft/schedule": {
    kinds: ["goods.changed"],
    call: async (api) =>
      act(api, "/v1/planogram/draft/schedule", {
        version: await draftPlanogram(api),
        publishAtMs: 2e15,
      }),
  },
  "POST /v1/planogram/draft/publish": {
    kinds: ["goods.changed"],
    call: async (api) =>
      act(api, "/v1/planogram/draft/publish", { version: await draftPlanogram(api) }),
  },
  "POST /v1/planogram/undo": {
    kinds: ["goods.changed"],
    call: async (api) => {
      const { version } = (await api.get("/v1/goods", { as: "operator" })).body;
      return act(api, "/v1/planogram/undo", { version });
    },
  },
  "POST /v1/alerts/:alertKey/clear": "the alert's event names who",

  "POST /v1/alerts/:alertKey/acknowledge": "the alert's event names who",
  "POST /v1/alert-rules": {
    kinds: ["alert-rule.added"],
    call: async (api) => {
      ruleId = (await act(api, "/v1/alert-rules", RULE)).body.ruleId;
    },
  },
  "POST /v1/alert-rules/:ruleId": {
    kinds: ["alert-rule.changed"],
    call: (api) => act(api, `/v1/alert-rules/${ruleId}`, { ...RULE, isEnabled: false }),
  },
  "POST /v1/alert-rules/:ruleId/test": "it sends a message that tells nothing of the shop",
  "POST /v1/alert-rules/:ruleId/remove": {
    kinds: ["alert-rule.removed"],
    call: (api) => act(api, `/v1/alert-rules/${ruleId}/remove`),
  },
  "POST /v1/me/push": "a device of one's own shows alerts that one may read",
  "POST /v1/me/push/remove": "the same",
  "POST /v1/webhooks": {
    kinds: ["webhook.added"],
    call: async (api) => {
      const body = { url: "https://books.example/", eventTypes: ["*"] };
      addedId = (await act(api, "/v1/webhooks", body)).body.endpointId;
    },
  },
  "POST /v1/webhooks/:endpointId/events": {
    kinds: ["webhook.changed"],
    call: (api) => act(api, `/v1/webhooks/${addedId}/events`, { eventTypes: ["goods.*"] }),
  },
  "POST /v1/webhooks/:endpointId/secret": {
    kinds: ["webhook.secret-replaced"],
    call: (api) => act(api, `/v1/webhooks/${addedId}/secret`, { overlapHours: 1 }),
  },
  "POST /v1/webhooks/:endpointId/test": "it sends a message that tells nothing of the shop",
  "POST /v1/webhooks/:endpointId/disable": {
    kinds: ["webhook.disabled"],
    call: (api) => act(api, `/v1/webhooks/${addedId}/disable`),
  },
  "POST /v1/webhooks/:endpointId/remove": {
    kinds: ["webhook.removed"],
    call: (api) => act(api, `/v1/webhooks/${addedId}/remove`),
  },
  "POST /v1/webhooks/:endpointId/redeliver": "what may be sent to whom is as before",
  "POST /v1/webhooks/:endpointId/enable": {
    kinds: ["webhook.enabled"],
    call: async (api) => {
      await api.fixture.store.transact(({ db }) => {
        db.exec(
          `INSERT INTO webhook_endpoints VALUES ('end-1', 'https://a.example', 'A', '["*"]', 0, 1, 9)`,
        );
      });
      await act(api, "/v1/webhooks/end-1/enable");
    },
  },

  "POST /v1/users": {
    kinds: ["user.added"],
    call: (api) => act(api, "/v1/users", { name: "gate 2", roles: ["gate"], password: null }),
  },
  "POST /v1/users/:userId/roles": {
    kinds: ["user.roles-changed"],
    call: (api) => act(api, "/v1/users/user-device/roles", { roles: ["device", "gate"] }),
  },
  "POST /v1/users/:userId/scopes": {
    kinds: ["user.scopes-changed"],
    call: (api) => act(api, "/v1/users/user-integrator/scopes", { scopes: ["goods:read"] }),
  },
  "POST /v1/users/:userId/disable": {
    kinds: ["user.disabled"],
    call: (api) => act(api, "/v1/users/user-reviewer/disable"),
  },
  "POST /v1/users/:userId/enable": {
    kinds: ["user.enabled"],
    call: (api) => act(api, "/v1/users/user-reviewer/enable"),
  },
  "POST /v1/users/:userId/reset-second-factor": {
    kinds: ["user.second-factor-reset"],
    call: (api) => act(api, "/v1/users/user-reviewer/reset-second-factor"),
  },
  "POST /v1/users/:userId/proof": {
    kinds: ["user.key-changed", "user.password-changed"],
    call: async (api) => {
      await act(api, "/v1/users/user-device/proof", { password: null });
      await act(api, "/v1/users/user-reviewer/proof", { password: LONG });
    },
  },

  "POST /v1/badges": {
    kinds: ["badge.issued"],
    call: (api) => act(api, "/v1/badges", { badges: [ISSUED] }),
  },
  "POST /v1/badges/lookups": READS,
  "POST /v1/badges/:badgeId/block": {
    kinds: ["badge.blocked"],
    call: async (api) => act(api, `/v1/badges/${await findBadge(api)}/block`),
  },
  "POST /v1/badges/:badgeId/unblock": {
    kinds: ["badge.unblocked"],
    call: async (api) => act(api, `/v1/badges/${await findBadge(api)}/unblock`),
  },
  "POST /v1/badges/:badgeId/remove": {
    kinds: ["badge.removed"],
    call: async (api) => act(api, `/v1/badges/${await findBadge(api)}/remove`),
  },

  "POST /v1/demo/settings": DEMO,
  "POST /v1/demo/source": DEMO,
  "POST /v1/demo/avatar": DEMO,
  "POST /v1/demo/avatar/orders": DEMO,
  "POST /v1/demo/entries": DEMO,
};

/** Kinds that no route writes, and what does: their tests are beside it. */
const ELSEWHERE: Readonly<Partial<Record<SecurityEventKind, string>>> = {
  "user.removed": "a start with real money, of the demonstration's operator",
  "user.confirmed": "saunter user confirm",
  "user.sign-in-refused": "the clock: below",
  "key-file.added": "a start, and the clock",
  "key-file.replaced": "a start, and the clock",
  "key-file.removed": "a start, and the clock",
  "backup.made": "saunter backup",
  "backup.restored": "saunter restore",
};

const audited = Object.entries(AUDITED).flatMap(([route, entry]) =>
  typeof entry === "string" ? [] : [[route, entry] as const],
);

describe("routes that change something", () => {
  const { config, ...goods } = sellGoods();
  const opened = withHardware({ north: { ...NO_HARDWARE, actuator: makeMqttActuator("saunter") } });
  const api = startApi({ ...goods, config: (own) => opened(config(own)) });
  const written = new Set<SecurityEventKind>();
  const listSince = async (work: () => Promise<unknown>): Promise<readonly SecurityEvent[]> => {
    const { store } = api.fixture;
    const before = readSecurityEvents(store).length;
    await work();
    return readSecurityEvents(store).slice(before);
  };

  it("are all listed, and no others", () => {
    const changing = Object.keys(ROUTE_ROLES).filter((route) => route.startsWith("POST "));
    expect(Object.keys(AUDITED).sort()).toEqual(changing.sort());
    expect(audited.length).toBeGreaterThan(15);
  });

  it.each(audited)("%s is audited", async (_, { kinds, call }) => {
    const events = await listSince(() => call(api));
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
    for (const { kind, principal, detailId } of events) {
      written.add(kind);
      expect(detailId).not.toBeNull();
      const who = kind === "session.reused" ? "nobody" : "user";
      expect(principal.kind).toBe(who);
      if (who === "nobody") continue;
      expect(principal).toMatchObject({ id: "user-operator", roles: ["operator"] });
    }
  });

  it("write nothing where they are refused", async () => {
    const refused = await listSince(async () => {
      for (const [path, body] of [
        ["/v1/users/nobody/disable", undefined],
        ["/v1/users/nobody/roles", { roles: ["gate"] }],
        ["/v1/users", { name: "operator", roles: ["gate"], password: null }],
        ["/v1/badges/nothing/block", undefined],
        ["/v1/badges/nothing/remove", undefined],
        ["/v1/webhooks/nothing/enable", undefined],
        ["/v1/customers/nobody/certificate/revoke", undefined],
        ["/v1/customers/nobody/membership", { isMember: true }],
        ["/v1/gates/nowhere/open", undefined],
        ["/v1/goods/changes", { version: 99, changes: [] }],
      ] as const) {
        const ask = { as: "operator", ...(body === undefined ? {} : { body }) } as const;
        expect((await api.post(path, ask)).status, path).toBeGreaterThanOrEqual(400);
      }
    });
    expect(refused).toEqual([]);
  });

  it("write a refused sign-in when its window is over", async () => {
    const events = await listSince(async () => {
      for (const password of ["wrong", "wrong again"]) {
        expect((await signIn(api, password)).body.code).toBe("sign-in-refused");
      }
      expect(readSecurityEvents(api.fixture.store).at(-1)!.kind).not.toBe("user.sign-in-refused");
      await endWindow(api);
    });
    const refused = events.filter(({ kind }) => kind === "user.sign-in-refused");
    expect(refused).toMatchObject([
      {
        principal: { kind: "nobody", id: null },
        object: { kind: "user", id: "user-operator" },
        changes: { count: { before: null, after: 2 } },
      },
    ]);
  });

  it("write all kinds but those that come from elsewhere", () => {
    const others = SECURITY_EVENT_KINDS.filter((kind) => !written.has(kind));
    expect(others.sort()).toEqual(Object.keys(ELSEWHERE).sort());
  });

  it("write no secret, name or address into the journal", () => {
    const { db } = api.fixture.store;
    const text = JSON.stringify(readSecurityEvents(api.fixture.store));
    for (const secret of [LONG, PASSWORD, "wrong", NUMBER, "127.0.0.1", "gate 2", "saunter_"]) {
      expect(text).not.toContain(secret);
    }
    const kept = db.prepare("SELECT password_hash, key_hash FROM users").all();
    const badges = db.prepare("SELECT badge_hash FROM badges").all();
    const hashes = [...kept, ...badges].flatMap((row) => Object.values(row));
    expect(hashes.length).toBeGreaterThan(5);
    for (const hash of hashes) if (hash !== null) expect(text).not.toContain(hash);
  });
});
