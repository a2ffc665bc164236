import { CARD_SETUP_ID_CHARS_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import type { GatewayConfig, ShopConfig } from "../../config/shop-config.ts";
import { type ApiResponse, type Ask, startApi } from "../../http/api-recorder-fixture.ts";
import { setUpCard } from "../../http/card-setup-fixture.ts";
import { RATES, SIGN_UP_REPEATED_MS } from "../../http/http-limits.ts";
import { enterByCode } from "../../http/scripted-visit-fixture.ts";
import { keepSecret, withPolicies } from "../../http/shop-config-fixture.ts";
import { findCustomer, findCustomerCard } from "../../people/customers.ts";
import { CARD_SETUP_LIFE_MS } from "../../people/people-limits.ts";
import { WATCH_EVERY_MS } from "../../process/open-shop-process.ts";

const DAY_S = 24 * 3600;
const CARD_NUMBER = "4242424242424242";

type Api = ReturnType<typeof startApi>;

/** With a card that is set up first, where `more` has none. */
async function signUp(
  api: Api,
  more: { readonly cardSetupId?: string } & Readonly<Record<string, unknown>> = {},
  ask: Ask = {},
): Promise<ApiResponse> {
  const cardSetupId = more.cardSetupId ?? (await setUpCard(api, "pm_sim_ok-new"));
  return api.post("/v1/customers", { ...ask, body: { carrier: "token", ...more, cardSetupId } });
}

const countCustomers = ({ fixture }: Api): number =>
  fixture.store.db.prepare("SELECT count(*) AS n FROM customers").get()!.n as number;

describe("signing up too often", () => {
  const velocity = { disputesPerDay: 4, refundsPerDay: 3, signUpsPerAddress: 2, signUpsPerCard: 1 };
  const api = startApi({ config: withPolicies({ velocity }) });
  const look = async () => {
    await api.fixture.pass(WATCH_EVERY_MS);
    await api.fixture.process.tick();
    return (await api.get("/v1/alerts", { as: "operator" })).body.items;
  };

  it("from one address is refused for a while, says how long, and alerts staff", async () => {
    const before = countCustomers(api);
    const cardSetupId = await setUpCard(api, "pm_sim_ok-new");
    const first = await signUp(api, { cardSetupId }, { key: "first" });
    await signUp(api);
    expect(await look()).toEqual([]);
    const refused = await signUp(api);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate-limited" } });
    expect(Number(refused.headers["retry-after"])).toBe(DAY_S - WATCH_EVERY_MS / 1000);
    expect(countCustomers(api)).toBe(before + 2);
    expect(await look()).toMatchObject([{ kind: "many-sign-ups" }]);
    // Whoever sends theirs again has signed up already.
    const again = await signUp(api, { cardSetupId }, { key: "first" });
    expect(again).toMatchObject({ status: 201, body: { principal: first.body.principal } });
    await api.fixture.pass(DAY_S * 1000);
    expect((await signUp(api)).status).toBe(201);
    expect(await look()).toEqual([]);
  });
});

const listAnswers = ({ fixture }: Api): string =>
  JSON.stringify(fixture.store.db.prepare("SELECT * FROM idempotency").all());

describe("signing up", () => {
  const api = startApi({ limits: { rates: { ...RATES, signIn: 1000 } } });

  it("makes a shopper under a random id, signed in, and no member", async () => {
    const first = await signUp(api, { email: "new@example.com", locale: "de-at" });
    const second = await signUp(api);
    expect(first.status).toBe(201);
    const { customerId } = first.body.principal;
    expect(customerId).not.toBe(second.body.principal.customerId);
    const headers = { authorization: `Bearer ${first.body.accessToken}` };
    const me = await api.get("/v1/me", { headers });
    const principal = { id: customerId, roles: ["shopper"], customerId };
    expect(me.body).toEqual({ ...principal, secondFactor: null });
    expect(findCustomer(api.fixture.store, customerId)).toMatchObject({
      card: { token: "cus_sim_1/pm_sim_ok-new", lastFour: "4242" },
      isMember: false,
      email: "new@example.com",
      locale: "de-AT",
    });
    const other = findCustomer(api.fixture.store, second.body.principal.customerId);
    expect(other).toMatchObject({ email: null, locale: "en-GB" });
  });

  it("of a page gives cookies", async () => {
    const response = await signUp(api, { carrier: "cookie" });
    expect(response.body).toMatchObject({ accessToken: null, refreshToken: null });
    expect([response.headers["set-cookie"] ?? []].flat()).toHaveLength(2);
  });

  it("of a page leaves whoever is signed in to the console in the same browser alone", async () => {
    const response = await signUp(api, { carrier: "cookie" });
    const set = [response.headers["set-cookie"] ?? []].flat().map(String);
    expect(set.every((one) => one.startsWith("__Host-saunter_shopper_"))).toBe(true);
    const cookie = set.map((one) => one.split(";")[0]).join("; ");
    const { customerId } = response.body.principal;
    const headers = { cookie, "x-saunter-csrf": "1" };
    expect((await api.get("/shop/v1/me", { headers })).body.customerId).toBe(customerId);
    expect((await api.get("/v1/me", { headers })).body.code).toBe("not-signed-in");
    const out = await api.post("/shop/v1/sign-out", {
      key: null,
      headers,
      body: { refreshToken: null },
    });
    const cleared = [out.headers["set-cookie"] ?? []].flat().map(String);
    expect(cleared).toHaveLength(2);
    expect(cleared.every((one) => one.startsWith("__Host-saunter_shopper_"))).toBe(true);
    expect((await api.get("/shop/v1/me", { headers })).body.code).toBe("token-invalid");
    expect((await api.get("/shop/v1/nothing")).body.code).toBe("route-unknown");
  });

  it("sent again signs the same shopper in, for a while; no token is kept", async () => {
    const { shop } = api.fixture;
    const cardSetupId = await setUpCard(api, "pm_sim_ok-twice");
    const ask = () =>
      signUp(api, { cardSetupId, email: "twice@example.com" }, { key: "sign-up-1" });
    const first = await ask();
    const before = countCustomers(api);
    await api.fixture.pass(SIGN_UP_REPEATED_MS);
    const again = await ask();
    expect(again).toMatchObject({ status: 201, body: { principal: first.body.principal } });
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.body.accessExpiresMs).toBeGreaterThan(shop.nowMs());
    await api.fixture.pass(1);
    expect((await ask()).body.code).toBe("sign-in-refused");
    expect(countCustomers(api)).toBe(before);
    const kept = listAnswers(api);
    for (const secret of [first.body.accessToken, again.body.refreshToken, "twice@example.com"]) {
      expect(kept).not.toContain(secret);
    }
  });

  it("sent again does not bring back who was forgotten", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-forgotten");
    const ask = () => signUp(api, { cardSetupId }, { key: "sign-up-2" });
    const { body } = await ask();
    const headers = { authorization: `Bearer ${body.accessToken}` };
    expect((await api.post("/v1/me/forget", { headers })).status).toBe(200);
    expect((await ask()).body.code).toBe("sign-in-refused");
  });

  it.each([
    { cardToken: "pm_sim_ok" },
    { cardToken: CARD_NUMBER, lastFour: "4242" },
    { lastFour: "4242" },
    { cardSetupId: CARD_NUMBER },
    { cardSetupId: `tok-${CARD_NUMBER}` },
    { email: `${CARD_NUMBER}@example.com` },
    { cardSetupId: "" },
    { cardSetupId: "seti 1" },
    { cardSetupId: "x".repeat(CARD_SETUP_ID_CHARS_MAX + 1) },
    { email: "nobody" },
    { locale: "no language" },
    { isMember: true },
    { carrier: "pigeon" },
  ])("with %o is refused, and nothing of it is kept", async (more) => {
    await api.fixture.pass(60_000);
    const before = countCustomers(api);
    const response = await signUp(api, more);
    expect(response.body.code).toBe("input-invalid");
    expect(response.text).not.toContain(CARD_NUMBER);
    expect(countCustomers(api)).toBe(before);
    expect(listAnswers(api) + api.fixture.log.join("")).not.toContain(CARD_NUMBER);
  });
});

