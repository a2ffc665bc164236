import { expect, it } from "vitest";
import { toLatinDigits } from "./latin-digits.ts";

it.each([
  ["٠١٢٣٤٥٦٧٨٩", "0123456789"],
  ["۰۱۲۳۴۵۶۷۸۹", "0123456789"],
  ["١٬٢٣٤٫٥٠", "1,234.50"],
  ["١٢،٥", "12,5"],
  ["حليب ٤٫٣٥", "حليب 4.35"],
  ["2.79", "2.79"],
])("%j is %j", (text, latin) => {
  expect(toLatinDigits(text)).toBe(latin);
  expect(toLatinDigits(text)).toHaveLength(text.length);
});
