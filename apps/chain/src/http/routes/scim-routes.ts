/** SCIM's endpoints, which directories call by a token; none of them knows a session. */

import { readAddress } from "@saunter/server/http/caller-address";
import { RATE_WINDOW_MS } from "@saunter/server/http/http-limits";
import { parseBody } from "@saunter/server/http/parse-body";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import SCIMMY from "scimmy";
import {
  checkBody,
  checkNames,
  checkPatch,
  readFilter,
} from "../../access/scim/check-scim-request.ts";
import { noteDirectory } from "../../access/scim/note-directory.ts";
import { readPatch, readUser } from "../../access/scim/read-patch.ts";
import {
  declareScimResources,
  type ScimContext,
  ScimError,
} from "../../access/scim/scim-resources.ts";
import { findDirectory, type ScimDirectory } from "../../access/scim/scim-tokens.ts";
import type { HttpContext } from "../http-context.ts";
import { SCIM_BODY_BYTES_MAX } from "../http-limits.ts";
import { toProblem } from "../problem.ts";
import { PROBLEM_TABLE } from "../problem-table.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null where no directory has shown a token. */
    scimDirectory: ScimDirectory | null;
  }
}

export const SCIM_PATH = "/scim/v2";
const SCIM_TYPE = "application/scim+json";

const PAGE_ROWS = 100;
const PAGE_ROWS_MAX = 200;

export async function addScimRoutes(context: HttpContext): Promise<void> {
  const { app, options } = context;
  declareScimResources(`${options.publicUrl}${SCIM_PATH}`);
  await app.register(
    async (scim) => {
      scim.decorateRequest("scimDirectory", null);
      scim.addContentTypeParser(SCIM_TYPE, { parseAs: "buffer" }, (_request, body, done) => {
        try {
          done(null, parseBody(body as Buffer));
        } catch (error) {
          done(error as Error, undefined);
        }
      });
      scim.setErrorHandler<FastifyError>(answerError);
      scim.addHook("onRequest", async (request, reply) => {
        request.scimDirectory = await authenticate(request, options);
        if (request.scimDirectory === null) {
          reply.header("www-authenticate", 'Bearer realm="saunter"');
          throw new ScimError(401, null as never, "The token is not valid");
        }
      });
      scim.addHook("onResponse", async ({ method, scimDirectory, log }, { statusCode }) => {
        if (method === "GET" || scimDirectory === null) return;
        const { db, nowMs } = options;
        await noteDirectory(db, scimDirectory.tokenId, statusCode, nowMs()).catch((error) =>
          log.warn({ err: error }, "how a directory gets on was not noted"),
        );
      });
      addAbout(scim);
      addResource(scim, context, "/Users", SCIMMY.Resources.User);
      addResource(scim, context, "/Groups", SCIMMY.Resources.Group);
    },
    { prefix: SCIM_PATH },
  );
}

async function authenticate(
  { headers }: FastifyRequest,
  { db, nowMs }: HttpContext["options"],
): Promise<ScimDirectory | null> {
  const [, token] = /^Bearer ([!-~]{1,200})$/i.exec(headers.authorization ?? "") ?? [];
  return token === undefined ? null : findDirectory(db, token, nowMs());
}

/** What cannot be done, as RFC 7644, section 3.12, says it. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const known = error instanceof ScimError ? error : toScimError(error);
  if (known.status >= 500) request.log.error({ err: error }, "request failed");
  const { status, scimType, message } = known;
  void reply
    .status(Number(status))
    .type(SCIM_TYPE)
    .send({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      ...(scimType === null ? {} : { scimType }),
      detail: message,
    });
}

function toScimError(error: FastifyError): InstanceType<typeof ScimError> {
  const problem = toProblem(error);
  const { status } = PROBLEM_TABLE[problem.code];
  return new ScimError(status, null as never, problem.message);
}

/** What this server can do, for directories that ask. */
function addAbout(scim: FastifyInstance): void {
  const answers = {
    "/ServiceProviderConfig": () => new SCIMMY.Resources.ServiceProviderConfig().read(),
    "/ResourceTypes": () => new SCIMMY.Resources.ResourceType().read(),
    "/Schemas": () => new SCIMMY.Resources.Schema().read(),
  };
  for (const [path, read] of Object.entries(answers)) {
    scim.get(path, HIDDEN, async (_request, reply) => {
      reply.type(SCIM_TYPE);
      return read();
    });
  }
}

