export const RED_FIRST = [0, 1, 2];
export const BLUE_FIRST = [2, 1, 0];

/** Colours one after the other, where they lay pixel by pixel. */
export function makePlanes(
  drawn: Float32Array,
  order: readonly number[],
  scale: number,
): Float32Array {
  const pixels = drawn.length / 3;
  const planes = new Float32Array(drawn.length);
  for (const [plane, colour] of order.entries())
    for (let pixel = 0; pixel < pixels; pixel++)
      planes[plane * pixels + pixel] = drawn[pixel * 3 + colour]! * scale;
  return planes;
}
