/** Days as reports name them: "2026-03-02". */

const DAY_MS = 86_400_000;

/** Of this browser's own time zone. */
export function findDay(timestampMs: number): string {
  const date = new Date(timestampMs);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

export function moveDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From one to the other, both among them. */
export function listDays(fromDay: string, untilDay: string): string[] {
  const days: string[] = [];
  for (let day = fromDay; day <= untilDay; day = moveDay(day, 1)) days.push(day);
  return days;
}

/** When a day begins by this browser's clock, Unix ms. */
export function startOfDay(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}

export function formatDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}
