/** What the shop refuses, as problems. */
import type { Refusal, Result } from "@saunter/commerce/refusal";
import type { ProblemCode } from "@saunter/protocol/problem-codes";
import {
  ProblemError as ServerProblemError,
  toProblem as toServerProblem,
} from "@saunter/server/http/problem";
import { RefusedError } from "../domain/shop-context.ts";
import { StoreError } from "../store/store-error.ts";

/** A request that cannot be done, on its way out of a handler. */
export const ProblemError = ServerProblemError<ProblemCode>;
export type ProblemError = ServerProblemError<ProblemCode>;

export function toProblemError({ code, detail }: Refusal): ProblemError {
  return new ProblemError(code, detail);
}

/** The value, or out of the handler with the refusal. */
export function orFail<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw toProblemError(result.refusal);
}

/** Any error as a problem; what nobody expected says nothing of itself. */
export function toProblem(error: unknown): ProblemError {
  return toServerProblem(error, findOwn);
}

function findOwn(error: unknown): ProblemError | null {
  const isOwn = error instanceof RefusedError || error instanceof StoreError;
  return isOwn ? new ProblemError(error.code, error.message) : null;
}
