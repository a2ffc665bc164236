/** The chain's HTTP API as one fastify instance; nothing listens until it is told to. */
import { readFileSync } from "node:fs";
import { CHAIN_TAGS } from "@saunter/protocol/chain/http/chain-route-spec";
import { addAnswers, addPlugins, createServerApp } from "@saunter/server/http/create-server-app";
import { createFindMissing } from "@saunter/server/http/missing-route";
import { createGuardedFetch } from "@saunter/server/network/guarded-fetch";
import fastify, { type FastifyInstance, LogController } from "fastify";
import { ADDRESS_KEEP_DAYS, DAY_MS, SESSION_LIFE, SWEPT_MS } from "../access/access-limits.ts";
import { removeOldAddresses } from "../access/audit.ts";
import { applyAllGroups } from "../access/scim/scim-grants.ts";
import { removeOldSessions } from "../access/sessions.ts";
import { createOidcClient } from "../access/sso/oidc-client.ts";
import { FORECAST_SETTINGS } from "../forecasts/forecast-settings.ts";
import { sealAgain } from "../secrets/seal-again.ts";
import { addConsole } from "./add-console.ts";
import { addAuthentication, nameCookie } from "./authenticate.ts";
import type { ChainHttpOptions, HttpContext } from "./http-context.ts";
import { RATES } from "./http-limits.ts";
import { type ChainMetrics, createChainMetrics } from "./metrics.ts";
import { nameCaller } from "./name-caller.ts";
import { toProblem } from "./problem.ts";
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
import { addProposalRoutes } from "./routes/proposal-routes.ts";
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
  const { allowPrivateWebhooks = false } = given;
  const options: Required<ChainHttpOptions> = {
    trustedProxies: [],
    allowPrivateWebhooks,
    fetch: createGuardedFetch({ allowPrivate: allowPrivateWebhooks }),
    sessionLife: SESSION_LIFE,
    rates: RATES,
    addressKeepDays: ADDRESS_KEEP_DAYS,
    sso: [],
    scimGroups: [],
    distribution: null,
    releases: null,
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
  const problems = { table: PROBLEM_TABLE, toProblem };
  const app = createServerApp(options.logger, problems, {
    trustProxy: [...options.trustedProxies],
  });
  addAnswers(app, problems, metrics.countRequest);
  app.setNotFoundHandler((request) => {
    throw findMissing(request);
  });
  await addPlugins(app, {
    publicUrl: options.publicUrl,
    title: "Saunter chain",
    version: packageJson.version,
    description: "The shops of a chain, their events, and who may see them.",
    tags: CHAIN_TAGS,
    securitySchemes: {
      session: { type: "apiKey", in: "cookie", name: nameCookie(options, "session") },
    },
    nameCaller,
  });
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
    addProposalRoutes(context);
    addWebhookRoutes(context);
    addSetAsideRoutes(context);
    addGiftCardRoutes(context);
    addCustomerRoutes(context);
    addLoyaltyRoutes(context);
    addShortfallRoutes(context);
    addUserRoutes(context);
    addScimTokenRoutes(context);
    addAuditRoutes(context);
    await addScimRoutes(context);
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

const findMissing = createFindMissing(Object.keys(ROUTE_RIGHTS));
