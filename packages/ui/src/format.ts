/** Numbers, money and times as people read them. Locales are BCP 47 tags. */

import { readDecimal } from "./decimal.ts";
import { toLatinDigits } from "./latin-digits.ts";

const DIGITS = new Map<string, number>();

/** Decimals of a currency, as ISO 4217 has them: 2 of GBP, 0 of JPY, 3 of KWD. */
function countDigits(currency: string): number {
  let digits = DIGITS.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits!;
    DIGITS.set(currency, digits);
  }
  return digits;
}

/** A format takes longer to make than to use: it is made once. */
function remember<Format>(known: Map<string, Format>, key: string, make: () => Format): Format {
  let format = known.get(key);
  if (format === undefined) {
    format = make();
    known.set(key, format);
  }
  return format;
}

const MONEY = new Map<string, Intl.NumberFormat>();

/** Minor units as an amount with its currency. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const key = `${locale} ${currency}`;
  const format = remember(
    MONEY,
    key,
    () => new Intl.NumberFormat(locale, { style: "currency", currency }),
  );
  return keepOrder(format.format(amountMinor / 10 ** countDigits(currency)));
}

/** Bytes as megabytes or gigabytes: "12.3 MB". */
export function formatBytes(bytes: number, locale: string): string {
  const isLarge = bytes >= 1e9;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isLarge ? "gigabyte" : "megabyte",
    maximumFractionDigits: 1,
  }).format(bytes / (isLarge ? 1e9 : 1e6));
}

/** An amount that somebody typed, in minor units; null where it is none, or has more decimals than the currency. */
export function readMoney(text: string, currency: string, locale: string): number | null {
  const decimals = countDigits(currency);
  const [whole, part = ""] = readDecimal(text, locale)?.split(".") ?? [];
  if (whole === undefined || part.length > decimals) return null;
  const amountMinor = Number(whole + part.padEnd(decimals, "0"));
  return Number.isSafeInteger(amountMinor) ? amountMinor : null;
}

/** An amount as somebody would type it: `readMoney` reads it back. */
export function writeMoney(amountMinor: number, currency: string, locale: string): string {
  const digits = countDigits(currency);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    useGrouping: false,
  }).format(amountMinor / 10 ** digits);
}

const MARKS = /[\u200e\u200f\u061c]/g;
const LETTERS_FROM_RIGHT = /[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff]/;

/**
 * Within text from right to left a sign and a Latin symbol would change their places ("£-0.35 UK"):
 * such a text is isolated, from left to right. One with a symbol of the script itself stays.
 */
export function keepOrder(text: string): string {
  const bare = text.replaceAll(MARKS, "");
  if (bare === text || LETTERS_FROM_RIGHT.test(bare)) return text;
  return `\u2066${bare}\u2069`;
}

const PERCENTS = new Map<string, Intl.NumberFormat>();

/**
 * A probability in per cent; never 0 % or 100 %, as nothing here is certain. From right to left, too,
 * the sign stands before the number: turned around, it would say the opposite to half of its readers.
 */
export function formatProbability(probability: number, locale: string): string {
  const format = remember(
    PERCENTS,
    locale,
    () => new Intl.NumberFormat(locale, { style: "percent" }),
  );
  if (probability > 0.99) return keepOrder(`>${format.format(0.99)}`);
  if (probability < 0.01) return keepOrder(`<${format.format(0.01)}`);
  return format.format(probability);
}

export type Level = "sure" | "warning" | "wrong";

/** From here on a receipt may pass without a person, as a rule. */
export const SURE_FROM = 0.95;
export const UNSURE_FROM = 0.5;

export function levelOf(probability: number): Level {
  if (probability >= SURE_FROM) return "sure";
  return probability >= UNSURE_FROM ? "warning" : "wrong";
}

export type TimeStyle = "time" | "time-seconds" | "date" | "date-time";

/** And those that only parts of a time are made of. */
type PartStyle = TimeStyle | "weekday" | "day";

