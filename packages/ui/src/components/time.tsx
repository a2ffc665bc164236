import { formatAgo, formatRecent, formatTime, type TimeStyle } from "../format.ts";
import { useLocale } from "./locale.tsx";
import { useNowMs } from "./now.tsx";

interface TimeProps {
  readonly timestampMs: number;
  readonly style?: TimeStyle;
}

interface MomentProps {
  readonly timestampMs: number;
  readonly children: string;
}

/** However a moment is written, its date and time in full are a hover away. */
function Moment({ timestampMs, children }: MomentProps) {
  const { locale, timeZone } = useLocale();
  return (
    <time
      dateTime={new Date(timestampMs).toISOString()}
      title={formatTime(timestampMs, "date-time", locale, timeZone)}
    >
      {children}
    </time>
  );
}

/** A moment, in the shop's time zone. */
export function Time({ timestampMs, style = "time" }: TimeProps) {
  const { locale, timeZone } = useLocale();
  return (
    <Moment timestampMs={timestampMs}>{formatTime(timestampMs, style, locale, timeZone)}</Moment>
  );
}

/** A moment of these days: "today 14:05", "yesterday 09:12"; older ones with their date. */
export function RecentTime({ timestampMs }: { readonly timestampMs: number }) {
  const { locale, timeZone } = useLocale();
  const nowMs = useNowMs();
  return (
    <Moment timestampMs={timestampMs}>{formatRecent(timestampMs, nowMs, locale, timeZone)}</Moment>
  );
}

/** How long ago, or in how long; goes on by itself. */
export function Ago({ timestampMs }: { readonly timestampMs: number }) {
  const { locale } = useLocale();
  const nowMs = useNowMs();
  return <Moment timestampMs={timestampMs}>{formatAgo(timestampMs, nowMs, locale)}</Moment>;
}
