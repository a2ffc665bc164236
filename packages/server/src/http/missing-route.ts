import type { FastifyRequest } from "fastify";
import { ProblemError } from "./problem.ts";

type FindMissing = (request: Pick<FastifyRequest, "method" | "url">) => ProblemError;

/**
 * Why there is no route for a request.
 *
 * @param names of all routes, each as "GET /v1/visits/:visitId"
 */
export function createFindMissing(names: readonly string[]): FindMissing {
  const patterns = names.map((name) => {
    const [method, url] = name.split(" ") as [string, string];
    const pattern = new RegExp(`^${url.replace(/:[^/]+/g, "[^/]+").replace(".", "\\.")}$`);
    return { method, pattern };
  });
  return ({ url, method: asked }) => {
    const [path] = url.split("?") as [string];
    const methods = patterns
      .filter(({ pattern }) => pattern.test(path))
      .map(({ method }) => method);
    // Some are there in a demonstration alone.
    if (methods.length === 0 || methods.includes(asked)) {
      return new ProblemError("route-unknown", "there is no such route");
    }
    const allow = methods.join(", ");
    return new ProblemError("method-not-allowed", `this route accepts ${allow}`, {
      headers: { allow },
    });
  };
}
