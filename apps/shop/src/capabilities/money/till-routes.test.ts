import { handleRequest } from "@saunter/sim/payments/provider";
import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { setUpCard } from "../../http/card-setup-fixture.ts";
import {
  comeIn,
  conclude,
  enterByCode,
  leave,
  shopByCard,
  take,
} from "../../http/scripted-visit-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

type Api = ReturnType<typeof startApi>;

/** Somebody who pays in cash comes in. */
async function enterWithCash(api: Api): Promise<string> {
  const body = { partySize: 1, payer: "cash", staffId: null };
  const admission = await api.post("/v1/gates/north/admissions", { as: "operator", body });
  expect(admission.status, admission.text).toBe(201);
  await comeIn(api, "north");
  return admission.body.visitId;
}

/** More than the card pays while its owner is away: the hold covers 20.00 of 24.99. */
async function owe(api: Api): Promise<string> {
  return shopByCard(api, "pm_sim_on_session", { "07": 1 });
}

/** What the payer's bank does when they have confirmed, or called off, what they were asked. */
async function answerBank(api: Api, visitId: string, outcome: "succeeded" | "failed") {
  const { provider, shop, runner, store } = api.fixture;
  const payments = [...store.read("charge", visitId).payments.values()];
  const { reference, paymentId } = payments.find(({ status }) => status === "needs-action")!;
  const path = `/v1/test_helpers/payment_intents/${reference}/complete_action`;
  const request = { method: "POST", path, headers: {}, body: { outcome } };
  handleRequest(provider, request, shop.nowMs());
  const found = await shop.gateways.card.find(paymentId);
  if (found.kind !== "found") throw new Error(found.kind);
  await runner.takeNotice({ noticeId: "evt", payment: found.payment });
}

const pay = (api: Api, visitId: string, token: string) =>
  api.post(`/v1/charges/${visitId}/pay`, { as: "device", body: { token, lastFour: "1111" } });

describe("the till", () => {
  const api = startApi();
  const list = async (query = "") =>
    (await api.get(`/v1/till${query}`, { as: "operator" })).body.items;

  it("shows who pays in cash from when they come in, until they have paid", async () => {
    expect(await list()).toEqual([]);
    const visitId = await enterWithCash(api);
    const base = { chargeId: visitId, payer: "cash", lastFour: null };
    expect(await list()).toMatchObject([{ ...base, dueMinor: null, closedMs: null, work: "none" }]);
    await take(api, visitId, "03", 1);
    await leave(api, visitId);
    expect(await list()).toMatchObject([{ ...base, receiptStatus: "draft", totalMinor: 250 }]);
    await conclude(api, visitId);
    expect(await list()).toMatchObject([{ ...base, missingMinor: 250, work: "cash" }]);
    const body = { amountMinor: 250 };
    await api.post(`/v1/charges/${visitId}/cash`, { as: "operator", body });
    expect(await list()).toEqual([]);
  });

  it("shows debts, and what was looked for whether or not it is settled", async () => {
    const paid = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const owed = await owe(api);
    expect(await list()).toMatchObject([
      { chargeId: owed, lastFour: "4242", missingMinor: 499, netMinor: 2000, work: "debt" },
    ]);
    const ids = async (text: string): Promise<string[]> =>
      (await list(`?search=${encodeURIComponent(text)}`)).map(
        ({ chargeId }: { chargeId: string }) => chargeId,
      );
    expect(await ids("4242")).toEqual([owed, paid]);
    expect(await ids("£0.85")).toEqual([paid]);
    expect(await ids("4.99")).toEqual([owed]);
    expect(await ids("24.99")).toEqual([owed]);
    expect(await ids(paid)).toEqual([paid]);
    expect(await ids("09:00")).toContain(paid);
    expect(await ids("2026-03-01")).toEqual([]);
    expect(await ids("nothing")).toEqual([]);
    const [{ documentNumber }] = await list(`?search=${paid}`);
    expect(await ids(String(documentNumber))).toEqual([paid]);
  });

  it("comes in pages, the newest first", async () => {
    const first = await enterWithCash(api);
    await api.fixture.pass(1000);
    const second = await enterWithCash(api);
    const page = await api.get("/v1/till?limit=1", { as: "device" });
    expect(page.body.items).toMatchObject([{ chargeId: second }]);
    const next = await api.get(page.body.next, { as: "device" });
    expect(next.body.items).toMatchObject([{ chargeId: first }]);
    const long = await api.get(`/v1/till?search=${"1".repeat(101)}`, { as: "device" });
    expect(long.body.code).toBe("input-invalid");
  });
});

