/** For tests: calls as short lines. */
import { handleRequest } from "./provider.ts";
import type { JsonObject, Provider, ProviderAnswer } from "./provider-types.ts";

export interface Call {
  readonly method?: string;
  readonly key?: string;
  readonly atMs?: number;
}

/** A POST, or what `call` says. */
export function send(
  provider: Provider,
  path: string,
  body: Readonly<Record<string, string>> = {},
  call: Call = {},
): ProviderAnswer {
  const headers: Record<string, string> =
    call.key === undefined ? {} : { "idempotency-key": call.key };
  const request = { method: call.method ?? "POST", path, headers, body };
  return handleRequest(provider, request, call.atMs ?? provider.nowMs);
}

/** The fields of a hold of 1000 minor units on a card that approves, changed by `fields`. */
export function describeHold(
  fields: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    amount: "1000",
    currency: "eur",
    capture_method: "manual",
    confirm: "true",
    payment_method: "pm_sim_ok",
    "metadata[payment_id]": "pay-1",
    ...fields,
  };
}

/** A field of an answer's body, by its path; undefined where it is not there. */
export function pluck(body: JsonObject, path: string): unknown {
  let value: unknown = body;
  for (const name of path.split(".")) {
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  }
  return value;
}
