/** For tests: a provider of spans that keeps them, in place of OpenTelemetry's SDK. */
import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  type Link,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";

export interface KeptSpan {
  readonly name: string;
  readonly context: SpanContext;
  /** Null of a trace's first. */
  readonly parentId: string | null;
  readonly links: readonly Link[];
  readonly attributes: Attributes;
  readonly startMs: number;
  isFailed: boolean;
  isEnded: boolean;
}

export interface KeptSpans {
  readonly spans: KeptSpan[];
  readonly tracer: Tracer;
  /** From now on whoever looks for a tracer finds it. */
  register(): void;
  /** Nobody finds it any more. */
  unregister(): void;
}

export function createKeptSpans(): KeptSpans {
  const spans: KeptSpan[] = [];
  const startSpan: Tracer["startSpan"] = (name, options = {}, of?: Context) => {
    const parent = of === undefined || options.root ? undefined : trace.getSpanContext(of);
    const kept: KeptSpan = {
      name,
      context: {
        traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
        spanId: randomBytes(8).toString("hex"),
        traceFlags: 1,
      },
      parentId: parent?.spanId ?? null,
      links: options.links ?? [],
      attributes: { ...options.attributes },
      startMs: Number(options.startTime ?? Date.now()),
      ...{ isFailed: false, isEnded: false },
    };
    spans.push(kept);
    return toSpan(kept);
  };
  const tracer = { startSpan } as Tracer;
  return {
    ...{ spans, tracer },
    register: () => {
      if (!trace.setGlobalTracerProvider({ getTracer: () => tracer })) {
        throw new Error("there is a provider already");
      }
    },
    unregister: () => {
      const provider = trace.getTracerProvider();
      if (provider instanceof ProxyTracerProvider) provider.setDelegate(undefined as never);
      trace.disable();
    },
  };
}

function toSpan(kept: KeptSpan): Span {
  const span: Span = {
    spanContext: () => kept.context,
    setAttribute: (key, value) => {
      kept.attributes[key] = value;
      return span;
    },
    setAttributes: () => span,
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    setStatus: ({ code }) => {
      kept.isFailed = code === SpanStatusCode.ERROR;
      return span;
    },
    updateName: () => span,
    end: () => {
      kept.isEnded = true;
    },
    isRecording: () => !kept.isEnded,
    recordException: () => {},
  };
  return span;
}
