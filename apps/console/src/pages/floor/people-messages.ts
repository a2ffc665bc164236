/** What the page says to the thread that draws its people: what it receives, and how they look. */
import type { Appearance, Palette } from "./draw-people.ts";
import type { Snapshot } from "./snapshot-history.ts";
import type { View } from "./view.ts";

/** Which moment is to be drawn. */
export type ShownTime =
  /** The device's clock minus this offset. */
  | { readonly behindMs: number }
  /** One and the same, by the shop's clock. */
  | { readonly heldAtMs: number };

export type PeopleMessage =
  | { readonly kind: "canvas"; readonly canvas: OffscreenCanvas }
  /** In pixels of the device, of which there are `ratio` to one of the page. */
  | {
      readonly kind: "size";
      readonly width: number;
      readonly height: number;
      readonly ratio: number;
    }
  | { readonly kind: "palette"; readonly palette: Palette }
  /** The disc of a number and a look: the page has the font. */
  | {
      readonly kind: "disc";
      readonly number: number;
      readonly appearance: Appearance;
      readonly disc: ImageBitmap;
    }
  | { readonly kind: "appearances"; readonly appearances: ReadonlyMap<number, Appearance> }
  /** Those that have come. */
  | { readonly kind: "snapshots"; readonly snapshots: readonly Snapshot[] }
  /** Everybody else is to be forgotten. */
  | { readonly kind: "kept"; readonly numbers: ReadonlySet<number> }
  | { readonly kind: "time"; readonly time: ShownTime }
  | { readonly kind: "view"; readonly view: View }
  /** Nothing is to glide. */
  | { readonly kind: "still"; readonly isStill: boolean };
