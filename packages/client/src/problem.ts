/** What the shop's API refuses, in words that can be shown. */
import type { ProblemCode } from "@saunter/protocol/problem-codes";

/** What goes wrong on the way to the shop, or on the device itself. */
export type ClientCode = "no-connection" | "unreadable" | "passkey-called-off" | "file-unreadable";

/** A shop of a newer version may say others, which are told as it words them. */
export type KnownCode = ProblemCode | ClientCode;

export interface ProblemFields {
  readonly code: KnownCode;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
  readonly status: number;
}

/** Thrown by calls. */
export class Problem extends Error {
  readonly code: KnownCode;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
  readonly status: number;

  constructor(fields: ProblemFields) {
    super(`${fields.title}: ${fields.detail}`);
    this.name = "Problem";
    this.code = fields.code;
    this.title = fields.title;
    this.detail = fields.detail;
    this.advice = fields.advice;
    this.status = fields.status;
  }
}

export const NO_CONNECTION: ProblemFields = {
  code: "no-connection",
  title: "The shop cannot be reached",
  detail: "no answer came",
  advice: "Check your connection and try again. Nothing happens twice.",
  status: 0,
};

/** Reads problem+json (RFC 9457); an answer of another form becomes `unreadable`. */
export function readProblem(status: number, body: unknown): Problem {
  const given = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemFields>;
  return new Problem({
    code: given.code ?? "unreadable",
    title: given.title ?? "The shop sent an answer this page cannot read",
    detail: given.detail ?? `status ${status}`,
    advice: given.advice ?? "Try again. If it keeps happening, ask whoever runs the server.",
    status,
  });
}

/** Any error as something that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(NO_CONNECTION);
  throw error;
}
