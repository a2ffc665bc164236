import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toLab } from "./lab-colour.ts";

const channel = fc.integer({ min: 0, max: 255 });

describe("toLab", () => {
  it("is as tables of others have it (Lindbloom's calculator, D65)", () => {
    const known: readonly (readonly [number[], number[]])[] = [
      [
        [255, 255, 255],
        [100, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [255, 0, 0],
        [53.24, 80.09, 67.2],
      ],
      [
        [0, 255, 0],
        [87.73, -86.18, 83.18],
      ],
      [
        [0, 0, 255],
        [32.3, 79.19, -107.86],
      ],
      [
        [119, 119, 119],
        [50.03, 0, 0],
      ],
    ];
    for (const [[red, green, blue], lab] of known)
      for (const [axis, value] of toLab(red!, green!, blue!).entries())
        expect(Math.abs(value - lab[axis]!)).toBeLessThan(0.05);
  });

  it("has no hue of greys, and grows lighter with each channel", () => {
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        const [, a, b] = toLab(red, red, red);
        expect(Math.abs(a) + Math.abs(b)).toBeLessThan(0.05);
        const [light] = toLab(red, green, blue);
        expect(light).toBeGreaterThanOrEqual(0);
        expect(light).toBeLessThanOrEqual(100.001);
        if (green < 255) expect(toLab(red, green + 1, blue)[0]).toBeGreaterThan(light);
      }),
    );
  });
});
