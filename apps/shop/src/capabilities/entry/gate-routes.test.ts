import { describe, expect, it } from "vitest";
import { orRefuse } from "../../domain/shop-context.ts";
import { createSoftwareAuthenticator } from "../../entry/software-authenticator.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { comeIn, enterByCode, nextNumber } from "../../http/scripted-visit-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";
import { changeCustomer } from "../../people/customers.ts";

const showCard = (token: string) => ({
  method: "card",
  shown: { requestId: `${token}-${nextNumber()}` },
});

describe("the display at a gate", () => {
  const api = startApi();
  const watch = async (query = "", gateId = "north") =>
    (await api.get(`/v1/gates/${gateId}/watch${query}`, { as: "device" })).body;
  const enter = (token: string) =>
    api.post("/v1/gates/north/entries", { as: "gate", body: showCard(token) });

  it("shows that somebody was refused, and why, for a while", async () => {
    expect(await watch()).toMatchObject({ gate: { state: "idle" }, told: null });
    expect((await enter("pm_sim_declined")).body.code).toBe("entry-hold-declined");
    const atMs = api.fixture.shop.nowMs();
    const told = { kind: "refused", code: "entry-hold-declined", atMs };
    expect(await watch()).toMatchObject({ gate: { state: "idle" }, told });
    expect(await watch("", "south")).toMatchObject({ told: null });
    await api.fixture.pass(30_001);
    expect(await watch()).toMatchObject({ told: null });
  });

  it("shows that what was shown is no code of the shop's", async () => {
    const body = { method: "qr", shown: "nothing" };
    await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect((await watch()).told).toMatchObject({ kind: "refused", code: "entry-code-invalid" });
  });

  it("shows that somebody may come in, until they have", async () => {
    const before = await watch();
    expect((await enter("pm_sim_ok")).status).toBe(201);
    const told = { kind: "admitted", code: null };
    expect(await watch(`?version=${before.version}`)).toMatchObject({
      gate: { state: "admitting", remaining: 1 },
      told,
    });
    await comeIn(api, "north");
    expect((await watch()).gate).toMatchObject({ state: "idle", remaining: 0 });
    await api.fixture.pass(20_001);
    expect((await watch()).told).toBeNull();
  });

  it("is answered when there is something new", async () => {
    const { version } = await watch();
    const waiting = watch(`?version=${version}`);
    const body = { mode: "held-open" };
    await api.post("/v1/gates/north/mode", { as: "operator", body });
    expect((await waiting).gate.state).toBe("held-open");
    await api.post("/v1/gates/north/mode", { as: "operator", body: { mode: "automatic" } });
  });

  it("invites phones to gates that admit people", async () => {
    const { inviteUrl } = await watch();
    expect(inviteUrl).toMatch(
      /^https:\/\/shop\.example\/shop\/enter\?gate=north&invitation=[\w-]{27}$/,
    );
    expect(await watch("", "exit")).toMatchObject({ inviteUrl: null });
    await api.post("/v1/gates/south/mode", { as: "operator", body: { mode: "closed" } });
    expect(await watch("", "south")).toMatchObject({ inviteUrl: null });
    const west = await api.get("/v1/gates/west/watch", { as: "device" });
    expect(west.body.code).toBe("gate-unknown");
  });
});

describe("a shop", () => {
  const api = startApi();
  const set = (gateId: string, mode: string) =>
    api.post(`/v1/gates/${gateId}/mode`, { as: "operator", body: { mode } });
  const isOpen = async () => (await api.get("/v1/entry/terms")).body.isOpen;

  it("is open as long as one of its gates admits people", async () => {
    expect(await isOpen()).toBe(true);
    await set("north", "closed");
    expect(await isOpen()).toBe(true);
    await set("south", "closed");
    expect(await isOpen()).toBe(false);
    await set("south", "held-open");
    expect(await isOpen()).toBe(true);
  });
});

describe("the phone of a shopper at a gate", () => {
  const api = startApi();
  const own = async (as: "shopper" | "bob", query = "") =>
    (await api.get(`/v1/me/entry${query}`, { as })).body;

  it("is notified at once that its code was refused, and no other is", async () => {
    const visitId = await enterByCode(api, "bob");
    expect(visitId).toBeTruthy();
    const { version, told } = await own("shopper");
    expect(told).toBeNull();
    const waiting = own("shopper", `?version=${version}`);
    const { body } = await api.get("/v1/me/code?partySize=9", { as: "shopper" });
    const entry = { method: "qr", shown: body.code };
    const refused = await api.post("/v1/gates/north/entries", { as: "gate", body: entry });
    expect(refused.body.code).toBe("party-size-invalid");
    expect((await waiting).told.kind).toMatch(/^(asking|refused)$/);
    expect((await own("shopper")).told).toMatchObject({
      kind: "refused",
      code: "party-size-invalid",
    });
    expect((await own("bob")).told).toMatchObject({ kind: "admitted", code: null });
  });
});