describe("the card of a sign-up", () => {
  const api = startApi({ limits: { rates: { ...RATES, signIn: 1000 } } });

  async function expectRefusal(cardSetupId: string, code: string, ask: Ask = {}): Promise<void> {
    const before = countCustomers(api);
    expect((await signUp(api, { cardSetupId }, ask)).body.code).toBe(code);
    expect(countCustomers(api)).toBe(before);
    await api.fixture.pass(60_000);
  }

  it("is none that the caller invents, nor the provider's name of a setup", async () => {
    const { body } = await api.post("/v1/card-setups", { key: null });
    await expectRefusal("invented", "card-setup-unknown");
    await expectRefusal("pm_sim_ok", "card-setup-unknown");
    await expectRefusal(body.clientSecret, "card-setup-unknown");
    await expectRefusal(body.clientSecret.split("_secret_")[0], "card-setup-unknown");
  });

  it("is not one that somebody else is saving", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-ann", { as: "shopper" });
    await expectRefusal(cardSetupId, "card-setup-unknown");
    await expectRefusal(cardSetupId, "card-setup-unknown", { as: "bob" });
  });

  it("is one that the provider has, and whose bank agreed", async () => {
    const { body } = await api.post("/v1/card-setups", { key: null });
    await expectRefusal(body.setupId, "entry-card-refused");
    await expectRefusal(await setUpCard(api, "pm_sim_declined-new"), "entry-card-refused");
    await expectRefusal(await setUpCard(api, "pm_invented"), "entry-card-refused");
  });

  it("opens one account", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-once");
    expect((await signUp(api, { cardSetupId })).status).toBe(201);
    await expectRefusal(cardSetupId, "card-setup-unknown");
  });

  it("expires", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-late");
    await api.fixture.pass(CARD_SETUP_LIFE_MS);
    await expectRefusal(cardSetupId, "card-setup-unknown");
  });

  it("is asked for again while the provider is silent, with the same key", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-patient");
    api.fixture.setOffline(true);
    await expectRefusal(cardSetupId, "entry-offline", { key: "patient" });
    api.fixture.setOffline(false);
    expect((await signUp(api, { cardSetupId }, { key: "patient" })).status).toBe(201);
  });

  it("is known by what the provider tells it from all others by", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-told~2");
    const { body } = await signUp(api, { cardSetupId });
    const { customerId } = body.principal;
    expect(findCustomerCard(api.fixture.store, customerId)).toMatchObject({
      cardHash: "hash-fp_pm_sim_ok-told",
      isVerified: true,
    });
  });
});

