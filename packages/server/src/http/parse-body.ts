/** JSON of a body: UTF-8 that can be read in one way only. */
import { parseStrictJson, StrictJsonError } from "@saunter/protocol/strict-json";
import type { FastifyInstance } from "fastify";
import { BODY_DEPTH_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The value of a body; undefined where it is empty. Throws a `ProblemError` with `body-malformed`. */
export function parseBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return parseStrictJson(decode(bytes), BODY_DEPTH_MAX);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new ProblemError("body-malformed", error.message);
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ProblemError("body-malformed", "the body is not UTF-8");
    }
    throw error;
  }
}

/** Bodies are JSON in plain UTF-8, and nothing else. */
export function addBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const { "content-encoding": encoding, "content-type": type } = request.headers;
    try {
      if (encoding !== undefined || /charset=(?!"?utf-8"?\s*(;|$))/i.test(type ?? "")) {
        throw new ProblemError("body-type-unsupported", "the body must be plain UTF-8");
      }
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}
