import { describe, expect, it } from "vitest";
import { CLAIM_MS, decideReview, type ReviewCommand, UNDO_MS } from "./decide.ts";
import type { ReviewChoice, ReviewSubject } from "./events.ts";
import { evolveReview, type ReviewState, UNOPENED_REVIEW } from "./evolve.ts";
import {
  isLookedAtTwice,
  isSameChoice,
  SECOND_LOOK_SHARE,
  SECOND_LOOK_WITHIN_MS,
} from "./second-look.ts";

const SOUP = { kind: "pick", shopperId: "a", giverId: null, gtin: "01", quantity: 1 } as const;
const PICK: ReviewSubject = {
  kind: "interaction",
  evidence: {
    ...SOUP,
    probability: 0.6,
    evidenceId: "run.1",
    occurredMs: 0,
    weightG: 415,
    gondola: 1,
    shelf: 2,
    plates: [3],
    candidates: [],
  },
};
const NOTHING: ReviewChoice = { kind: "nothing" };
const DUE_MS = 3_600_000;
const TWICE = Array.from({ length: 200 }, (_, at) => `run.${at}:3-4`).find((id) =>
  isLookedAtTwice(id, PICK),
)!;
const ONCE = Array.from({ length: 200 }, (_, at) => `run.${at}:3-4`).find(
  (id) => !isLookedAtTwice(id, PICK),
)!;

/** A review that ann decided at time 0. */
function decided(reviewId: string): ReviewState {
  const review = { reviewId, visitId: "v", subject: PICK, worthMinor: 0, dueMs: DUE_MS };
  const opened = evolveReview(UNOPENED_REVIEW, { type: "ReviewOpened", ...review }, 0);
  return act(opened, { type: "DecideReview", reviewerId: "ann", choice: NOTHING, nowMs: 0 }, 0);
}

function act(state: ReviewState, command: ReviewCommand, atMs: number): ReviewState {
  const result = decideReview(command, state);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value.reduce((before, event) => evolveReview(before, event, atMs), state);
}

const claim = (reviewerId: string, nowMs: number): ReviewCommand => ({
  type: "ClaimReview",
  reviewerId,
  nowMs,
});
const decide = (
  reviewerId: string,
  nowMs: number,
  choice: ReviewChoice = NOTHING,
): ReviewCommand => ({
  type: "DecideReview",
  reviewerId,
  choice,
  nowMs,
});
const isTaken = (command: ReviewCommand, state: ReviewState) => decideReview(command, state).ok;

describe("a second look", () => {
  it("is due for a share of reviews of what was taken, and of no others", () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `run.${at}:3-4`);
    const share = ids.filter((id) => isLookedAtTwice(id, PICK)).length / ids.length;
    expect(Math.abs(share - SECOND_LOOK_SHARE)).toBeLessThan(0.03);
    for (const kind of ["age", "gap"] as const) {
      expect(ids.some((id) => isLookedAtTwice(id, { kind }))).toBe(false);
    }
  });

  it("is another reviewer's, once nothing of the first decision can be undone, within a day", () => {
    const state = decided(TWICE);
    expect(isTaken(claim("bob", UNDO_MS - 1), state)).toBe(false);
    expect(isTaken(claim("bob", UNDO_MS), state)).toBe(true);
    expect(isTaken(claim("ann", UNDO_MS), state)).toBe(false);
    expect(isTaken(claim("bob", SECOND_LOOK_WITHIN_MS), state)).toBe(false);
    expect(isTaken(claim("bob", UNDO_MS), decided(ONCE))).toBe(false);
  });

  it("is one reviewer's at a time, and once", () => {
    const claimed = act(decided(TWICE), claim("bob", UNDO_MS), UNDO_MS);
    expect(isTaken(claim("cat", UNDO_MS + 1), claimed)).toBe(false);
    expect(isTaken(decide("cat", UNDO_MS + 1), claimed)).toBe(false);
    expect(isTaken(claim("cat", UNDO_MS + CLAIM_MS), claimed)).toBe(true);
    const done = act(claimed, decide("bob", UNDO_MS + 4000), UNDO_MS + 4000);
    expect(done).toMatchObject({
      status: "decided",
      reviewerId: "ann",
      again: { status: "done", reviewerId: "bob" },
    });
    expect(isTaken(claim("cat", UNDO_MS + CLAIM_MS), done)).toBe(false);
    expect(isTaken(decide("bob", UNDO_MS + 5000), done)).toBe(false);
  });

  it("takes how long it took from the claim, and no choice that the question has not", () => {
    const claimed = act(decided(TWICE), claim("bob", UNDO_MS), UNDO_MS);
    expect(decideReview(decide("bob", UNDO_MS + 4000), claimed)).toMatchObject({
      value: [{ type: "ReviewDecidedAgain", reviewerId: "bob", tookMs: 4000 }],
    });
    expect(isTaken(decide("bob", UNDO_MS + 4000, { kind: "grant" }), claimed)).toBe(false);
  });

  it("agrees where the same is said, chosen or filled in", () => {
    const candidate = { ...SOUP, probability: 0.4 };
    const filled = { ...SOUP, probability: 0 };
    expect(
      isSameChoice({ kind: "candidate", candidate }, { kind: "other", candidate: filled }),
    ).toBe(true);
    const more = { ...candidate, quantity: 2 };
    expect(isSameChoice({ kind: "candidate", candidate }, { kind: "other", candidate: more })).toBe(
      false,
    );
    expect(isSameChoice(NOTHING, { kind: "add", gtin: "01", quantity: 1 })).toBe(false);
  });
});
