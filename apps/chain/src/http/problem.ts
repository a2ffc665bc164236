/** What the chain refuses, as problems. */
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import {
  ProblemError as ServerProblemError,
  toProblem as toServerProblem,
} from "@saunter/server/http/problem";
import pg from "pg";
import { isDatabaseAway } from "../database/database-outage.ts";

/** A request that cannot be done, on its way out of a handler. */
export const ProblemError = ServerProblemError<ChainProblemCode>;
export type ProblemError = ServerProblemError<ChainProblemCode>;

/** Of what is not there and of what is another's: nobody can tell which. */
export const notFound = (): ProblemError =>
  new ProblemError("not-found", "there is nothing of this id that you have access to");

/** SQLSTATE of PostgreSQL: a key that is there already. */
const UNIQUE_VIOLATION = "23505";
/** Texts that PostgreSQL cannot keep: such with a NUL. */
const NOT_STORABLE = new Set(["22021", "22P05"]);
/** A statement took longer than it may. */
const QUERY_CANCELED = "57014";

/** Any error as a problem; what nobody expected says nothing of itself. */
export function toProblem(error: unknown): ProblemError {
  return toServerProblem(error, findOwn);
}

function findOwn(error: unknown): ProblemError | null {
  const { code = "" } = error as { readonly code?: string };
  if (error instanceof pg.DatabaseError && code === UNIQUE_VIOLATION) {
    return new ProblemError("id-taken", "there is one with this id or address already");
  }
  if (error instanceof pg.DatabaseError && NOT_STORABLE.has(code)) {
    return new ProblemError("input-invalid", "a text has a character that cannot be kept");
  }
  if (error instanceof pg.DatabaseError && code === QUERY_CANCELED) {
    return new ProblemError("not-ready", "this took too long; ask for fewer days or shops");
  }
  if (isDatabaseAway(error)) return new ProblemError("not-ready", "the database does not answer");
  return null;
}
