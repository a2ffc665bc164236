/**
 * A card that a customer keeps with Stripe: its number goes from their browser to Stripe alone. What
 * comes back is a payment method of a customer of Stripe's, to be charged when nobody is there.
 */
import Stripe from "stripe";
import { createStripeClient, type StripeGatewaySettings } from "./stripe-gateway.ts";

export interface CardSetup {
  /** What the browser hands to Stripe with the card. */
  readonly clientSecret: string;
  /** Stripe's customer; the card's token is this, a slash, and the payment method. */
  readonly customer: string;
}

/** Begins to keep a card; null where Stripe cannot be reached, or does not do it now. */
export function createCardSetup(
  settings: Pick<StripeGatewaySettings, "secretKey" | "timeoutMs" | "baseUrl" | "httpClient">,
): () => Promise<CardSetup | null> {
  const stripe = createStripeClient(settings);
  return async () => {
    try {
      // Nothing of the person: who they are is the shop's alone, and their bank's.
      const { id: customer } = await stripe.customers.create({});
      const { client_secret: clientSecret } = await stripe.setupIntents.create({
        customer,
        usage: "off_session",
        allowed_payment_method_types: ["card"],
      });
      return clientSecret === null ? null : { clientSecret, customer };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError || error instanceof SyntaxError) return null;
      throw error;
    }
  };
}
