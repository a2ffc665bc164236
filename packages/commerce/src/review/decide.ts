import { ADD_QUANTITY_MAX } from "@saunter/protocol/limits";
import type { Candidate, Evidence } from "../cart/events.ts";
import { type Item, isWeighing, nameItem } from "../cart/items.ts";
import { listConcerned } from "../cart/list-concerned.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import type { ReviewChoice, ReviewEvent, ReviewSubject } from "./events.ts";
import type { ReviewClaim, ReviewState } from "./evolve.ts";
import type { LapseCap } from "./lapse-caps.ts";
import { isLookedAtTwice, SECOND_LOOK_WITHIN_MS } from "./second-look.ts";

/** A reviewer who does not decide keeps others from it no longer than this. */
export const CLAIM_MS = 120_000;
/** Whoever claims again so soon has it for as long, and nothing is written: pages may ask as often as they like. */
export const CLAIMED_AGAIN_MS = 10_000;
/** A decision can be taken back so long; only then does anything follow from it. */
export const UNDO_MS = 10_000;

export type ReviewCommand =
  | { readonly type: "OpenReview"; readonly review: Omit<Opened, "type"> }
  | { readonly type: "ClaimReview"; readonly reviewerId: string; readonly nowMs: number }
  | { readonly type: "ReleaseReview"; readonly reviewerId: string }
  | {
      readonly type: "DecideReview";
      readonly reviewerId: string;
      readonly choice: ReviewChoice;
      readonly nowMs: number;
      /** When they decided another one last: they have looked at this one since. */
      readonly beforeMs?: number;
    }
  | { readonly type: "UndoReview"; readonly reviewerId: string; readonly nowMs: number }
  | {
      readonly type: "LapseReview";
      /** The cap that settling it without a person would break; null where it breaks none. */
      readonly cap: LapseCap | null;
      readonly nowMs: number;
      readonly decideWithinMs: number;
    };

type Opened = Extract<ReviewEvent, { type: "ReviewOpened" }>;
type OpenReview = Extract<ReviewState, { status: "open" }>;
type DecideReview = Extract<ReviewCommand, { type: "DecideReview" }>;

export function decideReview(command: ReviewCommand, state: ReviewState): Result<ReviewEvent[]> {
  if (command.type === "OpenReview") {
    if (state.status !== "unopened") return accept([]);
    return accept([{ type: "ReviewOpened", ...command.review }]);
  }
  if (state.status === "unopened") return refuse("not-found", "there is no such review");
  if (state.status === "decided") return decideAgain(command, state);
  if (state.status === "lapsed") {
    return refuse(
      "review-not-open",
      "the deadline has passed: it was settled in the shopper's favour",
    );
  }
  switch (command.type) {
    case "ClaimReview": {
      const { reviewerId, nowMs } = command;
      const other = findOtherClaim(state, reviewerId, nowMs);
      if (other !== null) return other;
      if (isJustClaimed(state.claim, reviewerId, nowMs)) return accept([]);
      return accept([{ type: "ReviewClaimed", reviewerId, untilMs: nowMs + CLAIM_MS }]);
    }
    case "ReleaseReview": {
      const { reviewerId } = command;
      if (state.claim?.reviewerId !== reviewerId) return accept([]);
      return accept([{ type: "ReviewReleased", reviewerId }]);
    }
    case "DecideReview":
      return decide(command, state);
    case "UndoReview":
      return accept([]);
    case "LapseReview": {
      // Once a person has to decide, waiting for room below the caps does not help.
      const cap = state.overdue ?? command.cap;
      if (cap === null) return accept([{ type: "ReviewLapsed" }]);
      return accept([
        { type: "ReviewOverdue", cap, dueMs: command.nowMs + command.decideWithinMs },
      ]);
    }
    default:
      return command satisfies never;
  }
}

type DecidedReview = Extract<ReviewState, { status: "decided" }>;

/** Until when a decision can be taken back: for a while, but not past the review's own time. */
export function findUndoEndMs({ decidedMs, dueMs }: DecidedReview): number {
  return Math.max(decidedMs, Math.min(decidedMs + UNDO_MS, dueMs));
}

/** Whether what follows from a review follows: it has lapsed, or its decision stands. */
export function isSettled(state: ReviewState, nowMs: number): boolean {
  return state.status === "lapsed" || (state.status === "decided" && findUndoEndMs(state) <= nowMs);
}

/** Whether another reviewer may look at it without knowing what was decided. */
export function isSecondLookDue(state: DecidedReview, reviewerId: string, nowMs: number): boolean {
  const isInTime = nowMs < state.decidedMs + SECOND_LOOK_WITHIN_MS;
  return (
    isLookedAtTwice(state.reviewId, state.subject) &&
    state.again.status === "none" &&
    state.reviewerId !== reviewerId &&
    isSettled(state, nowMs) &&
    isInTime
  );
}

function lookAgain(
  command: Extract<ReviewCommand, { type: "ClaimReview" | "DecideReview" }>,
  claim: ReviewClaim | null,
  subject: ReviewSubject,
): Result<ReviewEvent[]> {
  const { reviewerId, nowMs } = command;
  const other = findOtherClaim({ claim }, reviewerId, nowMs);
  if (other !== null) return other;
  if (command.type === "ClaimReview") {
    if (isJustClaimed(claim, reviewerId, nowMs)) return accept([]);
    return accept([{ type: "SecondLookClaimed", reviewerId, untilMs: nowMs + CLAIM_MS }]);
  }
  const { choice } = command;
  if (!isChoiceOf(choice, subject)) {
    return refuse("review-choice-unknown", "this choice is not available here");
  }
  const tookMs = findTookMs(command, claim);
  return accept([{ type: "ReviewDecidedAgain", reviewerId, choice, tookMs }]);
}

