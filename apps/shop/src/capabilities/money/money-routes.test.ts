import { REFUND_TRIES_MAX } from "@saunter/commerce/payment/plan";
import { refundByHand } from "@saunter/sim/payments/by-hand";
import { listBooks, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import { describe, expect, it, vi } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { WEBHOOK_SECRET } from "../../http/http-fixture.ts";
import {
  comeIn,
  conclude,
  leave,
  shopByCard,
  shopByCode,
  take,
} from "../../http/scripted-visit-fixture.ts";
import { auditShop } from "../../testing/audit.ts";

/** Somebody who pays in cash has left with goods. */
async function shopByCash(api: ReturnType<typeof startApi>, gtin = "03"): Promise<string> {
  const body = { partySize: 1, payer: "cash", staffId: null };
  const admission = await api.post("/v1/gates/north/admissions", { as: "operator", body });
  await comeIn(api, "north");
  const { visitId } = admission.body;
  await take(api, visitId, gtin, 1);
  await leave(api, visitId);
  await conclude(api, visitId);
  return visitId;
}

/** A visit that is more than its card can pay. */
async function owe(api: ReturnType<typeof startApi>): Promise<string> {
  const visitId = await shopByCard(api, "pm_sim_on_session", { "07": 1 });
  await api.fixture.runner.advance(visitId);
  return visitId;
}

describe("charges", () => {
  const api = startApi();

  it("are listed, the newest first, by who has work with them", async () => {
    const paid = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const open = await shopByCash(api);
    const all = await api.get("/v1/charges?limit=1", { as: "operator" });
    expect(all.body.items).toMatchObject([{ chargeId: open, payer: "cash", missingMinor: 250 }]);
    const rest = await api.get(all.body.next, { as: "integrator" });
    expect(rest.body.items).toMatchObject([{ chargeId: paid, work: "none", netMinor: 85 }]);
    const atTill = await api.get("/v1/charges?work=cash", { as: "operator" });
    expect(atTill.body.items).toMatchObject([{ chargeId: open }]);
    expect((await api.get("/v1/charges?work=paid", { as: "operator" })).status).toBe(400);
  });

  it("show the provider's payments, and no card but its last digits", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const response = await api.get(`/v1/charges/${visitId}`, { as: "device" });
    expect(response.body).toMatchObject({
      payer: "card",
      lastFour: "4242",
      dueMinor: 85,
      netMinor: 85,
      debt: null,
      pending: null,
      payments: [{ status: "captured", capturedMinor: 85 }],
    });
    expect(response.text).not.toContain("pm_sim_ok");
    expect((await api.get("/v1/charges/nothing", { as: "device" })).body.code).toBe("not-found");
    expect((await api.get("/v1/charges/a%20b", { as: "device" })).body.code).toBe("input-invalid");
  });

  it("show what others took from a payment, and tell staff of it", async () => {
    const { provider, runner, shop } = api.fixture;
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const { body: paid } = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    const { paymentId, reference } = paid.payments[0];
    refundByHand(provider, reference, 100);
    for (const webhook of takeWebhooks(provider, shop.nowMs())) {
      const body = JSON.stringify(renderEvent(webhook));
      const signature = signNotice(body, WEBHOOK_SECRET, shop.nowMs());
      const headers = { "stripe-signature": signature };
      await api.post("/v1/payments/notices", { raw: body, key: null, headers });
    }
    await runner.advance(visitId);
    const response = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    const [{ withdrawalId }] = response.body.withdrawals;
    expect(response.body).toMatchObject({
      dueMinor: 250,
      netMinor: 150,
      missingMinor: 0,
      withdrawnMinor: 100,
      withdrawals: [{ withdrawalId, paymentId, kind: "refund", amountMinor: 100 }],
    });
    const listed = await api.get("/v1/charges?work=none", { as: "operator" });
    expect(listed.body.items[0]).toMatchObject({ chargeId: visitId, withdrawnMinor: 100 });
    const alerts = await api.get("/v1/alerts", { as: "operator" });
    expect(alerts.body.items).toMatchObject([{ kind: "money-withdrawn", visitId }]);
    const { body } = await api.get(`/v1/receipts/${visitId}`, { as: "operator" });
    expect(body.payments).toMatchObject([{ paidMinor: 250, refundedMinor: 100 }]);
  });

  it("show what the provider has not answered yet", async () => {
    // Who has paid here before is admitted while it is silent.
    await shopByCode(api, "shopper", { "01": 1 });
    await api.fixture.pass(60_000);
    api.fixture.setOffline(true);
    const code = await api.get("/v1/me/code", { as: "shopper" });
    const body = { method: "qr", shown: code.body.code, partySize: 1 };
    const entry = await api.post("/v1/gates/north/entries", { as: "gate", body });
    const { visitId } = entry.body;
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    expect(charge.body.pending).toMatchObject({ action: "hold", amountMinor: 2000 });
    await leaveAndWait(visitId);
    const pay = await api.post(`/v1/charges/${visitId}/pay`, {
      as: "device",
      body: { token: "pm_sim_ok-kiosk", lastFour: "1111" },
    });
    expect(pay.body.code).toBe("charge-not-open");
    const forgive = await api.post(`/v1/charges/${visitId}/forgive`, { as: "operator" });
    expect(forgive.body.code).toBe("charge-not-open");
    api.fixture.setOffline(false);
  });

  async function leaveAndWait(visitId: string): Promise<void> {
    await comeIn(api, "north");
    await take(api, visitId, "03", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
  }
});

describe("a debt", () => {
  const api = startApi();
  const pay = (visitId: string, token: string, key?: string) =>
    api.post(`/v1/charges/${visitId}/pay`, {
      as: "device",
      body: { token, lastFour: "1111" },
      ...(key === undefined ? {} : { key }),
    });

  it("is paid at the kiosk, once for one key", async () => {
    const visitId = await owe(api);
    const debts = await api.get("/v1/debts", { as: "device" });
    expect(debts.body.items).toMatchObject([{ chargeId: visitId }]);
    const { missingMinor } = debts.body.items[0];
    const first = await pay(visitId, "pm_sim_ok-kiosk", "pay-1");
    expect(first).toMatchObject({
      status: 202,
      body: { chargeId: visitId, amountMinor: missingMinor },
    });
    expect((await pay(visitId, "pm_sim_ok-kiosk", "pay-1")).body).toEqual(first.body);
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "device" });
    expect(charge.body).toMatchObject({ missingMinor: 0, debt: null, netMinor: 2499 });
    expect((await pay(visitId, "pm_sim_ok-kiosk")).body.code).toBe("debt-not-open");
    expect((await api.get("/v1/debts", { as: "device" })).body.items).toEqual([]);
  });

  it("stays where the other card is declined", async () => {
    const visitId = await owe(api);
    expect((await pay(visitId, "pm_sim_declined-kiosk")).status).toBe(202);
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    expect(charge.body.debt).toMatchObject({ amountMinor: charge.body.missingMinor });
  });

  it("takes no card number, and no charge that is not there", async () => {
    const visitId = await owe(api);
    const number = await pay(visitId, "4242424242424242");
    expect(number.body.code).toBe("input-invalid");
    expect(number.text).not.toContain("4242424242424242");
    expect((await pay("nothing", "pm_sim_ok-kiosk")).body.code).toBe("not-found");
    const path = `/v1/charges/${visitId}/pay`;
    const digits = await api.post(path, { as: "device", body: { token: "x", lastFour: "42424" } });
    expect(digits.body.code).toBe("input-invalid");
  });

  it("is forgiven by the operator alone", async () => {
    const visitId = await owe(api);
    const forgive = (as: "operator" | "reviewer") =>
      api.post(`/v1/charges/${visitId}/forgive`, { as });
    expect((await forgive("reviewer")).body.code).toBe("forbidden");
    const response = await forgive("operator");
    expect(response.body).toMatchObject({ missingMinor: 0, debt: null });
    expect(response.body.forgivenMinor).toBeGreaterThan(0);
    expect((await forgive("operator")).body.code).toBe("debt-not-open");
    const nothing = await api.post("/v1/charges/nothing/forgive", { as: "operator" });
    expect(nothing.body.code).toBe("not-found");
  });

  it("lists in pages, the oldest first", async () => {
    await api.fixture.pass(1000);
    const last = await owe(api);
    const first = await api.get("/v1/debts?limit=1", { as: "operator" });
    expect(first.body.next).not.toBeNull();
    const rest = await api.get(`/v1/debts?limit=200`, { as: "operator" });
    expect(rest.body.items.at(-1).chargeId).toBe(last);
    expect((await api.get("/v1/debts?limit=-1", { as: "operator" })).status).toBe(400);
  });
});

