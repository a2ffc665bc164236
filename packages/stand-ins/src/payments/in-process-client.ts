/**
 * The simulated provider as the HTTP client of the `stripe` SDK, in the same process: no socket, no
 * timer, and nothing to wait for but promises, so that a simulation of the whole shop is the same
 * each time.
 */

import { type CallFault, handleUnreliably } from "@saunter/sim/payments/faults";
import type { Provider, ProviderAnswer } from "@saunter/sim/payments/provider-types";
import Stripe from "stripe";
import { decodeForm, splitPath } from "./decode-form.ts";

export interface InProcessOptions {
  readonly provider: Provider;
  readonly nowMs: () => number;
  /** What the network does to the next call; nothing where not given. */
  readonly drawFault?: () => CallFault;
  /** Lets the simulation's time pass until an answer that is slow arrives. */
  readonly passMs?: (delayMs: number) => Promise<void>;
}

type Headers = Parameters<Stripe.HttpClient["makeRequest"]>[4];

export function createInProcessClient(options: InProcessOptions): Stripe.HttpClient {
  return {
    getClientName: () => "in-process",
    async makeRequest(_host, _port, sent, method, headers, body, _protocol, timeoutMs) {
      const { path, query } = splitPath(sent);
      const request = {
        method,
        path,
        headers: lowerNames(headers),
        body: method === "GET" ? query : decodeForm(body),
      };
      const fault = options.drawFault?.() ?? { kind: "none" };
      const outcome = handleUnreliably(options.provider, request, options.nowMs(), fault);
      const delayMs = outcome.kind === "lost" ? timeoutMs : Math.min(outcome.delayMs, timeoutMs);
      if (delayMs > 0) await options.passMs?.(delayMs);
      if (outcome.kind === "lost" || outcome.delayMs >= timeoutMs) {
        throw Stripe.HttpClient.makeTimeoutError();
      }
      return wrapAnswer(outcome.answer);
    },
  };
}

function lowerNames(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function wrapAnswer(answer: ProviderAnswer): Stripe.HttpClientResponse {
  // As over a wire: what the SDK does to its copy does nothing to the provider's.
  const text = JSON.stringify(answer.body);
  return {
    getStatusCode: () => answer.status,
    getHeaders: () => ({ ...answer.headers }),
    getRawResponse: () => ({}),
    toStream: () => null,
    toJSON: async () => JSON.parse(text),
  };
}
