/** A visit's cart with its running total, as shoppers see it. */
import Type from "typebox";
import { closed, MONEY_LINE, minor, named, oneOf, probability } from "./schemas.ts";

export const CART_DESCRIPTION = "The cart; after the visit the receipt says what is to be paid.";

const TOTALS = named(
  "CartTotals",
  closed({
    goodsMinor: minor("Goods at their prices"),
    discountMinor: minor("Discount"),
    depositMinor: minor("Deposits"),
    netMinor: minor("Without tax"),
    taxMinor: minor("Tax"),
    roundingMinor: Type.Optional(
      minor("Rounding, 0 or below: where amounts are paid in steps, such as dinars by card"),
    ),
    totalMinor: minor("To be paid"),
  }),
);

const PRICED = {
  currency: Type.String({ description: "ISO 4217." }),
  lines: Type.Array(MONEY_LINE),
  offers: Type.Array(
    closed({ offerId: Type.String(), name: Type.String(), discountMinor: minor("Discount") }),
    { description: "Offers applied." },
  ),
  totals: TOTALS,
};

export const CART = named(
  "Cart",
  closed({
    visitId: Type.String(),
    status: oneOf(["open", "closed"]),
    ...PRICED,
    probability: probability("Probability that the cart is exactly this."),
    unpriced: Type.Array(Type.String(), { description: "Products without a price." }),
    age: oneOf(["not-needed", "needed", "verified", "refused"]),
  }),
);
