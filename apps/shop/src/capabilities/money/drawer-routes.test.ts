import { DRAWER_MINOR_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { type ApiResponse, startApi } from "../../http/api-recorder-fixture.ts";
import { comeIn, conclude, leave, take } from "../../http/scripted-visit-fixture.ts";

type Api = ReturnType<typeof startApi>;
type Who = "operator" | "clerk";

/** Somebody pays 2.50 in cash. */
async function payInCash(api: Api): Promise<string> {
  const body = { partySize: 1, payer: "cash", staffId: null };
  const { visitId } = (await api.post("/v1/gates/north/admissions", { as: "operator", body })).body;
  await comeIn(api, "north");
  await take(api, visitId, "03", 1);
  await leave(api, visitId);
  await conclude(api, visitId);
  const paid = await api.post(`/v1/charges/${visitId}/cash`, {
    as: "operator",
    body: { amountMinor: 250 },
  });
  expect(paid.status, paid.text).toBe(201);
  return visitId;
}

function openDrawer(api: Api) {
  const post = (path: string, as: Who, body: object, key?: string): Promise<ApiResponse> =>
    api.post(`/v1/drawer/${path}`, { as, body, ...(key === undefined ? {} : { key }) });
  return {
    read: async (as: Who = "operator") => (await api.get("/v1/drawer", { as })).body,
    list: async (query = "") =>
      (await api.get(`/v1/drawer/moves${query}`, { as: "operator" })).body,
    count: (amountMinor: number, as: Who = "operator", key?: string) =>
      post("counts", as, { amountMinor }, key),
    move: (kind: "banked" | "added", amountMinor: number, as: Who = "operator") =>
      post("moves", as, { kind, amountMinor }),
  };
}

describe("the till's drawer", () => {
  const api = startApi();
  const { read, list, count, move } = openDrawer(api);

  it("is unknown until it is counted, and nothing is taken from it until then", async () => {
    expect(await read("clerk")).toEqual({
      ...{ currency: "GBP", state: "uncounted", expectedMinor: null, count: null },
      ...{ lowMinor: 5000, highMinor: 20_000 },
      ...{ takenMinor: 0, refundedMinor: 0, bankedMinor: 0, addedMinor: 0 },
    });
    await payInCash(api);
    expect(await read()).toMatchObject({ state: "uncounted", takenMinor: 0 });
    const refused = await move("banked", 100);
    expect([refused.status, refused.body.code]).toEqual([409, "drawer-not-counted"]);
  });

  it("holds what was counted, and what came and went since", async () => {
    const counted = await count(10_000, "clerk");
    expect(counted.status).toBe(201);
    const { count: last } = counted.body;
    expect(last).toMatchObject({
      amountMinor: 10_000,
      expectedMinor: null,
      atMs: api.fixture.shop.nowMs(),
    });
    const visitId = await payInCash(api);
    expect(await read()).toMatchObject({ expectedMinor: 10_250, takenMinor: 250, state: "right" });
    const refund = { kind: "whole", reason: "damaged" };
    await api.post(`/v1/receipts/${visitId}/refunds`, { as: "operator", body: refund });
    const returned = await api.post(`/v1/charges/${visitId}/cash-return`, {
      as: "operator",
      body: { amountMinor: 250 },
    });
    expect(returned.status, returned.text).toBe(201);
    expect(await read()).toMatchObject({ expectedMinor: 10_000, refundedMinor: 250 });
    await move("banked", 6000);
    expect(await read()).toMatchObject({ expectedMinor: 4000, bankedMinor: 6000, state: "low" });
    await move("added", 20_000);
    expect(await read()).toMatchObject({ expectedMinor: 24_000, addedMinor: 20_000 });
    expect((await read()).state).toBe("high");
  });

  it("is counted again, and the difference is in the journal with who counted", async () => {
    await api.fixture.pass(1000);
    const counted = await count(23_950, "clerk", "count-2");
    const again = await count(23_950, "clerk", "count-2");
    expect(again.body).toEqual(counted.body);
    expect(counted.body).toMatchObject({ expectedMinor: 23_950, takenMinor: 0, bankedMinor: 0 });
    const { items } = await list();
    const kinds = items.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(["counted", "added", "banked", "counted"]);
    expect(items[0]).toMatchObject({ amountMinor: 23_950, expectedMinor: 24_000 });
    expect(counted.body.count).toMatchObject({ amountMinor: 23_950, expectedMinor: 24_000 });
    expect(items[0].by).toBe(counted.body.count.by);
    expect(items[0].by).not.toBe(items[1].by);
    expect(items[3]).toMatchObject({ amountMinor: 10_000, expectedMinor: null });
    const first = await list("?limit=1");
    expect((await api.get(first.next, { as: "operator" })).body.items[0]).toEqual(items[1]);
  });

  it("never has more taken from it than should be there, and clerks take nothing to the bank", async () => {
    const refused = await move("banked", 23_951);
    expect([refused.status, refused.body.code]).toEqual([409, "cash-exceeds-drawer"]);
    expect((await move("banked", 1, "clerk")).body.code).toBe("forbidden");
    expect((await move("banked", 23_950)).body).toMatchObject({ expectedMinor: 0, state: "low" });
    expect((await move("banked", 0)).body.code).toBe("input-invalid");
    expect((await count(-1)).body.code).toBe("input-invalid");
    expect((await count(DRAWER_MINOR_MAX + 1)).body.code).toBe("input-invalid");
    expect((await count(DRAWER_MINOR_MAX)).status).toBe(201);
    expect((await count(0)).body).toMatchObject({ expectedMinor: 0 });
  });
});

describe("a day's closing", () => {
  const api = startApi();
  const { count, move } = openDrawer(api);
  const close = async (day: string) =>
    (await api.post("/v1/closings", { as: "operator", body: { day } })).body;

  it("has what was counted, banked and added, and what should be there", async () => {
    await count(10_000);
    await payInCash(api);
    await count(10_200);
    await move("banked", 5000);
    await move("added", 1000);
    const closing = await close("2026-03-02");
    expect(closing.drawer).toEqual({
      ...{ counts: 2, differenceMinor: -50, bankedMinor: 5000, addedMinor: 1000 },
      expectedMinor: 6200,
    });
    const table = await api.get("/v1/closings/1?format=csv", { as: "operator" });
    expect(table.text).toContain("drawer,difference counted,-0.50,");
    await api.fixture.pass(24 * 3_600_000);
    await payInCash(api);
    const next = await close("2026-03-03");
    expect(next.drawer).toEqual({
      ...{ counts: 0, differenceMinor: 0, bankedMinor: 0, addedMinor: 0 },
      expectedMinor: 6450,
    });
  });
});

describe("a closing of a shop without cash", () => {
  const api = startApi();

  it("says nothing of a drawer", async () => {
    const body = { day: "2026-03-02" };
    const closing = await api.post("/v1/closings", { as: "operator", body });
    expect(closing.status).toBe(201);
    expect(closing.body).not.toHaveProperty("drawer");
  });
});
