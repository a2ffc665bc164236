/** What is kept of a trip: enough for the cart to be as it was, to the gram. All times are the cart's own clock's. */

import type { CartQuestion } from "@saunter/engine/smart-cart/ask-shopper";
import type { RestReading, TrayStep } from "@saunter/engine/smart-cart/cart-observation";
import type { ScaleFault, ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { Trip, TripAnswer, TripQuestion } from "@saunter/protocol/smart-cart/trip";

export type ListItem = Pick<ScreenState["list"][number], "itemId" | "text" | "gtin">;
export type SimulatedThings = NonNullable<ScreenState["simulated"]>;

/** A product of the shop, as the engine weighs what was not scanned against it. */
export interface KnownGoods {
  readonly gtin: string;
  readonly name: string;
  readonly weightG: number;
  readonly unitMinor: number;
}

/** Units that were scanned at once. The first of a line has the line's own id. */
export interface LinePart {
  readonly partId: string;
  readonly quantity: number;
}

/** What the shop has said last, as far as the cart needs it without the shop. */
export type ShopNews = Pick<
  TripAnswer,
  "visitId" | "status" | "ageCheck" | "payment" | "receiptUrl" | "payerRefusal" | "isMember"
>;

export type CartEvent =
  | { readonly kind: "opened" }
  /** The shop has answered a process that called itself so. */
  | { readonly kind: "boot-answered"; readonly bootId: string }
  | {
      readonly kind: "started";
      readonly tripId: string;
      /** What the shop sells: as many as show what goods weigh there. */
      readonly goods: readonly KnownGoods[];
    }
  /** Nothing of the trip is left for whoever comes next. */
  | { readonly kind: "freed"; readonly language: string }
  | {
      readonly kind: "scanned";
      readonly lineId: string;
      readonly gtin: string;
      readonly name: string;
      readonly quantity: number;
      readonly weightG: number | null;
      /** Price on its label; left out where it has none. */
      readonly labelMinor?: number;
      /** As shown when it was scanned; null: no price was known. */
      readonly unitMinor: number | null;
      /** What members paid then; left out where it was the same. */
      readonly memberUnitMinor?: number;
      readonly depositMinor: number;
      /** What its goods weigh with their container, where the scale or the label says so. */
      readonly grossG: number | null;
      /** What a unit weighs by the catalogue; null: it does not say. */
      readonly unitWeightG: number | null;
    }
  | { readonly kind: "removed"; readonly lineId: string }
  | {
      readonly kind: "quantity-set";
      readonly lineId: string;
      readonly quantity: number;
      /** Parts of the line that are gone. */
      readonly removedParts: readonly string[];
      /** Units that came to it; null: none. */
      readonly part: LinePart | null;
    }
  | { readonly kind: "said-own" }
  /** The shopper said that a line's goods are in the cart. */
  | { readonly kind: "confirmed"; readonly lineId: string }
  | { readonly kind: "step"; readonly tray: number; readonly step: TrayStep }
  | { readonly kind: "rest"; readonly tray: number; readonly rest: RestReading }
  /** A scale cannot be relied on from now on. */
  | { readonly kind: "fault"; readonly tray: number; readonly fault: ScaleFault }
  | { readonly kind: "level"; readonly tray: number; readonly levelG: number }
  | {
      readonly kind: "asked";
      /** As the engine knows that it has asked. */
      readonly key: string;
      readonly questionId: string;
      readonly about: CartQuestion["about"];
      readonly lineId: string | null;
      /** Of the line, as the engine knows it. */
      readonly partId: string | null;
      readonly weightG: number;
    }
  | {
      readonly kind: "answered";
      readonly questionId: string;
      readonly answer: NonNullable<TripQuestion["answer"]>;
    }
  | { readonly kind: "payer"; readonly code: string }
  | { readonly kind: "lane"; readonly laneId: string | null; readonly isAtLane: boolean }
  | { readonly kind: "help"; readonly isCalled: boolean }
  | { readonly kind: "tared"; readonly weightG: number }
  | { readonly kind: "language"; readonly language: string }
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  | { readonly kind: "ended"; readonly status: "ended" | "abandoned" }
  | { readonly kind: "shop"; readonly news: ShopNews }
  /** A trip that ended while the shop was away: its last state is still to be told. */
  | { readonly kind: "owed"; readonly tripId: string; readonly report: Trip }
  | { readonly kind: "told"; readonly tripId: string }
  | { readonly kind: "simulated"; readonly things: SimulatedThings };

export interface CartRecord {
  readonly atMs: number;
  /** The act of the screen that it came of. */
  readonly actId?: string;
  readonly event: CartEvent;
}
