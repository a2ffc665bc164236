import type { ReviewChoice, ReviewEvent, ReviewSubject } from "./events.ts";
import type { LapseCap } from "./lapse-caps.ts";

export interface ReviewFacts {
  readonly reviewId: string;
  readonly visitId: string;
  readonly subject: ReviewSubject;
  readonly worthMinor: number;
  readonly openedMs: number;
  readonly dueMs: number;
  /** Why a person has to decide, once the first deadline has passed; null before, and where it lapses. */
  readonly overdue: LapseCap | null;
}

export interface ReviewClaim {
  readonly reviewerId: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** What a second reviewer does with it, who does not know of the first. */
export type SecondLook =
  | { readonly status: "none"; readonly claim: ReviewClaim | null }
  | { readonly status: "done"; readonly reviewerId: string; readonly choice: ReviewChoice };

export type ReviewState =
  | { readonly status: "unopened" }
  | ({ readonly status: "open"; readonly claim: ReviewClaim | null } & ReviewFacts)
  | ({
      readonly status: "decided";
      readonly choice: ReviewChoice;
      readonly reviewerId: string;
      readonly decidedMs: number;
      readonly again: SecondLook;
    } & ReviewFacts)
  | ({ readonly status: "lapsed" } & ReviewFacts);

export const UNOPENED_REVIEW: ReviewState = { status: "unopened" };

export function evolveReview(state: ReviewState, event: ReviewEvent, atMs: number): ReviewState {
  if (event.type === "ReviewOpened") {
    const { reviewId, visitId, subject, worthMinor, dueMs } = event;
    const facts = { reviewId, visitId, subject, worthMinor, dueMs, overdue: null };
    return { status: "open", claim: null, ...facts, openedMs: atMs };
  }
  if (state.status === "unopened") throw new Error(`${event.type} before ReviewOpened`);
  const { reviewId, visitId, subject, worthMinor, openedMs, dueMs, overdue } = state;
  const facts = { reviewId, visitId, subject, worthMinor, openedMs, dueMs, overdue };
  switch (event.type) {
    case "ReviewClaimed": {
      const before = state.status === "open" ? state.claim : null;
      return { status: "open", claim: makeClaim(before, event, atMs), ...facts };
    }
    case "ReviewReleased":
      return { status: "open", claim: null, ...facts };
    case "ReviewDecided": {
      const { choice, reviewerId } = event;
      const again = { status: "none", claim: null } as const;
      return { status: "decided", choice, reviewerId, decidedMs: atMs, again, ...facts };
    }
    case "SecondLookClaimed": {
      if (state.status !== "decided" || state.again.status === "done") return state;
      return {
        ...state,
        again: { status: "none", claim: makeClaim(state.again.claim, event, atMs) },
      };
    }
    case "ReviewDecidedAgain": {
      if (state.status !== "decided") return state;
      const { choice, reviewerId } = event;
      return { ...state, again: { status: "done", reviewerId, choice } };
    }
    case "ReviewReopened": {
      const { reviewerId, untilMs } = event;
      return { status: "open", claim: { reviewerId, untilMs, sinceMs: atMs }, ...facts };
    }
    case "ReviewLapsed":
      return { status: "lapsed", ...facts };
    case "ReviewOverdue": {
      const claim = state.status === "open" ? state.claim : null;
      return { status: "open", claim, ...facts, overdue: event.cap, dueMs: event.dueMs };
    }
    default:
      return event satisfies never;
  }
}

/** Who makes their claim longer has been looking all the time. */
function makeClaim(
  before: ReviewClaim | null,
  { reviewerId, untilMs }: Pick<ReviewClaim, "reviewerId" | "untilMs">,
  atMs: number,
): ReviewClaim {
  const isLonger = before?.reviewerId === reviewerId && before.untilMs > atMs;
  return { reviewerId, untilMs, sinceMs: isLonger ? before.sinceMs : atMs };
}
