import type { FastifyRequest } from "fastify";
import type { TObject } from "typebox";
import { ProblemError } from "./problem.ts";

/** Throws where a request has a body, of a route that takes none. */
export function checkNoBody({ body }: FastifyRequest): void {
  const isNone = body === undefined || body === null;
  if (isNone || (typeof body === "object" && Object.keys(body).length === 0)) return;
  throw new ProblemError("input-invalid", "this route accepts no body");
}

/** Names of a query's integers. */
export function listIntegers(query: TObject | undefined): string[] {
  return Object.entries(query?.properties ?? {})
    .filter(([, schema]) => "type" in schema && schema.type === "integer")
    .map(([name]) => name);
}

/** Numbers of a query come as text; bodies are taken as they are. */
export function readIntegers({ query }: FastifyRequest, names: readonly string[]): void {
  const values = query as Record<string, unknown>;
  for (const name of names) {
    const value = values[name];
    if (typeof value === "string" && /^[0-9]{1,15}$/.test(value)) values[name] = Number(value);
  }
}
