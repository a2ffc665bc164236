import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocateMinor } from "./allocate.ts";
import { sumMinor } from "./money.ts";

const MAX = Number.MAX_SAFE_INTEGER;
const weights = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.maxSafeNat()), {
  minLength: 1,
  maxLength: 12,
});

describe("a split", () => {
  it("gives odd units to the largest remainders", () => {
    // 100 × 1/6, 2/6, 3/6 = 16.67, 33.33, 50: one unit is left, and 0.67 is the largest.
    expect(allocateMinor(100, [1, 2, 3])).toEqual([17, 33, 50]);
    // 101 × = 16.83, 33.67, 50.5: two are left.
    expect(allocateMinor(101, [1, 2, 3])).toEqual([17, 34, 50]);
    expect(allocateMinor(10, [6, 1, 7])).toEqual([4, 1, 5]);
  });

  it("gives the earlier of equal remainders the odd unit", () => {
    expect(allocateMinor(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocateMinor(2, [1, 1, 1])).toEqual([1, 1, 0]);
  });

  it("gives a part of weight 0 nothing", () => {
    expect(allocateMinor(5, [0, 1, 0, 1])).toEqual([0, 3, 0, 2]);
  });

  it("of a negative amount is that of its opposite", () => {
    expect(allocateMinor(-100, [1, 2, 3])).toEqual([-17, -33, -50]);
  });

  it("of the largest amount by the largest weights loses nothing", () => {
    expect(allocateMinor(MAX, [MAX, MAX])).toEqual([(MAX + 1) / 2, (MAX - 1) / 2]);
  });

  it("of nothing is nothing, among nobody too", () => {
    expect(allocateMinor(0, [])).toEqual([]);
    expect(allocateMinor(0, [0, 0])).toEqual([0, 0]);
    expect(allocateMinor(0, [2, 3])).toEqual([0, 0]);
    expect(allocateMinor(-0, [1])).toEqual([0]);
  });

  it("of something that nobody can carry throws", () => {
    expect(() => allocateMinor(1, [])).toThrow(new RangeError("nobody carries 1"));
    expect(() => allocateMinor(-1, [0, 0])).toThrow(new RangeError("nobody carries -1"));
  });

  it("of or by what is not whole throws", () => {
    expect(() => allocateMinor(0.5, [1])).toThrow(RangeError);
    for (const wrong of [-1, 0.5, Number.NaN, MAX + 1]) {
      expect(() => allocateMinor(1, [1, wrong])).toThrow(
        new RangeError("weights are whole numbers, none negative"),
      );
    }
  });

  it("makes the whole, and no part is a unit off its exact share", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), weights, (total, all) => {
        fc.pre(all.some((weight) => weight > 0));
        const parts = allocateMinor(total, all);
        expect(sumMinor(parts)).toBe(total + 0);
        const whole = all.reduce((sum, weight) => sum + BigInt(weight), 0n);
        for (const [at, part] of parts.entries()) {
          // |part - total × weight / whole| < 1
          const off = BigInt(part) * whole - BigInt(total) * BigInt(all[at]!);
          expect(off < whole && -off < whole).toBe(true);
        }
      }),
    );
  });

  it("never gives a part more than its weight where the whole weighs more", () => {
    const prices = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(prices, fc.nat(), (all, seed) => {
        const whole = sumMinor(all);
        const parts = allocateMinor(whole === 0 ? 0 : seed % (whole + 1), all);
        for (const [at, part] of parts.entries()) expect(part).toBeLessThanOrEqual(all[at]!);
      }),
    );
  });
});
