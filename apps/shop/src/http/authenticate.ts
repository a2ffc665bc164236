/**
 * Who a request comes from: an access token or a key in `Authorization`, or the console's session
 * cookie. What a cookie does, another site could try to have done: so it needs a header besides,
 * which only the page's own script can set.
 */
import { accept, type Refusal, type Result } from "@saunter/commerce/refusal";
import type { Scope } from "@saunter/protocol/scopes";
import type { SecurityVia } from "@saunter/protocol/security-event-kinds";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isApiKey } from "../people/api-keys.ts";
import { authenticateKey } from "../people/principals.ts";
import type { Principal } from "../people/roles.ts";
import type { Authenticated, SignedIn, SignIn } from "../people/sign-in.ts";
import type { Store } from "../store/store.ts";
import type { FindAgain } from "./open-streams.ts";
import { ProblemError, toProblemError } from "./problem.ts";
import { type Access, isAllowed, type RouteNeeds } from "./route-roles.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null where nobody is signed in. */
    principal: Principal | null;
    /** Why what was shown is not good; null where nothing was shown, or it is. */
    credentialRefusal: Refusal | null;
    /** How the principal has proven who they are; null where nobody knows. */
    via: SecurityVia | null;
    /** Of the side that the request came to. */
    shownCookies: ShownCookies;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** One of `SETUP_ROUTES`. */
    isOfSetup?: boolean;
    /** What the key of an integrator needs; null: no key of one is good enough. */
    scope?: Scope | null;
  }
}

export const CSRF_HEADER = "x-saunter-csrf";
const DEVICE_COOKIE_SECONDS = 180 * 24 * 3600;
/**
 * The same routes under an address of the shoppers' pages: each side has cookies of its own, so that somebody may
 * be signed in to the console and shop in one browser.
 */
export const SHOPPER_PREFIX = "/shop";

export interface ShownCookies {
  readonly access: string | null;
  readonly refresh: string | null;
  /** By it the browser of a user is known at the next sign-in; it admits nobody. */
  readonly device: string | null;
}

type CookieName = "device" | `${"user" | "shopper"}_${"access" | "refresh"}`;

/** Over TLS browsers take a cookie of the name `__Host-…` from this host alone, for all of its paths. */
export function nameCookie(name: CookieName, isSecure: boolean): string {
  return `${isSecure ? "__Host-" : ""}saunter_${name}`;
}

const findSide = (isShopper: boolean) => (isShopper ? "shopper" : "user");

export interface AuthenticationOptions {
  /** Whether browsers reach the shop over TLS. */
  readonly isSecure: boolean;
  readonly store: Store;
  readonly signIn: SignIn;
  readonly nowMs: () => number;
}

/**
 * Adds the hooks; the first runs before requests are counted, the second before bodies are read.
 * Returns when each user was last active since the process started; shoppers are not followed.
 */
export function addAuthentication(
  app: FastifyInstance,
  options: AuthenticationOptions,
): ReadonlyMap<string, number> {
  const lastActiveMs = new Map<string, number>();
  app.decorateRequest("principal", null);
  app.decorateRequest("credentialRefusal", null);
  app.decorateRequest("via", null);
  app.decorateRequest("shownCookies");
  app.addHook("onRequest", async (request) => {
    request.shownCookies = readCookies(request, options.isSecure);
    const token = findToken(request);
    if (token === null) return;
    const { store, signIn, nowMs } = options;
    const result = isApiKey(token)
      ? readKey(store, token, nowMs())
      : await signIn.authenticate(token, nowMs());
    if (!result.ok) {
      request.credentialRefusal = result.refusal;
      return;
    }
    const { principal, via } = result.value;
    // What is public answers whoever has to set up a second factor first as it answers anybody.
    const { access } = request.routeOptions.config;
    if (principal.isConfined === true && access === "public") return;
    request.principal = principal;
    request.via = via;
    if (principal.customerId === null) lastActiveMs.set(principal.id, nowMs());
  });
  app.addHook("preParsing", async (request) => {
    const { access, isOfSetup = false, scope = null } = request.routeOptions.config;
    if (access !== undefined) authorize(request, access, { isOfSetup, scope });
  });
  return lastActiveMs;
}

function readKey(store: Store, key: string, nowMs: number): Result<Authenticated> {
  const found = authenticateKey(store, key, nowMs);
  return found.ok ? accept({ principal: found.value, via: "key" }) : found;
}

/** What a request has shown, to be looked at again later. */
export async function readCredential(
  { store, signIn, nowMs }: AuthenticationOptions,
  request: FastifyRequest,
): Promise<FindAgain> {
  const token = findToken(request) ?? "";
  if (isApiKey(token)) {
    return () => {
      const found = authenticateKey(store, token, nowMs());
      return found.ok ? found.value : null;
    };
  }
  const followed = await signIn.follow(token, nowMs());
  return () => (followed.ok ? followed.value(nowMs()) : null);
}

