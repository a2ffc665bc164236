/** The chain's HTTP API as one fastify instance; nothing listens until it is told to. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { CHAIN_TAGS } from "@saunter/protocol/chain/http/chain-route-spec";
import { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import { PATH_PARAM_CHARS_MAX } from "@saunter/protocol/limits";
import { parseStrictJson, StrictJsonError } from "@saunter/protocol/strict-json";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { ADDRESS_KEEP_DAYS, DAY_MS, SESSION_LIFE, SWEPT_MS } from "../access/access-limits.ts";
import { removeOldAddresses } from "../access/audit.ts";
import { applyAllGroups } from "../access/scim/scim-grants.ts";
import { removeOldSessions } from "../access/sessions.ts";
import { createOidcClient } from "../access/sso/oidc-client.ts";
import { FORECAST_SETTINGS } from "../forecasts/forecast-settings.ts";
import { sealAgain } from "../secrets/seal-again.ts";
import { findTracer } from "../tracing/find-tracer.ts";
import { addRequestSpans } from "../tracing/request-spans.ts";
import { addConsole } from "./add-console.ts";
import { addAuthentication, nameCookie } from "./authenticate.ts";
import type { ChainHttpOptions, HttpContext } from "./http-context.ts";
import { BODY_BYTES_MAX, BODY_DEPTH_MAX, RATE_KEYS_MAX, RATES } from "./http-limits.ts";
import { type ChainMetrics, createChainMetrics } from "./metrics.ts";
import { nameCaller } from "./name-caller.ts";
import { formatProblem, PROBLEM_TYPE, ProblemError, toProblem } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { ROUTE_RIGHTS } from "./route-rights.ts";
import { addAlertRoutes } from "./routes/alert-routes.ts";
import { addAuditRoutes } from "./routes/audit-routes.ts";
import { addCustomerRoutes } from "./routes/customer-routes.ts";
import { addDemoRoutes } from "./routes/demo-routes.ts";
import { addExportRoutes } from "./routes/export-routes.ts";
import { addForecastRoutes } from "./routes/forecast-routes.ts";
import { addGiftCardRoutes } from "./routes/gift-card-routes.ts";
import { addHealthRoutes } from "./routes/health-routes.ts";
import { addLoyaltyRoutes } from "./routes/loyalty-routes.ts";
import type { OidcClients } from "./routes/oidc-clients.ts";
import { addOverviewRoutes } from "./routes/overview-routes.ts";
import { addPinRoutes } from "./routes/pin-routes.ts";
import { addReportRoutes } from "./routes/report-routes.ts";
import { addReviewRoutes } from "./routes/review-routes.ts";
import { addScimRoutes } from "./routes/scim-routes.ts";
import { addScimTokenRoutes } from "./routes/scim-token-routes.ts";
import { addSessionRoutes } from "./routes/session-routes.ts";
import { addSetAsideRoutes } from "./routes/set-aside-routes.ts";
import { addShopRoutes } from "./routes/shop-routes.ts";
import { addShortfallRoutes } from "./routes/shortfall-routes.ts";
import { addSsoRoutes } from "./routes/sso-routes.ts";
import { addUserRoutes } from "./routes/user-routes.ts";
import { addVersionRoutes } from "./routes/version-routes.ts";
import { addVisitRoutes } from "./routes/visit-routes.ts";
import { addWebhookRoutes } from "./routes/webhook-routes.ts";

const packageJson: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

export interface ChainHttp {
  readonly app: FastifyInstance;
  /** `GET /metrics`: for an address that only Prometheus reaches. */
  readonly metrics: FastifyInstance;
  close(): Promise<void>;
}

/** Resolves when all routes are there. */
export async function openChainHttp(given: ChainHttpOptions): Promise<ChainHttp> {
  const options: Required<ChainHttpOptions> = {
    trustedProxies: [],
    fetch,
    sessionLife: SESSION_LIFE,
    rates: RATES,
    addressKeepDays: ADDRESS_KEEP_DAYS,
    sso: [],
    scimGroups: [],
    distribution: null,
    askShop: null,
    forecast: FORECAST_SETTINGS,
    demoUserId: null,
    consoleFolder: null,
    findBackupAgeMs: () => null,
    taking: null,
    ...given,
  };
  await sealAllSecrets(options);
  await applyAllGroups(options.db, options.scimGroups, options.nowMs(), options.random);
  const metrics = createChainMetrics(options);
  const app = fastify({
    loggerInstance: options.logger,
    // Our own line has the route in place of the address.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    frameworkErrors: answerError,
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: [...options.trustedProxies],
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: PATH_PARAM_CHARS_MAX, ignoreTrailingSlash: false },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: false,
        strict: true,
        strictRequired: false,
        allowUnionTypes: true,
      },
    },
  });
  const tracer = findTracer();
  if (tracer !== null) addRequestSpans(app, tracer);
  addBodyParser(app);
  addAnswers(app, metrics);
  await addPlugins(app, options);
  addAuthentication(app, options);
  const clients = openClients(options);
  await app.register(async (routes) => {
    const context: HttpContext = { app: routes, options };
    addForecastRoutes(context);
    addHealthRoutes(context);
    addSessionRoutes(context, clients);
    addSsoRoutes(context, clients);
    addDemoRoutes(context);
    addShopRoutes(context);
    addOverviewRoutes(context);
    addVisitRoutes(context);
    addAlertRoutes(context);
    addReportRoutes(context);
    addReviewRoutes(context);
    addExportRoutes(context);
    addVersionRoutes(context);
    addPinRoutes(context);
    addWebhookRoutes(context);
    addSetAsideRoutes(context);
    addGiftCardRoutes(context);
    addCustomerRoutes(context);
    addLoyaltyRoutes(context);
    addShortfallRoutes(context);
    addUserRoutes(context);
    addScimTokenRoutes(context);
    addAuditRoutes(context);
    await addScimRoutes(context, parseBody);
  });
  if (options.consoleFolder !== null) await addConsole(app, options.consoleFolder);
  sweepOld(app, options);
  await app.ready();
  const metricsApp = openMetrics(metrics, options);
  return {
    app,
    metrics: metricsApp,
    close: async () => {
      metrics.close();
      await Promise.all([app.close(), metricsApp.close()]);
    },
  };
}

