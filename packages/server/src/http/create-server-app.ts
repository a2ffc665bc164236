/** What the HTTP APIs of all servers have in common, as one fastify instance; nothing listens until it is told to. */
// What these add to fastify's types is there for whoever uses an app.
/// <reference types="@fastify/cookie" preserve="true" />
/// <reference types="@fastify/rate-limit" preserve="true" />
/// <reference types="@fastify/swagger" preserve="true" />
import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger, { type FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import { PATH_PARAM_CHARS_MAX } from "@saunter/protocol/limits";
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { findTracer } from "../tracing/find-tracer.ts";
import { addRequestSpans } from "../tracing/request-spans.ts";
import { buildValidators } from "./compile-schemas.ts";
import { formatPolicy } from "./format-policy.ts";
import { BODY_BYTES_MAX, RATE_KEYS_MAX } from "./http-limits.ts";
import { addBodyParser } from "./parse-body.ts";
import { formatProblem, PROBLEM_TYPE, ProblemError, type ProblemTable } from "./problem.ts";

/** How a server answers what cannot be done. */
export interface Problems<Code extends string> {
  readonly table: ProblemTable<Code>;
  readonly toProblem: (error: unknown) => ProblemError<Code>;
}

type Options = FastifyHttpOptions<FastifyInstance["server"], FastifyBaseLogger>;

/** With the given options besides; requests are traced where somebody wants spans. */
export function createServerApp<Code extends string>(
  logger: FastifyBaseLogger,
  problems: Problems<Code>,
  options: Options,
): FastifyInstance {
  const app = fastify({
    ...options,
    loggerInstance: logger,
    // Our own line has the route in place of the address.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Addresses that are none do not get as far as the error handler.
    frameworkErrors: createAnswerError(problems),
    bodyLimit: BODY_BYTES_MAX,
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
  addBodyParser(app);
  return app;
}

function createAnswerError<Code extends string>({ table, toProblem }: Problems<Code>) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(error);
    const { status } = table[problem.code];
    if (status >= 500) request.log.error({ err: error }, "request failed");
    // Nothing of an answer that was begun is sent along.
    for (const name of ["content-type", "content-length", "etag"]) reply.removeHeader(name);
    void reply
      .status(status)
      .headers(problem.headers)
      .type(PROBLEM_TYPE)
      .send(formatProblem(table, problem, request.id));
  };
}

/** Of an answer that is no page: opened by itself, it loads and runs nothing. */
const DATA_POLICY = formatPolicy({ "default-src": "'none'", "form-action": "'none'" });

/** One request has been answered; the route as it is registered, never the address. */
export type CountRequest = (route: string, status: number, tookMs: number) => void;

/** Errors, and one line of log a request. */
export function addAnswers<Code extends string>(
  app: FastifyInstance,
  problems: Problems<Code>,
  countRequest: CountRequest,
): void {
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler<FastifyError>(createAnswerError(problems));
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("cache-control", "no-store");
    reply.header("content-security-policy", DATA_POLICY);
  });
  app.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const route = request.routeOptions.url ?? "none";
    const { method } = request;
    countRequest(`${method} ${route}`, statusCode, elapsedTime);
    const fields = { method, route, status: statusCode, tookMs: Math.round(elapsedTime) };
    request.log.info(fields, "request");
  });
}

export interface PluginOptions {
  /** Where browsers find it. */
  readonly publicUrl: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Groups of routes, with what each is about. */
  readonly tags: Readonly<Record<string, string>>;
  /** Ways to sign in, by name. */
  readonly securitySchemes: SecuritySchemes;
  /** Whom a request counts for. */
  readonly nameCaller: (request: FastifyRequest) => string;
}

type Components = NonNullable<NonNullable<FastifyDynamicSwaggerOptions["openapi"]>["components"]>;
type SecuritySchemes = NonNullable<Components["securitySchemes"]>;

/** Its OpenAPI document, headers of security, cookies, and how many requests a caller has. */
export async function addPlugins(
  app: FastifyInstance,
  { nameCaller, publicUrl, securitySchemes, tags, ...about }: PluginOptions,
): Promise<void> {
  app.addSchema(PROBLEM_SCHEMA);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: about.title,
        version: about.version,
        description: about.description,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: publicUrl }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: { securitySchemes },
    },
    stripBasePath: false,
    convertConstToEnum: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, at) => String(json.$id ?? `def-${at}`),
    },
  });
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: publicUrl.startsWith("https:"),
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
