/**
 * What an OpenAPI 3.1 document has to look like, as JSON Schema, of the parts that ours has (OpenAPI
 * Specification 3.1.0, section 4.8). Objects have no properties but those: a slip is no extension.
 */
type Shape = Readonly<Record<string, unknown>>;

const STRING: Shape = { type: "string", minLength: 1 };

const shut = (required: Shape, optional: Shape = {}): Shape => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

const mapOf = (values: Shape, keys: string): Shape => ({
  type: "object",
  patternProperties: { [keys]: values },
  additionalProperties: false,
  minProperties: 1,
});

const listOf = (items: Shape): Shape => ({ type: "array", items });

/** Checked by itself: a JSON Schema, or nothing that restricts. */
const SCHEMA: Shape = { type: "object" };
const MEDIA = shut({ schema: SCHEMA }, { example: {} });
const CONTENT = mapOf(MEDIA, "^[a-z]+/[a-z0-9.+-]+$");

const PARAMETER = {
  type: "object",
  properties: {
    name: STRING,
    in: { enum: ["path", "query", "header"] },
    required: { type: "boolean" },
    description: STRING,
    schema: SCHEMA,
    example: {},
  },
  required: ["name", "in", "schema", "description"],
  additionalProperties: false,
  if: { properties: { in: { const: "path" } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { required: { const: true } }, required: ["required"] },
};

const REFERENCE = shut({ $ref: { type: "string", pattern: "^#/components/[a-z]+/[A-Za-z0-9]+$" } });
const HEADER = shut({ description: STRING, schema: SCHEMA });
const HEADERS = mapOf(REFERENCE, "^[a-z-]+$");
const RESPONSE = shut({ description: STRING }, { content: CONTENT, headers: HEADERS });

const OPERATION = shut(
  {
    operationId: { type: "string", pattern: "^(get|post|put|receive)[A-Za-z0-9]+$" },
    summary: STRING,
    description: STRING,
    tags: { type: "array", items: STRING, minItems: 1, maxItems: 1 },
    security: listOf(mapOf({ type: "array", maxItems: 0 }, "^(bearer|session)$")),
    responses: mapOf({ anyOf: [REFERENCE, RESPONSE] }, "^([2-5][0-9]{2}|2XX|default)$"),
  },
  {
    deprecated: { const: true },
    parameters: listOf(PARAMETER),
    requestBody: shut({ required: { const: true }, content: CONTENT }),
  },
);

export const OPENAPI_SHAPE = shut({
  openapi: { const: "3.1.0" },
  info: shut({
    title: STRING,
    version: STRING,
    description: STRING,
    license: shut({ name: STRING, identifier: STRING }),
  }),
  servers: listOf(shut({ url: { type: "string", pattern: "^https?://" } })),
  tags: listOf(shut({ name: STRING, description: STRING })),
  paths: mapOf(
    { ...shut({}, { get: OPERATION, post: OPERATION, put: OPERATION }), minProperties: 1 },
    "^/v1/[a-z0-9{}A-Z/.-]+$",
  ),
  webhooks: mapOf(shut({ post: OPERATION }), "^[a-z]+[.][a-z-]+$"),
  components: shut({
    schemas: mapOf(SCHEMA, "^[A-Za-z0-9]+$"),
    responses: mapOf(RESPONSE, "^[A-Z][A-Za-z0-9]+$"),
    headers: mapOf(HEADER, "^[A-Z][A-Za-z0-9]+$"),
    securitySchemes: {
      type: "object",
      properties: {
        bearer: shut({ type: { const: "http" }, scheme: { const: "bearer" } }),
        session: shut({ type: { const: "apiKey" }, in: { const: "cookie" }, name: STRING }),
      },
      required: ["bearer", "session"],
      additionalProperties: false,
    },
  }),
});
