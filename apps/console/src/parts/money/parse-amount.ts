import { toLatinDigits } from "@saunter/ui/latin-digits";

/** An amount as somebody types it ("5", "2.50", "2,5") in minor units; null where it is none. */
export function parseAmount(text: string, currency: string): number | null {
  const [, whole, part = ""] =
    /^\s*(\d{1,12})(?:[.,](\d{1,3}))?\s*$/.exec(toLatinDigits(text)) ?? [];
  if (whole === undefined) return null;
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  if (part.length > digits) return null;
  return Number(whole + part.padEnd(digits, "0"));
}
