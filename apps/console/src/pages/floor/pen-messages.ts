/** What the page says to the thread that draws its people; people as plain numbers. */
import { type Drawn, LOOKS, makeDrawn, type Palette, TRAIL_POINTS_MAX } from "./draw-people.ts";
import type { View } from "./view.ts";

export type PenMessage =
  | { readonly kind: "canvas"; readonly canvas: OffscreenCanvas }
  /** In pixels of the device, of which there are `ratio` to one of the page. */
  | {
      readonly kind: "size";
      readonly width: number;
      readonly height: number;
      readonly ratio: number;
    }
  | { readonly kind: "palette"; readonly palette: Palette }
  | { readonly kind: "sprite"; readonly key: number; readonly sprite: ImageBitmap }
  /** Of `packPeople`. */
  | { readonly kind: "people"; readonly packed: Float64Array<ArrayBuffer>; readonly view: View };

/** number, look, x, y, heading, both hands, how long the trail is, the trail. */
const HANDS_AT = 5;
const TRAIL_LENGTH_AT = HANDS_AT + 4;
const TRAIL_AT = TRAIL_LENGTH_AT + 1;
const STRIDE = TRAIL_AT + 2 * TRAIL_POINTS_MAX;

/** One number for each disc that looks otherwise. */
export function nameSprite(number: number, look: Drawn["look"]): number {
  return number * LOOKS.length + LOOKS.indexOf(look);
}

/** Row-major [person, value], of the first `count` people. */
export function packPeople(people: readonly Drawn[], count: number): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(count * STRIDE);
  for (let at = 0; at < count; at++) {
    const { number, look, x, y, heading, hands, trail, trailLength } = people[at]!;
    const start = at * STRIDE;
    packed[start] = number;
    packed[start + 1] = LOOKS.indexOf(look);
    packed[start + 2] = x;
    packed[start + 3] = y;
    packed[start + 4] = heading;
    packed.set(hands, start + HANDS_AT);
    packed[start + TRAIL_LENGTH_AT] = trailLength;
    packed.set(trail, start + TRAIL_AT);
  }
  return packed;
}

/** The other way round: writes over `into`, and gives how many of it hold. */
export function unpackPeople(packed: Float64Array, into: Drawn[]): number {
  const count = packed.length / STRIDE;
  for (let at = 0; at < count; at++) {
    const start = at * STRIDE;
    into[at] ??= makeDrawn();
    const drawn = into[at]!;
    drawn.number = packed[start]!;
    drawn.look = LOOKS[packed[start + 1]!]!;
    drawn.x = packed[start + 2]!;
    drawn.y = packed[start + 3]!;
    drawn.heading = packed[start + 4]!;
    drawn.hands.set(packed.subarray(start + HANDS_AT, start + TRAIL_LENGTH_AT));
    drawn.trailLength = packed[start + TRAIL_LENGTH_AT]!;
    drawn.trail.set(packed.subarray(start + TRAIL_AT, start + STRIDE));
  }
  return count;
}
