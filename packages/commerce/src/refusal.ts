/**
 * Expected failures are values: a refusal has a code of the protocol, which the process explains, maps to an
 * HTTP status and documents.
 */
import type { REFUSAL_CODES } from "@saunter/protocol/problem-codes";

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** What was wrong this time, in words, without personal data. */
  readonly detail: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, detail: string): Result<never> {
  return { ok: false, refusal: { code, detail } };
}