const noResource = () => new ScimError(404, null as never, "There is no such resource");

const HIDDEN = { schema: { hide: true } };

type Resource = typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group;
type Handler = (
  request: FastifyRequest<{ Params: { id: string }; Querystring: Record<string, string> }>,
  reply: FastifyReply,
  scim: ScimContext,
) => Promise<unknown>;

function addResource(
  scim: FastifyInstance,
  { options }: HttpContext,
  path: string,
  Resource: Resource,
): void {
  const add = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", url: string, handle: Handler) =>
    scim.route<{ Params: { id: string }; Querystring: Record<string, string> }>({
      ...{ method, url, ...HIDDEN, bodyLimit: SCIM_BODY_BYTES_MAX },
      config: { rateLimit: { max: options.rates.scim, timeWindow: RATE_WINDOW_MS } },
      handler: async (request, reply) => {
        const directory = request.scimDirectory!;
        // The library makes a filter of the id.
        if (request.params.id?.includes('"')) throw noResource();
        checkBody(request.body);
        const answer = await options.db.transaction().execute((tx) =>
          handle(request, reply, {
            ...{ tx, directory, mappings: options.scimGroups, nowMs: options.nowMs() },
            actor: { kind: "scim", id: directory.tokenId, address: readAddress(request.ip) },
            ...{ random: options.random, filter: null },
          }),
        );
        reply.type(SCIM_TYPE);
        return answer ?? reply.status(204).send();
      },
    });
  add("GET", path, ({ query }, _reply, context) => {
    const { filter, ...rest } = readQuery(Resource, query);
    return new Resource(rest as never).read({ ...context, filter });
  });
  add("POST", path, async ({ body }, reply, context) => {
    const made = await new Resource().write(readUser(body) as never, context);
    reply.status(201);
    return made;
  });
  const one = `${path}/:id`;
  add("GET", one, ({ params, query }, _reply, context) => {
    const { filter: _, ...rest } = readQuery(Resource, query);
    return new Resource(params.id, rest as never).read(context);
  });
  add("PUT", one, ({ params, body }, _reply, context) =>
    new Resource(params.id).write(readUser(body) as never, context),
  );
  add("PATCH", one, ({ params, body }, _reply, context) => {
    const message = readPatch(body);
    checkPatch(Resource, message);
    return new Resource(params.id).patch(message as never, context);
  });
  add("DELETE", one, async ({ params }, _reply, context) => {
    await new Resource(params.id).dispose(context);
    return undefined;
  });
}

/** What a list is asked for; numbers come as text. */
function readQuery(Resource: Resource, query: Readonly<Record<string, string | string[]>>) {
  const { filter, attributes, excludedAttributes, sortBy, sortOrder, startIndex, count } = query;
  const texts = { attributes, excludedAttributes, sortBy, sortOrder };
  // A name that stands twice in the query comes as a list.
  for (const value of Object.values(query)) {
    if (typeof value !== "string")
      throw new ScimError(400, "invalidValue", "a parameter is there twice");
  }
  for (const names of [attributes, excludedAttributes, sortBy]) {
    if (names) checkNames(Resource, names as string);
  }
  const given = Object.entries(texts).filter(([, value]) => value !== undefined && value !== "");
  return {
    ...Object.fromEntries(given),
    filter: filter ? readFilter(Resource, filter as string) : null,
    startIndex: readCount(startIndex as string) ?? 1,
    count: Math.min(readCount(count as string) ?? PAGE_ROWS, PAGE_ROWS_MAX),
  };
}

function readCount(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}
