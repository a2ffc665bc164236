/** The HTTP API as one fastify instance; nothing listens until it is told to. */

import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import { TAGS } from "@saunter/protocol/http/route-spec";
import { PATH_PARAM_CHARS_MAX } from "@saunter/protocol/limits";
import { findTracer } from "@saunter/server/tracing/find-tracer";
import { addRequestSpans } from "@saunter/server/tracing/request-spans";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { findBrand } from "../brand/find-brand.ts";
import { PROGRAM_VERSION } from "../command-line/program-version.ts";
import { createAddressList } from "../config/address-list.ts";
import { isPrivateAddress } from "../network/guarded-fetch.ts";
import {
  ACCESS_COOKIE,
  addAuthentication,
  isOfShoppers,
  readCredential,
  SHOPPER_PREFIX,
} from "./authenticate.ts";
import { boundSockets, makeSocketOptions } from "./bound-sockets.ts";
import { buildValidators } from "./compile-schemas.ts";
import { addDocs } from "./docs-pages.ts";
import type { HttpContext, HttpDeps } from "./http-context.ts";
import {
  BODY_BYTES_MAX,
  RATE_KEYS_MAX,
  SOCKETS,
  type SocketLimits,
  STREAMS_RECHECKED_MS,
} from "./http-limits.ts";
import { createIdempotency } from "./idempotency.ts";
import { nameNetwork } from "./name-network.ts";
import { createOpenStreams, type OpenStreams } from "./open-streams.ts";
import { formatProblem, PROBLEM_TYPE, ProblemError, toProblem } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { ROUTE_ROLES } from "./route-roles.ts";
import { addScreens } from "./screens.ts";
import { renderNoSuchPage, STAND_IN_POLICY } from "./stand-in-page.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Makes the API. Resolves when all is registered; close the instance to end it. */
export async function createHttpApp(
  deps: HttpDeps,
  sockets: SocketLimits = SOCKETS,
): Promise<FastifyInstance> {
  const closing = new AbortController();
  const isTrusted = createAddressList(deps.trustedProxies);
  const app = fastify({
    ...makeSocketOptions(sockets),
    loggerInstance: deps.logger,
    // Our own line has the route in place of the address.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    rewriteUrl: ({ url = "/" }) => (isOfShoppers(url) ? url.slice(SHOPPER_PREFIX.length) : url),
    // Addresses that are none do not get as far as the error handler.
    frameworkErrors: answerError,
    bodyLimit: BODY_BYTES_MAX,
    // From the nearest on, as far as they are named: what stands before their word anybody may have written.
    trustProxy: (address: string) => isTrusted(address),
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    schemaController: { compilersFactory: { buildValidator: buildValidators } },
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
  boundSockets(app, sockets, isTrusted);
  noteUnnamedProxy(app, deps, isTrusted);
  addBodyParser(app);
  addAnswers(app, deps);
  await addPlugins(app, deps);
  const authentication = { store: deps.shop.store, signIn: deps.signIn, nowMs: deps.shop.nowMs };
  const lastActiveMs = addAuthentication(app, authentication);
  const streams = createOpenStreams((request) => readCredential(authentication, request));
  recheckStreams(app, streams);
  await app.register(async (routes) => {
    const context: HttpContext = {
      app: routes,
      deps,
      closing: closing.signal,
      streams,
      lastActiveMs,
      idempotency: createIdempotency(deps.shop.store),
    };
    for (const { addRoutes } of deps.extensions) addRoutes?.(context);
  });
  if (deps.screens !== null) {
    const isDemonstration = deps.extensions.some((one) => one.isDemonstration);
    const hasStripeField = deps.extensions.some((one) => one.cardField === "stripe");
    const { name, brand } = deps.identity;
    await addScreens(app, deps.screens, {
      name,
      hasStripeField,
      isDemonstration,
      findBrand: () => findBrand(deps.shop.store, brand),
    });
    addDocs(app, deps.screens.docs);
  }
  for (const { addPages } of deps.extensions) await addPages?.(app);
  app.addHook("preClose", async () => closing.abort());
  await app.ready();
  return app;
}

/** Whatever is done may end somebody's session; so does time. */
function recheckStreams(app: FastifyInstance, streams: OpenStreams): void {
  app.addHook("onResponse", async ({ method }) => {
    if (method !== "GET") streams.recheck();
  });
  const timer = setInterval(() => streams.recheck(), STREAMS_RECHECKED_MS).unref();
  app.addHook("preClose", async () => clearInterval(timer));
}

/** Behind a proxy that is not named, all who ask are one to every limit: whoever runs the shop is told, once. */
function noteUnnamedProxy(
  app: FastifyInstance,
  { logger }: HttpDeps,
  isTrusted: (address: string) => boolean,
): void {
  let isTold = false;
  app.addHook("onRequest", async ({ headers, socket: { remoteAddress = "" } }) => {
    if (isTold || headers["x-forwarded-for"] === undefined) return;
    if (isIP(remoteAddress) === 0 || !isPrivateAddress(remoteAddress)) return;
    if (isTrusted(remoteAddress)) return;
    isTold = true;
    const address = remoteAddress.replace(/^::ffff:/, "");
    logger.warn(
      `${address} forwards requests, and is not a trusted proxy: all its callers count as one. ` +
        `If it is your proxy, write into the configuration: http: { trustedProxies: ["${address}"] }`,
    );
  });
}

function addBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const { "content-encoding": encoding, "content-type": type } = request.headers;
    try {
      if (encoding !== undefined || /charset=(?!"?utf-8"?\s*(;|$))/i.test(type ?? "")) {
        throw new ProblemError("body-type-unsupported", "the body must be plain UTF-8");
      }
      done(null, body.length === 0 ? undefined : parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

async function addPlugins(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const isSecure = deps.publicUrl.startsWith("https:");
  app.addSchema(PROBLEM_SCHEMA);
  await app.register(swagger, {
    openapi: describeApi(deps.publicUrl),
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
    strictTransportSecurity: isSecure,
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

/** A principal where there is one, else an address; of IPv6 the network, as a house has many. */
function nameCaller({ principal, ip }: FastifyRequest): string {
  return principal === null ? `ip ${nameNetwork(ip)}` : `id ${principal.id}`;
}

function describeApi(publicUrl: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Saunter",
      version: PROGRAM_VERSION,
      description: "Checkout-free retail: from the door to the receipt.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        bearer: { type: "http" as const, scheme: "bearer" },
        session: { type: "apiKey" as const, in: "cookie" as const, name: ACCESS_COOKIE },
      },
    },
  };
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  const { status } = PROBLEM_TABLE[problem.code];
  if (status >= 500) request.log.error({ err: error }, "request failed");
  // Nothing of an answer that was begun is sent along.
  for (const name of ["content-type", "content-length", "etag"]) reply.removeHeader(name);
  void reply
    .status(status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .send(formatProblem(problem, request.id));
}

/** Errors, unknown addresses, and one line of log a request. */
function addAnswers(app: FastifyInstance, deps: HttpDeps): void {
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler<FastifyError>(answerError);
  app.setNotFoundHandler((request, reply) => {
    const problem = findMissingRoute(request);
    if (problem.code !== "route-unknown" || !isForPerson(request)) throw problem;
    return reply
      .status(PROBLEM_TABLE[problem.code].status)
      .header("content-security-policy", STAND_IN_POLICY)
      .type("text/html; charset=utf-8")
      .send(renderNoSuchPage());
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const route = request.routeOptions.url ?? "none";
    const { method } = request;
    deps.metrics.countRequest(`${method} ${route}`, statusCode, elapsedTime);
    const fields = { method, route, status: statusCode, tookMs: Math.round(elapsedTime) };
    request.log.info(fields, "request");
  });
}

/** Whether a browser asks for a page, and no program for the API. */
function isForPerson({ method, url, headers }: FastifyRequest): boolean {
  return method === "GET" && !url.startsWith("/v1/") && /\btext\/html\b/.test(headers.accept ?? "");
}

/** Routes by the pattern of their addresses. */
const PATTERNS = Object.keys(ROUTE_ROLES).map((key) => {
  const [method, url] = key.split(" ") as [string, string];
  return {
    method,
    pattern: new RegExp(`^${url.replace(/:[^/]+/g, "[^/]+").replace(".", "\\.")}$`),
  };
});

function findMissingRoute({ url, method: asked }: FastifyRequest): ProblemError {
  const [path] = url.split("?") as [string];
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  // Some are there in a demonstration alone.
  if (methods.length === 0 || methods.includes(asked)) {
    return new ProblemError("route-unknown", "there is no such route");
  }
  const allow = methods.join(", ");
  return new ProblemError("method-not-allowed", `this route accepts ${allow}`, {
    headers: { allow },
  });
}
