/** The HTTP API as one fastify instance; nothing listens until it is told to. */

import { isIP } from "node:net";
import { TAGS } from "@saunter/protocol/http/route-spec";
import { nameNetwork } from "@saunter/server/http/caller-address";
import { addAnswers, addPlugins, createServerApp } from "@saunter/server/http/create-server-app";
import { createFindMissing } from "@saunter/server/http/missing-route";
import { isPrivateAddress } from "@saunter/server/network/guarded-fetch";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { findBrand } from "../brand/find-brand.ts";
import { PROGRAM_VERSION } from "../command-line/program-version.ts";
import { createAddressList } from "../config/address-list.ts";
import {
  addAuthentication,
  isOfShoppers,
  nameCookie,
  readCredential,
  SHOPPER_PREFIX,
} from "./authenticate.ts";
import { boundSockets, makeSocketOptions } from "./bound-sockets.ts";
import { addDocs } from "./docs-pages.ts";
import type { HttpContext, HttpDeps } from "./http-context.ts";
import { SOCKETS, type SocketLimits, STREAMS_RECHECKED_MS } from "./http-limits.ts";
import { createIdempotency } from "./idempotency.ts";
import { createOpenStreams, type OpenStreams } from "./open-streams.ts";
import { toProblem } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { ROUTE_ROLES } from "./route-roles.ts";
import { addScreens } from "./screens.ts";
import { renderNoSuchPage, STAND_IN_POLICY } from "./stand-in-page.ts";

/** Makes the API. Resolves when all is registered; close the instance to end it. */
export async function createHttpApp(
  deps: HttpDeps,
  sockets: SocketLimits = SOCKETS,
): Promise<FastifyInstance> {
  const closing = new AbortController();
  const isSecure = deps.publicUrl.startsWith("https:");
  const isTrusted = createAddressList(deps.trustedProxies);
  const problems = { table: PROBLEM_TABLE, toProblem };
  const app = createServerApp(deps.logger, problems, {
    ...makeSocketOptions(sockets),
    rewriteUrl: ({ url = "/" }) => (isOfShoppers(url) ? url.slice(SHOPPER_PREFIX.length) : url),
    // From the nearest on, as far as they are named: what stands before their word anybody may have written.
    trustProxy: (address: string) => isTrusted(address),
  });
  boundSockets(app, sockets, isTrusted);
  noteUnnamedProxy(app, deps, isTrusted);
  addAnswers(app, problems, deps.metrics.countRequest);
  answerMissing(app);
  await addPlugins(app, {
    publicUrl: deps.publicUrl,
    title: "Saunter",
    version: PROGRAM_VERSION,
    description: "Checkout-free retail: from the door to the receipt.",
    tags: TAGS,
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer" },
      session: { type: "apiKey", in: "cookie", name: nameCookie("user_access", isSecure) },
    },
    nameCaller,
  });
  const { store, nowMs } = deps.shop;
  const authentication = { store, signIn: deps.signIn, nowMs, isSecure };
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

/** A principal where there is one, else an address; of IPv6 the network, as a house has many. */
function nameCaller({ principal, ip }: FastifyRequest): string {
  return principal === null ? `ip ${nameNetwork(ip)}` : `id ${principal.id}`;
}

/** Unknown addresses. */
function answerMissing(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const problem = findMissing(request);
    if (problem.code !== "route-unknown" || !isForPerson(request)) throw problem;
    return reply
      .status(PROBLEM_TABLE[problem.code].status)
      .header("content-security-policy", STAND_IN_POLICY)
      .type("text/html; charset=utf-8")
      .send(renderNoSuchPage());
  });
}

/** Whether a browser asks for a page, and no program for the API. */
function isForPerson({ method, url, headers }: FastifyRequest): boolean {
  return method === "GET" && !url.startsWith("/v1/") && /\btext\/html\b/.test(headers.accept ?? "");
}

const findMissing = createFindMissing(Object.keys(ROUTE_ROLES));
