/**
 * What Stripe takes of currencies (https://docs.stripe.com/currencies): of those with three decimals
 * amounts whose last digit is 0 alone, and two in other units than the currency has.
 */
import { getDecimals } from "@saunter/commerce/money/currency";

/** To stay as they were, Stripe's amounts in these are hundredths, which the currencies do not have. */
const UNFIT: ReadonlySet<string> = new Set(["ISK", "UGX"]);
/** In steps of how many minor units amounts of three decimals are. */
const THREE_DECIMALS_STEP = 10;

/** Whether amounts in a currency can be handed to Stripe as they are. */
export function isFitForStripe(currency: string): boolean {
  return !UNFIT.has(currency.toUpperCase());
}

/** In steps of how many minor units Stripe takes amounts; 1 where it takes any. */
export function findStripeStep(currency: string): number {
  return getDecimals(currency.toUpperCase()) === 3 ? THREE_DECIMALS_STEP : 1;
}
