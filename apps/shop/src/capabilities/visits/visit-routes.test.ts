import { describe, expect, it } from "vitest";
import { keepEvidence } from "../../evidence/evidence-store.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { TIMELINE_EVENTS_MAX } from "../../http/http-limits.ts";
import {
  comeIn,
  conclude,
  enterByCard,
  enterByCode,
  findShopper,
  leave,
  shopByCard,
  take,
  tick,
} from "../../http/scripted-visit-fixture.ts";

describe("GET /visits", () => {
  const api = startApi();

  it("lists in pages, the newest first, neither doubling nor skipping what comes between", async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) {
      await api.fixture.pass(1000);
      ids.unshift(await enterByCard(api, "pm_sim_ok"));
    }
    const first = await api.get("/v1/visits?limit=2", { as: "operator" });
    await api.fixture.pass(1000);
    await enterByCard(api, "pm_sim_ok");
    const second = await api.get(first.body.next, { as: "operator" });
    const third = await api.get(second.body.next, { as: "operator" });
    const pages = [first, second, third].map(({ body }) =>
      body.items.map((visit: { visitId: string }) => visit.visitId),
    );
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(third.body.next).toBeNull();
  });

  it("filters by status, on every page", async () => {
    const { body } = await api.get("/v1/visits?limit=1", { as: "operator" });
    const newest = body.items[0].visitId;
    await leave(api, newest);
    const closed = await api.get("/v1/visits?status=closed", { as: "integrator" });
    expect(closed.body.items).toMatchObject([{ visitId: newest, status: "closed", inside: 0 }]);
    const open = await api.get("/v1/visits?status=open&limit=1", { as: "integrator" });
    expect(open.body.next).toContain("status=open");
    const rest = await api.get(open.body.next, { as: "integrator" });
    expect(rest.body.items).toMatchObject([{ status: "open" }]);
  });

  it("tells what the receipt has come to, and finds what waits or is flagged, and by payer", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 2 });
    const waiting = await enterByCard(api, "pm_sim_ok");
    await take(api, waiting, "01", 1, 0.6);
    await leave(api, waiting);
    await conclude(api, waiting, true);
    const list = async (query: string): Promise<Record<string, unknown>[]> =>
      (await api.get(`/v1/visits?${query}`, { as: "operator" })).body.items;
    const all = await list("limit=200");
    const { totalMinor } = (
      await api.get(`/v1/receipts?limit=200`, { as: "operator" })
    ).body.items.find((receipt: { visitId: string }) => receipt.visitId === visitId);
    expect(all.find((row) => row.visitId === visitId)).toMatchObject({
      flags: 0,
      receipt: { status: "final", isWaiting: false, totalMinor, probability: 0.99 },
    });
    expect(await list("only=waiting")).toMatchObject([
      { visitId: waiting, receipt: { status: "draft", isWaiting: true } },
    ]);
    expect(await list("only=flagged")).toEqual([]);
    const { store } = api.fixture;
    await store.transact((tx) =>
      tx.append("visit", waiting, [{ type: "VisitFlagged", flag: "track-lost", detail: "gone" }]),
    );
    expect(await list("only=flagged")).toMatchObject([{ visitId: waiting, flags: 1 }]);
    expect(await list("payer=cash")).toEqual([]);
    expect(await list("payer=card&limit=200")).toHaveLength(all.length);
    const untilMs = (all[2] as { openedMs: number }).openedMs;
    expect((await list(`untilMs=${untilMs}&limit=1`))[0]!.openedMs).toBe(untilMs);
  });

  it.each([
    "limit=0",
    "limit=201",
    "limit=1e2",
    "status=lost",
    "after=x",
    "after=WzFd",
    "colour=red",
  ])("refuses ?%s", async (query) => {
    const response = await api.get(`/v1/visits?${query}`, { as: "operator" });
    expect(response.body.code).toBe("input-invalid");
  });

  it("takes the largest page", async () => {
    expect((await api.get("/v1/visits?limit=200", { as: "operator" })).status).toBe(200);
  });
});

