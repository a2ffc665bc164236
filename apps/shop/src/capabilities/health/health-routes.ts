import {
  GET_HEALTH,
  GET_HEALTHZ,
  GET_METRICS,
  GET_OPENAPI_JSON,
  GET_READYZ,
} from "@saunter/protocol/http/health-routes";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { describeApi } from "../../http/openapi-document.ts";
import { ProblemError } from "../../http/problem.ts";
import type { ProcessHealth } from "./process-health.ts";

export interface HealthServices {
  /** Why the shop cannot serve yet, in words; null where it can. */
  readonly findNotReady: () => string | null;
  readonly readHealth: () => ProcessHealth;
}

export function addHealthRoutes(context: HttpContext<HealthServices>): void {
  const { deps } = context;
  const { shop, runner } = deps;
  addRead(context, GET_HEALTHZ, () => ({ status: "alive" }));
  addRead(context, GET_READYZ, () => {
    const words = deps.findNotReady();
    if (words !== null) throw new ProblemError("not-ready", words);
    const providerSilentSinceMs = runner.silentSinceMs();
    return { status: "ready", position: shop.store.position(), providerSilentSinceMs };
  });
  addProcessHealth(context);
  addTexts(context);
}

function addProcessHealth(context: HttpContext<HealthServices>): void {
  const { deps } = context;
  addRead(context, GET_HEALTH, () => deps.readHealth());
}

/** What machines read. */
function addTexts(context: HttpContext<HealthServices>): void {
  const { app, deps } = context;
  const { metrics } = deps;
  addRead(context, GET_METRICS, async ({ reply }) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  addRead(context, GET_OPENAPI_JSON, () => describeApi(app));
}
