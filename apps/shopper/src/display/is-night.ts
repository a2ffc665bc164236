const FROM_HOUR = 21;
const UNTIL_HOUR = 7;

/** Whether a bright screen would shine into a dark street: by the shop's own clock. */
export function isNight(nowMs: number, timeZone: string): boolean {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  const hour = Number(format.format(nowMs));
  return hour >= FROM_HOUR || hour < UNTIL_HOUR;
}
