import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { describe, expect, it } from "vitest";
import { raiseAlert } from "../../domain/alerts.ts";
import { sellGoods } from "../../goods/goods-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { linkNext } from "../../http/pages.ts";
import { enterByCard, take } from "../../http/scripted-visit-fixture.ts";

describe("stock", () => {
  const api = startApi();
  const write = (way: string, facing: string, quantity: unknown) =>
    api.post(`/v1/stock/${way}`, { as: "integrator", body: { facing, quantity } });
  const read = async () => (await api.get("/v1/stock", { as: "operator" })).body.items;

  it("is not known before it was counted", async () => {
    expect(await read()).toMatchObject([
      { facing: "1/1/1", gtin: "01", counted: null, expected: null, isLow: false },
      { facing: "1/1/3", gtin: "03", counted: null, expected: null, isLow: false },
    ]);
  });

  it("is what was counted and refilled, less what was taken since", async () => {
    const counted = await write("counts", "1/1/1", 4);
    expect(counted).toMatchObject({
      status: 201,
      body: { facing: "1/1/1", gtin: "01", quantity: 4 },
    });
    await api.fixture.pass(1000);
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "01", 1);
    expect(await read()).toMatchObject([{ counted: 4, expected: 3, isLow: true }, {}]);
    expect((await write("refills", "1/1/1", 2)).status).toBe(201);
    expect(await read()).toMatchObject([
      { counted: 4, refilled: 2, moved: -1, expected: 5, overdrawn: 0, isLow: false },
      {},
    ]);
    await api.fixture.pass(1000);
    await write("counts", "1/1/1", 0);
    expect(await read()).toMatchObject([{ counted: 0, expected: 0, isLow: true }, {}]);
    await api.fixture.pass(1000);
    await take(api, visitId, "01", 2);
    expect(await read()).toMatchObject([{ expected: null, overdrawn: 2, isLow: false }, {}]);
  });

  it("is counted as of when somebody counted, and not more than a day ago", async () => {
    const nowMs = api.fixture.shop.nowMs();
    const body = { facing: "1/1/1", quantity: 9 };
    const count = (countedMs: number) =>
      api.post("/v1/stock/counts", { as: "operator", body: { ...body, countedMs } });
    expect((await count(nowMs - 500)).status).toBe(201);
    expect(await read()).toMatchObject([{ counted: 9, countedMs: nowMs - 500 }, {}]);
    const old = await count(nowMs - 86_400_001);
    expect([old.status, old.body.code]).toEqual([400, "input-invalid"]);
  });

  it("has a history, with who, and what each count should have been", async () => {
    const facing = "1/1/3";
    const record = (way: string, body: object) =>
      api.post(`/v1/stock/${way}`, { as: "operator", body: { facing, ...body } });
    await record("counts", { quantity: 5 });
    await api.fixture.pass(1000);
    await record("refills", { quantity: 4, expiresOn: "2026-03-09" });
    await api.fixture.pass(1000);
    expect((await record("waste", { quantity: 1, reason: "damaged" })).status).toBe(201);
    await api.fixture.pass(1000);
    await record("counts", { quantity: 7 });
    const readMovements = async (more: string) =>
      (await api.get(`/v1/stock/movements?facing=${facing}${more}`, { as: "integrator" })).body;
    const by = "user-operator";
    expect((await readMovements("")).items).toMatchObject([
      { kind: "counted", quantity: 7, expected: 8, gtin: "03", by },
      { kind: "wasted", quantity: 1, expected: null, reason: "damaged", by },
      { kind: "refilled", quantity: 4, expiresOn: "2026-03-09", reason: null, by },
      { kind: "counted", quantity: 5, expected: null, by },
    ]);
    const page = await readMovements("&kind=counted&limit=1");
    expect(page.items).toHaveLength(1);
    expect((await api.get(page.next, { as: "operator" })).body.items).toMatchObject([
      { quantity: 5 },
    ]);
  });

  it.each([
    ["counts", "9/9/9", 1, "facing-unknown"],
    ["refills", "9/9/9", 1, "facing-unknown"],
    ["counts", "1/1/1", -1, "input-invalid"],
    ["refills", "1/1/1", 0, "input-invalid"],
    ["counts", "1/1/1", 100_001, "input-invalid"],
    ["counts", "1/1/1", 1.5, "input-invalid"],
    ["counts", "", 1, "input-invalid"],
  ])("refuses %s of %s with %s", async (way, facing, quantity, code) => {
    expect((await write(way, facing, quantity)).body.code).toBe(code);
  });

  it("takes the largest count", async () => {
    expect((await write("counts", "1/1/3", 100_000)).status).toBe(201);
  });
});

