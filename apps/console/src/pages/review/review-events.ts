/** What there is to see of a review, the event that is asked about first. */
import type { Review, ShownEvent } from "./review-types.ts";

/** The change of weight that is asked about; null where the question is about something else. */
export const findChange = ({ subject }: Pick<Review, "subject">) =>
  subject.kind === "gap" ? (subject.change ?? null) : null;

export function listEvents(
  review: Pick<Review, "subject" | "change" | "interactions">,
): readonly ShownEvent[] {
  const { change: kept, interactions, subject } = review;
  const change = findChange(review);
  const others = interactions.map((one, at) => ({
    ...one,
    isAsked: subject.kind === "interaction" && at === 0,
    interaction: one.evidence,
  }));
  if (change === null || kept === null) return others;
  const asked = { ...kept, evidence: change, isOfVisit: true, isAsked: true, interaction: null };
  return [asked, ...others];
}

/** Which event is shown first: the one that is asked about; none where the question is about no single one. */
export function findFirst(review: Pick<Review, "subject" | "change" | "interactions">): number {
  const isOfAll = review.subject.kind === "gap" && findChange(review) === null;
  return isOfAll && review.interactions.length > 1 ? -1 : 0;
}
