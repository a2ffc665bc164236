/** A thousand shops: what people wait for is answered in time. Measured as the best of several tries, as others work here, too. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "./chain-http-fixture.ts";

const SHOP_COUNT = 1000;
const VISITS_PER_SHOP = 100;
const EVERY_MS = 300_000;
const TRIES = 5;

const OVERVIEW_MS_MAX = 1000;
const SEARCH_MS_MAX = 200;
const OVERVIEW_BYTES_MAX = 512 * 1024;

describe("with a thousand shops", () => {
  let chain: TestChainHttp;
  let owner: string;

  beforeAll(async () => {
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
    const { db } = chain;
    const shops = sql`generate_series(1, ${sql.lit(SHOP_COUNT)}) AS n`;
    await sql`
      INSERT INTO shops (shop_id, name, shard, organisation_id, latitude, longitude)
      SELECT 's' || n, 'Shop ' || n, 0, 'a', 50 + n % 80 / 10.0, -5 + n % 61 / 10.0
      FROM ${shops}`.execute(db);
    await sql`
      INSERT INTO up_heads SELECT 's' || n, 100, 'x', ${START_MS}::bigint, ${START_MS}::bigint
      FROM ${shops}`.execute(db);
    await sql`
      INSERT INTO visits SELECT 's' || n, 'v' || n || '-' || lpad(v::text, 4, '0'), 'closed',
        'customer', 'code', 'entry', 1, 'GBP', 2000, '', '',
        ${START_MS}::bigint - v * ${EVERY_MS}::bigint, ${START_MS}::bigint
      FROM ${shops}, generate_series(1, ${sql.lit(VISITS_PER_SHOP)}) AS v`.execute(db);
    await sql`
      INSERT INTO receipts SELECT shop_id, visit_id, 'final', right(visit_id, 4)::bigint, 'GBP',
        1, 0, 0, 400, 35, 0, 435, 0, 0, 0.98, false, opened_ms, opened_ms, NULL
      FROM visits`.execute(db);
    await sql`
      INSERT INTO receipt_documents SELECT shop_id, document_number, document_number, visit_id,
        'GBP', drafted_ms, 'receipt', 1, 0, 0, 1, 0, 0, 400, 35, 0, 435 FROM receipts`.execute(db);
    await sql`ANALYZE`.execute(db);
  });
  afterAll(() => chain.close());

  async function ask(route: string) {
    const times: number[] = [];
    for (let tries = 0; tries < TRIES; tries++) {
      const beganMs = performance.now();
      expect((await chain.ask(route, { token: owner })).status).toBe(200);
      times.push(performance.now() - beganMs);
    }
    return { answer: await chain.ask(route, { token: owner }), tookMs: Math.min(...times) };
  }

  it("shows all of them at a glance", async () => {
    const { answer, tookMs } = await ask("GET /v1/overview");
    const own = answer.body.shops.filter(({ shopId }: { shopId: string }) => /^s\d/.test(shopId));
    expect(own).toHaveLength(SHOP_COUNT);
    expect(own[0].figures.salesMinor).toBeGreaterThan(0);
    expect(answer.text.length).toBeLessThan(OVERVIEW_BYTES_MAX);
    expect(tookMs).toBeLessThan(OVERVIEW_MS_MAX);
  });

  it.each([
    ["visits of all shops", "", 50],
    ["the end of an id, which each shop has once", "search=0042", 50],
    ["one visit by its id", "search=v7-0042", 1],
    ["an amount", "search=4.35", 50],
    ["a number in one shop", "shopId=s5&search=42", 1],
  ])("finds %s", async (_, query, count) => {
    const { answer, tookMs } = await ask(`GET /v1/visits?limit=50&${query}`);
    expect(answer.body.items).toHaveLength(count);
    expect(tookMs).toBeLessThan(SEARCH_MS_MAX);
  });
});
