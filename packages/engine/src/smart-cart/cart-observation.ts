/** What a smart cart's sensors and screen say, as its engine takes it. All times are the cart's own clock's. */

/** Readings of one tray: the basket, or a lower tray with a cell of its own. */
export interface TrayBatch {
  readonly kind: "weights";
  /** 0: the basket. */
  readonly tray: number;
  /** Of the first sample, milliseconds. */
  readonly timestampMs: number;
  readonly sampleRateHz: number;
  /** Grams; NaN where there is no reading. */
  readonly samplesG: Float32Array;
}

/** A code was scanned, or goods were chosen on the screen: a line of the bill. */
export interface Scan {
  readonly kind: "scan";
  readonly timestampMs: number;
  /** The line's; its own. */
  readonly lineId: string;
  readonly barcode: string;
  readonly quantity: number;
  /** Of the line, where its label says so; the catalogue's otherwise. */
  readonly weightG?: number;
}

/** A line was taken off the bill on the screen. */
export interface Removal {
  readonly kind: "removal";
  readonly timestampMs: number;
  readonly lineId: string;
}

/** The shopper says that what lies in the cart now, and is on no line, is theirs: a bag, a coat, a child. */
export interface OwnThings {
  readonly kind: "own";
  readonly timestampMs: number;
}

/** The shopper answers that a line's goods lie in the cart, with all others of the same, and pays for them. */
export interface Confirmation {
  readonly kind: "confirmation";
  readonly timestampMs: number;
  readonly lineId: string;
}

/** The shopper goes to pay: what may not be in the cart is asked about now. */
export interface LaneArrival {
  readonly kind: "lane";
  readonly timestampMs: number;
}

/** A tray's change between two rests. */
export interface TrayStep {
  readonly changeG: number;
  readonly errorG: number;
  readonly levelG: number;
  /** Standard error of `levelG` alone; the change's has that of the level before as well. */
  readonly levelErrorG?: number;
  readonly startMs: number;
  readonly settledMs: number;
  /** It was unsteady for so long that the cart must have been rolled. */
  readonly isRolled: boolean;
  /** It has been rolled at some time before it lay still. */
  readonly hasRolled?: boolean;
}

/** What a tray reads once it has been at rest for a while after a step: a hand trembles. */
export interface RestReading {
  /** The level, which is better known by then. */
  readonly levelG: number;
  readonly levelErrorG: number;
  /** Readings that do not depend on each other. */
  readonly points: number;
  /** Standard deviation about the level. */
  readonly spreadG: number;
  /** What this tray's points spread by before the step. */
  readonly noiseG: number;
}

export interface TrayRest {
  readonly kind: "rest";
  readonly tray: number;
  readonly timestampMs: number;
  readonly rest: RestReading;
}

/** A change that an earlier run of the cart's process found, and kept: its samples are gone. */
export interface KeptStep {
  readonly kind: "step";
  readonly tray: number;
  readonly timestampMs: number;
  readonly step: TrayStep;
}

/** A tray's scale cannot be relied on from now on: unplugged, frozen, saturated, upside down. */
export interface TrayFault {
  readonly kind: "fault";
  readonly tray: number;
  readonly timestampMs: number;
}

export type CartObservation =
  | TrayBatch
  | Scan
  | Removal
  | OwnThings
  | Confirmation
  | LaneArrival
  | KeptStep
  | TrayRest
  | TrayFault;
