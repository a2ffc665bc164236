/**
 * What is known of one tracked shopper: who they pay with is not known here. Carts follow people;
 * visits bind people. Stream `shopper-<shopperId>`.
 */
import type { Price } from "../pricing/find-best-price.ts";
import type { Item } from "./items.ts";

/** One candidate of what an interaction may have been. */
export interface Candidate extends Item {
  readonly kind: InteractionKind;
  /** Null: nobody who is known. */
  readonly shopperId: string | null;
  /** The giver of a hand-over; null otherwise. */
  readonly giverId: string | null;
  /** Of goods by weight: weighings. */
  readonly quantity: number;
  readonly probability: number;
}

export type InteractionKind = "pick" | "putback" | "handover";

/** What the engine says of one interaction, under an id that lines and reviews refer to. */
export interface Evidence extends Candidate {
  readonly evidenceId: string;
  readonly occurredMs: number;
  readonly weightG: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** The other candidates, the likeliest first; empty where it is certain. */
  readonly candidates: readonly Candidate[];
  /** Of a smart cart: what its screen showed when it was scanned, by the shop's own prices. */
  readonly shownPrice?: Price;
}

/**
 * A change of weight that the engine tells as no interaction, or is sure of but for what became of it: a
 * receipt is unsure of it. Its evidence is kept under its id.
 */
export interface UnclearChange
  extends Pick<
    Evidence,
    "evidenceId" | "occurredMs" | "weightG" | "gondola" | "shelf" | "plates" | "candidates"
  > {
  readonly kind: "pick" | "putback";
  readonly reason: string;
}

export interface CartLine extends Item {
  readonly quantity: number;
}

export type EvidenceStatus = "provisional" | "revised" | "final" | "retracted";

export type ShopperEvent =
  | {
      readonly type: "ShopperAppeared";
      readonly shopperId: string;
      /** The gate that they crossed; null where they were first seen inside. */
      readonly gateId: string | null;
      /** As the tracker calls them: it gives its numbers again, and then the id is another. */
      readonly trackId: string;
    }
  | {
      readonly type: "InteractionTold";
      readonly shopperId: string;
      readonly status: EvidenceStatus;
      readonly evidence: Evidence;
    }
  | {
      readonly type: "CartTold";
      readonly shopperId: string;
      readonly lines: readonly CartLine[];
      readonly probability: number;
    }
  /** Crossed the exit. */
  | { readonly type: "ShopperExited"; readonly shopperId: string }
  /** Was taken for gone, and is seen inside again: they had not left. */
  | { readonly type: "ShopperReturned"; readonly shopperId: string }
  /** Nothing that the engine has seen can change this cart any more. */
  | {
      readonly type: "CartConcluded";
      readonly shopperId: string;
      readonly lines: readonly CartLine[];
      readonly probabilityExact: number;
      readonly needsReview: boolean;
      readonly reasons: readonly string[];
      /** Of the reasons, those that are about no single interaction: a plate was dead. */
      readonly faults: readonly string[];
      /** What the other reasons are about; journals of before do not say. */
      readonly unclear?: readonly UnclearChange[];
    };