type Sessions = Pick<AuthenticationOptions, "signIn" | "nowMs">;

/** The session that a request is made in. Throws a `ProblemError` if there is none. */
export async function requireSession(
  { signIn, nowMs }: Sessions,
  request: FastifyRequest,
): Promise<string> {
  const session = await signIn.findSession(findToken(request) ?? "", nowMs());
  if (session.ok) return session.value;
  throw toProblemError(session.refusal);
}

/** Null if the request is made with a key. */
export async function findSession(
  { signIn, nowMs }: Sessions,
  request: FastifyRequest,
): Promise<string | null> {
  const session = await signIn.findSession(findToken(request) ?? "", nowMs());
  return session.ok ? session.value : null;
}

function readCookies({ cookies, originalUrl }: FastifyRequest, isSecure: boolean): ShownCookies {
  const side = findSide(isOfShoppers(originalUrl));
  const read = (name: CookieName): string | null => cookies[nameCookie(name, isSecure)] ?? null;
  return {
    access: read(`${side}_access`),
    refresh: read(`${side}_refresh`),
    device: read("device"),
  };
}

function findToken({ headers, shownCookies }: FastifyRequest): string | null {
  const { authorization } = headers;
  if (authorization === undefined) return shownCookies.access;
  const [, token] = /^Bearer ([!-~]+)$/i.exec(authorization) ?? [];
  return token ?? "";
}

const CHALLENGE = { "www-authenticate": 'Bearer realm="saunter"' };

function authorize(
  request: FastifyRequest,
  access: Access,
  { isOfSetup, scope }: RouteNeeds,
): void {
  const { principal, credentialRefusal, method, headers, shownCookies } = request;
  const hasSession = shownCookies.access !== null || shownCookies.refresh !== null;
  const isByCookie = headers.authorization === undefined && hasSession;
  if (isByCookie && method !== "GET" && headers[CSRF_HEADER] === undefined) {
    throw new ProblemError("csrf-header-missing", `a request with a cookie needs ${CSRF_HEADER}`);
  }
  if (isAllowed(access, principal, { isOfSetup, scope })) return;
  if (principal?.isConfined === true && !isOfSetup) {
    throw new ProblemError("second-factor-required", "set up a second factor first");
  }
  if (principal !== null) {
    const isKey = scope !== null && principal.scopes?.includes(scope) === false;
    const needs = isKey && access.includes("integrator");
    const words = needs
      ? `this key does not have the scope ${scope}`
      : "your roles do not allow this";
    throw new ProblemError("forbidden", words);
  }
  if (credentialRefusal !== null) {
    const { code, message } = toProblemError(credentialRefusal);
    throw new ProblemError(code, message, { headers: CHALLENGE });
  }
  throw new ProblemError("not-signed-in", "sign in first", {
    headers: CHALLENGE,
  });
}

/**
 * Gives the session as cookies that no script can read and no other site can send. How long they live doesn't depend on
 * whether the browser's clock agrees with the shop's.
 */
export function setSessionCookies(
  reply: FastifyReply,
  session: SignedIn,
  { isSecure, nowMs }: { readonly isSecure: boolean; readonly nowMs: number },
): void {
  const findMaxAge = (expiresMs: number): number =>
    Math.max(0, Math.floor((expiresMs - nowMs) / 1000));
  const side = findSide(session.principal.customerId !== null);
  reply.setCookie(nameCookie(`${side}_access`, isSecure), session.accessToken, {
    ...shareOptions(isSecure),
    maxAge: findMaxAge(session.accessExpiresMs),
  });
  reply.setCookie(nameCookie(`${side}_refresh`, isSecure), session.refreshToken, {
    ...shareOptions(isSecure),
    maxAge: findMaxAge(session.refreshExpiresMs),
  });
}

export function setDeviceCookie(reply: FastifyReply, device: string, isSecure: boolean): void {
  reply.setCookie(nameCookie("device", isSecure), device, {
    ...shareOptions(isSecure),
    maxAge: DEVICE_COOKIE_SECONDS,
  });
}

/** Of the side that the request came to. */
export function clearSessionCookies(
  reply: FastifyReply,
  { originalUrl }: FastifyRequest,
  isSecure: boolean,
): void {
  const side = findSide(isOfShoppers(originalUrl));
  for (const name of [`${side}_access`, `${side}_refresh`] as const) {
    reply.clearCookie(nameCookie(name, isSecure), shareOptions(isSecure));
  }
}

const shareOptions = (isSecure: boolean) =>
  ({ httpOnly: true, sameSite: "strict", secure: isSecure, path: "/" }) as const;

/** Whether an address is the API's under the shoppers' pages. */
export function isOfShoppers(url: string): boolean {
  return url.startsWith(`${SHOPPER_PREFIX}/v1/`);
}
