import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createLetterboxer,
  createLetterboxers,
  fitLetterbox,
  roundInto,
  SIZES_MAX,
  type Size,
  toImageX,
  toImageY,
} from "./letterbox.ts";

const sides = fc.integer({ min: 1, max: 60 });
const sizes: fc.Arbitrary<Size> = fc.record({ widthPx: sides, heightPx: sides });

function paint(
  { widthPx, heightPx }: Size,
  colourOf: (x: number, y: number) => readonly number[],
): Uint8Array {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < widthPx * heightPx; at++)
    rgb.set(colourOf(at % widthPx, Math.floor(at / widthPx)), at * 3);
  return rgb;
}

describe("fitLetterbox", () => {
  it("keeps a picture's shape, within a pixel, and all of it on the input", () => {
    fc.assert(
      fc.property(sizes, sizes, (source, input) => {
        const { shown, scaleX, scaleY } = fitLetterbox(source, input);
        expect(shown.widthPx).toBeLessThanOrEqual(input.widthPx);
        expect(shown.heightPx).toBeLessThanOrEqual(input.heightPx);
        const fits = shown.widthPx === input.widthPx || shown.heightPx === input.heightPx;
        expect(fits).toBe(true);
        const scale = Math.min(input.widthPx / source.widthPx, input.heightPx / source.heightPx);
        expect(Math.abs(scaleX - scale) * source.widthPx).toBeLessThanOrEqual(1);
        expect(Math.abs(scaleY - scale) * source.heightPx).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("of a camera of 16 to 9 leaves a strip below free", () => {
    const source = { widthPx: 640, heightPx: 360 };
    const { shown } = fitLetterbox(source, { widthPx: 320, heightPx: 192 });
    expect(shown).toEqual({ widthPx: 320, heightPx: 180 });
  });
});

describe("places of the input", () => {
  it("are those of the picture that is shown there", () => {
    const letterbox = fitLetterbox(
      { widthPx: 640, heightPx: 360 },
      { widthPx: 320, heightPx: 192 },
    );
    // The input's first pixel shows the picture's first two: its middle lies between theirs, 0 and 1.
    expect(toImageX(letterbox, 0.5)).toBeCloseTo(0.5, 9);
    expect(toImageX(letterbox, 320)).toBeCloseTo(639.5, 9);
    expect(toImageY(letterbox, 180)).toBeCloseTo(359.5, 9);
  });

  it("find a bright spot again, wherever it is and whatever the sizes are", () => {
    const large = fc.record({
      widthPx: fc.integer({ min: 24, max: 60 }),
      heightPx: fc.integer({ min: 24, max: 60 }),
    });
    const shares = fc.double({ min: 0.2, max: 0.8, noNaN: true });
    fc.assert(
      fc.property(large, large, shares, shares, (source, input, shareX, shareY) => {
        const spotX = Math.floor(source.widthPx * shareX);
        const spotY = Math.floor(source.heightPx * shareY);
        const isSpot = (x: number, y: number): boolean =>
          Math.abs(x - spotX) <= 1 && Math.abs(y - spotY) <= 1;
        const rgb = paint(source, (x, y) => (isSpot(x, y) ? [255, 255, 255] : [0, 0, 0]));
        const { letterbox, draw } = createLetterboxer(fitLetterbox(source, input), 0);
        const drawn = draw({ rgb, ...source });
        let [sum, x, y] = [0, 0, 0];
        for (let at = 0; at < input.widthPx * input.heightPx; at++) {
          const light = drawn[at * 3]!;
          sum += light;
          x += light * ((at % input.widthPx) + 0.5);
          y += light * (Math.floor(at / input.widthPx) + 0.5);
        }
        // The middle of what light there is, to a share of a pixel.
        expect(Math.abs(toImageX(letterbox, x / sum) - spotX)).toBeLessThan(0.5);
        expect(Math.abs(toImageY(letterbox, y / sum) - spotY)).toBeLessThan(0.5);
      }),
    );
  });
});

describe("createLetterboxer", () => {
  it("keeps a picture of one colour, and fills the rest", () => {
    fc.assert(
      fc.property(sizes, sizes, (source, input) => {
        const { letterbox, draw } = createLetterboxer(fitLetterbox(source, input), 114);
        const drawn = draw({ rgb: paint(source, () => [10, 200, 255]), ...source });
        let offMax = 0;
        for (let at = 0; at < drawn.length; at++) {
          const pixel = Math.floor(at / 3);
          const [x, y] = [pixel % input.widthPx, Math.floor(pixel / input.widthPx)];
          const isShown = x < letterbox.shown.widthPx && y < letterbox.shown.heightPx;
          const value = isShown ? [10, 200, 255][at % 3]! : 114;
          offMax = Math.max(offMax, Math.abs(drawn[at]! - value));
        }
        expect(offMax).toBeLessThan(0.01);
      }),
    );
  });

  it("takes means where it shrinks, and what lies between where it grows", () => {
    const grey = (...values: number[]) =>
      Uint8Array.from(values.flatMap((value) => [value, value, value]));
    const draw = (rgb: Uint8Array, source: Size, input: Size): number[] =>
      [...createLetterboxer(fitLetterbox(source, input), 0).draw({ rgb, ...source })].filter(
        (_, at) => at % 3 === 0,
      );
    const two = { widthPx: 2, heightPx: 2 };
    expect(draw(grey(0, 40, 80, 120), two, { widthPx: 1, heightPx: 1 })).toEqual([60]);
    const line = draw(grey(0, 100), { widthPx: 2, heightPx: 1 }, { widthPx: 4, heightPx: 2 });
    expect(line).toEqual([0, 25, 75, 100, 0, 25, 75, 100]);
  });

  it("refuses a picture of another size", () => {
    const { draw } = createLetterboxer(
      fitLetterbox({ widthPx: 2, heightPx: 2 }, { widthPx: 2, heightPx: 2 }),
      0,
    );
    expect(() => draw({ rgb: new Uint8Array(3), widthPx: 1, heightPx: 1 })).toThrow(RangeError);
  });
});

describe("createLetterboxers", () => {
  it("makes one for each size, and forgets them past so many", () => {
    let made = 0;
    const find = createLetterboxers((source) => {
      made++;
      return source;
    }, 0);
    const first = { widthPx: 1, heightPx: 1 };
    for (let side = 1; side <= SIZES_MAX; side++) find({ widthPx: side, heightPx: 1 });
    find(first);
    expect(made).toBe(SIZES_MAX);
    find({ widthPx: SIZES_MAX + 1, heightPx: 1 });
    find(first);
    expect(made).toBe(SIZES_MAX + 2);
  });
});

describe("roundInto", () => {
  it("rounds to the nearest whole number", () => {
    expect([...roundInto(Int32Array, Float32Array.of(0, 0.4, 0.6, 254.7, 255))]).toEqual([
      0, 0, 1, 255, 255,
    ]);
  });
});
