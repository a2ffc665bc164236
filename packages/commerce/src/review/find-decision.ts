import type { ReviewChoice } from "./events.ts";
import type { ReviewState } from "./evolve.ts";
import { isSameChoice } from "./second-look.ts";

/**
 * Whether a reviewer has decided just this already, as the first of two or as the second; null where they
 * have not. A decision that is sent again because its answer was lost is known by it.
 */
export function findDecision(
  review: ReviewState,
  reviewerId: string,
  choice: ReviewChoice,
): "first" | "second" | null {
  if (review.status !== "decided") return null;
  const { again } = review;
  if (review.reviewerId === reviewerId && isSameChoice(review.choice, choice)) return "first";
  const isSecond = again.status === "done" && again.reviewerId === reviewerId;
  return isSecond && isSameChoice(again.choice, choice) ? "second" : null;
}
