/** What people in and around the shop do, however they have it done. */
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { DisputeRequest } from "@saunter/shop/domain/dispute-service";
import type { EntryPayer } from "@saunter/shop/domain/entry-method";

export type Payer = EntryPayer | { readonly kind: "cash" };

/** How staff settle a charge; cash is given or taken, whichever is missing. */
export type Settling = "cash" | "card" | "forgive";

/** Each resolves when it is done or refused, however long that takes. */
export interface Acts {
  /** The visit's id; null where the gate stays shut. */
  enter(payer: Payer, gateId: string, partySize: number): Promise<string | null>;
  bind(visitId: string, shopperId: string): Promise<void>;
  endVisit(visitId: string): Promise<void>;
  dispute(visitId: string, dispute: Omit<DisputeRequest, "disputeId">): Promise<void>;
  /** Whether the review is now this reviewer's. */
  claim(reviewId: string, reviewer: Reviewer): Promise<boolean>;
  decide(reviewId: string, reviewer: Reviewer, choice: ReviewChoice): Promise<void>;
  settle(chargeId: string, way: Settling): Promise<void>;
  count(facing: string, quantity: number): Promise<void>;
}

export type Reviewer = "rev-1" | "rev-2";
