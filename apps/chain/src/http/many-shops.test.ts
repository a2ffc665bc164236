/** Overview and search with a thousand shops. `npm run bench -- --only chain` measures how long they take. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillManyShops } from "../local/many-shops.ts";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "./chain-http-fixture.ts";

const MANY = { shops: 1000, days: 1, visits: 100 } as const;
const OVERVIEW_BYTES_MAX = 512 * 1024;

describe("with a thousand shops", () => {
  let chain: TestChainHttp;
  let owner: string;

  beforeAll(async () => {
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
    await fillManyShops(chain.db, MANY, START_MS);
  });
  afterAll(() => chain.close());

  async function ask(route: string) {
    const answer = await chain.ask(route, { token: owner });
    expect(answer.status).toBe(200);
    return answer;
  }

  it("shows all of them at a glance", async () => {
    const answer = await ask("GET /v1/overview");
    const own = answer.body.shops.filter(({ shopId }: { shopId: string }) => /^s\d/.test(shopId));
    expect(own).toHaveLength(MANY.shops);
    expect(own[0].figures.salesMinor).toBeGreaterThan(0);
    expect(answer.text.length).toBeLessThan(OVERVIEW_BYTES_MAX);
  });

  it.each([
    ["visits of all shops", "", 50],
    ["the end of an id, which each shop has once", "search=0042", 50],
    ["one visit by its id", "search=v7-0042", 1],
    ["an amount", "search=4.35", 50],
    ["a number in one shop", "shopId=s5&search=42", 1],
  ])("finds %s", async (_, query, count) => {
    const answer = await ask(`GET /v1/visits?limit=50&${query}`);
    expect(answer.body.items).toHaveLength(count);
  });
});