describe("a payment that its bank wants confirmed", () => {
  const api = startApi();
  const read = async (visitId: string) =>
    (await api.get(`/v1/charges/${visitId}`, { as: "device" })).body;

  it("says where, until it is confirmed, and the debt is paid", async () => {
    const visitId = await owe(api);
    expect((await pay(api, visitId, "pm_sim_sca-kiosk")).status).toBe(202);
    const waiting = await read(visitId);
    expect(waiting.payments.at(-1)).toMatchObject({ status: "needs-action" });
    expect(waiting.payments.at(-1).actionUrl).toMatch(/^https:/);
    expect((await pay(api, visitId, "pm_sim_ok-kiosk")).body.code).toBe("charge-not-open");
    const till = await api.get("/v1/till", { as: "operator" });
    expect(till.body.items).toMatchObject([{ chargeId: visitId, isUnconfirmed: true }]);
    await answerBank(api, visitId, "succeeded");
    const paid = await read(visitId);
    expect(paid).toMatchObject({ missingMinor: 0, debt: null, netMinor: 2499 });
    expect(paid.payments.at(-1)).toMatchObject({ status: "captured", actionUrl: null });
  });

  it("that nobody confirms is called off, and paid in another way", async () => {
    const visitId = await owe(api);
    await pay(api, visitId, "pm_sim_sca-kiosk");
    const callOff = () => api.post(`/v1/charges/${visitId}/call-off`, { as: "device" });
    expect((await callOff()).status).toBe(202);
    expect((await read(visitId)).payments.at(-1)).toMatchObject({
      status: "released",
      actionUrl: null,
    });
    // There is nothing to call off any more.
    expect((await callOff()).status).toBe(202);
    expect((await pay(api, visitId, "pm_sim_ok-kiosk")).status).toBe(202);
    expect(await read(visitId)).toMatchObject({ missingMinor: 0, netMinor: 2499 });
    const nothing = await api.post("/v1/charges/nothing/call-off", { as: "operator" });
    expect(nothing.body.code).toBe("not-found");
  });

  it("cannot be called off while the provider does not answer", async () => {
    const visitId = await owe(api);
    api.fixture.setOffline(true);
    await pay(api, visitId, "pm_sim_sca-kiosk");
    const response = await api.post(`/v1/charges/${visitId}/call-off`, { as: "operator" });
    expect(response.body.code).toBe("charge-not-open");
    api.fixture.setOffline(false);
  });
});

describe("a card that the shop's terminal reads", () => {
  const api = startApi();
  const payAt = (visitId: string, requestId: string, key?: string) =>
    api.post(`/v1/charges/${visitId}/pay`, {
      as: "device",
      body: { readerId: "kiosk", requestId },
      ...(key === undefined ? {} : { key }),
    });

  it("pays a debt, once for one key", async () => {
    const visitId = await owe(api);
    const first = await payAt(visitId, "pm_sim_ok-tapped", "one");
    expect(first).toMatchObject({ status: 202, body: { amountMinor: 499 } });
    expect((await payAt(visitId, "pm_sim_ok-tapped", "one")).body).toEqual(first.body);
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "device" });
    expect(charge.body).toMatchObject({ missingMinor: 0, netMinor: 2499 });
  });

  it("is asked for again where nobody shows one, or the terminal is away", async () => {
    const visitId = await owe(api);
    expect((await payAt(visitId, "nobody")).body.code).toBe("entry-card-refused");
    expect((await payAt(visitId, "offline")).body.code).toBe("entry-offline");
    expect((await payAt(visitId, "")).body.code).toBe("input-invalid");
  });
});

