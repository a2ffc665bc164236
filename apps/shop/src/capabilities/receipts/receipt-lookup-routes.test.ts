import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { LOOKED_UP_MAX } from "../../http/http-limits.ts";
import {
  comeIn,
  conclude,
  enterByCard,
  enterByCode,
  leave,
  shopByCard,
  take,
} from "../../http/scripted-visit-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

type Api = ReturnType<typeof startApi>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const tokenOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

/** Shows a card at the gate, which answers with the receipt's link. */
async function enter(api: Api, token: string, key: string = crypto.randomUUID()) {
  const body = { method: "card", shown: { requestId: token }, partySize: 1 };
  return api.post("/v1/gates/north/entries", { as: "gate", body, key });
}

describe("whoever comes in by card", () => {
  const api = startApi();

  it("gets the link of the receipt at the gate, and it is the receipt's in the end", async () => {
    const { body } = await enter(api, "pm_sim_ok-gate");
    expect(body.receiptUrl).toMatch(/^https:\/\/shop\.example\/v1\/r\/[\w-]{16,}$/);
    await comeIn(api, "north");
    await leave(api, body.visitId);
    const path = `/v1/r/${tokenOf(body.receiptUrl)}`;
    expect((await api.get(path)).body.saunter).toMatchObject({
      visitId: body.visitId,
      state: "draft",
      lookupUrl: body.receiptUrl,
    });
    await conclude(api, body.visitId);
    expect((await api.get(path)).body.saunter.state).toBe("final");
  });

  it("gets the same link where the gate asks again, and no answer that is kept has it", async () => {
    const first = await enter(api, "pm_sim_ok-again", "gate-key-1");
    const second = await enter(api, "pm_sim_ok-again", "gate-key-1");
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(second.body).toEqual(first.body);
    await comeIn(api, "north");
    const { db } = api.fixture.store;
    const kept = db.prepare("SELECT body FROM idempotency").all();
    expect(kept.length).toBeGreaterThan(0);
    const token = tokenOf(first.body.receiptUrl);
    expect(kept.filter(({ body }) => String(body).includes(token))).toEqual([]);
  });

  it("sees the link on the gate's display while they are welcomed, and nobody after", async () => {
    const watch = async () =>
      (await api.get("/v1/gates/south/watch", { as: "device" })).body.receiptUrl;
    expect(await watch()).toBeNull();
    const body = { method: "card", shown: { requestId: "pm_sim_ok-south" }, partySize: 1 };
    const entry = await api.post("/v1/gates/south/entries", { as: "gate", body });
    expect(await watch()).toBe(entry.body.receiptUrl);
    await comeIn(api, "south");
    await api.fixture.pass(api.fixture.shop.settings.entry.bindWithinMs + 1);
    expect(await watch()).toBeNull();
  });

  it("sees by the link what they hold, and that the receipt is yet to come", async () => {
    const { body } = await enter(api, "pm_sim_ok-inside");
    await comeIn(api, "north");
    await take(api, body.visitId, "03", 2);
    const path = `/v1/r/${tokenOf(body.receiptUrl)}`;
    const cart = await api.get(`${path}/cart`);
    expect(cart.body).toMatchObject({ status: "open", totals: { totalMinor: 500 } });
    const json = await api.get(path);
    expect([json.status, json.body.code]).toEqual([409, "receipt-yet-to-come"]);
    expect((await api.get(`${path}.pdf`)).body.code).toBe("receipt-yet-to-come");
    const headers = { accept: "text/html", "accept-language": "de" };
    const page = await api.get(path, { headers });
    expect(page.status).toBe(200);
    expect(page.text).toContain("Ihr Beleg erscheint hier");
    expect(page.text).toContain('http-equiv="refresh"');
    expect(page.headers["content-security-policy"]).toContain("style-src 'sha256-");
    const dispute = { kind: "missing", lineId: null, gtin: "03", claimedQuantity: 1 };
    const early = await api.post(`${path}/disputes`, { body: dispute });
    expect(early.body.code).toBe("not-found");
    await leave(api, body.visitId);
    expect((await api.get(`${path}/cart`)).body.status).toBe("closed");
    expect((await api.get("/v1/r/nothing-of-the-kind/cart")).body.code).toBe("not-found");
  });
});

