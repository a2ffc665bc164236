/** Days as a time zone has them: they are 23, 24 or 25 hours long. */

const DAY_MS = 86_400_000;
const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a moment, ms. */
function findOffsetMs(timestampMs: number, timeZone: string): number {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    FORMATS.set(timeZone, format);
  }
  const parts = new Map(
    format.formatToParts(timestampMs).map(({ type, value }) => [type as string, Number(value)]),
  );
  const part = (name: string): number => parts.get(name)!;
  const wallMs = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wallMs - Math.floor(timestampMs / 1000) * 1000;
}

/** Unix ms at which the day of a moment began, in an IANA time zone. */
export function startOfDay(timestampMs: number, timeZone: string): number {
  const offsetMs = findOffsetMs(timestampMs, timeZone);
  const midnightMs = Math.floor((timestampMs + offsetMs) / DAY_MS) * DAY_MS;
  // The clocks may have been changed since midnight.
  const guessMs = midnightMs - offsetMs;
  return midnightMs - findOffsetMs(guessMs, timeZone);
}

/** Unix ms at which the day began that was so many days before. */
export function startOfDayBefore(timestampMs: number, days: number, timeZone: string): number {
  // Noon is noon of the day before, however long that day was.
  const noonMs = startOfDay(timestampMs, timeZone) + DAY_MS / 2;
  return startOfDay(noonMs - days * DAY_MS, timeZone);
}

/**
 * Unix ms of "2026-12-01T18:00" on the clocks of an IANA time zone; null where it is no such time. One that
 * the clocks skip is an hour later, one that they have twice is the first.
 */
export function readWallTime(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null;
  const wallMs = Date.parse(`${text}Z`);
  if (Number.isNaN(wallMs)) return null;
  const [before, after] = [-DAY_MS, DAY_MS].map((byMs) => findOffsetMs(wallMs + byMs, timeZone));
  const times = [wallMs - before!, wallMs - after!];
  const fits = times.find((timeMs) => timeMs + findOffsetMs(timeMs, timeZone) === wallMs);
  return fits ?? times[0]!;
}