async function sealAllSecrets({ db, sealingKeys, logger }: Required<ChainHttpOptions>) {
  const { sealed, unreadable } = await sealAgain(db, sealingKeys);
  if (sealed > 0) logger.info({ sealed }, "secrets in the database are sealed with the newest key");
  if (unreadable > 0) {
    logger.error(
      { unreadable },
      "secrets in the database were sealed with a key that is not there",
    );
  }
}

function openClients({ sso, publicUrl, nowMs }: Required<ChainHttpOptions>): OidcClients {
  return new Map(
    sso.map((provider) => {
      const client = createOidcClient(provider, publicUrl, nowMs);
      return [provider.providerId, { provider, client }];
    }),
  );
}

/** Sessions that have ended are refused in any case; addresses have had their time. */
function sweepOld(
  app: FastifyInstance,
  { db, nowMs, sessionLife, addressKeepDays, logger }: Required<ChainHttpOptions>,
): void {
  const sweep = async () => {
    try {
      await removeOldSessions(db, nowMs(), sessionLife);
      await removeOldAddresses(db, nowMs() - addressKeepDays * DAY_MS);
    } catch (error) {
      logger.warn({ err: error }, "old sessions and addresses were not removed");
    }
  };
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = sweep();
  }, SWEPT_MS).unref();
  app.addHook("onClose", async () => {
    clearInterval(timer);
    await running;
  });
}

function openMetrics({ registry }: ChainMetrics, { logger }: ChainHttpOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  }) as unknown as FastifyInstance;
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return app;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The value of a body. Throws a `ProblemError` with `body-malformed`. */
function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return parseStrictJson(UTF8.decode(body), BODY_DEPTH_MAX);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new ProblemError("body-malformed", error.message);
    if (error instanceof TypeError) throw new ProblemError("body-malformed", "no UTF-8");
    throw error;
  }
}

function addBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const { "content-encoding": encoding, "content-type": type } = request.headers;
    try {
      if (encoding !== undefined || /charset=(?!"?utf-8"?\s*(;|$))/i.test(type ?? "")) {
        throw new ProblemError("body-type-unsupported", "the body must be plain UTF-8");
      }
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

async function addPlugins(
  app: FastifyInstance,
  options: Required<ChainHttpOptions>,
): Promise<void> {
  app.addSchema(PROBLEM_SCHEMA);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Saunter chain",
        version: packageJson.version,
        description: "The shops of a chain, their events, and who may see them.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: options.publicUrl }],
      tags: Object.entries(CHAIN_TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: nameCookie(options, "session") },
        },
      },
    },
    stripBasePath: false,
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) => String(json.$id ?? `def-${at}`),
    },
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: options.publicUrl.startsWith("https:"),
    referrerPolicy: { policy: "no-referrer" },
  });
  await app.register(cookie);
  await app.register(rateLimit, {
    global: false,
    cache: RATE_KEYS_MAX,
    keyGenerator: nameCaller,
    errorResponseBuilder: (_request, { after }) =>
      new ProblemError("rate-limited", `too many requests; try again in ${after}`),
  });
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  const { status } = PROBLEM_TABLE[problem.code];
  if (status >= 500) request.log.error({ err: error }, "request failed");
  // Nothing of an answer that was begun is sent along.
  for (const name of ["content-type", "content-length"]) reply.removeHeader(name);
  void reply
    .status(status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .send(formatProblem(problem, request.id));
}

/** Errors, unknown addresses, and one line of log a request. */
function addAnswers(app: FastifyInstance, metrics: ChainMetrics): void {
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler<FastifyError>(answerError);
  app.setNotFoundHandler((request) => {
    throw findMissingRoute(request);
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const route = request.routeOptions.url ?? "none";
    const { method } = request;
    metrics.countRequest(`${method} ${route}`, statusCode, elapsedTime);
    const fields = { method, route, status: statusCode, tookMs: Math.round(elapsedTime) };
    request.log.info(fields, "request");
  });
}

/** Routes by the pattern of their addresses. */
const PATTERNS = Object.keys(ROUTE_RIGHTS).map((key) => {
  const [method, url] = key.split(" ") as [string, string];
  const pattern = new RegExp(`^${url.replace(/:[^/]+/g, "[^/]+").replace(".", "\\.")}$`);
  return { method, pattern };
});

function findMissingRoute({ url, method: asked }: FastifyRequest): ProblemError {
  const [path] = url.split("?") as [string];
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0 || methods.includes(asked)) {
    return new ProblemError("route-unknown", "there is no such route");
  }
  const allow = methods.join(", ");
  return new ProblemError("method-not-allowed", `this route accepts ${allow}`, {
    headers: { allow },
  });
}
