/** Spans of rows on their way to the chain's hub; each row's message has the context of its span. */
import { type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { formatTraceContext } from "@saunter/protocol/chain/trace-context";
import type { UpRow } from "@saunter/protocol/chain/up-row";

export interface RowTrace {
  /** Null: the row is not traced. */
  contextOf(row: UpRow): string | null;
  /** @param fault why the hub has not all of them; null where it has. */
  end(fault: string | null): void;
}

const NO_TRACE: RowTrace = { contextOf: () => null, end: () => {} };

/** One span for rows that go together, and one for each receipt among them, from the moment at which it was final. */
export function traceRows(tracer: Tracer | null, rows: readonly UpRow[]): RowTrace {
  if (tracer === null) return NO_TRACE;
  const sending = tracer.startSpan("send rows", {
    kind: SpanKind.PRODUCER,
    root: true,
    attributes: { "messaging.system": "nats", "messaging.batch.message_count": rows.length },
  });
  const links = [{ context: sending.spanContext() }];
  const receipts = new Map<number, Span>();
  for (const { atMs, position, type } of rows) {
    if (type !== "ReceiptFinalised") continue;
    const options = { kind: SpanKind.PRODUCER, root: true, startTime: atMs, links };
    receipts.set(position, tracer.startSpan("receipt finalised", options));
  }
  return {
    contextOf: ({ position }) =>
      formatTraceContext((receipts.get(position) ?? sending).spanContext()),
    end: (fault) => {
      for (const span of [...receipts.values(), sending]) {
        if (fault !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
        span.end();
      }
    },
  };
}
