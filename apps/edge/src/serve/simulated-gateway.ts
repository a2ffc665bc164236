/**
 * The simulated provider of a demonstration: in the process, and kept in a file, so that it knows
 * its payments again after a restart as a real one would.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { createProvider, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { createInProcessClient } from "../payments/in-process-client.ts";
import type { HashCard, PaymentGateway, ProviderNotice } from "../payments/payment-gateway.ts";
import { signNotice } from "../payments/sign-notice.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";

const WEBHOOK_SECRET = "whsec_of_the_simulator";
const CALL_TIMEOUT_MS = 10_000;

export interface SimulatedGateway {
  readonly gateway: PaymentGateway;
  /** Notices that the provider sends now. */
  takeNotices(): ProviderNotice[];
}

export function openSimulatedGateway(options: {
  readonly path: string;
  readonly currency: string;
  readonly nowMs: () => number;
  readonly hashCard: HashCard;
}): SimulatedGateway {
  const { path, currency, nowMs, hashCard } = options;
  const provider: Provider = existsSync(path)
    ? deserialize(readFileSync(path))
    : createProvider({ currencies: [currency.toLowerCase()], searchLagMs: 0 });
  const client = createInProcessClient({ provider, nowMs });
  const save = (): void => {
    writeFileSync(`${path}.new`, serialize(provider));
    renameSync(`${path}.new`, path);
  };
  const gateway = createStripeGateway({
    secretKey: "sk_test_simulator",
    webhookSecret: WEBHOOK_SECRET,
    ...{ currency, nowMs, hashCard },
    timeoutMs: CALL_TIMEOUT_MS,
    canIncrease: true,
    returnUrl: "http://localhost/",
    httpClient: {
      ...client,
      makeRequest: async (...args) => {
        const answer = await client.makeRequest(...args);
        // What the provider has said, it knows: as a real one's disk would.
        if (args[3] === "POST") save();
        return answer;
      },
    },
  });
  return {
    gateway,
    takeNotices: () =>
      takeWebhooks(provider, nowMs()).flatMap((webhook) => {
        const body = JSON.stringify(renderEvent(webhook));
        const outcome = gateway.readNotice(
          body,
          signNotice(body, WEBHOOK_SECRET, nowMs()),
          nowMs(),
        );
        return outcome.kind === "notice" ? [outcome.notice] : [];
      }),
  };
}
