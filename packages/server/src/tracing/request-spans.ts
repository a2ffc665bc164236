/** A span a request, by its route. What a caller says of traces of its own is left out: anybody may say anything. */
import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Null where the request is not traced. */
    span: Span | null;
  }
}

/** To be called before other hooks are added: what they ask of the database is within the span. */
export function addRequestSpans(app: FastifyInstance, tracer: Tracer): void {
  app.decorateRequest("span", null);
  app.addHook("onRequest", (request, _reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "none";
    const span = tracer.startSpan(`${method} ${route}`, {
      kind: SpanKind.SERVER,
      attributes: { "http.request.method": method, "http.route": route },
    });
    request.span = span;
    context.with(trace.setSpan(context.active(), span), done);
  });
  app.addHook("onResponse", async ({ span }, { statusCode }) => {
    span?.setAttribute("http.response.status_code", statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
