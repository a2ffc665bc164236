/** Errors as answers: RFC 9457 problem details, never with a stack or what was sent. */
import type { Refusal, Result } from "@saunter/commerce/refusal";
import type { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import type { ProblemCode } from "@saunter/protocol/problem-codes";
import type { FastifyError } from "fastify";
import type { Static } from "typebox";
import { RefusedError } from "../domain/shop-context.ts";
import { StoreError } from "../store/store-error.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";

export const PROBLEM_TYPE = "application/problem+json";

export interface InputFault {
  /** JSON pointer into the part of the request: `body/partySize`. */
  readonly at: string;
  readonly message: string;
}

/** A request that cannot be done, on its way out of a handler. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly InputFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
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

export function toProblemError({ code, detail }: Refusal): ProblemError {
  return new ProblemError(code, detail);
}

/** The value, or out of the handler with the refusal. */
export function orFail<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw toProblemError(result.refusal);
}

/** What fastify refuses by itself, as ours. */
const FASTIFY_CODES: ReadonlyMap<string, readonly [ProblemCode, string]> = new Map([
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

/** Any error as a problem; what nobody expected says nothing of itself. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof RefusedError) return new ProblemError(error.code, error.message);
  if (error instanceof StoreError) return new ProblemError(error.code, error.message);
  const { code, validation, validationContext } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = validation.map(({ instancePath, message }) => ({
      at: `${validationContext ?? "request"}${instancePath}`,
      message: message ?? "is not valid",
    }));
    const [first] = errors;
    return new ProblemError("input-invalid", `${first?.at} ${first?.message}`, { errors });
  }
  const known = FASTIFY_CODES.get(code ?? "");
  if (known !== undefined) return new ProblemError(...known);
  return new ProblemError("internal-error", "the request was not completed");
}
