import { Button } from "@saunter/ui/components/button";
import { Icon } from "@saunter/ui/components/icon";
import { useLocale } from "@saunter/ui/components/locale";
import { useNowMs } from "@saunter/ui/components/now";
import { formatDuration, formatTime } from "@saunter/ui/format";
import { Pause, Play } from "lucide";
import { words } from "../../words.ts";
import type { FloorTime } from "./floor-time.ts";
import { PAST_MS } from "./snapshot-history.ts";

interface TimeBarProps {
  readonly time: FloorTime;
  /** Somebody goes back: what was before is needed. */
  readonly onBack: () => void;
}

const STEP_MS = 1000;

/** The last minutes as a bar that one drags back; "live" is its end. */
export function TimeBar({ time, onBack }: TimeBarProps) {
  useNowMs();
  const { locale, timeZone } = useLocale();
  const t = words.texts.floor.time;
  const isLive = time.isLive.value;
  const shownMs = time.isPaused.value ? findBack(time) : time.behindMs.value;
  const text = isLive ? t.live : t.ago(formatDuration(shownMs));
  const goTo = (value: number): void => {
    onBack();
    if (value >= 0) time.goLive();
    else time.goBack(-value);
  };
  return (
    <div class="time-bar">
      <button
        type="button"
        class="button bare time-hold"
        aria-pressed={time.isPaused.value}
        onClick={() => (time.isPaused.value ? time.resume() : time.pause())}
      >
        <Icon node={time.isPaused.value ? Play : Pause} />
        <span class="unseen">{time.isPaused.value ? t.resume : t.pause}</span>
      </button>
      <span class="time-begin small" dir="ltr" aria-hidden="true">
        −{formatDuration(PAST_MS)}
      </span>
      <input
        type="range"
        class="range"
        aria-label={t.shown}
        aria-valuetext={text}
        min={-PAST_MS + STEP_MS}
        max={0}
        step={STEP_MS}
        value={-shownMs}
        style={{ "--gone": `${(100 * (PAST_MS - STEP_MS - shownMs)) / (PAST_MS - STEP_MS)}%` }}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
      <output class="time-shown small">
        {isLive
          ? null
          : `${formatTime(time.readAtMs(), "time-seconds", locale, timeZone)} · ${text}`}
      </output>
      <Button
        class={isLive ? "time-live live" : "time-live"}
        aria-pressed={isLive}
        onPress={time.goLive}
      >
        {t.goLive}
      </Button>
    </div>
  );
}

/** What is held goes further back by itself. */
function findBack(time: FloorTime): number {
  return Math.max(0, time.liveMs() - time.readAtMs());
}
