/** Colours as people tell them apart: CIE L*a*b* of sRGB under D65 (IEC 61966-2-1, CIE 15). */

/** Reference white of D65, 2 degrees. */
const WHITE_X = 0.950_47;
const WHITE_Z = 1.088_83;
/** Below, the cube root is replaced by a line. */
const LINE_BELOW = (6 / 29) ** 3;

/** Light of each of the 256 values of a channel, 0 to 1. */
const LIGHT = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** @param red 0 to 255, as the other two */
export function toLab(red: number, green: number, blue: number): [number, number, number] {
  const [r, g, b] = [LIGHT[red]!, LIGHT[green]!, LIGHT[blue]!];
  const x = bend((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / WHITE_X);
  const y = bend(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b);
  const z = bend((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / WHITE_Z);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function bend(light: number): number {
  return light > LINE_BELOW ? Math.cbrt(light) : light / (3 * (6 / 29) ** 2) + 4 / 29;
}