describe("how many come in", () => {
  const api = startApi();
  const enter = async (partySize: number | undefined, ofCode: string) => {
    const { body } = await api.get(`/v1/me/code${ofCode}`, { as: "shopper" });
    const entry = { method: "qr", shown: body.code, ...(partySize ? { partySize } : {}) };
    const { body: given } = await api.post("/v1/gates/north/entries", { as: "gate", body: entry });
    await api.fixture.pass(20_001);
    const visit = api.fixture.store.read("visit", given.visitId);
    return visit.status === "unopened" ? null : visit.partySize;
  };

  it("is what the gate says, else what the code says, else one", async () => {
    expect(await enter(2, "?partySize=3")).toBe(2);
    expect(await enter(undefined, "?partySize=3")).toBe(3);
    expect(await enter(undefined, "")).toBe(1);
    const byCard = await api.post("/v1/gates/north/entries", {
      as: "gate",
      body: showCard("pm_sim_ok"),
    });
    const visit = api.fixture.store.read("visit", byCard.body.visitId);
    expect(visit).toMatchObject({ partySize: 1 });
  });
});

describe("a phone that was invited by a gate's display", () => {
  const offline = { admit: "none", limitMinor: null } as const;
  const api = startApi({ config: withEntry({ offline }) });
  const device = createSoftwareAuthenticator("https://shop.example");
  const invite = async (gateId = "north") => {
    const { body } = await api.get(`/v1/gates/${gateId}/watch`, { as: "device" });
    return new URL(body.inviteUrl).searchParams.get("invitation")!;
  };
  const ask = (invitation: string, gateId = "north") =>
    api.post(`/v1/gates/${gateId}/invited/passkey-options`, { key: null, body: { invitation } });
  const come = (response: object, gateId = "north", partySize = 2) =>
    api.post(`/v1/gates/${gateId}/invited/entries`, { body: { response, partySize } });

  it("opens the gate by its passkey, for its party", async () => {
    const { body } = await api.post("/v1/me/passkeys/options", { as: "shopper", key: null });
    const response = device.register(body);
    await api.post("/v1/me/passkeys", { as: "shopper", body: { response } });
    const asked = await ask(await invite());
    expect(asked.status, asked.text).toBe(200);
    const entry = await come(device.authenticate(asked.body));
    expect(entry.status, entry.text).toBe(201);
    expect(api.fixture.store.read("visit", entry.body.visitId)).toMatchObject({
      partySize: 2,
      gateId: "north",
      method: "passkey",
      payer: { kind: "customer", customerId: api.fixture.ids.shopper },
    });
    await api.fixture.pass(20_001);
  });

  it("opens no other gate, nothing later, and nothing twice", async () => {
    const asked = await ask(await invite());
    const answer = device.authenticate(asked.body);
    expect((await come(answer, "west")).body.code).toBe("gate-unknown");
    expect((await come(answer, "south")).body.code).toBe("entry-passkey-refused");
    const again = device.authenticate((await ask(await invite())).body);
    expect((await come(again)).status).toBe(201);
    await api.fixture.pass(20_001);
    expect((await come(again)).body.code).toBe("entry-passkey-refused");
  });

  it("is refused as at any gate: while it is busy, and without a bank", async () => {
    const answer = async () => device.authenticate((await ask(await invite())).body);
    const first = await come(await answer());
    expect(first.status).toBe(201);
    expect((await come(await answer())).body.code).toBe("gate-busy");
    await api.fixture.pass(20_001);
    const { store, ids } = api.fixture;
    const setCard = (token: string) =>
      store.transact((tx) => {
        orRefuse(changeCustomer(tx, ids.shopper, { card: { token, lastFour: "4242" } }));
      });
    await setCard("pm_sim_declined");
    expect((await come(await answer())).body.code).toBe("entry-hold-declined");
    await setCard("pm_sim_ok");
    api.fixture.setOffline(true);
    expect((await come(await answer())).body.code).toBe("entry-offline");
    api.fixture.setOffline(false);
  });

  it("is not asked where it cannot have seen the display of now", async () => {
    const invitation = await invite();
    expect((await ask(invitation, "south")).body.code).toBe("entry-code-invalid");
    expect((await ask("A".repeat(27))).body.code).toBe("entry-code-invalid");
    await api.fixture.pass(75_000);
    expect((await ask(invitation)).body.code).toBe("entry-code-expired");
    expect((await ask(invitation, "exit")).body.code).toBe("gate-leads-out");
    expect((await ask(invitation, "west")).body.code).toBe("gate-unknown");
  });
});
