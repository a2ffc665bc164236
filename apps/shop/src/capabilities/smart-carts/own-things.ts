/** How much may be declared the shopper's own without a look: it is on no bill, and may be goods. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";

/** What goods cost, minor units. */
export interface OwnStakes {
  /** Price of a gram of dear goods, by the price list. */
  readonly dearMinorPerG: number;
  /** Of a glance of staff. */
  readonly glance: number;
}

/** Standard score of the 95th percentile of a normal distribution. */
const PERCENTILE_95 = 1.645;
const { glanceFinds, ownLogSpread, ownMedianG } = DEFAULT_SMART_CART;

/** Of a hundred shoppers, 95 bring no more. */
export const OWN_G_MAX = ownMedianG * Math.exp(PERCENTILE_95 * ownLogSpread);

/** Of sales, by value, that self-checkout loses unscanned (ECR Community Shrinkage, 2018). */
const UNSCANNED_SHARE = 0.0044;

/** Whether a glance costs less than what things of that weight lose on average, if they are goods as often as goods go unscanned. */
export function isOwnTooMuch(ownG: number, { dearMinorPerG, glance }: OwnStakes): boolean {
  return ownG > OWN_G_MAX || glanceFinds * UNSCANNED_SHARE * ownG * dearMinorPerG > glance;
}