describe("a shop without a card terminal", () => {
  const api = startApi({ config: withEntry({ card: null }) });

  it("reads no card", async () => {
    const body = { readerId: "kiosk", requestId: "r1" };
    const response = await api.post("/v1/charges/v1/pay", { as: "device", body });
    expect(response.body.code).toBe("entry-method-unavailable");
  });
});

describe("the history of a charge", () => {
  const api = startApi();
  const read = async (visitId: string) =>
    (await api.get(`/v1/charges/${visitId}/history`, { as: "operator" })).body.items;

  it("tells what was asked and answered, and what came of it, without a card's token", async () => {
    const visitId = await owe(api);
    await pay(api, visitId, "pm_sim_sca-kiosk");
    await answerBank(api, visitId, "succeeded");
    const steps = await read(visitId);
    expect(steps).toMatchObject([
      { kind: "asked", action: "hold", outcome: "done", amountMinor: 2000, lastFour: "4242" },
      { kind: "due", amountMinor: 2499 },
      { kind: "asked", action: "capture", outcome: "done", amountMinor: 2000 },
      { kind: "asked", action: "collect", outcome: "declined", amountMinor: 499 },
      { kind: "debt", amountMinor: 499 },
      { kind: "asked", action: "collect", outcome: "needs-action", lastFour: "1111" },
      { kind: "observed", status: "captured", amountMinor: 499 },
      { kind: "settled" },
    ]);
    expect(steps[3].code).toBe("transaction_not_allowed");
    expect(JSON.stringify(steps)).not.toContain("pm_sim");
  });

  it("tells who took cash, who gave it back, and who let somebody off", async () => {
    const visitId = await enterWithCash(api);
    await take(api, visitId, "01", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
    const body = { amountMinor: 85 };
    await api.post(`/v1/charges/${visitId}/cash`, { as: "operator", body });
    const dispute = { kind: "wrong-item", lineId: "01", gtin: null, claimedQuantity: 0 };
    await api.post(`/v1/receipts/${visitId}/disputes`, { as: "operator", body: dispute });
    await api.post(`/v1/charges/${visitId}/cash-return`, { as: "operator", body });
    const by = "user-operator";
    expect(await read(visitId)).toMatchObject([
      { kind: "due", amountMinor: 85 },
      { kind: "cash-taken", amountMinor: 85, by },
      { kind: "due", amountMinor: 0 },
      { kind: "cash-returned", amountMinor: 85, by },
    ]);
    const owed = await owe(api);
    await api.post(`/v1/charges/${owed}/forgive`, { as: "operator" });
    expect((await read(owed)).at(-1)).toMatchObject({ kind: "forgiven", amountMinor: 499, by });
  });

  it("tells what others took, and what has no answer yet", async () => {
    const visitId = await owe(api);
    const { provider, shop, runner, store } = api.fixture;
    const [payment] = store.read("charge", visitId).payments.values();
    const { reference, paymentId } = payment!;
    const request = { method: "POST", path: "/v1/refunds", headers: {} };
    const body = { payment_intent: reference, amount: "100" };
    handleRequest(provider, { ...request, body }, shop.nowMs());
    const found = await shop.gateways.card.find(paymentId);
    if (found.kind !== "found") throw new Error(found.kind);
    await runner.takeNotice({ noticeId: "evt", payment: found.payment });
    expect((await read(visitId)).at(-1)).toMatchObject({
      kind: "withdrawn",
      amountMinor: 100,
      code: "refund",
      paymentId,
    });
    api.fixture.setOffline(true);
    await pay(api, visitId, "pm_sim_ok-kiosk");
    expect((await read(visitId)).at(-1)).toMatchObject({ outcome: "pending", answeredMs: null });
    api.fixture.setOffline(false);
  });

  it("is of a charge that is there", async () => {
    const response = await api.get("/v1/charges/nothing/history", { as: "integrator" });
    expect(response.body.code).toBe("not-found");
  });
});

describe("what a shopper owes", () => {
  const api = startApi();
  const debts = async () => (await api.get("/v1/me/debts", { as: "bob" })).body.items;
  const act = (visitId: string, what: "pay" | "call-off", as: "bob" | "shopper" = "bob") =>
    api.post(`/v1/me/debts/${visitId}/${what}`, { as });

  /** Bob's card pays while he is there alone. */
  async function shopAsBob(): Promise<string> {
    const visitId = await enterByCode(api, "bob");
    await take(api, visitId, "07", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
    return visitId;
  }

  async function useCard(token: string): Promise<void> {
    const body = { card: { setupId: await setUpCard(api, token, { as: "bob" }) } };
    const response = await api.post("/v1/me/details", { as: "bob", body });
    expect(response.status, response.text).toBe(200);
  }

  it("is paid on their phone with their own card", async () => {
    expect(await debts()).toEqual([]);
    const visitId = await shopAsBob();
    expect(await debts()).toMatchObject([
      { visitId, owedMinor: 499, currency: "GBP", isUnconfirmed: false, actionUrl: null },
    ]);
    const response = await act(visitId, "pay");
    expect(response).toMatchObject({ status: 202, body: { visitId, amountMinor: 499 } });
    expect(await debts()).toEqual([]);
    expect((await act(visitId, "pay")).body.code).toBe("debt-not-open");
  });

  it("is theirs alone", async () => {
    const visitId = await shopAsBob();
    expect((await api.get("/v1/me/debts", { as: "shopper" })).body.items).toEqual([]);
    expect((await act(visitId, "pay", "shopper")).body.code).toBe("not-found");
    expect((await act(visitId, "call-off", "shopper")).body.code).toBe("not-found");
    await act(visitId, "pay");
  });

  it("and their bank wants confirmed says where; it can be called off", async () => {
    const visitId = await shopAsBob();
    await useCard("pm_sim_sca-bob");
    expect((await act(visitId, "pay")).status).toBe(202);
    const [debt] = await debts();
    expect(debt).toMatchObject({ visitId, isUnconfirmed: true });
    expect(debt.actionUrl).toMatch(/^https:/);
    expect((await act(visitId, "pay")).body.code).toBe("charge-not-open");
    expect((await act(visitId, "call-off")).status).toBe(202);
    expect(await debts()).toMatchObject([{ isUnconfirmed: false, actionUrl: null }]);
    await act(visitId, "pay");
    await answerBank(api, visitId, "succeeded");
    expect(await debts()).toEqual([]);
  });

  it("cannot be paid without a card, nor called off while the provider is silent", async () => {
    await useCard("pm_sim_on_session-bob");
    const visitId = await shopAsBob();
    await api.post("/v1/me/details", { as: "bob", body: { card: null } });
    expect((await act(visitId, "pay")).body.code).toBe("entry-card-refused");
    await useCard("pm_sim_sca-bob");
    api.fixture.setOffline(true);
    await act(visitId, "pay");
    expect((await act(visitId, "call-off")).body.code).toBe("charge-not-open");
    api.fixture.setOffline(false);
  });

  it("is seen by the receipt's link, too", async () => {
    const visitId = await owe(api);
    const receipt = api.fixture.store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("no receipt");
    const read = async () => (await api.get(`/v1/r/${receipt.lookupToken}/debt`)).body;
    expect(await read()).toMatchObject({ owedMinor: 499, isUnconfirmed: false });
    await pay(api, visitId, "pm_sim_sca-kiosk");
    expect((await read()).actionUrl).toMatch(/^https:/);
    await answerBank(api, visitId, "failed");
    expect(await read()).toMatchObject({ owedMinor: 499, isUnconfirmed: false, actionUrl: null });
    await pay(api, visitId, "pm_sim_ok-kiosk");
    expect(await read()).toMatchObject({ owedMinor: 0, sinceMs: null });
    expect((await api.get(`/v1/r/${"x".repeat(32)}/debt`)).body.code).toBe("not-found");
  });
});
