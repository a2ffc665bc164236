/** How lists are read: from an index that is in their order, so that a page takes as long as it has rows. */
import { expect, it, vi } from "vitest";
import { startApi, type Who } from "./api-recorder-fixture.ts";
import { shopByCode } from "./scripted-visit-fixture.ts";

const api = startApi();

const LISTS: readonly (readonly [url: string, as: Who])[] = [
  ["/v1/visits", "operator"],
  ["/v1/receipts", "operator"],
  ["/v1/charges", "operator"],
  ["/v1/debts", "operator"],
  ["/v1/till", "operator"],
  ["/v1/reviews", "reviewer"],
  ["/v1/interactions", "reviewer"],
  ["/v1/interactions?gondola=1&shelf=1", "reviewer"],
  ["/v1/alerts", "operator"],
  ["/v1/me/visits", "shopper"],
  ["/v1/numbers?fromMs=0&untilMs=3600000&stepMs=3600000", "operator"],
];

it("no list sorts all that there is", async () => {
  await shopByCode(api, "shopper", { "03": 1 });
  const { db } = api.fixture.store;
  const prepare = vi.spyOn(db, "prepare");
  for (const [url, as] of LISTS) {
    prepare.mockClear();
    const asked = await api.get(url, { as });
    expect(asked.status, asked.text).toBe(200);
    const lists = prepare.mock.calls.map(([sql]) => sql).filter((sql) => /\bLIMIT\b/.test(sql));
    expect(lists.length, url).toBeGreaterThan(0);
    for (const sql of lists) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      const steps = plan.map(({ detail }) => detail as string);
      expect(steps, `${url}: ${sql}`).not.toContain("USE TEMP B-TREE FOR ORDER BY");
    }
  }
  prepare.mockRestore();
});