describe("GET /visits/:visitId", () => {
  const api = startApi();

  it("tells people, carts with probabilities, interactions and what happened", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const evidenceId = await take(api, visitId, "01", 2, 0.6);
    const { body } = await api.get(`/v1/visits/${visitId}`, { as: "operator" });
    expect(body).toMatchObject({
      visitId,
      status: "open",
      payer: "card",
      closedMs: null,
      shoppers: [{ status: "inside", lines: [{ gtin: "01", quantity: 2 }], probability: 0.9 }],
      interactions: [
        {
          evidenceId,
          gtin: "01",
          name: "Product 01",
          probability: 0.6,
          candidates: [{}, { gtin: "02" }],
        },
      ],
    });
    await leave(api, visitId);
    await conclude(api, visitId, true);
    const later = await api.get(`/v1/visits/${visitId}`, { as: "reviewer" });
    expect(later.body.shoppers).toMatchObject([{ needsReview: true, reasons: ["not sure"] }]);
    const types = later.body.timeline.map((event: { type: string }) => event.type);
    expect(types).toEqual(
      expect.arrayContaining(["visit.opened", "visit.closed", "receipt.drafted"]),
    );
    const ids = later.body.timeline.map((event: { id: number }) => event.id);
    expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b));
  });

  it("tells the last events where there are many", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok", "south");
    const { store } = api.fixture;
    await store.transact((tx) => {
      for (let at = 0; at < TIMELINE_EVENTS_MAX; at++) {
        tx.append("charge", visitId, [{ type: "DueSet", dueMinor: at, cause: "test" }]);
      }
    });
    const { body } = await api.get(`/v1/visits/${visitId}`, { as: "operator" });
    expect(body.timeline).toHaveLength(TIMELINE_EVENTS_MAX);
    expect(body.timeline.at(-1).id).toBe(store.position());
    expect(body.timeline[0].type).toBe("charge.updated");
  });

  it("is not found for ids of nothing, and refused for ids that are none", async () => {
    expect((await api.get("/v1/visits/nothing", { as: "operator" })).body.code).toBe("not-found");
    expect((await api.get("/v1/visits/a%20b", { as: "operator" })).body.code).toBe("input-invalid");
  });
});

describe("GET /visits/:visitId/belief", () => {
  const api = startApi();

  it("tells what the carts may hold, and what was uncertain", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "01", 2);
    const evidenceId = await take(api, visitId, "03", 1, 0.6);
    const { body } = await api.get(`/v1/visits/${visitId}/belief`, { as: "reviewer" });
    const { products } = api.fixture.shop.settings;
    expect(body.products[0]).toMatchObject({ name: products.get("01")!.name });
    expect(body.products.map(({ gtin }: { gtin: string }) => gtin)).toEqual(["01", "02", "03"]);
    expect(body.doubts).toMatchObject([
      { evidenceId, tellings: [{ status: "final", probability: 0.6, accounts: [{}, {}] }] },
    ]);
    expect(body.doubts[0].tellings[0].accounts[1].name).toBe(products.get("02")!.name);
  });

  it("is not found for ids of nothing", async () => {
    const response = await api.get("/v1/visits/nothing/belief", { as: "operator" });
    expect(response.body.code).toBe("not-found");
  });
});

describe("POST /visits/:visitId/bindings", () => {
  const api = startApi();
  const bind = (visitId: string, shopperId: string) =>
    api.post(`/v1/visits/${visitId}/bindings`, { as: "operator", body: { shopperId } });

  it("binds who was seen inside, and moves who was bound elsewhere", async () => {
    const first = await enterByCard(api, "pm_sim_ok");
    const second = await enterByCard(api, "pm_sim_ok", "south");
    const stranger = await comeIn(api, null);
    expect((await bind(first, stranger)).body).toMatchObject({ visitId: first, status: "open" });
    expect((await bind(second, stranger)).status).toBe(200);
    expect(api.fixture.store.read("visit", first)).toMatchObject({ shoppers: [{}] });
    expect((await bind(second, stranger)).body.code).toBe("shopper-already-bound");
    expect((await bind(first, "nobody-99")).body.code).toBe("shopper-unknown");
    expect((await bind("nothing", stranger)).body.code).toBe("not-found");
    await leave(api, first);
    expect((await bind(first, stranger)).body.code).toBe("visit-not-open");
  });
});

