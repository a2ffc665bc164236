import { Button } from "@saunter/ui/components/button";
import { Ago } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import type { ReviewFlow } from "./review-flow.ts";

/** Nothing waits: when the last one ended, and that this stays live. */
export function EmptyQueue({ flow }: { readonly flow: ReviewFlow }) {
  const texts = words.texts.review.empty;
  const { leftCount } = flow.view.value;
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/reviews/statistics", { signal }),
    [],
  );
  useCalmEvents(["review.ended"], reload);
  return (
    <section class="card empty review-empty" aria-label={texts.label}>
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <circle cx="24" cy="24" r="22" />
        <path d="M14 25l7 7 14-16" />
      </svg>
      <strong role="status">{leftCount === 0 ? texts.none : texts.noneOther}</strong>
      <p>
        {value?.lastEndedMs == null
          ? texts.never
          : texts.last(<Ago timestampMs={value.lastEndedMs} />)}
      </p>
      <p class="small">{texts.text}</p>
      {leftCount === 0 ? null : (
        <Button onPress={flow.lookAgain}>{texts.skipped(leftCount)}</Button>
      )}
    </section>
  );
}
