import { expect, it } from "vitest";
import { formatAbout, formatWeight, readAmount } from "./amounts.ts";

it.each([
  [1234, 1, "en-GB", "1.234 kg"],
  [1235, 5, "en-GB", "1.235 kg"],
  [1230, 10, "de", "1,23 kg"],
  [0, 5, "en-GB", "0.000 kg"],
])("%i g on a scale of %i g is %s: %s", (weightG, divisionG, locale, text) => {
  expect(formatWeight(weightG, divisionG, locale)).toBe(text);
});

it.each([
  [-252, "250 g"],
  [1249, "1.2 kg"],
  [96, "96 g"],
])("roughly, %i g is %s", (weightG, text) => {
  expect(formatAbout(weightG, "en-GB")).toBe(text);
});

it.each([
  ["40", "GBP", 4000],
  [" 40.5 ", "GBP", 4050],
  ["40,05", "EUR", 4005],
  ["40", "JPY", 40],
  ["1.250", "KWD", 1250],
])("%j in %s is %i", (text, currency, minor) => {
  expect(readAmount(text, currency)).toBe(minor);
});

it.each([
  ["", "GBP"],
  ["-4", "GBP"],
  ["4.001", "GBP"],
  ["4.5", "JPY"],
  ["12345678", "GBP"],
  ["four", "GBP"],
])("%j in %s is none", (text, currency) => {
  expect(readAmount(text, currency)).toBeNull();
});
