/** Numbers and moments of a receipt as its locale writes them. */
import { getDecimals } from "@saunter/commerce/money/currency";
import { displayMoney, formatDecimal } from "@saunter/commerce/money/money";

export interface ReceiptFormats {
  /** With the currency. Minor units. */
  readonly money: (amountMinor: number) => string;
  /** Without it: for columns whose heading names the currency. Minor units. */
  readonly amount: (amountMinor: number) => string;
  readonly count: (count: number) => string;
  /** Kilograms with the three decimals that whole grams have. */
  readonly kilograms: (weightG: number) => string;
  /** Of a probability; below 1 it is never told as 100 %. */
  readonly percent: (probability: number) => string;
  /** Such as "30 days". */
  readonly duration: (count: number, unit: "day" | "hour") => string;
  readonly list: (names: readonly string[]) => string;
  /** Moments are Unix ms, told in the shop's time zone. */
  readonly dateTime: (atMs: number) => string;
  readonly date: (atMs: number) => string;
  readonly time: (atMs: number) => string;
  /** The time alone where it is on the same day as `nearMs`. */
  readonly timeNear: (atMs: number, nearMs: number) => string;
}

/** From here on tenths of a per cent are shown. */
const TENTHS_FROM_PROBABILITY = 0.99;

/** Formats of a locale (BCP 47), an IANA time zone and a currency. Throws RangeError on others. */
export function createReceiptFormats(
  locale: string,
  timeZone: string,
  currency: string,
): ReceiptFormats {
  const decimals = getDecimals(currency);
  const plain = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const counts = new Intl.NumberFormat(locale);
  const kilograms = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "kilogram",
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  });
  const lists = new Intl.ListFormat(locale, { type: "unit", style: "short" });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const dateTimes = new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone,
  });
  const times = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const money = (amountMinor: number): string =>
    keepOrder(withMinus(displayMoney({ amountMinor, currency }, locale)));
  const dateOf = (atMs: number): string => dates.format(atMs);
  return {
    money,
    amount: (amountMinor) =>
      withMinus(
        plain.format(formatDecimal({ amountMinor, currency }) as Intl.StringNumericLiteral),
      ),
    count: (count) => counts.format(count),
    kilograms: (weightG) => kilograms.format(weightG / 1000),
    percent: (probability) => formatPercent(probability, locale),
    duration: (count, unit) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count),
    list: (names) => lists.format(names),
    dateTime: (atMs) => dateTimes.format(atMs),
    date: dateOf,
    time: (atMs) => times.format(atMs),
    timeNear: (atMs, nearMs) => (dateOf(atMs) === dateOf(nearMs) ? times : dateTimes).format(atMs),
  };
}

const MARKS = /[\u200e\u200f\u061c]/g;
const LETTERS_FROM_RIGHT = /\p{Script=Arabic}/u;

/**
 * Within text from right to left, "UK£" would be read as "£UK": an amount whose symbol is none of the
 * script is isolated, from left to right.
 */
function keepOrder(text: string): string {
  const bare = text.replaceAll(MARKS, "");
  return bare === text || LETTERS_FROM_RIGHT.test(bare) ? text : `\u2066${bare}\u2069`;
}

/** A minus as wide as the digits, which screen readers say; Intl writes a hyphen in English. */
function withMinus(text: string): string {
  return text.replace("-", "\u2212");
}

function formatPercent(probability: number, locale: string): string {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`${probability} is no probability`);
  }
  const hasTenths = probability >= TENTHS_FROM_PROBABILITY && probability < 1;
  const format = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: hasTenths ? 1 : 0,
    roundingMode: "floor",
  });
  return format.format(probability);
}