describe("a visit of which it is a guess who is in it", () => {
  const api = startApi();

  it("is reported to staff, who settle it by naming who is right", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await comeIn(api, "north");
    await api.fixture.pass(10_001);
    await tick(api);
    const alerts = await api.get("/v1/alerts", { as: "operator" });
    expect(alerts.body.items).toMatchObject([
      ...[{ kind: "tailgating" }, { kind: "bound-by-guess", visitId }],
    ]);
    const shown = await api.get(`/v1/visits/${visitId}`, { as: "operator" });
    expect(shown.body.flags).toMatchObject([{ flag: "bound-by-guess" }]);
    const body = { shopperId: findShopper(api, visitId) };
    const path = `/v1/visits/${visitId}/bindings`;
    expect((await api.post(path, { as: "operator", body })).status).toBe(200);
    const after = await api.get(`/v1/visits/${visitId}`, { as: "operator" });
    expect(after.body).toMatchObject({ flags: [], shoppers: [{}] });
    const open = await api.get("/v1/alerts", { as: "operator" });
    expect(open.body.items).toMatchObject([{ kind: "tailgating" }]);
    expect((await api.post(path, { as: "operator", body })).body.code).toBe(
      "shopper-already-bound",
    );
  });
});

describe("POST /visits/:visitId/age-check", () => {
  const api = startApi();
  const check = (visitId: string, as: "operator" | "clerk" | "reviewer" = "operator") =>
    api.post(`/v1/visits/${visitId}/age-check`, { as, body: { isOldEnough: true } });

  it("clears the alert, and is wanted once", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    expect((await check(visitId)).body.code).toBe("age-check-not-needed");
    await take(api, visitId, "05", 1);
    const open = await api.get("/v1/alerts", { as: "operator" });
    expect(open.body.items).toMatchObject([{ kind: "age-check", visitId }]);
    expect((await check(visitId)).body).toMatchObject({ age: "verified" });
    expect((await api.get("/v1/alerts", { as: "operator" })).body.items).toEqual([]);
    expect((await check(visitId)).body.code).toBe("age-check-not-needed");
    expect((await check("nothing")).body.code).toBe("not-found");
  });

  it("is a clerk's, too, and no reviewer's, who sees nobody", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "05", 1);
    expect((await check(visitId, "reviewer")).body.code).toBe("forbidden");
    expect((await check(visitId, "clerk")).body).toMatchObject({ age: "verified" });
  });
});

describe("POST /visits/:visitId/close", () => {
  const api = startApi();
  const close = (visitId: string, key?: string) =>
    api.post(`/v1/visits/${visitId}/close`, { as: "operator", ...(key && { key }) });

  it("ends a visit once; asked again with its key it says the same", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const first = await close(visitId, "close-1");
    expect(first).toMatchObject({ status: 200, body: { visitId, status: "closed" } });
    expect((await close(visitId, "close-1")).body).toEqual(first.body);
    expect((await close(visitId)).body.code).toBe("visit-not-open");
    expect((await close("nothing")).body.code).toBe("not-found");
  });

  it("takes no body", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const path = `/v1/visits/${visitId}/close`;
    const response = await api.post(path, { as: "operator", body: { cause: "lost" } });
    expect(response.body).toMatchObject({
      code: "input-invalid",
      detail: "this route accepts no body",
    });
    expect((await api.post(path, { as: "operator", body: {} })).status).toBe(200);
  });
});

