/** Traces of a receipt, over a real hub and database: from a shop's journal to the chain's figures. */

import { startChain } from "@saunter/chain/chain-fixture";
import { projectAll } from "@saunter/chain/figures/projector";
import { createTakenLinks, traceFigures } from "@saunter/chain/tracing/trace-taking";
import { createKeptSpans } from "@saunter/server/tracing/spans-fixture";
import { appendPicks } from "@saunter/shop/store/store-fixture";
import { afterEach, describe, expect, it } from "vitest";
import { openShop } from "./open-shop-fixture.ts";

const kept = createKeptSpans();
afterEach(() => {
  kept.unregister();
  kept.spans.length = 0;
});

describe("with one that is loaded first", () => {
  it("rows are one trace from the shop to the database, and figures are linked to it", async () => {
    kept.register();
    const links = createTakenLinks();
    const traced = { tracer: kept.tracer, links };
    const chain = await startChain(["north"], { traced });
    const shop = openShop(chain, "north");
    await appendPicks(shop.store, 3);
    await shop.sendAll();
    await chain.waitForHead("north", 3);
    await expect
      .poll(() => kept.spans.some(({ name, isEnded }) => name === "take rows" && isEnded))
      .toBe(true);
    const sent = kept.spans.filter(({ name }) => name === "send rows");
    const taken = kept.spans.filter(({ name }) => name === "take rows");
    for (const { context, parentId } of taken) {
      const sender = sent.find((one) => one.context.spanId === parentId);
      expect(sender?.context.traceId).toBe(context.traceId);
    }
    await traceFigures(traced, () => projectAll(chain.db));
    const figures = kept.spans.filter(({ name }) => name === "make figures");
    expect(figures.map((one) => one.links.map(({ context }) => context.spanId))).toEqual([
      taken.map(({ context }) => context.spanId),
    ]);
    // Nothing was taken since.
    await traceFigures(traced, () => projectAll(chain.db));
    expect(kept.spans.filter(({ name }) => name === "make figures")).toHaveLength(1);
    expect(kept.spans.filter(({ isEnded }) => !isEnded)).toEqual([]);
    // Before the hub was reached a first attempt may have failed, and says so.
    expect(sent.at(-1)).toMatchObject({ isFailed: false });
    expect([...taken, ...figures].filter(({ isFailed }) => isFailed)).toEqual([]);
    await shop.close();
    await chain.close();
  });
});
