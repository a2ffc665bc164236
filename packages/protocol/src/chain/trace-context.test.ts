import { describe, expect, it } from "vitest";
import { formatTraceContext, parseTraceContext } from "./trace-context.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";

describe("the context of a trace", () => {
  it("is written and read as W3C has it", () => {
    const context = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 };
    // The example of W3C's Trace Context, section 3.2.
    const text = `00-${TRACE_ID}-${SPAN_ID}-01`;
    expect(formatTraceContext(context)).toBe(text);
    expect(parseTraceContext(text)).toEqual(context);
  });

  it.each([
    ["nothing", ""],
    ["no trace", `00-${"0".repeat(32)}-${SPAN_ID}-01`],
    ["no span", `00-${TRACE_ID}-${"0".repeat(16)}-01`],
    ["a version that is none", `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ["capitals", `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`],
    ["more", `00-${TRACE_ID}-${SPAN_ID}-01-x`],
    ["a line more", `00-${TRACE_ID}-${SPAN_ID}-01\nx`],
  ])("is none where there is %s", (_, text) => {
    expect(parseTraceContext(text)).toBeNull();
  });
});