describe("signing up often", () => {
  const rates = { signIn: 1, lookUp: 9, public: 9, people: 9, machines: 9 };
  const api = startApi({ limits: { rates } });

  it("is bounded as signing in is", async () => {
    const cardSetupId = "unknown";
    expect((await signUp(api, { cardSetupId })).body.code).toBe("card-setup-unknown");
    expect((await signUp(api, { cardSetupId })).body.code).toBe("rate-limited");
  });
});

describe("a shopper's details", () => {
  const api = startApi();
  const change = (body: object, key?: string) =>
    api.post("/v1/me/details", { as: "bob", body, ...(key === undefined ? {} : { key }) });

  it("change where they are given, and stay where they are not", async () => {
    const card = { setupId: await setUpCard(api, "pm_sim_sca-other", { as: "bob" }) };
    const first = await change({ card });
    expect(first.body).toMatchObject({ lastFour: "3155", email: null, locale: "en-GB" });
    expect(first.text).not.toContain("pm_sim_sca-other");
    expect((await change({ email: "bob@example.com", locale: "fr-fr" })).body).toEqual({
      customerId: api.fixture.ids.bob,
      lastFour: "3155",
      isMember: false,
      email: "bob@example.com",
      locale: "fr-FR",
    });
    expect((await change({ email: null })).body).toMatchObject({ email: null, locale: "fr-FR" });
    expect(findCustomerCard(api.fixture.store, api.fixture.ids.bob)).toMatchObject({
      token: "cus_sim_1/pm_sim_sca-other",
      lastFour: "3155",
      isVerified: true,
    });
  });

  it("take a card on the terms of a sign-up", async () => {
    const { store, ids } = api.fixture;
    const before = findCustomerCard(store, ids.bob);
    const refuse = async (setupId: string): Promise<string> =>
      (await change({ card: { setupId } })).body.code;
    expect(await refuse("invented")).toBe("card-setup-unknown");
    const hers = await setUpCard(api, "pm_sim_ok-hers", { as: "shopper" });
    expect(await refuse(hers)).toBe("card-setup-unknown");
    const declined = await setUpCard(api, "pm_sim_declined-bob", { as: "bob" });
    expect(await refuse(declined)).toBe("entry-card-refused");
    const good = await setUpCard(api, "pm_sim_ok-good", { as: "bob" });
    api.fixture.setOffline(true);
    expect(await refuse(good)).toBe("entry-offline");
    api.fixture.setOffline(false);
    expect(findCustomerCard(store, ids.bob)).toEqual(before);
    expect((await change({ card: { setupId: good } })).status).toBe(200);
    expect(await refuse(good)).toBe("card-setup-unknown");
  });

  it("are not kept with the answer: sent again it tells those of now", async () => {
    const first = await change({ email: "one@example.com" }, "details-1");
    expect(first.body.email).toBe("one@example.com");
    await change({ email: "two@example.com" });
    const again = await change({ email: "one@example.com" }, "details-1");
    expect(again.body.email).toBe("two@example.com");
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(listAnswers(api)).not.toContain("one@example.com");
  });

  it("without a card open no gate", async () => {
    expect((await change({ card: null })).body.lastFour).toBeNull();
    const code = await api.get("/v1/me/code", { as: "bob" });
    const body = { method: "qr", shown: code.body.code, partySize: 1 };
    const entry = await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect(entry.body.code).toBe("entry-card-refused");
  });

  it.each([
    { card: { token: CARD_NUMBER, lastFour: "4242" } },
    { card: { token: "pm_sim_ok", lastFour: "4242" } },
    { card: { setupId: CARD_NUMBER } },
    { card: { setupId: "" } },
    { card: {} },
    { email: `${CARD_NUMBER}@example.com` },
    { email: "nobody" },
    { locale: "?" },
    { isMember: true },
  ])("do not become %o", async (body) => {
    const response = await change(body);
    expect(response.body.code).toBe("input-invalid");
    expect(response.text).not.toContain(CARD_NUMBER);
  });
});