describe("whoever comes in otherwise", () => {
  const api = startApi();
  const admit = async (payer: "cash" | "staff") => {
    const body = { partySize: 1, payer, staffId: null };
    return (await api.post("/v1/gates/north/admissions", { as: "operator", body })).body;
  };

  it("gets a link where they pay in cash, and none where they work here or sign in", async () => {
    const cash = await admit("cash");
    expect(cash.receiptUrl).toContain("/v1/r/");
    await comeIn(api, "north");
    expect((await admit("staff")).receiptUrl).toBeNull();
    await comeIn(api, "north");
    const code = await api.get("/v1/me/code", { as: "shopper" });
    const body = { method: "qr", shown: code.body.code, partySize: 1 };
    const entry = await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect(entry.body).toMatchObject({ isHoldPending: false, receiptUrl: null });
  });
});

describe("a kiosk", () => {
  const api = startApi();
  const find = (body: object) => api.post("/v1/receipts/lookups", { as: "device", body });
  const byDigits = (leftMs: number, lastFour = "4242") => find({ by: "digits", lastFour, leftMs });
  const byCard = (requestId: string) => find({ by: "card", readerId: "kiosk-1", requestId });
  const now = () => api.fixture.shop.nowMs();

  it("finds a receipt by the card's digits and about when they left, where one alone fits", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const leftMs = now();
    const { body } = await byDigits(leftMs + 10 * MINUTE_MS);
    expect(body).toMatchObject({
      items: [{ visitId, leftMs, totalMinor: 250, currency: "GBP", status: "final" }],
      isAmbiguous: false,
    });
    const receipt = await api.get(`/v1/r/${tokenOf(body.items[0].receiptUrl)}`);
    expect(receipt.body.totals.grossMinor).toBe(250);
    for (const other of [
      byDigits(leftMs + 10 * MINUTE_MS + 1),
      byDigits(leftMs - 10 * MINUTE_MS - 1),
      byDigits(leftMs, "4243"),
    ]) {
      expect((await other).body).toEqual({ items: [], isAmbiguous: false });
    }
    await api.fixture.pass(MINUTE_MS);
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    expect((await byDigits(leftMs)).body).toEqual({ items: [], isAmbiguous: true });
    await api.fixture.pass(DAY_MS);
    expect((await byDigits(leftMs)).body).toEqual({ items: [], isAmbiguous: false });
  });

  it("does not find customers' receipts, who sign in, nor those of who is inside", async () => {
    await api.fixture.pass(DAY_MS);
    const ofCustomer = await enterByCode(api, "shopper");
    await leave(api, ofCustomer);
    await conclude(api, ofCustomer);
    await enterByCard(api, "pm_sim_ok");
    expect((await byDigits(now())).body).toEqual({ items: [], isAmbiguous: false });
  });

  it("finds the last receipts of a card that is held to its reader", async () => {
    const visits: string[] = [];
    for (let at = 0; at <= LOOKED_UP_MAX; at++) {
      const { body } = await enter(api, `pm_sim_ok-tapped~${at}`);
      await comeIn(api, "north");
      visits.push(body.visitId);
      await leave(api, body.visitId);
      await api.fixture.pass(MINUTE_MS);
    }
    const { body } = await byCard("pm_sim_ok-tapped~kiosk");
    expect(body.items.map((item: { visitId: string }) => item.visitId)).toEqual(
      visits.reverse().slice(0, LOOKED_UP_MAX),
    );
    expect((await byCard("pm_sim_ok-other")).body).toEqual({ items: [], isAmbiguous: false });
  });

  it("says what is wrong with a card, and takes nothing that is no request", async () => {
    expect((await byCard("nobody")).body.code).toBe("entry-card-refused");
    expect((await byCard("offline")).body.code).toBe("entry-offline");
    for (const body of [
      { by: "digits", lastFour: "424", leftMs: 1 },
      { by: "digits", lastFour: "4242", leftMs: -1 },
      { by: "name", name: "Ann" },
    ]) {
      expect((await find(body)).body.code).toBe("input-invalid");
    }
    const asGate = await api.post("/v1/receipts/lookups", {
      as: "gate",
      body: { by: "digits", lastFour: "4242", leftMs: 1 },
    });
    expect(asGate.body.code).toBe("forbidden");
  });
});

describe("a kiosk of a shop without a card reader", () => {
  const api = startApi({ config: withEntry({ card: null }) });

  it("says so", async () => {
    const body = { by: "card", readerId: "kiosk-1", requestId: "r1" };
    const found = await api.post("/v1/receipts/lookups", { as: "device", body });
    expect(found.body.code).toBe("entry-method-unavailable");
  });
});
