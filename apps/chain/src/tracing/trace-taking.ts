/** Spans of rows that are taken, each below the span by which a shop sent them, and what is made of them after. */
import {
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { parseTraceContext } from "@saunter/protocol/chain/trace-context";

/** Spans of one batch: what is beyond them is within the first. */
const PARENTS_MAX = 50;
/** Spans that figures are linked to; further ones are left out. */
const LINKS_MAX = 100;

/** What was taken and is not in the figures yet. */
export interface TakenLinks {
  add(spans: readonly Span[]): void;
  /** All of them, once. */
  take(): readonly Link[];
}

export function createTakenLinks(): TakenLinks {
  let links: Link[] = [];
  return {
    add: (spans) => {
      for (const span of spans) {
        if (links.length < LINKS_MAX) links.push({ context: span.spanContext() });
      }
    },
    take: () => {
      const taken = links;
      links = [];
      return taken;
    },
  };
}

export interface Traced {
  readonly tracer: Tracer | null;
  readonly links: TakenLinks;
}

/** Runs the work within a span for each that sent some of the rows. @param headers as the messages have them. */
export async function traceTaking<T>(
  { links, tracer }: Traced,
  headers: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  if (tracer === null) return work();
  const parents = [...new Set(headers)].slice(0, PARENTS_MAX).flatMap((text) => {
    const parent = text === undefined ? null : parseTraceContext(text);
    return parent === null ? [] : [{ ...parent, isRemote: true }];
  });
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: { "messaging.system": "nats", "messaging.batch.message_count": headers.length },
  };
  const contexts = parents.map((parent) => trace.setSpanContext(ROOT_CONTEXT, parent));
  const spans = (contexts.length === 0 ? [ROOT_CONTEXT] : contexts).map((of) =>
    tracer.startSpan("take rows", options, of),
  );
  try {
    const value = await context.with(trace.setSpan(context.active(), spans[0]!), work);
    links.add(spans);
    return value;
  } catch (error) {
    for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Runs the work within a span that is linked to what was taken since; where nothing was, without one. */
export async function traceFigures<T>(
  { links, tracer }: Traced,
  work: () => Promise<T>,
): Promise<T> {
  const taken = links.take();
  if (tracer === null || taken.length === 0) return work();
  const span = tracer.startSpan("make figures", { root: true, links: [...taken] });
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
