import { useRef } from "preact/hooks";
import { formatTime } from "../format.ts";
import type { ConnectionState } from "../live.ts";
import { useLocale } from "./locale.tsx";

interface ConnectionBarProps {
  readonly state: ConnectionState;
  /** `at` is the time of what is shown; null where nothing has come yet. */
  readonly lostText: (at: string | null) => string;
}

/** Says that what is shown is old, and since when; nothing while it is live. */
export function ConnectionBar({ state, lostText }: ConnectionBarProps) {
  const { locale, timeZone } = useLocale();
  const lastMs = useRef<number | null>(null);
  const wasLive = useRef(false);
  if (wasLive.current && state !== "live") lastMs.current = Date.now();
  wasLive.current = state === "live";
  const at =
    lastMs.current === null ? null : formatTime(lastMs.current, "time-seconds", locale, timeZone);
  return (
    <div role="status" aria-live="polite">
      {state === "lost" ? <div class="connection">{lostText(at)}</div> : null}
    </div>
  );
}
