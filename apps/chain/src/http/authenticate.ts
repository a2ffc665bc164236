/**
 * Who a request comes from: the session of its cookie. What a cookie does, another site could try to have done:
 * so whatever changes something needs a header besides, which only the page's own script can set.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findReach, type Principal, type Reach } from "../access/principal.ts";
import { findPrincipal } from "../access/sessions.ts";
import type { ChainHttpOptions } from "./http-context.ts";
import { ProblemError } from "./problem.ts";
import type { Access } from "./route-rights.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null where nobody is signed in. */
    chainUser: Principal | null;
    /** Where the principal has the right that the route wants; null where it wants none. */
    chainReach: Reach | null;
  }
  interface FastifyContextConfig {
    chainAccess?: Access;
  }
}

export const CSRF_HEADER = "x-saunter-csrf";

type CookieOptions = Pick<ChainHttpOptions, "publicUrl">;

const isSecure = ({ publicUrl }: CookieOptions): boolean => publicUrl.startsWith("https:");

/** Browsers take a cookie of the name `__Host-…` from this host alone, and over TLS. */
export const nameCookie = (options: CookieOptions, name: string): string =>
  `${isSecure(options) ? "__Host-" : ""}saunter_chain_${name}`;

/** Adds the hooks; the first runs before requests are counted, the second before bodies are read. */
export function addAuthentication(app: FastifyInstance, options: Required<ChainHttpOptions>): void {
  app.decorateRequest("chainUser", null);
  app.decorateRequest("chainReach", null);
  app.addHook("onRequest", async (request) => {
    if (request.routeOptions.config.chainAccess === undefined) return;
    const token = findSessionToken(request, options);
    if (token === null) return;
    const { db, nowMs, sessionLife } = options;
    request.chainUser = await findPrincipal(db, token, nowMs(), sessionLife);
  });
  app.addHook("preParsing", async (request) => {
    const { chainAccess: access } = request.routeOptions.config;
    if (access === undefined) return;
    checkCsrf(request);
    request.chainReach = authorize(request.chainUser, access);
  });
}

export function findSessionToken(
  { cookies }: FastifyRequest,
  options: CookieOptions,
): string | null {
  return cookies[nameCookie(options, "session")] ?? null;
}

/** A sign-in of another site's making would be somebody else's account: those need the header, too. */
function checkCsrf({ method, headers }: FastifyRequest): void {
  if (method === "GET" || headers[CSRF_HEADER] !== undefined) return;
  throw new ProblemError("csrf-header-missing", `this request needs ${CSRF_HEADER}`);
}

function authorize(principal: Principal | null, access: Access): Reach | null {
  if (access === "public") return null;
  if (principal === null) throw new ProblemError("not-signed-in", "sign in first");
  if (access === "signed-in") return null;
  const reach = findReach(principal.grants, access.right);
  if (reach !== null && (access.where === "reach" || reach.isAll)) return reach;
  throw new ProblemError("forbidden", `this needs the right ${access.right}`);
}

/** Gives the session as a cookie that no script can read and no other site can send. */
export function setSessionCookie(
  reply: FastifyReply,
  token: string,
  options: Required<ChainHttpOptions>,
): void {
  void reply.setCookie(nameCookie(options, "session"), token, {
    ...{ httpOnly: true, secure: isSecure(options), sameSite: "strict", path: "/" },
    expires: new Date(options.nowMs() + options.sessionLife.wholeMs),
  });
}

export function clearSessionCookie(reply: FastifyReply, options: CookieOptions): void {
  const name = nameCookie(options, "session");
  void reply.clearCookie(name, { secure: isSecure(options), path: "/" });
}
