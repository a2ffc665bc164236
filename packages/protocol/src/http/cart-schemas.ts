/** A visit's cart with its running total, as shoppers see it. */
import Type from "typebox";
import { closed, MONEY_LINE, minor, oneOf, probability } from "./schemas.ts";

export const CART_DESCRIPTION = "The cart; once the visit is over, the receipt says what is paid.";

const TOTALS = closed({
  goodsMinor: minor("Goods at their prices"),
  discountMinor: minor("Taken off by offers"),
  depositMinor: minor("Deposits"),
  netMinor: minor("Without tax"),
  taxMinor: minor("Tax"),
  roundingMinor: Type.Optional(
    minor("Left off, not above 0: there where amounts are paid in steps, as dinars by card"),
  ),
  totalMinor: minor("To be paid"),
});

const PRICED = {
  currency: Type.String({ description: "ISO 4217." }),
  lines: Type.Array(MONEY_LINE),
  offers: Type.Array(
    closed({ offerId: Type.String(), name: Type.String(), discountMinor: minor("Taken off") }),
    { description: "Offers that are used." },
  ),
  totals: TOTALS,
};

export const CART = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  ...PRICED,
  probability: probability("That the cart is exactly this."),
  unpriced: Type.Array(Type.String(), { description: "Products that cost nothing yet." }),
  age: oneOf(["not-needed", "needed", "verified", "refused"]),
});
