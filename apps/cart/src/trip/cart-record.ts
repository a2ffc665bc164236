/** What is kept of a trip: enough for the cart to be as it was, to the gram. All times are the cart's own clock's. */

import type { CartQuestion } from "@saunter/engine/smart-cart/ask-shopper";
import type { TrayStep } from "@saunter/engine/smart-cart/cart-observation";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { Trip, TripAnswer, TripQuestion } from "@saunter/protocol/smart-cart/trip";

export type ListItem = Pick<ScreenState["list"][number], "itemId" | "text" | "gtin">;
export type SimulatedThings = NonNullable<ScreenState["simulated"]>;

/** What the shop has said last, as far as the cart needs it without the shop. */
export type ShopNews = Pick<
  TripAnswer,
  "visitId" | "status" | "ageCheck" | "payment" | "receiptUrl" | "payerRefusal" | "isMember"
>;

export type CartEvent =
  | { readonly kind: "opened" }
  | { readonly kind: "started"; readonly tripId: string }
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
      readonly depositMinor: number;
      /** What its goods weigh with their container, where the scale or the label says so. */
      readonly grossG: number | null;
      /** What a unit weighs by the catalogue; null: it does not say. */
      readonly unitWeightG: number | null;
    }
  | { readonly kind: "removed"; readonly lineId: string }
  | { readonly kind: "said-own" }
  | { readonly kind: "step"; readonly tray: number; readonly step: TrayStep }
  | { readonly kind: "level"; readonly tray: number; readonly levelG: number }
  | {
      readonly kind: "asked";
      /** As the engine knows that it has asked. */
      readonly key: string;
      readonly questionId: string;
      readonly about: CartQuestion["about"];
      readonly lineId: string | null;
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
