/** A person's decision on what the engine is not sure of. Stream `review-<reviewId>`. */
import type { Candidate, Evidence, UnclearChange } from "../cart/events.ts";
import type { Item } from "../cart/items.ts";
import type { LapseCap } from "./lapse-caps.ts";

export type ReviewSubject =
  /** An interaction: who did what with which product. */
  | { readonly kind: "interaction"; readonly evidence: Evidence }
  /** Something may be missing: a plate was dead, a thing was taken whose product is not known. */
  | {
      readonly kind: "gap";
      readonly shopperId: string;
      readonly reason: string;
      /** The one change that is asked about; without it, all of the cart is. */
      readonly change?: UnclearChange;
    }
  /** Whose cart it is was guessed at the gate: without a grant nothing is charged. */
  | { readonly kind: "binding"; readonly reason: string }
  /** Age-restricted products left the shop before anybody looked. */
  | { readonly kind: "age"; readonly gtins: readonly string[] }
  /** A shopper says that a line is wrong. */
  | { readonly kind: "contest"; readonly contestId: string };

export type ReviewChoice =
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  /** Of an interaction: none of what the engine thinks of, but this. */
  | { readonly kind: "other"; readonly candidate: Candidate }
  | { readonly kind: "nothing" }
  /** Of a gap: what was taken unseen, or put back unseen. */
  | ({ readonly kind: "add" | "remove"; readonly quantity: number } & Item)
  /** Of a gap that is about one change: another product was taken than the one charged. */
  | ({
      readonly kind: "replace";
      readonly quantity: number;
      readonly instead: Item & { readonly quantity: number };
    } & Item)
  /** Of an age check, a binding or a dispute; of a gap, to charge nothing of the cart. */
  | { readonly kind: "grant" | "refuse" };

export type ReviewEvent =
  | {
      readonly type: "ReviewOpened";
      readonly reviewId: string;
      readonly visitId: string;
      readonly subject: ReviewSubject;
      /** What is at stake, minor units. */
      readonly worthMinor: number;
      readonly dueMs: number;
    }
  | { readonly type: "ReviewClaimed"; readonly reviewerId: string; readonly untilMs: number }
  | { readonly type: "ReviewReleased"; readonly reviewerId: string }
  | {
      readonly type: "ReviewDecided";
      readonly reviewerId: string;
      readonly choice: ReviewChoice;
      /**
       * From claim to decision; null where who decided had not claimed it, as at the door. Journals
       * of before have 0 there.
       */
      readonly tookMs: number | null;
    }
  /** Whoever decided takes it back, and goes on looking. */
  | { readonly type: "ReviewReopened"; readonly reviewerId: string; readonly untilMs: number }
  /** Another reviewer looks at it without knowing what was decided; nothing follows from it. */
  | { readonly type: "SecondLookClaimed"; readonly reviewerId: string; readonly untilMs: number }
  | {
      readonly type: "ReviewDecidedAgain";
      readonly reviewerId: string;
      readonly choice: ReviewChoice;
      readonly tookMs: number | null;
    }
  /** Nobody decided in time: it is settled in the shopper's favour. */
  | { readonly type: "ReviewLapsed" }
  /** Nobody decided in time, and it may not be settled without a person: one decides by the new date. */
  | { readonly type: "ReviewOverdue"; readonly cap: LapseCap; readonly dueMs: number };