describe("cash", () => {
  const api = startApi();
  const settle = (visitId: string, way: string, amountMinor: unknown, key?: string) =>
    api.post(`/v1/charges/${visitId}/${way}`, {
      as: "operator",
      body: { amountMinor },
      ...(key === undefined ? {} : { key }),
    });

  it("is taken once, and exactly what is missing", async () => {
    const visitId = await shopByCash(api);
    expect((await settle(visitId, "cash", 249)).body.code).toBe("cash-amount-wrong");
    const first = await settle(visitId, "cash", 250, "cash-1");
    expect(first).toMatchObject({ status: 201, body: { takenCashMinor: 250, missingMinor: 0 } });
    expect((await settle(visitId, "cash", 250, "cash-1")).body).toEqual(first.body);
    expect((await settle(visitId, "cash", 250)).body.code).toBe("charge-not-open");
    expect((await settle(visitId, "cash-return", 250)).body.code).toBe("charge-not-open");
    const reused = await settle(visitId, "cash", 251, "cash-1");
    expect(reused.body.code).toBe("idempotency-key-reused");
  });

  it("is given back after a correction", async () => {
    const visitId = await shopByCash(api, "01");
    await settle(visitId, "cash", 85);
    const dispute = { kind: "wrong-item", lineId: "01", gtin: null, claimedQuantity: 0 };
    await api.post(`/v1/receipts/${visitId}/disputes`, { as: "operator", body: dispute });
    expect((await settle(visitId, "cash-return", 84)).body.code).toBe("cash-amount-wrong");
    const response = await settle(visitId, "cash-return", 85);
    expect(response).toMatchObject({
      status: 201,
      body: { returnedCashMinor: 85, missingMinor: 0 },
    });
  });

  it.each([0, -1, 1.5, "85", null, 2 ** 53, 1e300])("is no %s", async (amount) => {
    const visitId = await shopByCash(api);
    for (const way of ["cash", "cash-return"]) {
      expect((await settle(visitId, way, amount)).body.code).toBe("input-invalid");
    }
    expect((await settle(visitId, "cash", 250)).status).toBe(201);
  });

  it("given back where the provider refunds nothing clears the alert at once", async () => {
    const { runner, shop } = api.fixture;
    const refuseAll = vi.spyOn(shop.gateways.card, "refund").mockResolvedValue({
      kind: "refused",
      code: "request-invalid",
      message: "no",
    });
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const dispute = { kind: "wrong-item", lineId: "01", gtin: null, claimedQuantity: 0 };
    await api.post(`/v1/receipts/${visitId}/disputes`, { as: "operator", body: dispute });
    for (let tries = 0; tries < REFUND_TRIES_MAX; tries++) {
      await runner.advance(visitId);
      await api.fixture.pass(3_600_000);
    }
    await runner.advance(visitId);
    refuseAll.mockRestore();
    const listKeys = async () => {
      const { body } = await api.get("/v1/alerts", { as: "operator" });
      return body.items.map(({ alertKey }: { alertKey: string }) => alertKey);
    };
    expect(await listKeys()).toEqual([`refund:${visitId}`]);
    expect((await settle(visitId, "cash-return", 85)).status).toBe(201);
    expect(await listKeys()).toEqual([]);
  });

  it("is refused for a charge that is not there", async () => {
    expect((await settle("nothing", "cash", 1)).body.code).toBe("not-found");
    expect((await settle("nothing", "cash-return", 1)).body.code).toBe("not-found");
  });

  it("of huge numbers written out is refused too", async () => {
    const visitId = await shopByCash(api);
    for (const raw of ['{"amountMinor":1e400}', '{"amountMinor":9007199254740993}']) {
      const response = await api.post(`/v1/charges/${visitId}/cash`, { as: "operator", raw });
      expect(response.body.code).toBe("input-invalid");
    }
  });
});

