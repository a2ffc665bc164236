/** For tests: pictures of products that never were, which differ in colour and pattern. */
import { CUTOUT_PX, cutOut, type ProductCutout } from "./product-cutout.ts";

export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [250, 250, 248];

/** A picture with a box in the middle, of one colour with a band of another, before a background. */
export function drawPicture(box: Rgb, band: Rgb, ground: Rgb | null = WHITE): Uint8Array {
  const rgba = new Uint8Array(CUTOUT_PX * CUTOUT_PX * 4);
  for (let at = 0; at < CUTOUT_PX * CUTOUT_PX; at++) {
    const [x, y] = [at % CUTOUT_PX, Math.floor(at / CUTOUT_PX)];
    const isBox = x >= 14 && x < 34 && y >= 8 && y < 40;
    const colour = isBox ? (y >= 20 && y < 28 ? band : box) : ground;
    rgba.set(colour === null ? [0, 0, 0, 0] : [...colour, 255], 4 * at);
  }
  return rgba;
}

const COLOURS: readonly Rgb[] = [
  [200, 30, 35],
  [35, 80, 190],
  [40, 140, 60],
  [235, 190, 40],
  [120, 60, 140],
  [90, 60, 40],
];

/** Products by barcode, each of other colours. */
export function makeCutouts(count: number): Map<string, ProductCutout> {
  return new Map(
    Array.from({ length: count }, (_, at) => {
      const box = COLOURS[at % COLOURS.length]!;
      const band = COLOURS[(at + 1 + Math.floor(at / COLOURS.length)) % COLOURS.length]!;
      return [String(5_000_000_000_000 + at), cutOut(drawPicture(box, band))!] as const;
    }),
  );
}
