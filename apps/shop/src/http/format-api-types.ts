/** Types of the HTTP API from its OpenAPI document. */
import { compile, type JSONSchema } from "json-schema-to-typescript";

interface Media {
  readonly schema: JSONSchema;
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: JSONSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const JSON_TYPE = "application/json";
const STREAM_TYPE = "text/event-stream";
const BANNER = `/**
 * What each route of the HTTP API takes and answers. Made from the API's own OpenAPI document by the
 * test that compares them (npx vitest run apps/shop/src/http/http-api -u); not to be changed by hand.
 */`;

/** One interface, \`Routes\`, by method and path as they are registered ("GET /v1/visits/:visitId"). */
export async function formatApiTypes({ paths }: OpenApiDocument): Promise<string> {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path.replace(/\{([^}]+)\}/g, ":$1")}`;
      return [name, describeRoute(operation)] as const;
    }),
  );
  const text = await compile(closed(Object.fromEntries(routes)), "Routes", {
    bannerComment: BANNER,
    additionalProperties: false,
    style: { printWidth: 100 },
  });
  return text;
}

function describeRoute({ parameters = [], requestBody, responses }: Operation): JSONSchema {
  const body = requestBody?.content[JSON_TYPE]?.schema;
  return closed({
    params: describeParameters(parameters.filter((one) => one.in === "path")),
    query: describeParameters(parameters.filter((one) => one.in === "query")),
    body: body === undefined ? NONE : strip(body),
    answer: describeAnswer(responses),
  });
}

const NONE: JSONSchema = { tsType: "undefined" };

/** Of the answers that say it went well, those in JSON; of a stream, its messages by their names. */
function describeAnswer(responses: Operation["responses"]): JSONSchema {
  const schemas = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, { content }]) => {
      const schema = (content?.[JSON_TYPE] ?? content?.[STREAM_TYPE])?.schema;
      return schema === undefined ? [] : [strip(schema)];
    });
  if (schemas.length === 0) return NONE;
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}

function describeParameters(parameters: NonNullable<Operation["parameters"]>): JSONSchema {
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const properties = parameters.map(({ name, schema }) => [name, strip(schema)] as const);
  return closed(Object.fromEntries(properties), required);
}

function closed(
  properties: Record<string, JSONSchema>,
  required: string[] = Object.keys(properties),
): JSONSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** Titles and ids would make types of their own; bounds and patterns mean nothing to a type. */
function strip(schema: JSONSchema): JSONSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      ["$id", "title", "minItems", "maxItems", "examples"].includes(key) &&
      typeof value !== "object"
        ? undefined
        : value,
    ),
  );
}
