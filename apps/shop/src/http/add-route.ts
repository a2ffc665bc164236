/**
 * How routes are made: from one description each come the checks, the OpenAPI document, the rates
 * and the rights. What a handler gets has the form that the description says.
 */
import type { NoObject, RouteSpec } from "@saunter/protocol/http/route-spec";
import type { ProblemCode } from "@saunter/protocol/problem-codes";
import {
  describeAnswers,
  describeRefusals,
  nameOperation,
  withExamples,
} from "@saunter/server/http/describe-route";
import { RATE_WINDOW_MS } from "@saunter/server/http/http-limits";
import { type Claim, makeClaim, REPLAYED_HEADER } from "@saunter/server/http/idempotency-claim";
import { checkNoBody, listIntegers, readIntegers } from "@saunter/server/http/read-request";
import type { FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import Type, { type Static, type TObject, type TSchema } from "typebox";
import type { Principal } from "../people/roles.ts";
import type { Transaction } from "../store/transaction.ts";
import type { HttpContext } from "./http-context.ts";
import { IDEMPOTENCY_KEY_CHARS_MAX, type Rates } from "./http-limits.ts";
import type { Answer, GivenAnswer } from "./idempotency.ts";
import { ProblemError } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { type Access, findAccess, SETUP_ROUTES } from "./route-roles.ts";
import { findScope } from "./route-scopes.ts";

/** The context of a capability's own routes. */
export function withServices<Services extends object>(
  context: HttpContext,
  services: Services,
): HttpContext<Services> {
  return { ...context, deps: { ...context.deps, ...services } };
}

/** Of pages that are no part of the API. */
export const HIDDEN: { readonly schema: FastifySchema } = { schema: { hide: true } };

export interface Call<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly params: Static<Params>;
  readonly query: Static<Query>;
  readonly body: Static<Body>;
  /** Of a public route, where nobody is signed in, somebody with no rights. */
  readonly principal: Principal;
  /** Path and query. */
  readonly url: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const NOBODY: Principal = { id: "nobody", roles: [], customerId: null };

/** A route that changes nothing. What `read` returns is the answer; the reply itself where it has answered. */
export function addRead<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: RouteSpec<Params, Query, Body>,
  read: (call: Call<Params, Query, Body>) => unknown,
): void {
  register(context, spec, "read", async (call) => read(call));
}

/**
 * A POST that needs no idempotency key: it is safe to repeat by itself, and its answer is rebuilt each
 * time, as it must not be kept. A key is taken all the same: whoever sends one with each POST may.
 */
export function addAction<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: RouteSpec<Params, Query, Body>,
  act: (call: Call<Params, Query, Body>) => Promise<unknown>,
): void {
  register(context, spec, "repeatable", act);
}

/** A POST with idempotency key, which `act` has to make use of. */
export function addPost<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: RouteSpec<Params, Query, Body>,
  act: (call: Call<Params, Query, Body>, claim: Claim) => Promise<GivenAnswer>,
): void {
  register(context, spec, "keyed", async (call) => {
    const { request, reply, url } = call;
    const key = request.headers["idempotency-key"] as string;
    const [path] = url.split("?") as [string];
    const principal = request.principal?.id ?? `nobody ${path}`;
    const claim = makeClaim(principal, key, { method: spec.method, path, body: call.body });
    const { status, body, isReplayed } = await act(call, claim);
    if (isReplayed) reply.header(REPLAYED_HEADER, "true");
    reply.status(status);
    return body === undefined ? reply.send() : body;
  });
}

/** A POST whose whole work is one transaction. */
export function addCommand<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: RouteSpec<Params, Query, Body>,
  decide: (tx: Transaction, call: Call<Params, Query, Body>) => Answer,
): void {
  addPost(context, spec, (call, claim) =>
    context.idempotency.once(claim, (tx) => decide(tx, call)),
  );
}

type Kind = "read" | "repeatable" | "keyed";

function register<Params extends TObject, Query extends TObject, Body extends TSchema>(
  { app, deps }: HttpContext,
  spec: RouteSpec<Params, Query, Body>,
  kind: Kind,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): void {
  const url = `/v1${spec.path}`;
  const name = `${spec.method} ${url}`;
  const access = findAccess(name);
  if (access === undefined) throw new Error(`nobody is named who may call ${spec.method} ${url}`);
  const integers = listIntegers(spec.query);
  app.route({
    method: spec.method,
    url,
    ...(spec.bodyBytesMax === undefined ? {} : { bodyLimit: spec.bodyBytesMax }),
    schema: describeOnce(spec, access, kind),
    config: {
      access,
      isOfSetup: SETUP_ROUTES.has(name),
      scope: findScope(name),
      rateLimit: {
        max: (request) => findRate(deps.rates, spec, request),
        timeWindow: RATE_WINDOW_MS,
      },
    },
    preValidation: async (request) => {
      if (kind !== "read") checkKey(request, kind === "keyed");
      if (spec.body === undefined) checkNoBody(request);
      readIntegers(request, integers);
    },
    handler: async (request, reply) =>
      handle({
        params: request.params as Static<Params>,
        query: request.query as Static<Query>,
        body: request.body as Static<Body>,
        principal: request.principal ?? NOBODY,
        url: request.url,
        request,
        reply,
      }),
  });
}

