import { words } from "../words.ts";

const FORMATS = new Map<string, Intl.NumberFormat>();

/** A number with so many decimals, as the locale writes it: "12.0", "12,0". */
export function formatFixed(value: number, decimals: number, locale: string): string {
  const key = `${locale} ${decimals}`;
  // A format takes longer to make than to use.
  let format = FORMATS.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: false,
    });
    FORMATS.set(key, format);
  }
  return format.format(value);
}

/** The same in the language that is shown: 3.4 is "3,4" in German. */
export function formatDecimal(value: number, decimals: number): string {
  return formatFixed(value, decimals, words.choice.value!.locale);
}

/** "3.4 s". */
export function formatSeconds(durationMs: number): string {
  return words.texts.parts.seconds(formatDecimal(durationMs / 1000, 1));
}
