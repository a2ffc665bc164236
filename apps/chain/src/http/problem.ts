/** Errors as answers: RFC 9457 problem details, never with a stack or what was sent. */
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import type { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import type { FastifyError } from "fastify";
import pg from "pg";
import type { Static } from "typebox";
import { PROBLEM_TABLE } from "./problem-table.ts";

export const PROBLEM_TYPE = "application/problem+json";

export interface InputFault {
  /** JSON pointer into the part of the request: `body/name`. */
  readonly at: string;
  readonly message: string;
}

/** A request that cannot be done, on its way out of a handler. */
export class ProblemError extends Error {
  readonly code: ChainProblemCode;
  readonly errors: readonly InputFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ChainProblemCode,
    detail: string,
    more: {
      readonly errors?: readonly InputFault[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = "ProblemError";
    this.code = code;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** Of what is not there and of what is another's: nobody can tell which. */
export const notFound = (): ProblemError =>
  new ProblemError("not-found", "there is nothing of this id that you have access to");

export type Problem = Static<typeof PROBLEM_SCHEMA>;

export function formatProblem({ code, message, errors }: ProblemError, requestId: string): Problem {
  const { status, title, advice } = PROBLEM_TABLE[code];
  return {
    type: `urn:saunter:problem:${code}`,
    title,
    status,
    detail: message,
    code,
    instance: `urn:saunter:request:${requestId}`,
    advice,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  };
}

/** What fastify refuses by itself, as ours. */
const FASTIFY_CODES: ReadonlyMap<string, readonly [ChainProblemCode, string]> = new Map([
  ["FST_ERR_CTP_BODY_TOO_LARGE", ["body-too-large", "the body is too long"]],
  [
    "FST_ERR_CTP_INVALID_MEDIA_TYPE",
    ["body-type-unsupported", "only application/json is accepted"],
  ],
  [
    "FST_ERR_CTP_INVALID_CONTENT_LENGTH",
    ["body-malformed", "the body's length does not match Content-Length"],
  ],
  ["FST_ERR_BAD_URL", ["route-unknown", "the address cannot be read"]],
  ["FST_ERR_MAX_PARAM_LENGTH", ["route-unknown", "a part of the address is too long"]],
]);

/** SQLSTATE of PostgreSQL: a key that is there already. */
const UNIQUE_VIOLATION = "23505";
/** The database cannot be reached, or is being shut down. */
const UNREACHABLE = /^(?:08|57P|ECONN)/;

/** Any error as a problem; what nobody expected says nothing of itself. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = "", validation, validationContext } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = validation.map(({ instancePath, message }) => ({
      at: `${validationContext ?? "request"}${instancePath}`,
      message: message ?? "is not valid",
    }));
    const [first] = errors;
    return new ProblemError("input-invalid", `${first?.at} ${first?.message}`, { errors });
  }
  if (error instanceof pg.DatabaseError && code === UNIQUE_VIOLATION) {
    return new ProblemError("id-taken", "there is one with this id or address already");
  }
  if (UNREACHABLE.test(code)) return new ProblemError("not-ready", "the database does not answer");
  const known = FASTIFY_CODES.get(code);
  if (known !== undefined) return new ProblemError(...known);
  return new ProblemError("internal-error", "the request was not completed");
}
