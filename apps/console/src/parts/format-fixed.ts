/** A number with so many decimals, as the locale writes it: "12.0", "12,0". */
export function formatFixed(value: number, decimals: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  }).format(value);
}
