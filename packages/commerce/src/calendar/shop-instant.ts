// biome-ignore-all lint/style/noRestrictedGlobals: it counts days and reads no clock.
/**
 * Moments as a shopkeeper writes them, "2026-03-01" or "2026-03-01 08:30": the shop's own clock,
 * whatever the machine's. With "Z" or an offset at the end they are as they say.
 */

const MINUTE_MS = 60_000;
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Whether a text is a moment, of a day that exists. */
export function isInstant(text: string): boolean {
  return parseInstant(text, "UTC") !== null;
}

/**
 * Unix milliseconds, or null where the text is no moment. A day alone begins at midnight. A local
 * time that the clocks skip counts as if they had not yet been put forward; one that comes twice is
 * the first. `timeZone` is an IANA name; Intl throws a RangeError for others.
 */
export function parseInstant(text: string, timeZone: string): number | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part))) as [number, number, number];
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const wall = new Date(wallMs);
  const isReal =
    year >= 1970 &&
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  if (!isReal) return null;
  const zone = match[7];
  if (zone === "Z") return wallMs;
  if (zone !== undefined) {
    const [hours, minutes] = zone.slice(1).split(":").map(Number) as [number, number];
    if (hours > 14 || minutes > 59) return null;
    return wallMs - (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
  }
  return findInstant(wallMs, timeZone);
}

/** The moment at which clocks of the zone show `wallMs`, read as if it were UTC. */
export function findInstant(wallMs: number, timeZone: string): number {
  const dayMs = 24 * 60 * MINUTE_MS;
  // Offsets on either side of any change of clocks that is near.
  const before = wallMs - findOffsetMs(wallMs - dayMs, timeZone);
  const after = wallMs - findOffsetMs(wallMs + dayMs, timeZone);
  const fits = (ms: number): boolean => findWallMs(ms, timeZone) === wallMs;
  if (fits(before) && fits(after)) return Math.min(before, after);
  return fits(after) ? after : before;
}

function findOffsetMs(atMs: number, timeZone: string): number {
  return findWallMs(atMs, timeZone) - atMs;
}

/** What clocks of the zone show at a moment, to the second, read as if it were UTC. */
export function findWallMs(atMs: number, timeZone: string): number {
  const parts = findFormat(timeZone).formatToParts(atMs);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  return Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
}

/** Making one takes far longer than using it, and a shop has one zone. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function findFormat(timeZone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      hourCycle: "h23",
    });
    FORMATS.set(timeZone, format);
  }
  return format;
}
