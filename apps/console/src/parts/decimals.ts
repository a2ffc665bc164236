import { words } from "../words.ts";

const FORMATS = new Map<string, Intl.NumberFormat>();

/** A number with so many decimals, as the language that is shown has it: 3.4 is "3,4" in German. */
export function formatDecimal(value: number, digits: number): string {
  const { locale } = words.choice.value!;
  const key = `${locale} ${digits}`;
  // A format takes longer to make than to use.
  let format = FORMATS.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    });
    FORMATS.set(key, format);
  }
  return format.format(value);
}

/** "3.4 s". */
export function formatSeconds(durationMs: number): string {
  return words.texts.parts.seconds(formatDecimal(durationMs / 1000, 1));
}
