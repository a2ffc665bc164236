/** How many decisions wait for somebody, for the rail and the page of reviews. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { useCalmEvents } from "./parts/use-calm-events.ts";
import { api, hasRole } from "./session.ts";

type Statistics = Answer<"GET /v1/reviews/statistics">;

/** Null until it is known. */
export const reviewsWaiting = signal<number | null>(null);
/** Visits of which nothing is charged unless somebody decides. Null until it is known. */
export const atStake = signal<Statistics["atStake"] | null>(null);

export async function countWaiting(): Promise<void> {
  // Of all that has ended nothing is asked.
  const query = { sinceMs: Date.now() };
  const statistics = await api.call("GET /v1/reviews/statistics", { query });
  reviewsWaiting.value = statistics.waiting;
  atStake.value = statistics.atStake;
}

/** Keeps the numbers true while the console is open; whoever may not decide sees them, too. */
export function useReviewsWaiting(): void {
  const count = (): void => {
    // Where it cannot be had now, the next event asks again.
    if (hasRole("reviewer", "operator")) void countWaiting().catch(() => {});
  };
  useCalmEvents(["review.*"], count);
}
