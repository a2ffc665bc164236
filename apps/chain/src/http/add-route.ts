/**
 * How routes are made: from one description each come the checks, the OpenAPI document, the rates and the rights.
 * What a handler gets has the form that the description says.
 */

import type { AuditKind } from "@saunter/protocol/chain/audit-kinds";
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import type { ChainRouteSpec } from "@saunter/protocol/chain/http/chain-route-spec";
import type { NoObject } from "@saunter/protocol/http/route-spec";
import { readAddress } from "@saunter/server/http/caller-address";
import {
  describeAnswers,
  describeRefusals,
  nameOperation,
  withExamples,
} from "@saunter/server/http/describe-route";
import { RATE_WINDOW_MS } from "@saunter/server/http/http-limits";
import { makeClaim } from "@saunter/server/http/idempotency-claim";
import { checkNoBody, listIntegers, readIntegers } from "@saunter/server/http/read-request";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type, { type Static, type TObject, type TSchema } from "typebox";
import { asRequest } from "../access/as-request.ts";
import { type AuditActor, type AuditFacts, appendAudit } from "../access/audit.ts";
import type { Principal, Reach } from "../access/principal.ts";
import type { ChainTransaction } from "../database/open-database.ts";
import type { HttpContext } from "./http-context.ts";
import { IDEMPOTENCY_KEY_CHARS_MAX, type Rates } from "./http-limits.ts";
import { answerOnce } from "./idempotency.ts";
import { ProblemError } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";
import { type Access, findAccess } from "./route-rights.ts";

export interface Call<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly params: Static<Params>;
  readonly query: Static<Query>;
  readonly body: Static<Body>;
  /** Path and query. */
  readonly url: string;
  readonly nowMs: number;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Of a route that wants a right, and asks others in between. */
export interface SteppedCall<Params extends TObject, Query extends TObject, Body extends TSchema>
  extends Call<Params, Query, Body> {
  readonly principal: Principal;
  /** Where the principal has the right. */
  readonly reach: Reach;
  readonly actor: AuditActor;
  /** A transaction that sees what lies there, and is committed when the work has returned. */
  step<T>(work: (tx: ChainTransaction, note: Note) => Promise<T>): Promise<T>;
}

/** Writes into the audit trail what is done. */
export type Note = (kind: AuditKind, facts?: AuditFacts) => Promise<void>;

/** Of a route that wants a right. */
export interface ScopedCall<Params extends TObject, Query extends TObject, Body extends TSchema>
  extends Omit<SteppedCall<Params, Query, Body>, "step"> {
  /** Sees what lies there, and is committed when the handler has returned. */
  readonly tx: ChainTransaction;
  readonly note: Note;
  /** To be run once all is in the database. */
  afterwards(work: () => Promise<void>): void;
}

/** A route that anybody may call, or whoever is signed in. */
export function addOpen<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: ChainRouteSpec<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): void {
  const access = register(context, spec, handle);
  if (typeof access !== "string") throw new Error(`${nameRoute(spec)} wants a right`);
}

/** A route that wants a right; its handler sees what the right reaches. */
export function addScoped<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: ChainRouteSpec<Params, Query, Body>,
  handle: (call: ScopedCall<Params, Query, Body>) => Promise<unknown>,
): void {
  addStepped(context, spec, async ({ step, ...call }) => {
    const later: (() => Promise<void>)[] = [];
    const answer = await step((tx, note) =>
      handle({ ...call, tx, note, afterwards: (work) => void later.push(work) }),
    );
    for (const work of later) await work();
    return answer;
  });
}

/** A scoped route with an idempotency key: sent again with the same, it answers as before. */
export function addKeyed<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: ChainRouteSpec<Params, Query, Body>,
  handle: (call: ScopedCall<Params, Query, Body>) => Promise<unknown>,
): void {
  if (!spec.isKeyed) throw new Error(`${nameRoute(spec)} takes no idempotency key`);
  const { sealingKeys } = context.options;
  addScoped(context, spec, (call) => {
    const { body, nowMs, principal, reply, request, tx, url } = call;
    const key = request.headers["idempotency-key"] as string;
    const claim = makeClaim(principal.userId, key, { method: spec.method, path: url, body });
    return answerOnce(claim, { tx, reply, nowMs, sealingKeys }, () => handle(call));
  });
}

/** A route that wants a right, and waits for others between its steps: no transaction is open meanwhile. */
export function addStepped<
  Params extends TObject = NoObject,
  Query extends TObject = NoObject,
  Body extends TSchema = NoObject,
>(
  context: HttpContext,
  spec: ChainRouteSpec<Params, Query, Body>,
  handle: (call: SteppedCall<Params, Query, Body>) => Promise<unknown>,
): void {
  const access = register(context, spec, async (call) => {
    const { chainUser: principal, chainReach: reach } = call.request;
    if (principal === null || reach === null) throw new Error("nobody was authorised");
    const address = readAddress(call.request.ip);
    const actor: AuditActor = { kind: "user", id: principal.userId, address };
    return handle({
      ...{ ...call, principal, reach, actor },
      step: (work) =>
        asRequest(context.options.db, reach, (tx) =>
          work(tx, (kind, facts) => appendAudit(tx, actor, kind, call.nowMs, facts)),
        ),
    });
  });
  if (typeof access === "string") throw new Error(`${nameRoute(spec)} wants no right`);
}

