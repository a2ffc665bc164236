import { Ago, Time } from "@saunter/ui/components/time";
import { atStake } from "../reviews-waiting.ts";
import { words } from "../words.ts";

/** How many visits become free of charge unless they are reviewed in time, and until when. */
export function AtStake() {
  const { visits, firstDueMs } = atStake.value ?? { visits: 0, firstDueMs: null };
  const texts = words.texts.parts.atStake;
  if (firstDueMs === null) return <p>{texts.none}</p>;
  return (
    <p>
      <b>{texts.free(visits)}</b>
      {texts.due(
        visits,
        <Time timestampMs={firstDueMs} style="time" />,
        <Ago timestampMs={firstDueMs} />,
      )}
    </p>
  );
}
