/** How many decisions wait for somebody, for the rail and the page of reviews. */
import { signal } from "@preact/signals";
import { useCalmEvents } from "./parts/use-calm-events.ts";
import { api, hasRole } from "./session.ts";

/** Null until it is known. */
export const reviewsWaiting = signal<number | null>(null);

export async function countWaiting(): Promise<void> {
  // Of all that has ended nothing is asked.
  const query = { sinceMs: Date.now() };
  reviewsWaiting.value = (await api.call("GET /v1/reviews/statistics", { query })).waiting;
}

/** Keeps the number true while the console is open; of those alone who may decide. */
export function useReviewsWaiting(): void {
  const count = (): void => {
    // Where it cannot be had now, the next event asks again.
    if (hasRole("reviewer")) void countWaiting().catch(() => {});
  };
  useCalmEvents(["review.*"], count);
}
