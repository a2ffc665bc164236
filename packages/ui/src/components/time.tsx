import { formatAgo, formatRecent, formatTime, type TimeStyle } from "../format.ts";
import { useLocale } from "./locale.tsx";
import { useNowMs } from "./now.tsx";

interface TimeProps {
  readonly timestampMs: number;
  readonly style?: TimeStyle;
}

/** A moment, in the shop's time zone. */
export function Time({ timestampMs, style = "time" }: TimeProps) {
  const { locale, timeZone } = useLocale();
  const full = formatTime(timestampMs, "date-time", locale, timeZone);
  return (
    <time dateTime={toIso(timestampMs)} title={full}>
      {formatTime(timestampMs, style, locale, timeZone)}
    </time>
  );
}

/** A moment of these days: "today 14:05", "yesterday 09:12"; older ones with their date. */
export function RecentTime({ timestampMs }: { readonly timestampMs: number }) {
  const { locale, timeZone } = useLocale();
  const nowMs = useNowMs();
  return (
    <time
      dateTime={toIso(timestampMs)}
      title={formatTime(timestampMs, "date-time", locale, timeZone)}
    >
      {formatRecent(timestampMs, nowMs, locale, timeZone)}
    </time>
  );
}

/** How long ago, or in how long; goes on by itself. */
export function Ago({ timestampMs }: { readonly timestampMs: number }) {
  const { locale, timeZone } = useLocale();
  const nowMs = useNowMs();
  return (
    <time
      dateTime={toIso(timestampMs)}
      title={formatTime(timestampMs, "date-time", locale, timeZone)}
    >
      {formatAgo(timestampMs, nowMs, locale)}
    </time>
  );
}

function toIso(timestampMs: number): string {
  return new Date(timestampMs).toISOString();
}
