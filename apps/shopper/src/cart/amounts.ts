/** Weights as a scale shows them, and amounts as people type them. */
import { toLatinDigits } from "@saunter/ui/latin-digits";

/** Grams as kilograms, with the decimals of the scale's division. */
export function formatWeight(weightG: number, divisionG: number, locale: string): string {
  const digits = Math.max(0, Math.ceil(3 - Math.log10(divisionG)));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "kilogram",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(weightG / 1000);
}

/** A weight that is only roughly known: two digits of it. */
export function formatAbout(weightG: number, locale: string): string {
  const weight = Math.abs(weightG);
  const isLight = weight < 1000;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isLight ? "gram" : "kilogram",
    maximumSignificantDigits: 2,
  }).format(isLight ? weight : weight / 1000);
}

/** Minor units of an amount such as "40", "40.00" or "40,00"; null for anything else. */
export function readAmount(text: string, currency: string): number | null {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits!;
  const [, whole, part = ""] = /^(\d{1,7})(?:[.,](\d+))?$/.exec(toLatinDigits(text.trim())) ?? [];
  if (whole === undefined || part.length > digits) return null;
  return Number(whole + part.padEnd(digits, "0"));
}
