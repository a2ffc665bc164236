/** Who is notified of what happens in the shop: a program that takes webhooks, and a mail server. */

import type { PublicEvent } from "@saunter/protocol/public-event";
import { EVENT_ID_HEADER, SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { verifySignature } from "@saunter/server/webhooks/webhook-signature";
import type { MailOutcome, MailRow } from "@saunter/shop/receipts/mailer";
import { RECEIPT_LIMITS } from "@saunter/shop/receipts/receipt-limits";
import type { Kernel } from "@saunter/sim/kernel";
import { WEBHOOK_SECRET } from "./torture-config.ts";

/** What the network is like at this moment. */
export interface Network {
  readonly kernel: Kernel;
  /** Something came that must not have come. */
  readonly fail: (error: unknown) => void;
  readonly isOffline: boolean;
  readonly hasFaults: boolean;
}

const LATENCY_MS_MIN = 5;
const LATENCY_MS_MAX = 400;

/** Faults of one request or mail, of which each draws one; the rest goes well. */
const FAULTS = { lostBefore: 0.08, lostAfter: 0.08, refused: 0.06, slow: 0.03 } as const;
const SLOW_MS = 20_000;

type Fault = keyof typeof FAULTS | "none";

function drawFault({ kernel, isOffline, hasFaults }: Network): Fault {
  if (isOffline) return "lostBefore";
  if (!hasFaults) return "none";
  let at = kernel.random.next();
  for (const [fault, rate] of Object.entries(FAULTS) as [Fault, number][]) {
    if (at < rate) return fault;
    at -= rate;
  }
  return "none";
}

export function sleep(kernel: Kernel, delayMs: number): Promise<void> {
  return new Promise((resolve) => kernel.schedule(Math.round(delayMs), resolve));
}

export interface WebhookReceiver {
  /** By event id, in the order in which they first came. */
  readonly received: ReadonlyMap<number, PublicEvent>;
  readonly fetch: Fetch;
}

/** Takes each event once, however often it comes; its signature has to be right. */
export function createWebhookReceiver(network: Network): WebhookReceiver {
  const { kernel, fail } = network;
  const received = new Map<number, PublicEvent>();
  const take = (headers: Readonly<Record<string, string>>, body: string): void => {
    const signature = headers[SIGNATURE_HEADER] ?? "";
    if (!verifySignature(signature, body, WEBHOOK_SECRET, kernel.nowMs())) {
      fail(new Error("a webhook's signature is wrong"));
    }
    const event: PublicEvent = JSON.parse(body);
    if (headers[EVENT_ID_HEADER] !== String(event.id)) {
      fail(new Error(`webhook ${event.id} came as ${headers[EVENT_ID_HEADER]}`));
    }
    const known = received.get(event.id);
    if (known === undefined) received.set(event.id, event);
    else if (known.type !== event.type || known.atMs !== event.atMs) {
      fail(new Error(`webhook ${event.id} says another thing when it comes again`));
    }
  };
  return {
    received,
    fetch: async (_url, { headers, body, signal }) => {
      const fault = drawFault(network);
      await sleep(kernel, kernel.random.integer(LATENCY_MS_MIN, LATENCY_MS_MAX));
      if (fault === "refused") return new Response(null, { status: 500 });
      if (fault === "lostBefore") throw await untilGivenUp(signal);
      take(headers, String(body));
      if (fault === "lostAfter") throw await untilGivenUp(signal);
      if (fault === "slow") await sleep(kernel, SLOW_MS);
      if (signal.aborted) throw signal.reason;
      return new Response(null, { status: 204 });
    },
  };
}

function untilGivenUp(signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.resolve(signal.reason);
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(signal.reason), { once: true }),
  );
}

export interface MailServer {
  /** How often each mail came, by its id. */
  readonly received: ReadonlyMap<string, number>;
  readonly sendMail: (row: MailRow) => Promise<MailOutcome>;
}

/** Takes mails; the sender may not receive the confirmation. */
export function createMailServer(network: Network): MailServer {
  const { kernel } = network;
  const received = new Map<string, number>();
  return {
    received,
    sendMail: async ({ mailId, tries }) => {
      const fault = drawFault(network);
      await sleep(kernel, kernel.random.integer(LATENCY_MS_MIN, LATENCY_MS_MAX));
      if (fault !== "lostBefore" && fault !== "refused") {
        received.set(mailId, (received.get(mailId) ?? 0) + 1);
        if (fault !== "lostAfter") return { kind: "sent" };
      }
      const afterMs = RECEIPT_LIMITS.mailRetryAfterMs[tries];
      if (afterMs === undefined) return { kind: "gave-up", code: "connection" };
      return { kind: "retry-later", afterMs, code: "connection" };
    },
  };
}
