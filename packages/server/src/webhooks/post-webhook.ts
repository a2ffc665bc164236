/** One message of a webhook, and what its receiver says. */
import {
  EVENT_ID_HEADER,
  formatSignature,
  SIGNATURE_HEADER,
} from "@saunter/protocol/webhooks/signature";
import {
  ANSWER_BYTES_MAX,
  ANSWER_CHARS_MAX,
  ANSWER_WITHIN_MS,
} from "@saunter/protocol/webhooks/webhook-limits";
import { makeHmac } from "./webhook-signature.ts";

export interface PostOptions {
  readonly fetch: (url: string, init: PostRequest) => Promise<Response>;
  readonly nowMs: () => number;
  /** A signal that is given after a time; `AbortSignal.timeout` where not given. */
  readonly deadline?: (afterMs: number) => AbortSignal;
}

interface PostRequest {
  readonly method: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

export interface WebhookPost {
  readonly url: string;
  /** As the header says it. */
  readonly eventId: string;
  readonly body: string;
  /** All sign: while a secret is replaced, there are two. */
  readonly secrets: readonly string[];
}

export interface WebhookAnswer {
  /** Null where there was none. */
  readonly status: number | null;
  readonly text: string;
}

/** Never rejects where the receiver is at fault. */
export async function postWebhook(
  { fetch, nowMs, deadline = AbortSignal.timeout }: PostOptions,
  { url, eventId, body, secrets }: WebhookPost,
): Promise<WebhookAnswer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "Saunter",
        [EVENT_ID_HEADER]: eventId,
        [SIGNATURE_HEADER]: formatSignature(body, secrets, nowMs(), makeHmac),
      },
      body,
      redirect: "manual",
      signal: deadline(ANSWER_WITHIN_MS),
    });
    return { status: response.status, text: await readStart(response) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: null, text: describeFailure(error) };
  }
}

/** The beginning of an answer, for whoever looks for the fault; a success needs none. */
async function readStart({ body, ok }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (!ok && bytes < ANSWER_BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value.subarray(0, ANSWER_BYTES_MAX - bytes), { stream: true });
    bytes += value.length;
  }
  await reader.cancel();
  return text;
}

/** `fetch` says "fetch failed" and keeps why to itself, in the cause. */
function describeFailure({ cause, message }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** Whether the receiver answered with a status of success. */
export function hasTaken({ status }: WebhookAnswer): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Its status and the beginning of what it said, or why there was none. */
export function describeAnswer({ status, text }: WebhookAnswer): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim();
  const words = status === null ? plain : `${status} ${plain}`;
  return words.slice(0, ANSWER_CHARS_MAX).trim();
}
