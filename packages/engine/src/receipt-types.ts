/** What the engine says at the end: receipts with how sure they are, and the interactions. */

export interface ReceiptLine {
  readonly barcode: string;
  readonly quantity: number;
}

export interface Receipt {
  /** The shopper's id, or null where the recording has no joints. */
  readonly targetId: string | null;
  readonly products: readonly ReceiptLine[];
  /** Calibrated probability that the whole receipt is exact. */
  readonly probabilityExact: number;
  readonly needsReview: boolean;
  /** Why it needs review, in words; empty where it does not. */
  readonly reasons: readonly string[];
  /** Of the reasons, those that are about no single interaction: a plate beside them was dead. */
  readonly faults: readonly string[];
  /** The changes that the other reasons are about, in their order; empty where it needs no review. */
  readonly unclear: readonly AskedChange[];
}

export type InteractionKind = "pick" | "putback" | "handover";

export interface Interaction {
  readonly id: string;
  readonly kind: InteractionKind;
  /** Stream time of the event itself, Unix milliseconds. */
  readonly timestampMs: number;
  /** Stream time at which it was first reported, and at which the plate had settled. */
  readonly decidedMs: number;
  readonly settledMs: number;
  readonly targetId: string | null;
  /** Who gave it, of a hand-over. */
  readonly giverId: string | null;
  readonly barcode: string;
  readonly quantity: number;
  /**
   * 0 of a hand-over of what no plate has weighed; of units that two shoppers took in one change, each
   * one's own share.
   */
  readonly weightG: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly probability: number;
  /** Where it is not sure: all alternatives of it, this one too, the likeliest first. */
  readonly alternatives: readonly Alternative[];
}

/** A change of weight that may have been somebody's: which product, or whether at all, is not known. */
export interface UnclearChange
  extends Pick<
    Interaction,
    | "id"
    | "timestampMs"
    | "targetId"
    | "giverId"
    | "weightG"
    | "gondola"
    | "shelf"
    | "plates"
    | "alternatives"
  > {
  readonly kind: "pick" | "putback";
  readonly barcode: null;
}

/** A change that a receipt is unsure of, and why. */
export interface AskedChange extends UnclearChange {
  readonly reason: string;
}

/** One alternative of what an interaction may have been. */
export interface Alternative {
  readonly kind: InteractionKind;
  readonly targetId: string | null;
  readonly giverId: string | null;
  readonly barcode: string;
  readonly quantity: number;
  readonly probability: number;
}
