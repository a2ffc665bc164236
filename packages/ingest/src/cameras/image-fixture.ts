/** Scenes as cameras see them: shelves and boxes, noise, somebody who walks through. */
import { createRandom, type Random } from "@saunter/numerics/random";
import { GREY_HEIGHT_PX, GREY_WIDTH_PX, type GreyImage } from "./grey-image.ts";

export const SIDES = { widthPx: GREY_WIDTH_PX, heightPx: GREY_HEIGHT_PX };

export function drawScene(seed: number): GreyImage {
  const random = createRandom(seed);
  const values = new Float32Array(SIDES.widthPx * SIDES.heightPx).fill(90);
  for (let box = 0; box < 60; box++) {
    const [left, top] = [
      random.integer(0, SIDES.widthPx - 1),
      random.integer(0, SIDES.heightPx - 1),
    ];
    paint(values, left, top, random.integer(3, 25), random.integer(3, 18), random.uniform(20, 220));
  }
  return { ...SIDES, values };
}

function paint(
  values: Float32Array,
  left: number,
  top: number,
  width: number,
  height: number,
  light: number,
): void {
  for (let y = Math.max(0, top); y < Math.min(SIDES.heightPx, top + height); y++)
    for (let x = Math.max(0, left); x < Math.min(SIDES.widthPx, left + width); x++)
      values[y * SIDES.widthPx + x] = light;
}

export interface Shot {
  readonly random: Random;
  /** Standard deviation of what the sensor adds to a small pixel, steps of brightness. */
  readonly noise?: number;
  /** Where somebody stands, 0 at the left to 1 at the right; nobody where not given. */
  readonly personAt?: number;
  /** Times as bright. */
  readonly light?: number;
}

/** Drawn once: to draw it for each pixel of each picture takes longer than all that is tested. */
const NOISE = ((): Float32Array => {
  const random = createRandom(1);
  return Float32Array.from({ length: 50_021 }, () => random.normal(0, 1));
})();

/** One picture of a scene. */
export function shoot(
  scene: GreyImage,
  { random, noise = 0.7, personAt, light = 1 }: Shot,
): GreyImage {
  const values = scene.values.slice();
  if (personAt !== undefined)
    paint(values, Math.round(personAt * SIDES.widthPx) - 6, 30, 12, 45, 60);
  const from = random.integer(0, NOISE.length - values.length);
  for (let at = 0; at < values.length; at++)
    values[at] = Math.max(0, Math.min(255, values[at]! * light + noise * NOISE[from + at]!));
  return { ...SIDES, values };
}

/** Means over the square of so many pixels around. */
export function blur({ widthPx, heightPx, values }: GreyImage, byPx: number): GreyImage {
  const blurred = values.map((_, at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y - byPx); row <= Math.min(heightPx - 1, y + byPx); row++) {
      for (
        let column = Math.max(0, x - byPx);
        column <= Math.min(widthPx - 1, x + byPx);
        column++
      ) {
        sum += values[row * widthPx + column]!;
        count++;
      }
    }
    return sum / count;
  });
  return { widthPx, heightPx, values: blurred };
}
