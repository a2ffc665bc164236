/** Traces of a receipt, over a real hub and database: from a shop's journal to the chain's figures. */
import { formatTraceContext } from "@saunter/protocol/chain/trace-context";
import { createKeptSpans } from "@saunter/server/tracing/spans-fixture";
import { appendPicks } from "@saunter/shop/store/store-fixture";
import { traceRows } from "@saunter/shop/tracing/trace-rows";
import { afterEach, describe, expect, it } from "vitest";
import { startChain } from "../chain-fixture.ts";
import { projectAll } from "../figures/projector.ts";
import { createTakenLinks, traceFigures, traceTaking } from "./trace-taking.ts";

const kept = createKeptSpans();
afterEach(() => {
  kept.unregister();
  kept.spans.length = 0;
});

describe("without an SDK", () => {
  it("nothing is done but the work", async () => {
    const traced = { tracer: null, links: createTakenLinks() };
    const work = async () => 7;
    expect(await traceTaking(traced, ["00-x"], work)).toBe(7);
    expect(await traceFigures(traced, work)).toBe(7);
    const { contextOf } = traceRows(null, []);
    expect([contextOf({} as never), traced.links.take()]).toEqual([null, []]);
  });
});

describe("with one that is loaded first", () => {
  it("rows are one trace from the shop to the database, and figures are linked to it", async () => {
    kept.register();
    const links = createTakenLinks();
    const traced = { tracer: kept.tracer, links };
    const chain = await startChain(["north"], traced);
    const shop = chain.openShop("north");
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

  it("a receipt is a trace of its own, from the moment at which it was final", () => {
    const row = { stream: "receipt-a", version: 1, body: "{}", hash: "x" };
    const rows = [
      { ...row, position: 1, type: "VisitClosed", atMs: 5 },
      { ...row, position: 2, type: "ReceiptFinalised", atMs: 6 },
    ];
    const { contextOf, end } = traceRows(kept.tracer, rows);
    end("the hub is away");
    const [sending, receipt] = kept.spans as [(typeof kept.spans)[0], (typeof kept.spans)[0]];
    expect(rows.map(contextOf)).toEqual(
      [sending, receipt].map(({ context }) => formatTraceContext(context)),
    );
    expect(receipt).toMatchObject({ name: "receipt finalised", startMs: 6, isFailed: true });
    expect(receipt.context.traceId).not.toBe(sending.context.traceId);
    expect(receipt.links[0]!.context).toEqual(sending.context);
  });

  it("what a shop forges in a header is no parent, and many are bounded", async () => {
    const traced = { tracer: kept.tracer, links: createTakenLinks() };
    const forged = ["", "00-0-0-00", "x".repeat(100_000), undefined];
    await traceTaking(traced, forged, async () => {});
    expect(kept.spans.map(({ parentId }) => parentId)).toEqual([null]);
    kept.spans.length = 0;
    const many = Array.from({ length: 1000 }, (_, at) =>
      formatTraceContext({
        traceId: `${at}`.padStart(32, "a"),
        spanId: "b".repeat(16),
        traceFlags: 1,
      }),
    );
    for (let turn = 0; turn < 9; turn++) await traceTaking(traced, many, async () => {});
    expect(kept.spans).toHaveLength(9 * 50);
    expect(traced.links.take()).toHaveLength(100);
  });

  it("what fails is a span that failed", async () => {
    const traced = { tracer: kept.tracer, links: createTakenLinks() };
    const fail = () => Promise.reject(new Error("no database"));
    await expect(traceTaking(traced, [undefined], fail)).rejects.toThrow("no database");
    expect(kept.spans).toMatchObject([{ isFailed: true, isEnded: true }]);
    expect(traced.links.take()).toEqual([]);
  });
});
