/**
 * The OpenAPI document as the API serves it: schemas with a name, refusals and headers stand once below `components`, so
 * that generated clients have a type of that name.
 */
import { capitalizeWords } from "./describe-route.ts";

type Json = Readonly<Record<string, unknown>>;

export interface DocumentParts {
  /** Schemas by name, in place of those of that title that the routes have. */
  readonly schemas?: Readonly<Record<string, object>>;
  /** What the server sends to the addresses of others, by name. */
  readonly webhooks?: Readonly<Record<string, object>>;
}

const NO_PARTS: DocumentParts = {};
/** A schema of such a title has a name; others are for people. */
const NAME = /^[A-Z][A-Za-z0-9]+$/;
/** Below these keys there are values, not schemas. */
const VALUES: ReadonlySet<string> = new Set(["example", "examples", "default", "const", "enum"]);
/** What may stand beside a reference. */
const BESIDE = ["deprecated"];

const made = new WeakMap<object, object>();

/** Throws if two schemas have one name. */
export function shareParts(document: object, parts: DocumentParts = NO_PARTS): object {
  let shared = made.get(document);
  if (shared === undefined) {
    shared = makeShared(document as Json, parts);
    made.set(document, shared);
  }
  return shared;
}

function makeShared({ components, paths, ...about }: Json, parts: DocumentParts): object {
  const kept = components as Json;
  const byKind = {
    schemas: new Map(Object.entries((kept.schemas ?? {}) as Json)),
    responses: new Map<string, unknown>(),
    headers: new Map<string, unknown>(),
  };
  const share = (kind: keyof typeof byKind, name: string, part: object): object => {
    const before = byKind[kind].get(name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(part)) {
      throw new Error(`two ${kind} are called ${name}`);
    }
    byKind[kind].set(name, part);
    return { $ref: `#/components/${kind}/${name}` };
  };

  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const { title, ...schema } = value as Json;
    if (typeof title !== "string" || !NAME.test(title)) return walkKeys(value as Json);
    const beside = Object.entries(schema).filter(([key]) => BESIDE.includes(key));
    const rest = Object.fromEntries(
      Object.entries(schema).filter(([key]) => !BESIDE.includes(key)),
    );
    const given = parts.schemas?.[title];
    const reference = share("schemas", title, walkKeys((given ?? rest) as Json));
    return { ...reference, ...Object.fromEntries(beside) };
  };
  const walkKeys = (schema: Json): Json =>
    mapValues(schema, (value, key) => {
      if (VALUES.has(key)) return value;
      // Names of properties may be those of keywords.
      if (key === "properties") return mapValues(value as Json, walk);
      return walk(value);
    });

  /** A body or an answer, under the operation's name if its schema has none of its own. */
  const shareContent = (content: unknown, name: string): Json =>
    mapValues(content as Json, (media, type) => {
      const { schema, ...others } = media as { readonly schema: Json };
      const isNamed = type !== "application/json" || "title" in schema || "$ref" in schema;
      return { schema: walk(isNamed ? schema : { ...schema, title: name }), ...others };
    });
  const shareResponse = (response: Json, status: string, operation: string): Json => {
    const { content, headers } = response;
    const shared = {
      ...response,
      ...(headers === undefined
        ? {}
        : {
            headers: mapValues(headers as Json, (header, name) =>
              share("headers", capitalizeWords(name), header as object),
            ),
          }),
      ...(content === undefined
        ? {}
        : {
            content: shareContent(content, `${operation}Answer${status === "200" ? "" : status}`),
          }),
    };
    if (status.startsWith("2") || status.startsWith("3")) return shared;
    return share("responses", nameRefusal(status, response.description as string), shared) as Json;
  };
  const shareOperation = (operation: unknown): Json => {
    const { operationId, requestBody, responses, ...others } = operation as Json;
    const name = capitalizeWords(operationId as string);
    const body = requestBody as Json | undefined;
    return {
      operationId,
      ...others,
      ...(body === undefined
        ? {}
        : { requestBody: { ...body, content: shareContent(body.content, `${name}Body`) } }),
      responses: mapValues(responses as Json, (response, status) =>
        shareResponse(response as Json, status, name),
      ),
    };
  };

  const sharedPaths = mapValues(paths as Json, (path) => mapValues(path as Json, shareOperation));
  const webhooks = mapValues(parts.webhooks ?? {}, (path) =>
    mapValues(path as Json, shareOperation),
  );
  const sorted = mapValues(byKind, (map) =>
    Object.fromEntries([...(map as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1))),
  );
  return {
    ...about,
    components: { ...kept, ...sorted },
    paths: sharedPaths,
    ...(parts.webhooks === undefined ? {} : { webhooks }),
  };
}

/** "`forbidden`, `csrf-header-missing`" of 403 is `ForbiddenOrCsrfHeaderMissing403`; other texts are words. */
function nameRefusal(status: string, description: string): string {
  const codes = [...description.matchAll(/`([^`]+)`/g)].map(([, code]) => capitalizeWords(code!));
  const words = codes.length > 0 ? codes.join("Or") : capitalizeWords(description);
  return `${words}${status === "default" ? "" : status}`;
}

function mapValues(map: object, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
