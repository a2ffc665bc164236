/** For tests: the routes of an API as its OpenAPI document describes them. */
import type { Api, OpenApi, Who } from "./api-recorder-fixture.ts";
import { nameRoute } from "./format-api-reference.ts";
import { type Access, findAccess } from "./route-roles.ts";

export interface DescribedRoute {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly isDeprecated: boolean;
  readonly access: Access;
  /** With something of the right form in place of its parameters. */
  readonly url: string;
  /** An example that the document gives; undefined where it takes no body. */
  readonly body: unknown;
  readonly bodySchema: object | null;
  /** Whether it wants an idempotency key, or takes one that it does not need. */
  readonly key: "wanted" | "taken" | "none";
  readonly hasQuery: boolean;
  readonly hasCursor: boolean;
  /** Somebody who may call it. */
  readonly caller: Who;
}

export interface Described {
  readonly deprecated?: boolean;
  readonly description: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
    readonly example?: unknown;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: object; readonly example: unknown }>
    >;
  };
}

export function listRoutes(document: OpenApi): DescribedRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations as unknown as Record<string, Described>).map(([lower, described]) => {
      const method = lower.toUpperCase() as DescribedRoute["method"];
      const access = findAccess(nameRoute(method, path))!;
      const media = described.requestBody?.content["application/json"];
      const token = "x".repeat(32);
      return {
        method,
        path,
        access,
        tag: described.tags[0]!,
        summary: described.summary,
        isDeprecated: described.deprecated ?? false,
        url: path
          .replace("{token}", token)
          .replace("{gtin}", "1")
          .replace(/\{[^}]+\}/g, "thing"),
        body: media?.example,
        bodySchema: media?.schema ?? null,
        hasCursor: described.parameters?.some(({ name }) => name === "after") ?? false,
        hasQuery: described.parameters?.some((parameter) => parameter.in === "query") ?? false,
        key: findKey(described),
        caller: typeof access === "string" ? (access === "public" ? null : "operator") : access[0]!,
      };
    }),
  );
}

function findKey({ parameters = [] }: Described): DescribedRoute["key"] {
  const key = parameters.find(({ name }) => name === "idempotency-key");
  if (key === undefined) return "none";
  return key.required === true ? "wanted" : "taken";
}

export const documentOf = (api: Api) => api.fixture.app.swagger() as unknown as OpenApi;

/** "GET /v1/gates 200" of everything that the document promises; forms of an answer each by themselves, too. */
export function listAnswers({ paths }: OpenApi): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => status !== "default")
        .flatMap(([status, { content }]) => {
          const name = `${method.toUpperCase()} ${path} ${status}`;
          return [name, ...Object.keys(content ?? {}).map((type) => `${name} ${type}`)];
        }),
    ),
  );
}
