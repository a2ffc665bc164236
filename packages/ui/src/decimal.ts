/** Decimal numbers as people write them where they live. Locales are BCP 47 tags. */

import { toLatinDigits } from "./latin-digits.ts";

/** Signs that keyboards do not tell apart: spaces, and apostrophes. */
const SAME_GROUPS = [/\s/, /['’]/];

interface Writing {
  /** Its digits from 0 to 9. */
  readonly digits: readonly string[];
  readonly decimal: string;
  /** Between thousands. */
  readonly group: string;
}

const WRITINGS = new Map<string, Writing>();

function findWriting(locale: string): Writing {
  const known = WRITINGS.get(locale);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const partOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  const digit = new Intl.NumberFormat(locale);
  const writing = {
    digits: Array.from({ length: 10 }, (_, value) => digit.format(value)),
    decimal: partOf("decimal"),
    group: partOf("group"),
  };
  WRITINGS.set(locale, writing);
  return writing;
}

/**
 * What somebody typed as digits with a full stop, such as "2.79" of "2,79" in German and of "٢٫٧٩" in Arabic;
 * null where it is no number. Thousands may be grouped as the locale does it; a comma or full stop that
 * cannot group thousands stands before decimals.
 */
export function readDecimal(text: string, locale: string): string | null {
  const writing = findWriting(locale);
  const [decimal, group] = [toLatinDigits(writing.decimal), toLatinDigits(writing.group)];
  const latin = toLatinDigits(text.trim());
  const [grouped = "", part, ...more] = latin.split(decimal);
  const sameGroup = SAME_GROUPS.find((signs) => signs.test(group));
  const groups = grouped.split(sameGroup ?? group);
  const isGrouped = groups.every((one, at) => (at === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(one));
  const whole = isGrouped ? groups.join("") : grouped;
  const isPart = part === undefined || (/^\d+$/.test(part) && more.length === 0);
  if (/^\d+$/.test(whole) && isPart) return part === undefined ? whole : `${whole}.${part}`;
  const [, before, after] = /^(\d+)[.,](\d+)$/.exec(latin) ?? [];
  return before === undefined ? null : `${before}.${after}`;
}

/** "2.79" as the locale writes it; what is no such number stays. */
export function writeDecimal(text: string, locale: string): string {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return text;
  const { digits, decimal } = findWriting(locale);
  return [...text].map((sign) => (sign === "." ? decimal : digits[Number(sign)]!)).join("");
}