function findRate(
  rates: Rates,
  { rate }: { readonly rate?: "signIn" | "lookUp" },
  { principal }: FastifyRequest,
): number {
  if (rate !== undefined) return rates[rate];
  if (principal === null) return rates.public;
  const isMachine = principal.roles.some((role) => MACHINES.has(role));
  return isMachine ? rates.machines : rates.people;
}

const MACHINES: ReadonlySet<string> = new Set(["gate", "device", "sensor", "cart", "integrator"]);

const KEY_PATTERN = `^[!-~]{1,${IDEMPOTENCY_KEY_CHARS_MAX}}$`;
const KEY_REGEXP = new RegExp(KEY_PATTERN);

function checkKey({ headers }: FastifyRequest, isWanted: boolean): void {
  const key = headers["idempotency-key"];
  if (key === undefined ? !isWanted : typeof key === "string" && KEY_REGEXP.test(key)) return;
  throw new ProblemError(
    "idempotency-key-missing",
    `Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} visible characters`,
  );
}

const NOTHING_CODES: readonly ProblemCode[] = ["rate-limited"];
const BODY_CODES: readonly ProblemCode[] = [
  "input-invalid",
  "body-malformed",
  "body-too-large",
  "body-type-unsupported",
];

/** All that a route may refuse, what is its own and what all such routes do. */
function listCodes(
  spec: RouteSpec<TObject, TObject, TSchema>,
  access: Access,
  kind: Kind,
): ProblemCode[] {
  const codes = new Set<ProblemCode>([...NOTHING_CODES, ...(spec.codes ?? [])]);
  if (access !== "public") codes.add("not-signed-in").add("token-invalid");
  if (Array.isArray(access)) codes.add("forbidden");
  if (access !== "public" && !SETUP_ROUTES.has(`${spec.method} /v1${spec.path}`)) {
    const isOfUsers = access === "signed-in" || access.some((role) => role !== "shopper");
    if (isOfUsers) codes.add("second-factor-required");
  }
  if (spec.method !== "GET") {
    codes.add("csrf-header-missing");
    for (const code of BODY_CODES) codes.add(code);
  }
  if (spec.params !== undefined || spec.query !== undefined) codes.add("input-invalid");
  if (kind !== "read") codes.add("idempotency-key-missing");
  if (kind === "keyed") codes.add("idempotency-key-reused");
  return [...codes];
}

const described = new Map<string, Record<string, unknown>>();

/** Of an API that is made again in the same process each route is what it was. */
function describeOnce(
  spec: RouteSpec<TObject, TObject, TSchema>,
  access: Access,
  kind: Kind,
): Record<string, unknown> {
  const key = `${spec.method} ${spec.path}`;
  let description = described.get(key);
  if (description === undefined) {
    description = describeRoute(spec, access, kind);
    described.set(key, description);
  }
  return description;
}

function describeRoute(
  spec: RouteSpec<TObject, TObject, TSchema>,
  access: Access,
  kind: Kind,
): Record<string, unknown> {
  const { tag, summary, replacedBy, params, query, body } = spec;
  const roles = Array.isArray(access) ? `Roles: ${access.join(", ")}.` : `Access: ${access}.`;
  const scope = findScope(`${spec.method} /v1${spec.path}`);
  const needed = access.includes("integrator") ? `Scope: \`${scope}\`.` : undefined;
  const instead = replacedBy === undefined ? undefined : `Use \`${replacedBy}\` instead.`;
  return {
    operationId: nameOperation(spec),
    tags: [tag],
    summary,
    description: [instead, spec.description, roles, needed]
      .filter((part) => part !== undefined)
      .join(" "),
    ...(replacedBy === undefined ? {} : { deprecated: true }),
    security: access === "public" ? [] : [{ bearer: [] }, { session: [] }],
    ...(params === undefined ? {} : { params: withExamples(params) }),
    ...(query === undefined ? {} : { querystring: withExamples(query) }),
    ...(body === undefined ? {} : { body }),
    ...(kind === "read" ? {} : { headers: KEY_HEADERS[kind] }),
    response: {
      ...describeAnswers(spec.answers, { headers: RATE_HEADERS }),
      ...describeRefusals(PROBLEM_TABLE, listCodes(spec, access, kind), { headers: RETRY_HEADERS }),
    },
  };
}

const describeKey = (description: string) =>
  Type.String({
    pattern: KEY_PATTERN,
    description,
    examples: ["9f0d6c0e-7a51-4c39-8a64-5f6d3f7f2b11"],
  });
const KEY_HEADERS = {
  keyed: Type.Object({
    "idempotency-key": describeKey(
      "New for each action; the same when the same request is repeated.",
    ),
  }),
  repeatable: Type.Object({
    "idempotency-key": Type.Optional(
      describeKey("Accepted, not required: the request can be repeated safely."),
    ),
  }),
};

/** What `@fastify/rate-limit` sends with every answer of a route. */
const RATE_HEADERS = {
  "x-ratelimit-limit": Type.Integer({ description: "Requests a minute to this route." }),
  "x-ratelimit-remaining": Type.Integer({ description: "Those that are left." }),
  "x-ratelimit-reset": Type.Integer({ description: "Seconds until they are all there again." }),
};
const RETRY_HEADERS = {
  ...RATE_HEADERS,
  "retry-after": Type.Integer({ description: "Seconds to wait before the next request." }),
};
