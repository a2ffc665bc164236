/**
 * A signing device behind an adapter that somebody else wrote: a small program beside the device's own software,
 * asked over HTTP. What it answers is checked.
 */

import type { Fetch } from "@saunter/server/network/guarded-fetch";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import {
  FISCAL_SIGNATURE,
  FISCAL_TRANSACTION,
  type FiscalDevice,
  FiscalRefusedError,
} from "./fiscal-device.ts";
import { ANSWER_BYTES_MAX, ANSWER_WITHIN_MS, FAULT_CHARS_MAX } from "./fiscal-limits.ts";

export interface HttpFiscalDeviceOptions {
  /** `/begin` and `/finish` are below it. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; null: nothing is. */
  readonly secret: string | null;
  readonly fetch: Fetch;
  /** A signal that is given after a time. */
  readonly deadline: (afterMs: number) => AbortSignal;
}

/** The status of what it never takes; any other that is no success says that it is away. */
const REFUSED = 422;

export function createHttpFiscalDevice(options: HttpFiscalDeviceOptions): FiscalDevice {
  return {
    begin: (request) => ask(options, "begin", { request }, FISCAL_TRANSACTION),
    finish: (request, transaction) =>
      ask(options, "finish", { request, transaction }, FISCAL_SIGNATURE),
  };
}

async function ask<Schema extends TSchema>(
  { deadline, fetch, secret, url }: HttpFiscalDeviceOptions,
  what: "begin" | "finish",
  body: object,
  schema: Schema,
): Promise<Static<Schema>> {
  const response = await fetch(`${url.replace(/\/$/, "")}/${what}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
    },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: deadline(ANSWER_WITHIN_MS),
  });
  const text = await readText(response);
  if (response.status === REFUSED) throw new FiscalRefusedError(text.slice(0, FAULT_CHARS_MAX));
  if (!response.ok) throw new Error(`the signing device answers ${response.status}`);
  const answer: unknown = JSON.parse(text);
  if (!Check(schema, answer)) throw new Error("the signing device answers what is no signature");
  return answer;
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error("the signing device's answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
