import { Ago, Time } from "@saunter/ui/components/time";
import { atStake } from "../reviews-waiting.ts";

/** How many visits become free of charge unless they are reviewed in time, and until when. */
export function AtStake() {
  const { visits, firstDueMs } = atStake.value ?? { visits: 0, firstDueMs: null };
  if (firstDueMs === null) return <p>None of these visits is waiting for review yet.</p>;
  return (
    <p>
      <b>
        {visits === 1 ? "1 visit is" : `${visits} visits are`} free of charge unless a reviewer
        decides
      </b>{" "}
      {visits === 1 ? "by" : "(the first by)"} <Time timestampMs={firstDueMs} style="time" />,{" "}
      <Ago timestampMs={firstDueMs} />.
    </p>
  );
}
