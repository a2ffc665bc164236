/** The simulated provider as a server on the loopback: a stand-in for Stripe's API and webhooks. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type CallFault,
  carryWebhooks,
  handleUnreliably,
  type WebhookCourier,
} from "@saunter/sim/payments/faults";
import { createProvider, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent, returnWebhook } from "@saunter/sim/payments/provider-events";
import type { Provider, ProviderOptions, Webhook } from "@saunter/sim/payments/provider-types";
import { decodeForm, splitPath } from "./decode-form.ts";
import { signNotice } from "./sign-notice.ts";

export interface ProviderServerSettings {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The shop's time, Unix milliseconds. */
  readonly clock: () => number;
  readonly options?: Partial<ProviderOptions>;
  /** Where webhooks go; without it none is sent. */
  readonly webhookUrl?: string;
  readonly webhookSecret: string;
  /** What the network does to webhooks on their way; it brings each once, in order, where not given. */
  readonly courier?: WebhookCourier;
  /** What the network does to the next call; nothing where not given. */
  readonly drawFault?: () => CallFault;
}

export interface ProviderServer {
  readonly url: string;
  readonly provider: Provider;
  /** Brings the webhooks that are due, and says how many were taken. It also happens by itself. */
  deliverDue(): Promise<number>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const BODY_BYTES_MAX = 65_536;
/** How often webhooks are looked for that no call has brought about. */
const DELIVERY_EVERY_MS = 250;
const DELIVERY_MS_MAX = 10_000;

/** @throws Error where the port is taken. */
export async function startProviderServer(
  settings: ProviderServerSettings,
): Promise<ProviderServer> {
  const provider = createProvider(settings.options);
  const server = createServer((request, response) => {
    answer(settings, provider, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const courier = startCourier(settings, provider);
  return {
    url: `http://${HOST}:${address.port}`,
    provider,
    deliverDue: courier.deliverDue,
    async close() {
      courier.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  settings: ProviderServerSettings,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  if (text === null) {
    response.writeHead(413).end();
    return;
  }
  const { path, query } = splitPath(request.url ?? "/");
  const method = request.method ?? "GET";
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const call = { method, path, headers, body: method === "GET" ? query : decodeForm(text) };
  const fault = settings.drawFault?.() ?? { kind: "none" };
  const outcome = handleUnreliably(provider, call, settings.clock(), fault);
  if (outcome.kind === "lost") {
    request.socket.destroy();
    return;
  }
  const send = (): void => {
    response.writeHead(outcome.answer.status, outcome.answer.headers);
    response.end(JSON.stringify(outcome.answer.body));
  };
  if (outcome.delayMs === 0) send();
  else setTimeout(send, outcome.delayMs).unref();
}

/** Null where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

interface Courier {
  deliverDue(): Promise<number>;
  stop(): void;
}

function startCourier(settings: ProviderServerSettings, provider: Provider): Courier {
  const { webhookUrl } = settings;
  if (webhookUrl === undefined) return { deliverDue: async () => 0, stop: () => undefined };
  let last: Promise<number> = Promise.resolve(0);
  const deliverDue = (): Promise<number> => {
    // One after the other, so that a webhook that failed is not brought twice at once.
    last = last.then(() => deliver(settings, provider, webhookUrl));
    return last;
  };
  const timer = setInterval(() => void deliverDue(), DELIVERY_EVERY_MS).unref();
  return { deliverDue, stop: () => clearInterval(timer) };
}

async function deliver(
  settings: ProviderServerSettings,
  provider: Provider,
  webhookUrl: string,
): Promise<number> {
  let taken = 0;
  const nowMs = settings.clock();
  const sent = takeWebhooks(provider, nowMs);
  const { courier } = settings;
  for (const webhook of courier === undefined ? sent : carryWebhooks(courier, sent, nowMs)) {
    if (await bring(settings, webhook, webhookUrl)) taken++;
    else returnWebhook(provider, webhook);
  }
  return taken;
}

/** Whether it was taken. */
async function bring(
  { clock, webhookSecret }: ProviderServerSettings,
  webhook: Webhook,
  webhookUrl: string,
): Promise<boolean> {
  const body = JSON.stringify(renderEvent(webhook));
  const headers = {
    "content-type": "application/json",
    "stripe-signature": signNotice(body, webhookSecret, clock()),
  };
  const signal = AbortSignal.timeout(DELIVERY_MS_MAX);
  try {
    const response = await fetch(webhookUrl, { method: "POST", headers, body, signal });
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    // Nobody there, or too slow: it comes again.
    if (error instanceof Error) return false;
    throw error;
  }
}