describe("the list of facings", () => {
  const api = startApi(sellGoods());
  const read = (path: string) => api.get(path, { as: "operator" });

  it("comes whole, or in pages where a limit is asked for", async () => {
    const all = (await read("/v1/stock")).body;
    expect(all.items.length).toBeGreaterThan(1);
    expect(all.next).toBeNull();
    const seen: unknown[] = [];
    for (let path = "/v1/stock?limit=1"; path !== null; ) {
      const { items, next } = (await read(path)).body;
      expect(items).toHaveLength(1);
      seen.push(...items);
      path = next;
    }
    expect(seen).toEqual(all.items);
    const gone = linkNext("/v1/stock", ["9/9/9"]);
    expect((await read(gone)).body.code).toBe("input-invalid");
  });
});

describe("alerts", () => {
  const api = startApi();
  const raise = (alertKey: string, kind: AlertKind) =>
    api.fixture.store.transact((tx) =>
      raiseAlert(tx, { alertKey, kind, message: "look at it", visitId: null }),
    );

  it("are listed until somebody has cleared them; findings are those about the shop itself", async () => {
    await raise("low:01", "low-stock");
    await raise("plate:1/1/1", "plate-dead");
    const keys = async (path: string) =>
      (await api.get(path, { as: "reviewer" })).body.items.map(
        (alert: { alertKey: string }) => alert.alertKey,
      );
    expect((await keys("/v1/alerts")).sort()).toEqual(["low:01", "plate:1/1/1"]);
    expect(await keys("/v1/findings")).toEqual(["plate:1/1/1"]);
    const clear = () => api.post("/v1/alerts/low:01/clear", { as: "operator" });
    expect((await clear()).body.alertKey).toBe("low:01");
    expect((await clear()).body.code).toBe("not-found");
    expect(await keys("/v1/alerts")).toEqual(["plate:1/1/1"]);
    const cleared = await api.get("/v1/alerts?state=cleared", { as: "operator" });
    expect(cleared.body.items).toMatchObject([{ alertKey: "low:01", clearedBy: "user-operator" }]);
    expect(await keys("/v1/findings?state=cleared")).toEqual([]);
  });

  it("are acknowledged by the first who sees to them, and stay open", async () => {
    const acknowledge = (as: "operator" | "reviewer") =>
      api.post("/v1/alerts/plate:1%2F1%2F1/acknowledge", { as });
    for (const as of ["reviewer", "operator"] as const) {
      expect((await acknowledge(as)).body).toEqual({ alertKey: "plate:1/1/1" });
    }
    const { body } = await api.get("/v1/alerts", { as: "operator" });
    const { nowMs } = api.fixture.shop;
    expect(body.items).toMatchObject([
      { acknowledgedBy: "user-reviewer", acknowledgedMs: nowMs(), clearedMs: null },
    ]);
    const nothing = await api.post("/v1/alerts/nothing/acknowledge", { as: "operator" });
    expect(nothing.body.code).toBe("not-found");
  });

  it("are a clerk's where shoppers wait or cash is counted, and no others", async () => {
    await raise("age:7", "age-check");
    const read = async (path: string) => (await api.get(path, { as: "clerk" })).body;
    const keys = (body: { items: { alertKey: string }[] }) =>
      body.items.map(({ alertKey }) => alertKey);
    expect(keys(await read("/v1/alerts"))).toEqual(["age:7"]);
    expect(keys(await read("/v1/alerts?state=cleared"))).toEqual([]);
    expect((await read("/v1/findings")).code).toBe("forbidden");
    const act = (path: string) => api.post(`/v1/alerts/${path}`, { as: "clerk" });
    expect((await act("plate:1%2F1%2F1/acknowledge")).body.code).toBe("not-found");
    expect((await act("age:7/acknowledge")).body).toEqual({ alertKey: "age:7" });
    expect((await act("age:7/clear")).body.code).toBe("forbidden");
    expect((await api.post("/v1/alerts/age:7/clear", { as: "operator" })).status).toBe(200);
  });

  it("are named with a slash by its code", async () => {
    const response = await api.post("/v1/alerts/plate%3A1%2F1%2F1/clear", { as: "operator" });
    expect(response.status).toBe(200);
  });

  it("come in pages", async () => {
    for (let at = 0; at < 3; at++) await raise(`low:1${at}`, "low-stock");
    const first = await api.get("/v1/alerts?limit=2", { as: "operator" });
    const second = await api.get(first.body.next, { as: "operator" });
    expect([first.body.items.length, second.body.items.length]).toEqual([2, 1]);
    for (const path of ["/v1/alerts?state=x", "/v1/findings?limit=0"]) {
      expect((await api.get(path, { as: "operator" })).body.code).toBe("input-invalid");
    }
  });
});
