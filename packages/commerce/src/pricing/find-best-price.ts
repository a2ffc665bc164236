import type { PriceEntry } from "./pricing-types.ts";

/** Of a unit, or of a kilogram, whenever it holds. */
export type Price = Pick<PriceEntry, "amountMinor" | "memberAmountMinor">;

/** The least of several prices, members' by itself; null of none. */
export function findBestPrice(prices: readonly Price[]): Price | null {
  if (prices.length === 0) return null;
  const amountMinor = Math.min(...prices.map((one) => one.amountMinor));
  const memberAmountMinor = Math.min(
    ...prices.map((one) => one.memberAmountMinor ?? one.amountMinor),
    amountMinor,
  );
  return memberAmountMinor < amountMinor ? { amountMinor, memberAmountMinor } : { amountMinor };
}