const STYLES: Readonly<Record<PartStyle, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit" },
  "time-seconds": { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { dateStyle: "medium" },
  "date-time": { dateStyle: "medium", timeStyle: "short" },
  weekday: { weekday: "short" },
  day: { year: "numeric", month: "2-digit", day: "2-digit" },
};

const TIMES = new Map<string, Intl.DateTimeFormat>();

/** Hours with "am" and "pm" have no nought before them: 2:05 pm, but 14:05 and 02:05. */
function isOfTwelve(locale: string): boolean {
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
  return hourCycle === "h12" || hourCycle === "h11";
}

/** Unix ms in the shop's time zone; the browser's own where it is left out. */
export function formatTime(
  timestampMs: number,
  style: PartStyle,
  locale: string,
  timeZone?: string,
): string {
  const key = `${locale} ${style} ${timeZone}`;
  const format = remember(TIMES, key, () => {
    const zone = timeZone === undefined ? {} : { timeZone };
    const hour = style.startsWith("time") && isOfTwelve(locale) ? { hour: "numeric" as const } : {};
    return new Intl.DateTimeFormat(locale, { ...STYLES[style], ...hour, ...zone });
  });
  return format.format(timestampMs);
}

/** Number of days within which the weekday is named instead of the date. */
const WEEKDAY_DAYS_MAX = 6;
const DAY_MS = 86_400_000;

/** "today 14:05", "yesterday 09:12", "Tue 14:05"; with its date where it is a week away or more. */
export function formatRecent(
  timestampMs: number,
  nowMs: number,
  locale: string,
  timeZone?: string,
): string {
  const days = (findDay(timestampMs, timeZone) - findDay(nowMs, timeZone)) / DAY_MS;
  if (Math.abs(days) > WEEKDAY_DAYS_MAX) {
    return formatTime(timestampMs, "date-time", locale, timeZone);
  }
  const time = formatTime(timestampMs, "time", locale, timeZone);
  const day =
    Math.abs(days) <= 1
      ? openRelative(locale).format(days, "day")
      : formatTime(timestampMs, "weekday", locale, timeZone);
  return `${day} ${time}`;
}

/** The day of a moment in a time zone, as Unix ms of its midnight in UTC. */
function findDay(timestampMs: number, timeZone?: string): number {
  return Date.parse(formatTime(timestampMs, "day", "en-CA", timeZone));
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

const AGO = new Map<string, Intl.RelativeTimeFormat>();

function openRelative(locale: string): Intl.RelativeTimeFormat {
  return remember(AGO, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
}

/** "in 5 minutes", "2 hours ago"; whole units, cut towards now. */
export function formatAgo(timestampMs: number, nowMs: number, locale: string): string {
  const differenceMs = timestampMs - nowMs;
  const format = openRelative(locale);
  for (const [unit, ms] of UNITS) {
    if (Math.abs(differenceMs) >= ms) return format.format(Math.trunc(differenceMs / ms), unit);
  }
  return format.format(0, "second");
}

/** A duration as a stopwatch shows it: 0:07, 12:30, 1:02:03. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0")))
    .join(":");
}

const KILOGRAMS = new Map<string, Intl.NumberFormat>();

/** A net weight as scales print it: kilograms with the three decimals that whole grams have. */
export function formatKilograms(weightG: number, locale: string): string {
  const format = remember(
    KILOGRAMS,
    locale,
    () =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit: "kilogram",
        minimumFractionDigits: 3,
        maximumFractionDigits: 3,
      }),
  );
  return keepOrder(format.format(weightG / 1000));
}

/** Whole grams of kilograms as people type them, such as "0.845" or "0,845"; null for anything else. */
export function readKilograms(text: string): number | null {
  const [, whole, part = ""] =
    /^(\d{1,2})(?:[.,](\d{1,3}))?$/.exec(toLatinDigits(text.trim())) ?? [];
  const weightG = whole === undefined ? 0 : Number(whole + part.padEnd(3, "0"));
  return weightG === 0 ? null : weightG;
}
