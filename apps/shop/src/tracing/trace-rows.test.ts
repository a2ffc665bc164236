import { formatTraceContext } from "@saunter/protocol/chain/trace-context";
import { createKeptSpans } from "@saunter/server/tracing/spans-fixture";
import { afterEach, expect, it } from "vitest";
import { traceRows } from "./trace-rows.ts";

const kept = createKeptSpans();
afterEach(() => {
  kept.unregister();
  kept.spans.length = 0;
});

it("rows have no context without an SDK", () => {
  const { contextOf } = traceRows(null, []);
  expect(contextOf({} as never)).toBeNull();
});

it("a receipt is a trace of its own, from the moment at which it was final", () => {
  kept.register();
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