describe("notices of the provider", () => {
  const api = startApi();
  const send = (raw: string, signature: string | null) =>
    api.post("/v1/payments/notices", {
      raw,
      key: null,
      ...(signature === null ? {} : { headers: { "stripe-signature": signature } }),
    });

  it("are taken where they are genuine, as often as they come", async () => {
    const { provider, shop, store } = api.fixture;
    const bodies: string[] = [];
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    await api.fixture.pass(60_000);
    const webhooks = takeWebhooks(provider, shop.nowMs());
    expect(webhooks.length).toBeGreaterThan(0);
    const taken: boolean[] = [];
    for (const { id, type, object, created } of [...webhooks, ...webhooks]) {
      const body = JSON.stringify({ id, object: "event", type, created, data: { object } });
      const response = await send(body, signNotice(body, WEBHOOK_SECRET, shop.nowMs()));
      bodies.push(body);
      expect(response.status).toBe(200);
      taken.push(response.body.isTaken);
    }
    expect(taken).toContain(true);
    const half = taken.length / 2;
    expect(taken.slice(half)).toEqual(taken.slice(0, half));
    const position = store.position();
    for (const one of bodies) {
      await send(one, signNotice(one, WEBHOOK_SECRET, shop.nowMs()));
    }
    expect(store.position()).toBe(position);
    expect(auditShop(store, listBooks(provider), new Map()).words).toEqual([]);
  });

  it.each([
    ...["null", "5", '"x"', "[]", "{}", '{"id":"evt_1","type":"payment_intent.succeeded"}'],
    '{"id":"evt_1","type":"charge.refunded","data":null}',
    '{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":null}}',
  ])("are refused where they are signed and no event: %s", async (body) => {
    const { shop, store } = api.fixture;
    const position = store.position();
    const refused = await send(body, signNotice(body, WEBHOOK_SECRET, shop.nowMs()));
    expect([refused.status, refused.body.code]).toEqual([400, "notice-forged"]);
    expect(store.position()).toBe(position);
  });

  it("are refused where they are forged, unsigned or no text", async () => {
    const { provider, shop, store } = api.fixture;
    const position = store.position();
    const body = JSON.stringify({ id: "evt_1", object: "event", type: "x", data: { object: {} } });
    const forged = await send(body, signNotice(body, "whsec_other", shop.nowMs()));
    expect(forged.body.code).toBe("notice-forged");
    expect((await send(body, null)).body.code).toBe("notice-forged");
    const good = signNotice(body, WEBHOOK_SECRET, shop.nowMs());
    expect((await send(`${body} `, good)).body.code).toBe("notice-forged");
    expect((await send(body, good)).body).toEqual({ isTaken: false });
    expect(store.position()).toBe(position);
    expect(auditShop(store, listBooks(provider), new Map()).words).toEqual([]);
  });
});
