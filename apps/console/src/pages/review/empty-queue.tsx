import { Button } from "@saunter/ui/components/button";
import { Ago } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import type { ReviewFlow } from "./review-flow.ts";

/** Nothing waits: when the last one ended, and that this stays live. */
export function EmptyQueue({ flow }: { readonly flow: ReviewFlow }) {
  const { leftCount } = flow.view.value;
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/reviews/statistics", { signal }),
    [],
  );
  useCalmEvents(["review.ended"], reload);
  return (
    <section class="card empty review-empty" aria-label="Reviews">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <circle cx="24" cy="24" r="22" />
        <path d="M14 25l7 7 14-16" />
      </svg>
      <strong role="status">
        {leftCount === 0 ? "No reviews waiting" : "No other reviews waiting"}
      </strong>
      <p>
        {value?.lastEndedMs == null ? (
          "No reviews yet."
        ) : (
          <>
            Last decision <Ago timestampMs={value.lastEndedMs} />.
          </>
        )}
      </p>
      <p class="small">New reviews appear here automatically. Keep this page open.</p>
      {leftCount === 0 ? null : (
        <Button onPress={flow.lookAgain}>
          Review the {leftCount === 1 ? "one" : leftCount} you skipped
        </Button>
      )}
    </section>
  );
}
