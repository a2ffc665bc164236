/** A product out of its picture: what is like the picture's border, and hangs together with it, is not it. */
import { toLab } from "../poses/lab-colour.ts";

/** Side of the square that pictures are made small to, pixels. */
export const CUTOUT_PX = 48;
export const CUTOUT_BYTES = CUTOUT_PX * CUTOUT_PX * 4;

/** A picture of a product: red, green, blue and how much of it is the product, row by row. */
export interface ProductCutout {
  readonly rgba: Uint8Array;
  /** What of the square the product fills, pixels, ends included. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Colours that differ by less are the same background (CIE 1976; 2.3 is just seen). */
const SAME_BACKGROUND = 4;
/** From one pixel to the next a background changes no more than that, as shadows are soft; nor in all. */
const SAME_NEIGHBOUR = 2;
const SHADOW_MAX = 25;
/** Smallest share of its picture that a product fills; if it seems smaller, nothing is cut out. */
const SHARE_MIN = 0.04;
const OPAQUE = 128;

/**
 * @param rgba CUTOUT_PX by CUTOUT_PX pixels; what is no part of the picture is transparent.
 * @returns null where there is nothing in the picture.
 */
export function cutOut(rgba: Uint8Array): ProductCutout | null {
  if (rgba.length !== CUTOUT_BYTES) {
    throw new RangeError(`a picture has ${CUTOUT_BYTES} bytes, got ${rgba.length}`);
  }
  const cut = Uint8Array.from(rgba);
  const background = findBackground(rgba);
  if (background !== null) {
    let kept = -background.size;
    for (let at = 0; at < CUTOUT_PX * CUTOUT_PX; at++) if (isOpaque(rgba, at)) kept++;
    if (kept >= SHARE_MIN * background.size) for (const at of background) cut[4 * at + 3] = 0;
  }
  return findBounds(cut);
}

function isOpaque(rgba: Uint8Array, at: number): boolean {
  return rgba[4 * at + 3]! >= OPAQUE;
}

/** Pixels of the background; null where the picture brings its own transparency. */
function findBackground(rgba: Uint8Array): Set<number> | null {
  const count = CUTOUT_PX * CUTOUT_PX;
  const border = listBorder(rgba);
  if (border === null) return null;
  const labs = Array.from({ length: count }, (_, at) =>
    toLab(rgba[4 * at]!, rgba[4 * at + 1]!, rgba[4 * at + 2]!),
  );
  const ground = [0, 1, 2].map((axis) => {
    const values = border.map((at) => labs[at]![axis]!).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  });
  const found = new Set<number>();
  const waiting = border.filter((at) => differ(labs[at]!, ground) < SAME_BACKGROUND);
  for (const at of waiting) found.add(at);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const next of listNeighbours(at)) {
      if (found.has(next) || !isOpaque(rgba, next)) continue;
      const apart = differ(labs[next]!, ground);
      const isNear = apart < SHADOW_MAX && differ(labs[next]!, labs[at]!) < SAME_NEIGHBOUR;
      if (apart >= SAME_BACKGROUND && !isNear) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}

function differ(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}

function listNeighbours(at: number): number[] {
  const x = at % CUTOUT_PX;
  const near: number[] = [];
  if (x > 0) near.push(at - 1);
  if (x < CUTOUT_PX - 1) near.push(at + 1);
  if (at >= CUTOUT_PX) near.push(at - CUTOUT_PX);
  if (at + CUTOUT_PX < CUTOUT_PX * CUTOUT_PX) near.push(at + CUTOUT_PX);
  return near;
}

/**
 * The outermost pixels of the picture, which may be narrower or lower than the square; null where it is
 * a product already, whose own edge or margins are transparent.
 */
function listBorder(rgba: Uint8Array): number[] | null {
  const bounds = findBounds(rgba);
  if (bounds === null) return null;
  const { left, right, top, bottom } = bounds;
  const isWide = right - left === CUTOUT_PX - 1;
  if (!isWide && bottom - top < CUTOUT_PX - 1) return null;
  const border: number[] = [];
  for (let x = left; x <= right; x++) border.push(top * CUTOUT_PX + x, bottom * CUTOUT_PX + x);
  for (let y = top + 1; y < bottom; y++) border.push(y * CUTOUT_PX + left, y * CUTOUT_PX + right);
  const opaque = border.filter((at) => isOpaque(rgba, at));
  // A picture with a background fills its rectangle; one that was cut out already does not.
  return opaque.length < 0.9 * border.length ? null : opaque;
}

function findBounds(rgba: Uint8Array): ProductCutout | null {
  let [left, right, top, bottom] = [CUTOUT_PX, -1, CUTOUT_PX, -1];
  for (let at = 0; at < CUTOUT_PX * CUTOUT_PX; at++) {
    if (!isOpaque(rgba, at)) continue;
    const x = at % CUTOUT_PX;
    const y = Math.floor(at / CUTOUT_PX);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right < 0 ? null : { rgba, left, right, top, bottom };
}
