import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeStaleDays } from "../../figures/projector.ts";
import {
  CHAIN,
  makeReceipt,
  makeVisit,
  organisation,
  START_MS,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

const DAY_MS = 86_400_000;

describe("the shops at a glance, their visits and reports", () => {
  let chain: TestChainHttp;
  let owner: string;

  beforeAll(async () => {
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
    const { db } = chain;
    await db
      .updateTable("up_heads")
      .set({ position: 90, at_ms: START_MS - 90_000 })
      .where("shop_id", "=", "a-1")
      .execute();
    const state = { sent: 100, clock_ahead_ms: 0, version: "0.1.0" };
    await db
      .insertInto("shop_states")
      .values([
        { ...state, shop_id: "a-1", seen_ms: START_MS - 1000, position: 100 },
        { ...state, shop_id: "a-2", seen_ms: START_MS - 61_000, position: 0 },
        { ...state, shop_id: "b-1", seen_ms: START_MS, position: 0 },
      ])
      .execute();
    await db
      .insertInto("visits")
      .values([
        makeVisit("a-1", "6019394533255319"),
        makeVisit("b-1", "3834301057905319", START_MS + 1),
        makeVisit("b-1", "3834301057900001", START_MS - DAY_MS),
      ])
      .execute();
    await db
      .insertInto("receipts")
      .values([
        makeReceipt("a-1", "6019394533255319", { document_number: 7, is_reviewed: true }),
        makeReceipt("b-1", "3834301057905319", { document_number: 8, total_minor: 999 }),
      ])
      .execute();
    const sums = { units: 1, discount_minor: 0, deposit_minor: 0, net_minor: 400, tax_minor: 35 };
    await db
      .insertInto("receipt_documents")
      .values({
        ...{ shop_id: "a-1", position: 5, document_number: 7, visit_id: "6019394533255319" },
        ...{ currency: "GBP", at_ms: START_MS, kind: "receipt", receipts: 1, corrections: 0 },
        ...{ corrected_minor: 0, ...sums, rounding_minor: 0, total_minor: 435 },
      })
      .execute();
    await makeStaleDays(db);
  });
  afterAll(() => chain.close());

  it("say which shops are behind, silent or were never seen", async () => {
    const { body } = await chain.ask("GET /v1/overview", { token: owner });
    const health = body.shops.map((one: Record<string, unknown>) => [one.shopId, one.health]);
    expect(health).toEqual([
      ["a-1", "behind"],
      ["a-2", "silent"],
      ["b-1", "ok"],
      ["b-2", "never-seen"],
    ]);
    expect(body.shops[0]).toMatchObject({ behindEvents: 10, behindMs: 90_000 });
    expect(body.shops[0].figures).toMatchObject({ salesMinor: 435, receipts: 1, reviewed: 1 });
  });

  it("show figures to those who may see reports alone, and shops within reach alone", async () => {
    const support = await chain.signIn("support", organisation("a"));
    const { body } = await chain.ask("GET /v1/overview", { token: support.token });
    expect(body.shops.map((one: { shopId: string }) => one.shopId)).toEqual(["a-1", "a-2"]);
    expect(body.shops.map((one: { figures: unknown }) => one.figures)).toEqual([null, null]);
  });

  const find = async (query: string, token = owner): Promise<string[]> => {
    const { body } = await chain.ask(`GET /v1/visits?${query}`, { token });
    return body.items.map((one: { shopId: string; visitId: string }) => one.visitId.slice(-4));
  };

  it("find visits by number, amount, the end of an id and time", async () => {
    expect(await find("search=7")).toEqual(["5319"]);
    expect(await find("search=9.99")).toEqual(["5319"]);
    expect(await find("search=4,35")).toEqual(["5319"]);
    expect(await find("search=5319")).toEqual(["5319", "5319"]);
    expect(await find("search=5319&shopId=b-1")).toEqual(["5319"]);
    expect(await find("search=nothing")).toEqual([]);
    expect(await find(`untilMs=${START_MS - 1}`)).toEqual(["0001"]);
  });

  it("find no visits of others, however they are searched", async () => {
    const { token } = await chain.signIn("manager", shop("a-2"));
    for (const search of ["7", "9.99", "5319", "6019394533255319"]) {
      expect(await find(`search=${search}`, token)).toEqual([]);
    }
  });

  it("list visits page by page, each once", async () => {
    const first = await chain.ask("GET /v1/visits?limit=2", { token: owner });
    expect(first.body.items).toHaveLength(2);
    const second = await chain.ask(`GET ${first.body.next}`, { token: owner });
    expect(second.body.items.map((one: { visitId: string }) => one.visitId)).toEqual([
      "3834301057900001",
    ]);
    expect(second.body.next).toBeNull();
  });

  it("show a visit with its documents", async () => {
    const url = "GET /v1/shops/a-1/visits/6019394533255319";
    const { body } = await chain.ask(url, { token: owner });
    expect(body).toMatchObject({ shopName: "Shop a-1", receipt: { totalMinor: 435 } });
    expect(body.documents).toMatchObject([{ documentNumber: 7, totalMinor: 435, lines: [] }]);
  });

  it("report days with what was before, and as CSV", async () => {
    const day = new Date(START_MS).toISOString().slice(0, 10);
    const query = `fromDay=${day}&untilDay=${day}&group=shop`;
    const { body } = await chain.ask(`GET /v1/report?${query}&compare=weekdays`, { token: owner });
    expect(body.rows).toMatchObject([
      { key: "a-1", visits: 1, reviewed: 1, sums: [{ currency: "GBP", totalMinor: 435 }] },
      { key: "b-1", visits: 1, reviewed: 0, sums: [] },
    ]);
    expect(body.before.rows).toEqual([]);
    const { text } = await chain.ask(`GET /v1/report/export?${query}`, { token: owner });
    expect(text.split("\r\n")).toEqual([
      "shop,visits,reviewed,disputes,audited,auditedAgreed,currency,receipts,units,netMinor,taxMinor,totalMinor,refundedMinor,shrinkageMinor",
      "a-1,1,1,0,0,0,GBP,1,1,400,35,435,0,0",
      "b-1,1,0,0,0,0,,,,,,,,",
      "",
    ]);
    const none = await chain.ask(`GET /v1/report?${query}&fromDay=2026-02-31`, { token: owner });
    expect(none.status).toBe(400);
  });

  it("keep where a shop is, and who said so", async () => {
    const place = { latitude: 53.8, longitude: -1.55, consoleUrl: null };
    const answer = await chain.ask("POST /v1/shops/a-1/place", { token: owner, body: place });
    expect(answer.status).toBe(204);
    const { body } = await chain.ask("GET /v1/overview", { token: owner });
    expect(body.shops[0]).toMatchObject(place);
    const trail = await chain.ask("GET /v1/audit?kind=shop-changed", { token: owner });
    expect(trail.body.items[0].changes.latitude).toEqual({ before: null, after: 53.8 });
  });

  it("sign nobody in by one click where the chain is no demonstration", async () => {
    expect((await chain.ask("GET /v1/demo")).body).toEqual({ isDemonstration: false });
    expect((await chain.ask("POST /v1/demo/sign-in", { body: {} })).status).toBe(404);
  });
});