/** Null where nobody knows. The next review is claimed while one is looked at: its time begins after that one. */
function findTookMs(
  { beforeMs = Number.NEGATIVE_INFINITY, nowMs, reviewerId }: DecideReview,
  claim: ReviewClaim | null,
): number | null {
  return claim?.reviewerId === reviewerId ? nowMs - Math.max(claim.sinceMs, beforeMs) : null;
}

function decideAgain(command: ReviewCommand, state: DecidedReview): Result<ReviewEvent[]> {
  if (command.type === "ClaimReview" || command.type === "DecideReview") {
    const { again, subject } = state;
    const isDue = isSecondLookDue(state, command.reviewerId, command.nowMs);
    if (isDue && again.status === "none") return lookAgain(command, again.claim, subject);
  }
  // A second look that was claimed ends by itself.
  if (command.type === "ReleaseReview" && state.reviewerId !== command.reviewerId)
    return accept([]);
  if (command.type !== "UndoReview") {
    return refuse("review-already-decided", "this review is already decided");
  }
  const { reviewerId, nowMs } = command;
  if (reviewerId !== state.reviewerId) {
    return refuse("review-already-decided", "another reviewer decided this");
  }
  if (isSettled(state, nowMs)) {
    return refuse("review-already-decided", "it has taken effect and can no longer be undone");
  }
  return accept([{ type: "ReviewReopened", reviewerId, untilMs: nowMs + CLAIM_MS }]);
}

function isJustClaimed(claim: ReviewClaim | null, reviewerId: string, nowMs: number): boolean {
  if (claim === null || claim.reviewerId !== reviewerId) return false;
  return claim.untilMs > nowMs + CLAIM_MS - CLAIMED_AGAIN_MS;
}

/** The refusal where another reviewer has claimed it; null where nobody else has. */
export function findOtherClaim(
  { claim }: Pick<OpenReview, "claim">,
  reviewerId: string,
  nowMs: number,
): Result<never> | null {
  if (claim === null || claim.reviewerId === reviewerId || claim.untilMs <= nowMs) return null;
  return refuse("review-claimed-by-other", "another reviewer has claimed this one");
}

function decide(command: DecideReview, state: OpenReview): Result<ReviewEvent[]> {
  const { reviewerId, choice, nowMs } = command;
  const other = findOtherClaim(state, reviewerId, nowMs);
  if (other !== null) return other;
  if (!isChoiceOf(choice, state.subject)) {
    return refuse("review-choice-unknown", "this choice is not available here");
  }
  const tookMs = findTookMs(command, state.claim);
  return accept([{ type: "ReviewDecided", reviewerId, choice, tookMs }]);
}

function isChoiceOf(choice: ReviewChoice, subject: ReviewSubject): boolean {
  switch (subject.kind) {
    case "interaction":
      return choice.kind === "nothing" || isAccountOf(choice, subject.evidence);
    case "gap":
      if (choice.kind === "nothing") return true;
      // Of one change nobody has to give up the whole cart.
      if (choice.kind === "refuse") return subject.change === undefined;
      if (choice.kind === "replace") {
        const { instead } = choice;
        return (
          subject.change !== undefined &&
          nameItem(choice) !== nameItem(instead) &&
          isCountedWell(choice) &&
          isCountedWell(instead)
        );
      }
      return (choice.kind === "add" || choice.kind === "remove") && isCountedWell(choice);
    case "age":
    case "binding":
    case "contest":
      return choice.kind === "grant" || choice.kind === "refuse";
    default:
      return subject satisfies never;
  }
}

/** One of the engine's accounts, or another one of people whom they name. */
function isAccountOf(choice: ReviewChoice, evidence: Evidence): boolean {
  if (choice.kind === "candidate") {
    const told = [evidence, ...evidence.candidates];
    return told.some((one) => isSameAccount(one, choice.candidate));
  }
  if (choice.kind !== "other") return false;
  const { kind, shopperId, giverId, quantity } = choice.candidate;
  const people = listConcerned(evidence);
  const isKnown = (id: string | null): boolean => id === null || people.has(id);
  const isHandover = kind === "handover";
  return (
    isWeighedWell(choice.candidate) &&
    isCount(quantity) &&
    isKnown(shopperId) &&
    isKnown(giverId) &&
    (isHandover || giverId === null)
  );
}

export function isSameAccount(a: Candidate, b: Candidate): boolean {
  return (
    a.kind === b.kind &&
    a.shopperId === b.shopperId &&
    a.giverId === b.giverId &&
    a.gtin === b.gtin &&
    a.weighing?.netG === b.weighing?.netG &&
    a.quantity === b.quantity
  );
}

function isCountedWell(item: Item & { readonly quantity: number }): boolean {
  return isCount(item.quantity) && isWeighedWell(item);
}

function isWeighedWell({ weighing }: Item): boolean {
  return weighing === undefined || isWeighing(weighing);
}

function isCount(quantity: number): boolean {
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= ADD_QUANTITY_MAX;
}
