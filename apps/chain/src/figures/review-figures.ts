import { isAllAtStake } from "@saunter/commerce/review/at-stake";
import type { ReviewEvent } from "@saunter/commerce/review/events";
import {
  evolveReview,
  type ReviewClaim,
  type ReviewState,
  UNOPENED_REVIEW,
} from "@saunter/commerce/review/evolve";
import { findAgreement } from "@saunter/commerce/review/find-agreement";
import { isLookedAtTwice, isSameChoice } from "@saunter/commerce/review/second-look";
import type { FigureRow } from "./figure-rows.ts";
import { makeStreamProjection, type StreamFold } from "./fold-streams.ts";
import type { Projection } from "./projection.ts";

/** What the review's state does not keep. */
type Ending = Pick<
  FigureRow<"reviews">,
  "ended_ms" | "took_ms" | "agrees" | "again_by" | "again_took_ms" | "again_agrees"
>;

interface State {
  readonly review: ReviewState;
  readonly ending: Ending;
}

const NOT_ENDED: Ending = {
  ...{ ended_ms: null, took_ms: null, agrees: null },
  ...{ again_by: null, again_took_ms: null, again_agrees: null },
};

function evolveEnding({ review, ending }: State, event: ReviewEvent, atMs: number): Ending {
  switch (event.type) {
    case "ReviewDecided": {
      const agrees =
        review.status === "unopened" ? null : findAgreement(review.subject, event.choice);
      return { ...NOT_ENDED, ended_ms: atMs, took_ms: event.tookMs, agrees };
    }
    case "ReviewDecidedAgain":
      if (review.status !== "decided") return ending;
      return {
        ...ending,
        again_by: event.reviewerId,
        again_took_ms: event.tookMs,
        again_agrees: isSameChoice(review.choice, event.choice),
      };
    case "SecondLookClaimed":
      return ending;
    case "ReviewLapsed":
      return { ...NOT_ENDED, ended_ms: atMs };
    default:
      return NOT_ENDED;
  }
}

const FOLD: StreamFold<State, ReviewEvent> = {
  initial: { review: UNOPENED_REVIEW, ending: NOT_ENDED },
  evolve: (state, event, { atMs }) => ({
    review: evolveReview(state.review, event, atMs),
    ending: evolveEnding(state, event, atMs),
  }),
  toRows: ({ review, ending }, { shopId, id }) => {
    if (review.status === "unopened") return {};
    const isDecided = review.status === "decided";
    const { visitId, subject } = review;
    const { kind } = subject;
    const claim = findClaim(review);
    const row = {
      shop_id: shopId,
      review_id: id,
      visit_id: visitId,
      kind,
      status: review.status,
      worth_minor: review.worthMinor,
      opened_ms: review.openedMs,
      due_ms: review.dueMs,
      decided_by: isDecided ? review.reviewerId : null,
      outcome: isDecided ? review.choice.kind : null,
      is_all_at_stake: isAllAtStake({ reviewId: id, visitId, kind }),
      is_twice: isLookedAtTwice(id, subject),
      claimed_by: claim?.reviewerId ?? null,
      claimed_until_ms: claim?.untilMs ?? null,
      ...ending,
    };
    return { reviews: [row] };
  },
};

function findClaim(review: ReviewState): ReviewClaim | null {
  if (review.status === "open") return review.claim;
  return review.status === "decided" && review.again.status === "none" ? review.again.claim : null;
}

export const reviewFigures: Projection = {
  name: "reviews-2",
  kind: "review",
  types: null,
  tables: ["reviews"],
  make: makeStreamProjection(FOLD),
};
