/** Shares of counts, as they are written. */

export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** "12 %"; null where there is nothing to compute it from. */
export function formatRate(part: number, all: number, locale: string): string | null {
  if (all === 0) return null;
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return format.format(part / all);
}
