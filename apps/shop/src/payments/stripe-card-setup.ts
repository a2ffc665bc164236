/**
 * A card that a customer keeps with Stripe: its number goes from their browser to Stripe alone. What
 * is kept is a payment method of a customer of Stripe's, to be charged when nobody is there. Which
 * one it is, Stripe says and not the browser.
 */
import Stripe from "stripe";
import type { CardSetups, SetupOutcome } from "../domain/card-setups.ts";
import type { HashCard } from "../domain/payment-gateway.ts";
import { createStripeClient, type StripeGatewaySettings } from "./stripe-gateway.ts";
import { isInvalidRequest, readId } from "./stripe-payments.ts";

export type StripeCardSetupSettings = Pick<
  StripeGatewaySettings,
  "secretKey" | "timeoutMs" | "baseUrl" | "httpClient" | "hashCard"
>;

export function createStripeCardSetups(settings: StripeCardSetupSettings): CardSetups {
  const stripe = createStripeClient(settings);
  return {
    begin: async () => {
      try {
        // Nothing of the person: who they are is the shop's alone, and their bank's.
        const { id: customer } = await stripe.customers.create({});
        const { id: reference, client_secret: clientSecret } = await stripe.setupIntents.create({
          customer,
          usage: "off_session",
          allowed_payment_method_types: ["card"],
        });
        return clientSecret === null ? null : { reference, clientSecret };
      } catch (error) {
        if (isSilence(error)) return null;
        throw error;
      }
    },
    verify: async (reference) => {
      try {
        const expand = ["payment_method"];
        const intent = await stripe.setupIntents.retrieve(reference, { expand });
        return readSetup(intent, settings.hashCard);
      } catch (error) {
        if (isInvalidRequest(error)) return { kind: "refused", message: "no such setup" };
        if (isSilence(error)) return { kind: "unknown", message: "the provider did not answer" };
        throw error;
      }
    },
  };
}

function isSilence(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError || error instanceof SyntaxError;
}

function readSetup(intent: Stripe.SetupIntent, hashCard: HashCard): SetupOutcome {
  if (intent.status === "processing") {
    return { kind: "unknown", message: "the card’s bank has not answered yet" };
  }
  if (intent.status !== "succeeded") {
    return { kind: "refused", message: "the card’s bank did not agree" };
  }
  const method = intent.payment_method;
  const customer = readId(intent.customer);
  if (method === null || typeof method === "string" || customer === null) {
    return { kind: "refused", message: "the setup has no card" };
  }
  if (method.card == null || readId(method.customer) !== customer) {
    return { kind: "refused", message: "the card is not of this setup" };
  }
  const { last4: lastFour, fingerprint } = method.card;
  const cardHash = fingerprint == null ? null : hashCard(fingerprint);
  return { kind: "verified", card: { token: `${customer}/${method.id}`, lastFour, cardHash } };
}
