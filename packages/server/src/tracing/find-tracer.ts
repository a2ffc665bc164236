/** Spans by OpenTelemetry's API. Nothing is traced unless an SDK was loaded before the program: `node --import …`. */
import { ProxyTracerProvider, type Tracer, trace } from "@opentelemetry/api";

const NAME = "saunter";

/** Null where nobody wants spans: then none is made. */
export function findTracer(): Tracer | null {
  const provider = trace.getTracerProvider();
  // Without an SDK there is the API's own stand-in, which has nothing behind it.
  if (!(provider instanceof ProxyTracerProvider)) return provider.getTracer(NAME);
  return provider.getDelegateTracer(NAME) ?? null;
}
