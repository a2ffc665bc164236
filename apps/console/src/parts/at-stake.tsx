import { Ago, Time } from "@saunter/ui/components/time";
import { atStake } from "../reviews-waiting.ts";

/** How many visits are free of charge unless somebody looks at them by now, and until when. */
export function AtStake() {
  const { visits, firstDueMs } = atStake.value ?? { visits: 0, firstDueMs: null };
  if (firstDueMs === null) return <p>None of them waits for a reviewer yet.</p>;
  return (
    <p>
      <b>
        {visits === 1 ? "1 visit is" : `${visits} visits in all are`} charged nothing unless
        somebody decides:
      </b>{" "}
      {visits === 1 ? "until" : "the first until"} <Time timestampMs={firstDueMs} style="time" />,{" "}
      <Ago timestampMs={firstDueMs} />.
    </p>
  );
}
