/**
 * The day where the cart is, `YYYY-MM-DD`: goods may be sold to the end of their last day there.
 *
 * @param timeZone IANA name; left out: the one that the cart's computer is set to
 */
export function formatDay(atMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(atMs);
  const find = (wanted: string) => parts.find(({ type }) => type === wanted)!.value;
  return `${find("year")}-${find("month")}-${find("day")}`;
}