describe("membership", () => {
  const api = startApi();
  const set = (customerId: string, isMember: boolean) =>
    api.post(`/v1/customers/${customerId}/membership`, { as: "operator", body: { isMember } });

  it("is given and taken by the operator, from the next visit on", async () => {
    const { ids, store } = api.fixture;
    const before = await enterByCode(api, "bob");
    const given = await set(ids.bob, true);
    expect(given.body).toEqual({ customerId: ids.bob, isMember: true });
    const after = await enterByCode(api, "bob", "south");
    expect(store.read("visit", before)).toMatchObject({ isMember: false });
    expect(store.read("visit", after)).toMatchObject({ isMember: true });
    expect((await set(ids.bob, false)).body.isMember).toBe(false);
    expect((await set("nobody", true)).body.code).toBe("not-found");
  });
});

describe("saving a card", () => {
  const withGateway = (gateway: GatewayConfig) => (config: ShopConfig) => ({
    ...config,
    payment: { ...config.payment, gateway },
  });
  const stripe = (publishableKey: string | null) =>
    withGateway({
      ...{ kind: "stripe", canRaiseHolds: false, publishableKey, baseUrl: null },
      ...{ secretKey: keepSecret("sk_test_1"), webhookSecret: keepSecret("whsec_1") },
    });
  const api = startApi({ config: stripe("pk_test_1") });
  const free = startApi({
    config: withGateway({ kind: "none" }),
    surroundings: { openCards: null },
  });
  const none = startApi({ config: stripe(null) });
  const other = startApi();
  const begin = (at: Api) => at.post("/v1/card-setups", { key: null });

  it("begins with what the provider's script needs, and an id that nobody guesses", async () => {
    const { body } = await api.get("/v1/shop");
    expect(body.cards).toEqual({ kind: "stripe", publishableKey: "pk_test_1" });
    const first = await begin(api);
    expect(first.status).toBe(200);
    expect(first.body.clientSecret).toMatch(/^seti_\w+_secret_\w+$/);
    expect(first.body.setupId).toMatch(/^[A-Za-z0-9_-]{22,}$/);
    expect((await begin(api)).body.setupId).not.toBe(first.body.setupId);
    expect((await other.get("/v1/shop")).body.cards).toEqual({ kind: "simulator" });
  });

  it("of a shop that charges nothing asks for none", async () => {
    expect((await free.get("/v1/shop")).body.cards).toEqual({ kind: "free" });
    const { body } = await begin(free);
    const signedUp = await signUp(free, { cardSetupId: body.setupId });
    const { customerId } = signedUp.body.principal;
    expect(findCustomerCard(free.fixture.store, customerId)).toMatchObject({
      token: "free",
      isVerified: true,
    });
  });

  it("is refused while the provider is silent, and where no cards are saved", async () => {
    other.fixture.setOffline(true);
    expect((await begin(other)).body.code).toBe("entry-offline");
    other.fixture.setOffline(false);
    expect((await begin(none)).body.code).toBe("entry-method-unavailable");
    const signedUp = await signUp(none, { cardSetupId: "any" });
    expect(signedUp.body.code).toBe("card-setup-unknown");
  });
});