describe("a shopper", () => {
  const api = startApi();

  it("sees their own visits and carts, and of others not that they are there", async () => {
    const own = await enterByCode(api, "shopper");
    await take(api, own, "01", 1);
    const visits = await api.get("/v1/me/visits", { as: "shopper" });
    expect(visits.body.items).toMatchObject([{ visitId: own, status: "open", totalMinor: null }]);
    expect((await api.get("/v1/me/visits", { as: "bob" })).body.items).toEqual([]);
    expect((await api.get(`/v1/me/visits/${own}/cart`, { as: "bob" })).body.code).toBe("not-found");
    expect((await api.get("/v1/me/visits/nothing/cart", { as: "bob" })).body.code).toBe(
      "not-found",
    );
    await leave(api, own);
    await conclude(api, own);
    const receipts = await api.get("/v1/receipts", { as: "shopper" });
    expect(receipts.body.items).toMatchObject([{ visitId: own, status: "final" }]);
    expect((await api.get("/v1/receipts", { as: "bob" })).body.items).toEqual([]);
    expect((await api.get(`/v1/receipts/${own}`, { as: "bob" })).body.code).toBe("not-found");
    const dispute = { kind: "missing", lineId: null, gtin: "01", claimedQuantity: 1 };
    const path = `/v1/receipts/${own}/disputes`;
    expect((await api.post(path, { as: "bob", body: dispute })).body.code).toBe("not-found");
    expect((await api.post(path, { as: "shopper", body: dispute })).status).toBe(201);
  });

  it("sees the running total with members' prices and offers, as the receipt will say it", async () => {
    await api.fixture.pass(1000);
    const visitId = await enterByCode(api, "shopper");
    for (const [gtin, quantity] of [
      ["01", 2],
      ["03", 1],
      ["04", 1],
    ] as const) {
      await take(api, visitId, gtin, quantity);
    }
    const cart = await api.get(`/v1/me/visits/${visitId}/cart`, { as: "shopper" });
    expect(cart.body).toMatchObject({ status: "open", currency: "GBP", probability: 0.9 });
    expect(cart.body.lines).toMatchObject([
      { gtin: "01", quantity: 2, probability: 0.995 },
      { gtin: "03", quantity: 1 },
      { gtin: "04", quantity: 1, depositMinor: 20 },
    ]);
    const shopperId = findShopper(api, visitId);
    expect(api.fixture.store.read("shopper", shopperId).lines).toHaveLength(3);
    await leave(api, visitId);
    await conclude(api, visitId);
    const receipts = await api.get("/v1/receipts?limit=1", { as: "shopper" });
    expect(receipts.body.items[0].totalMinor).toBe(cart.body.totals.totalMinor);
  });

  it("is told which products have no price, and is not asked for them", async () => {
    const visitId = await enterByCode(api, "bob", "south");
    await take(api, visitId, "99", 1);
    const cart = await api.get(`/v1/me/visits/${visitId}/cart`, { as: "bob" });
    expect(cart.body).toMatchObject({ unpriced: ["99"], lines: [], totals: { totalMinor: 0 } });
    expect((await api.get("/v1/alerts", { as: "operator" })).body.items).toEqual([]);
  });

  it("shows a code that ends with its slot", async () => {
    const { body } = await api.get("/v1/me/code", { as: "shopper" });
    expect(body.slotMs).toBe(15_000);
    const left = body.expiresMs - api.fixture.shop.nowMs();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(15_000);
  });

  it("may see all that is kept, and is forgotten once nothing is open", async () => {
    const { store, shop } = api.fixture;
    const { items } = (await api.get("/v1/me/visits", { as: "bob" })).body;
    const taken = store.db
      .prepare(
        `SELECT evidence_id FROM evidence_shoppers JOIN bindings USING (shopper_id)
         WHERE visit_id = ?`,
      )
      .get(items[0].visitId);
    const untilMs = shop.nowMs() + 60_000;
    const times = { madeMs: shop.nowMs(), deleteAfterMs: untilMs };
    const evidenceId = taken!.evidence_id as string;
    await store.transact((tx) =>
      keepEvidence(tx, { evidenceId, kind: "positions", content: {}, ...times }),
    );
    const data = await api.get("/v1/me/data", { as: "bob" });
    expect(data.body.visits).toHaveLength(1);
    const fields = data.body.kept.map((fact: { field: string }) => fact.field);
    expect(fields).toEqual(expect.arrayContaining(["card_token", "email", "locale"]));
    expect(data.body.kept.at(-1)).toMatchObject({
      table: "evidence",
      field: "positions",
      value: 1,
      untilMs,
    });
    const busy = await api.post("/v1/me/forget", { as: "bob" });
    expect(busy.body.code).toBe("customer-busy");
    const [{ visitId }] = data.body.visits;
    await leave(api, visitId);
    await conclude(api, visitId);
    expect((await api.post("/v1/me/forget", { as: "bob" })).status).toBe(200);
    expect((await api.get("/v1/me/data", { as: "bob" })).body.code).toBe("token-invalid");
    expect(store.db.prepare("SELECT * FROM evidence_files").all()).toEqual([]);
  });
});
