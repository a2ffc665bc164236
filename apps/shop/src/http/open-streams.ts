/**
 * Answers that go on for long, and who has them: one whose session has ended, or whose roles are
 * other than they were, gets no more, and nobody has more than so many.
 */
import type { ServerResponse } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Principal } from "../people/roles.ts";
import { STREAMS_PER_PERSON_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";

/** Who shows the same again: null where it is worth nothing any more. */
export type FindAgain = () => Principal | null;

export interface OpenStreams {
  /**
   * Counts one more of whoever asks; the signal is given when it has to end. Throws
   * `streams-too-many`.
   */
  begin(request: FastifyRequest, response: ServerResponse): Promise<AbortSignal>;
  /** Ends what has to end: to be called when somebody's rights may have changed. */
  recheck(): void;
  readonly count: () => number;
  /** Whether somebody has one. */
  has(principalId: string): boolean;
}

interface OpenStream {
  readonly principal: Principal;
  readonly findAgain: FindAgain;
  readonly response: ServerResponse;
  readonly end: AbortController;
}

/** `readCredential` finds what a request has shown. */
export function createOpenStreams(
  readCredential: (request: FastifyRequest) => Promise<FindAgain>,
): OpenStreams {
  const streams = new Set<OpenStream>();

  function countOf(principalId: string): number {
    let count = 0;
    for (const { principal } of streams) if (principal.id === principalId) count++;
    return count;
  }

  return {
    count: () => streams.size,
    has: (principalId) => countOf(principalId) > 0,
    begin: async (request, response) => {
      const findAgain = await readCredential(request);
      const principal = findAgain();
      if (principal === null) throw new ProblemError("token-invalid", "the session has ended");
      if (countOf(principal.id) >= STREAMS_PER_PERSON_MAX) {
        const detail = `you have ${STREAMS_PER_PERSON_MAX} streams open`;
        throw new ProblemError("streams-too-many", detail);
      }
      const stream = { principal, findAgain, response, end: new AbortController() };
      // Whoever has gone meanwhile will not go again.
      if (response.destroyed) return AbortSignal.abort();
      streams.add(stream);
      response.on("close", () => {
        streams.delete(stream);
        stream.end.abort();
      });
      return stream.end.signal;
    },
    recheck: () => {
      for (const { principal, findAgain, response, end } of streams) {
        // One that was told to end, and whose reader takes nothing, is cut.
        if (end.signal.aborted) response.destroy();
        else if (!isSame(principal, findAgain())) end.abort();
      }
    },
  };
}

function isSame({ id, roles, scopes }: Principal, now: Principal | null): boolean {
  const hasSameRights = now?.roles.join() === roles.join() && now.scopes?.join() === scopes?.join();
  return now?.id === id && hasSameRights;
}
