import type { Interaction, Receipt, ReceiptLine, UnclearChange } from "./receipt-types.ts";

/** What one step of an engine returns, in the order in which it was found. */
export type EngineOutput =
  | {
      readonly kind: "interaction";
      /** A provisional one may still be revised or retracted; it is reported again with the same id. */
      readonly status: "provisional" | "revised" | "final" | "retracted";
      readonly interaction: Interaction;
    }
  /** It may be asked about later, and is told as no interaction; again where its place is another. */
  | { readonly kind: "unclear"; readonly change: UnclearChange }
  | {
      readonly kind: "cart";
      readonly timestampMs: number;
      readonly targetId: string | null;
      readonly lines: readonly ReceiptLine[];
      readonly probability: number;
    }
  | { readonly kind: "receipt"; readonly timestampMs: number; readonly receipt: Receipt }
  | { readonly kind: "warning"; readonly code: string; readonly message: string };

/** A counted warning: reported the first time, counted afterwards. */
export interface CountedWarning {
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** Something about the shop that what was seen contradicts. */
export interface Finding {
  readonly kind:
    | "misplaced-item"
    | "wrong-planogram"
    | "wrong-weight"
    | "plate-dead"
    | "plate-noisy";
  readonly message: string;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly barcode: string | null;
}

/** How much later joints are stamped than readings of the same moment. */
export interface ClockOffset {
  /** Below 0 where joints are stamped sooner. */
  readonly offsetMs: number;
  /** Standard deviation of it. */
  readonly sdMs: number;
  /** Whether it is known at all. */
  readonly isKnown: boolean;
  /** Number of changes that it rests on. */
  readonly changes: number;
}

export interface ClockReport extends ClockOffset {
  /** What the times of joints are corrected by now. */
  readonly appliedMs: number;
  /** Whether receipts can rest on the times that joints have now. */
  readonly isBearable: boolean;
  /** Whether changes show that they can't; neither while too little is known. */
  readonly isOff: boolean;
  /** Of the gondolas at which something was changed, by number. */
  readonly gondolas: readonly (ClockOffset & {
    readonly gondola: number;
    readonly isBearable: boolean;
    /** Whether its readings are on another clock than those of the others. */
    readonly isOff: boolean;
  })[];
}

/** An offset that is known from before. */
export type KnownOffset = Pick<ClockReport, "appliedMs" | "offsetMs" | "sdMs">;

export interface EngineResult {
  /** One receipt a shopper seen, an empty one too, in order of first sight. */
  readonly receipts: readonly Receipt[];
  readonly interactions: readonly Interaction[];
  readonly warnings: readonly CountedWarning[];
  readonly findings: readonly Finding[];
  /** The last outputs, with the receipts of those who were still there. */
  readonly outputs: readonly EngineOutput[];
}

/** null: somebody whom the tracker does not see. */
export type ShopperKey = string | null;
