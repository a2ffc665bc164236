/**
 * The simulated provider of a demonstration: in the process, and kept in a file, so that it knows
 * its payments again after a restart as a real one would.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import type { CardSetups } from "@saunter/shop/domain/card-setups";
import type {
  HashCard,
  PaymentGateway,
  ProviderNotice,
} from "@saunter/shop/domain/payment-gateway";
import { createStripeCardSetups } from "@saunter/shop/payments/stripe-card-setup";
import { createStripeGateway } from "@saunter/shop/payments/stripe-gateway";
import { PRIVATE_FILE } from "@saunter/shop/store/private-files";
import { createProvider, handleRequest, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { giveTestCard } from "@saunter/stand-ins/payments/give-test-card";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import type { SimulatedBank } from "./simulated-bank.ts";

const WEBHOOK_SECRET = "whsec_of_the_simulator";
const CALL_TIMEOUT_MS = 10_000;

export interface SimulatedGateway {
  readonly gateway: PaymentGateway;
  /** Notices that the provider sends now. */
  takeNotices(): ProviderNotice[];
  /** How shoppers save a test card. */
  readonly cardSetups: CardSetups;
  /** Where payers confirm. */
  readonly bank: SimulatedBank;
}

export function openSimulatedGateway(options: {
  readonly path: string;
  readonly currency: string;
  readonly nowMs: () => number;
  readonly hashCard: HashCard;
  /** The page on which payers confirm; the payment's id is added. */
  readonly actionUrl: string;
}): SimulatedGateway {
  const { path, currency, nowMs, hashCard, actionUrl } = options;
  const provider = openProvider(path, currency, actionUrl);
  const client = createInProcessClient({ provider, nowMs });
  const save = (): void => {
    writeFileSync(`${path}.new`, serialize(provider), { mode: PRIVATE_FILE });
    renameSync(`${path}.new`, path);
  };
  const account = {
    secretKey: "sk_test_simulator",
    hashCard,
    timeoutMs: CALL_TIMEOUT_MS,
    httpClient: {
      ...client,
      makeRequest: async (...args: Parameters<typeof client.makeRequest>) => {
        const answer = await client.makeRequest(...args);
        // What the provider has said, it knows: as a real one's disk would.
        if (args[3] === "POST") save();
        return answer;
      },
    },
  };
  const gateway = createStripeGateway({
    ...account,
    webhookSecret: WEBHOOK_SECRET,
    currency,
    nowMs,
    canIncrease: true,
    returnUrl: "http://localhost/",
  });
  return {
    gateway,
    cardSetups: {
      ...createStripeCardSetups(account),
      giveTestCard: (clientSecret, token) => {
        const isTaken = giveTestCard(provider, clientSecret, token, nowMs());
        save();
        return isTaken;
      },
    },
    bank: openBank(provider, nowMs, save),
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

function openProvider(path: string, currency: string, actionUrl: string): Provider {
  const options = { currencies: [currency.toLowerCase()], searchLagMs: 0, actionUrl };
  const made = createProvider(options);
  if (!existsSync(path)) return made;
  // The shop may have another address than when the file was written.
  const kept = deserialize(readFileSync(path)) as Provider;
  // Written before there was some kind of card, it has no holds of that kind.
  const holds = { ...made.holds, ...kept.holds };
  // Or before it kept cards, none of them.
  return { ...made, ...kept, options: made.options, holds };
}

function openBank(provider: Provider, nowMs: () => number, save: () => void): SimulatedBank {
  return {
    find: (reference) => {
      const intent = provider.intents.get(reference);
      if (intent?.status !== "requires_action") return null;
      return { amountMinor: intent.amountMinor, currency: intent.currency.toUpperCase() };
    },
    answer: (reference, isConfirmed) => {
      const path = `/v1/test_helpers/payment_intents/${reference}/complete_action`;
      const body = { outcome: isConfirmed ? "succeeded" : "failed" };
      handleRequest(provider, { method: "POST", path, headers: {}, body }, nowMs());
      save();
    },
  };
}
