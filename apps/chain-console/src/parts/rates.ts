/** Shares of counts, as they are written. */

/** "12 %"; null where there is nothing to compute it from. */
export function formatRate(part: number, all: number, locale: string): string | null {
  if (all === 0) return null;
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return format.format(part / all);
}
