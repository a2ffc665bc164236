import { describe, expect, it } from "vitest";
import { startApi, type Who } from "../../http/api-recorder-fixture.ts";
import {
  conclude,
  enterByCard,
  leave,
  shopByCard,
  shopByCode,
  take,
} from "../../http/scripted-visit-fixture.ts";

describe("receipts", () => {
  const api = startApi();
  const ask = async (query: string, as: Who = "operator") =>
    (await api.get(`/v1/receipts?${query}`, { as })).body.items;
  const find = async (search: string, as: Who = "operator"): Promise<string[]> =>
    (await ask(`search=${encodeURIComponent(search)}`, as)).map(
      ({ visitId }: { visitId: string }) => visitId,
    );
  const refund = (visitId: string, body: object) =>
    api.post(`/v1/receipts/${visitId}/refunds`, { as: "operator", body });
  const numberOf = (visitId: string): string =>
    String(
      (api.fixture.store.read("receipt", visitId) as { documentNumber: number }).documentNumber,
    );

  it("are found by what people type, in any combination, and in words of their goods", async () => {
    const cheese = await shopByCard(api, "pm_sim_ok", { "03": 2 });
    await api.fixture.pass(86_400_000);
    const loaf = await shopByCode(api, "shopper", { "01": 1 });
    const { name } = api.fixture.shop.settings.products.get("03")!;
    expect(await find(name)).toEqual([cheese]);
    expect(await find(name.toUpperCase())).toEqual([cheese]);
    expect(await find(`${name} today`)).toEqual([]);
    expect(await find(`${name} yesterday 5.00`)).toEqual([cheese]);
    expect(await find("5,00")).toEqual([cheese]);
    expect(await find(`no. ${numberOf(cheese)}`)).toEqual([cheese]);
    await api.post("/v1/me/details", { as: "shopper", body: { email: "Ann@example.com" } });
    expect(await find("ann@EXAMPLE.com")).toEqual([loaf]);
    expect(await find("ann@example.com", "clerk")).toEqual([loaf]);
    expect(await find("ann@example.com", "reviewer")).toEqual([]);
    const lines = [{ lineId: "03", quantity: 1 }];
    const { body } = await refund(cheese, { kind: "lines", lines, reason: "returned" });
    expect(await find(`no. ${numberOf(cheese)}-1`)).toEqual([cheese]);
    expect(await find(`${numberOf(cheese)}-2`)).toEqual([]);
    expect(await find(`no. ${body.documentNumber}`)).toEqual([cheese]);
    expect(await find("2.50")).toEqual([cheese]);
  });

  it("are filtered by state and by time, added up, and a shopper has their own", async () => {
    await api.fixture.pass(1000);
    const since = api.fixture.shop.nowMs();
    const paid = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const refunded = await shopByCard(api, "pm_sim_ok", { "03": 2 });
    await refund(refunded, { kind: "amount", amountMinor: 120, reason: "goodwill" });
    const disputed = await shopByCard(api, "pm_sim_ok", { "07": 1 });
    const body = { kind: "missing", lineId: null, gtin: "03", claimedQuantity: 1 };
    await api.post(`/v1/receipts/${disputed}/disputes`, { as: "operator", body });
    const waiting = await enterByCard(api, "pm_sim_ok");
    await take(api, waiting, "01", 1, 0.6);
    await leave(api, waiting);
    await conclude(api, waiting, true);
    const list = async (state: string) =>
      (await ask(`fromMs=${since}&state=${state}`))
        .map(({ visitId }: { visitId: string }) => visitId)
        .sort();
    expect(await list("paid")).toEqual([paid, disputed].sort());
    expect(await list("refunded")).toEqual([refunded]);
    expect(await list("disputed")).toEqual([disputed]);
    expect(await list("in-review")).toEqual([waiting]);
    expect(await list("draft")).toEqual([waiting]);
    expect(await list("open")).toEqual([]);
    expect(await ask(`untilMs=${since}&state=in-review`)).toEqual([]);
    const totals = async (query: string) =>
      (await api.get(`/v1/receipts/totals?${query}`, { as: "clerk" })).body;
    expect(await totals(`fromMs=${since}&state=refunded`)).toEqual({
      receipts: 1,
      currency: "GBP",
      totalMinor: 500,
      refundedMinor: 120,
      owedMinor: 0,
      refundDueMinor: 0,
    });
    expect((await totals(`fromMs=${since}`)).receipts).toBe(4);
    expect((await totals("search=nothing-like-it")).receipts).toBe(0);
    const own = await ask("", "shopper");
    expect(own.map(({ payer }: { payer: string }) => payer)).toEqual(["customer"]);
  });

  it("are exported as a table and as lines, however many there are", async () => {
    const all = await ask("limit=200");
    const csv = await api.get("/v1/receipts/export?format=csv", { as: "operator" });
    const rows = csv.text.trimEnd().split("\r\n");
    expect(rows[0]).toMatch(/^visit_id,number,drafted,/);
    expect(rows).toHaveLength(all.length + 1);
    expect(csv.headers["content-disposition"]).toContain("receipts.csv");
    const jsonl = await api.get("/v1/receipts/export?format=jsonl&state=refunded", {
      as: "integrator",
    });
    const lines = jsonl.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.reverse()).toEqual(await ask("state=refunded"));
    expect(lines[0]).toMatchObject({ refundedMinor: 120 });
    expect(csv.text).toContain(",5.00,1.20,0.00,");
  });
});