const nameRoute = ({ method, path }: { readonly method: string; readonly path: string }) =>
  `${method} /v1${path}`;

function register<Params extends TObject, Query extends TObject, Body extends TSchema>(
  { app, options }: HttpContext,
  spec: ChainRouteSpec<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): Access {
  const name = nameRoute(spec);
  const access = findAccess(name);
  if (access === undefined) throw new Error(`nobody is named who may call ${name}`);
  const integers = listIntegers(spec.query);
  app.route({
    method: spec.method,
    url: `/v1${spec.path}`,
    ...(spec.bodyBytesMax === undefined ? {} : { bodyLimit: spec.bodyBytesMax }),
    schema: describeRoute(spec, access),
    config: {
      chainAccess: access,
      rateLimit: {
        max: ({ chainUser }: FastifyRequest) => options.rates[findRate(spec.rate, chainUser)],
        timeWindow: RATE_WINDOW_MS,
      },
    },
    preValidation: async (request) => {
      if (spec.isKeyed) checkKey(request);
      if (spec.body === undefined) checkNoBody(request);
      if (!isStorable([request.params, request.query, request.body])) {
        throw new ProblemError("input-invalid", "a text has a character that cannot be kept");
      }
      readIntegers(request, integers);
    },
    handler: async (request, reply) => {
      const answer = await handle({
        params: request.params as Static<Params>,
        query: request.query as Static<Query>,
        body: request.body as Static<Body>,
        nowMs: options.nowMs(),
        url: request.url,
        request,
        reply,
      });
      return reply.sent ? reply : (answer ?? reply.send());
    },
  });
  return access;
}

function findRate(rate: "signIn" | undefined, principal: Principal | null): keyof Rates {
  return rate ?? (principal === null ? "public" : "people");
}

const KEY_PATTERN = `^[!-~]{1,${IDEMPOTENCY_KEY_CHARS_MAX}}$`;
const KEY_REGEXP = new RegExp(KEY_PATTERN);

function checkKey({ headers }: FastifyRequest): void {
  const key = headers["idempotency-key"];
  if (typeof key === "string" && KEY_REGEXP.test(key)) return;
  throw new ProblemError(
    "idempotency-key-missing",
    `Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} visible characters`,
  );
}

/** PostgreSQL keeps no text with a NUL, and JSON none with half a character. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isStorable);
}

const BODY_CODES: readonly ChainProblemCode[] = [
  "input-invalid",
  "body-malformed",
  "body-too-large",
  "body-type-unsupported",
  "csrf-header-missing",
];

/** All that a route may refuse, what is its own and what all such routes do. */
function listCodes(
  spec: ChainRouteSpec<TObject, TObject, TSchema>,
  access: Access,
): ChainProblemCode[] {
  const codes = new Set<ChainProblemCode>(["rate-limited", ...(spec.codes ?? [])]);
  if (access !== "public") codes.add("not-signed-in");
  if (typeof access !== "string") codes.add("forbidden");
  if (spec.method !== "GET") for (const code of BODY_CODES) codes.add(code);
  if (spec.isKeyed) codes.add("idempotency-key-missing").add("idempotency-key-reused");
  if (spec.params !== undefined || spec.query !== undefined) codes.add("input-invalid");
  return [...codes];
}

/** Of the document and its page. */
export function formatAccess(access: Access): string {
  if (access === "public") return "anybody";
  if (access === "signed-in") return "anybody who is signed in";
  return access.where === "chain" ? `\`${access.right}\` of the chain` : `\`${access.right}\``;
}

function describeRoute(
  spec: ChainRouteSpec<TObject, TObject, TSchema>,
  access: Access,
): Record<string, unknown> {
  const { tag, summary, description, params, query, body } = spec;
  const right = `Who may: ${formatAccess(access)}.`;
  return {
    operationId: nameOperation(spec),
    tags: [tag],
    summary,
    description: description === undefined ? right : `${description} ${right}`,
    security: access === "public" ? [] : [{ session: [] }],
    ...(params === undefined ? {} : { params: withExamples(params) }),
    ...(query === undefined ? {} : { querystring: withExamples(query) }),
    ...(body === undefined ? {} : { body }),
    ...(spec.isKeyed ? { headers: KEY_HEADERS } : {}),
    response: {
      ...describeAnswers(spec.answers),
      ...describeRefusals(PROBLEM_TABLE, listCodes(spec, access)),
    },
  };
}

const KEY_HEADERS = Type.Object({
  "idempotency-key": Type.String({
    pattern: KEY_PATTERN,
    description: "New for each action; the same when the same request is repeated.",
    examples: ["9f0d6c0e-7a51-4c39-8a64-5f6d3f7f2b11"],
  }),
});
