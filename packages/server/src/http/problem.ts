/** Errors as answers: RFC 9457 problem details, never with a stack or what was sent. */
import type { PROBLEM_SCHEMA } from "@saunter/protocol/http/problem-schema";
import type { FastifyError } from "fastify";
import type { Static } from "typebox";

export const PROBLEM_TYPE = "application/problem+json";

/** What every server refuses by itself. */
export type RequestCode =
  | "input-invalid"
  | "body-malformed"
  | "body-too-large"
  | "body-type-unsupported"
  | "route-unknown"
  | "method-not-allowed"
  | "rate-limited"
  | "internal-error";

export interface InputFault {
  /** JSON pointer into the part of the request: `body/name`. */
  readonly at: string;
  readonly message: string;
}

/** A request that cannot be done, on its way out of a handler. */
export class ProblemError<Code extends string = RequestCode> extends Error {
  readonly code: Code;
  readonly errors: readonly InputFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: Code,
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

export interface ProblemEntry {
  readonly status: number;
  /** The same each time. */
  readonly title: string;
  /** What whoever gets it can do. */
  readonly advice: string;
}

export type ProblemTable<Code extends string> = Readonly<Record<Code, ProblemEntry>>;

export type Problem = Static<typeof PROBLEM_SCHEMA>;

export function formatProblem<Code extends string>(
  table: ProblemTable<Code>,
  { code, message, errors }: ProblemError<Code>,
  requestId: string,
): Problem {
  const { status, title, advice } = table[code];
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
const FASTIFY_CODES: ReadonlyMap<string, readonly [RequestCode, string]> = new Map([
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

/** Any error as a problem; what nobody expected says nothing of itself. What a server knows besides is asked first. */
export function toProblem<Code extends string>(
  error: unknown,
  findOwn: (error: unknown) => ProblemError<Code> | null,
): ProblemError<Code | RequestCode> {
  if (error instanceof ProblemError) return error;
  const own = findOwn(error);
  if (own !== null) return own;
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
