/** Figures as they are read: no more digits than the count bears, and none rounded to what is not so. */
import { keepOrder } from "@saunter/ui/format";
import { words } from "../../words.ts";

const DECIMALS_FROM = 100;
const RANKED_FROM = 100;

/** "98.2%", from a hundred cases on with a decimal; null of none. All and none are said of those alone. */
export function formatShare(part: number, whole: number, locale: string): string | null {
  if (whole === 0) return null;
  const digits = whole < DECIMALS_FROM ? 0 : 1;
  const format = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  });
  const step = 10 ** -(digits + 2);
  if (part < whole && part / whole > 1 - step) return keepOrder(`>${format.format(1 - step)}`);
  if (part > 0 && part / whole < step) return keepOrder(`<${format.format(step)}`);
  return format.format(part / whole);
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** "<1 ms", "420 ms", "3.2 s", "1 min 5 s"; null where there is nothing to wait for. */
export function formatWait(ms: number | null, locale: string): string | null {
  if (ms === null) return null;
  const t = words.texts.numbers.wait;
  if (ms < 1) return t.none;
  if (Math.round(ms) < SECOND_MS) return t.milliseconds(formatCount(Math.round(ms), locale));
  const tenths = Math.round(ms / 100);
  if (tenths * 100 < MINUTE_MS) return t.seconds(formatDecimal(tenths / 10, locale));
  const seconds = Math.round(ms / SECOND_MS);
  return t.minutes(
    formatCount(Math.floor(seconds / 60), locale),
    formatCount(seconds % 60, locale),
  );
}

/** One decimal, which may be a nought: 3.0. */
export function formatDecimal(value: number, locale: string): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, digits).format(value);
}

/** "1,204". */
export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** What a 99th percentile is of: of fewer than a hundred, by nearest rank, it is the slowest. */
export function wordRank(count: number): string {
  const t = words.texts.numbers.receipts.rank;
  if (count === 0) return t.none;
  if (count < RANKED_FROM) return count === 1 ? t.one : t.slowest(count);
  return t.percentile(count);
}
