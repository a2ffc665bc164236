import { formatTraceContext } from "@saunter/protocol/chain/trace-context";
import { createKeptSpans } from "@saunter/server/tracing/spans-fixture";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
    expect(traced.links.take()).toEqual([]);
  });
});

describe("with one that is loaded first", () => {
  beforeEach(() => kept.register());

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
