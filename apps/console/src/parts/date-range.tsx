import { Field } from "@saunter/ui/components/field";
import { startOfDay } from "@saunter/ui/days";
import { formatTime } from "@saunter/ui/format";
import { words } from "../words.ts";

const HOUR_MS = 3_600_000;

/** Days as date fields have them ("2026-11-28"); empty: no bound. */
export interface DateRange {
  readonly from: string;
  readonly until: string;
}

export const ANY_TIME: DateRange = { from: "", until: "" };

/** What lists are asked by: from the beginning of the one day to the end of the other. */
export function readRange(
  { from, until }: DateRange,
  timeZone: string,
): { readonly fromMs?: number; readonly untilMs?: number } {
  const fromMs = from === "" ? null : findDay(from, timeZone);
  const untilMs = until === "" ? null : findDay(until, timeZone);
  return {
    ...(fromMs === null ? {} : { fromMs }),
    // However long the day is: 36 hours on is the next one.
    ...(untilMs === null ? {} : { untilMs: startOfDay(untilMs + 36 * HOUR_MS, timeZone) }),
  };
}

/** When a day begins in a zone, which may be half a day ahead of UTC, or behind it. */
function findDay(day: string, timeZone: string): number | null {
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  const begins = [0, 12, 24].map((hours) => startOfDay(utcMs + hours * HOUR_MS, timeZone));
  return begins.find((atMs) => formatTime(atMs, "day", "en-CA", timeZone) === day) ?? null;
}

interface DateRangeFieldsProps {
  readonly value: DateRange;
  readonly onValue: (range: DateRange) => void;
}

export function DateRangeFields({ value, onValue }: DateRangeFieldsProps) {
  const texts = words.texts.parts.dates;
  return (
    <div class="date-range">
      <Field
        type="date"
        label={texts.from}
        value={value.from}
        onValue={(from) => onValue({ ...value, from })}
      />
      <Field
        type="date"
        label={texts.until}
        value={value.until}
        onValue={(until) => onValue({ ...value, until })}
      />
    </div>
  );
}
