import { expect, it } from "vitest";
import { parseAmount } from "./parse-amount.ts";

it.each([
  ["5", "GBP", 500],
  [" 2.50 ", "GBP", 250],
  ["2,5", "EUR", 250],
  ["٢٫٥٠", "GBP", 250],
  ["٢،٥", "GBP", 250],
  ["0", "GBP", 0],
  ["320", "JPY", 320],
  ["1.234", "KWD", 1234],
])("%j in %s is %i minor units", (text, currency, amountMinor) => {
  expect(parseAmount(text, currency)).toBe(amountMinor);
});

it.each([
  ["", "GBP"],
  ["-1", "GBP"],
  ["1.234", "GBP"],
  ["3.2", "JPY"],
  ["1e3", "GBP"],
  ["1.2.3", "GBP"],
  ["1".repeat(20), "GBP"],
])("%j in %s is no amount", (text, currency) => {
  expect(parseAmount(text, currency)).toBeNull();
});
