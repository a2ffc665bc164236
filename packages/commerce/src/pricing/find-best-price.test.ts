import { expect, it } from "vitest";
import { findBestPrice, type Price } from "./find-best-price.ts";

it.each<[Price[], Price | null]>([
  [[], null],
  [[{ amountMinor: 100 }], { amountMinor: 100 }],
  [[{ amountMinor: 100 }, { amountMinor: 90 }], { amountMinor: 90 }],
  [
    [{ amountMinor: 100, memberAmountMinor: 80 }, { amountMinor: 90 }],
    { amountMinor: 90, memberAmountMinor: 80 },
  ],
  [[{ amountMinor: 100, memberAmountMinor: 80 }, { amountMinor: 70 }], { amountMinor: 70 }],
  [[{ amountMinor: 100, memberAmountMinor: 120 }], { amountMinor: 100 }],
])("the best of %o is %o", (prices, best) => {
  expect(findBestPrice(prices)).toEqual(best);
});
