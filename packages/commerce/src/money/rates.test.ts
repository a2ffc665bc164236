import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RATE_DECIMALS_MAX } from "./limits.ts";
import {
  addFractions,
  addRates,
  extractRate,
  isRate,
  multiplyByRate,
  NO_FRACTION,
  normaliseRate,
  ROUNDING_MODES,
  type RoundingMode,
  roundFraction,
  takeTax,
} from "./rates.ts";

/** The slow and obvious version: integers alone. */
function divide(over: bigint, under: bigint, mode: RoundingMode): bigint {
  const sign = over < 0n ? -1n : 1n;
  const whole = (over * sign) / under;
  const rest = (over * sign) % under;
  const isUp = {
    "half-up": rest * 2n >= under,
    "half-even": rest * 2n > under || (rest * 2n === under && whole % 2n === 1n),
    down: false,
    up: rest > 0n,
  }[mode];
  return sign * (whole + (isUp ? 1n : 0n));
}

const SCALE = 10 ** RATE_DECIMALS_MAX;
const scaledRates = fc.oneof(
  fc.integer({ min: 0, max: SCALE }),
  fc.constantFrom(
    ...[500, 250, 125, 200, 70, 1_000].map((thousandths) => thousandths * (SCALE / 1_000)),
  ),
);
const amounts = fc.oneof(
  fc.integer({ min: -500, max: 500 }),
  fc.integer({ min: -4e15, max: 4e15 }),
);
const modes = fc.constantFrom(...ROUNDING_MODES);

function writeRate(scaled: number): string {
  return scaled === SCALE ? "1" : `0.${String(scaled).padStart(RATE_DECIMALS_MAX, "0")}`;
}

const round = (amounts: readonly number[], mode: RoundingMode): number[] =>
  amounts.map((amountMinor) => multiplyByRate(amountMinor, "0.1", mode));

describe("a rate", () => {
  it("is decimal text from 0 to 1", () => {
    const rates = ["0", "1", "0.2", "0.20", "0.08875", "0.0", "1.0", "1.00000000", "0.99999999"];
    expect(rates.filter((text) => !isRate(text))).toEqual([]);
    const others = ["", "2", "10", "1.1", "1.00000001", "-0.1", ".2", "0.", "00.2", "0,2", "20%"];
    expect([...others, "0.2 ", " 0.2", "0.2x", "1x", "1e-1", "1.", "NaN"].filter(isRate)).toEqual(
      [],
    );
  });

  it("has up to its bound of decimals, and not one more", () => {
    for (const whole of ["0", "1"]) {
      expect(isRate(`${whole}.${"0".repeat(RATE_DECIMALS_MAX)}`)).toBe(true);
      expect(isRate(`${whole}.${"0".repeat(RATE_DECIMALS_MAX + 1)}`)).toBe(false);
    }
  });

  it("is normalised to its shortest text", () => {
    expect(["0.20", "0.2", "1.00", "0.0", "0.00000001"].map(normaliseRate)).toEqual([
      "0.2",
      "0.2",
      "1",
      "0",
      "0.00000001",
    ]);
    expect(() => normaliseRate("2")).toThrow(new RangeError("2 is no rate from 0 to 1"));
  });

  it("is added to others without floating point", () => {
    expect(addRates(["0.1", "0.2"])).toBe("0.3");
    expect(addRates(["0.04", "0.045", "0.00375"])).toBe("0.08875");
    expect(addRates([])).toBe("0");
    expect(addRates(["0.6", "0.6"])).toBe("1.2");
    expect(() => addRates(["0.1", "no"])).toThrow(RangeError);
  });
});

describe("rounding", () => {
  // A tenth: 1.4, 1.5, 1.6, 2.5 and 0.5.
  it("half up takes a tie away from zero", () => {
    expect(round([14, 15, 16, 25, 5], "half-up")).toEqual([1, 2, 2, 3, 1]);
    expect(round([-14, -15, -16, -25, -5], "half-up")).toEqual([-1, -2, -2, -3, -1]);
  });

  it("half even takes a tie to the even neighbour", () => {
    expect(round([14, 15, 16, 25, 5], "half-even")).toEqual([1, 2, 2, 2, 0]);
    expect(round([-14, -15, -16, -25, -5], "half-even")).toEqual([-1, -2, -2, -2, 0]);
  });

  it("down is towards zero", () => {
    expect(round([19, 10, 11, 9], "down")).toEqual([1, 1, 1, 0]);
    expect(round([-19, -10, -11, -9], "down")).toEqual([-1, -1, -1, 0]);
  });

  it("up is away from zero", () => {
    expect(round([11, 10, 19, 1], "up")).toEqual([2, 1, 2, 1]);
    expect(round([-11, -10, -19, -1], "up")).toEqual([-2, -1, -2, -1]);
  });

  it("has these modes, named as data", () => {
    expect(ROUNDING_MODES).toEqual(["half-up", "half-even", "down", "up"]);
  });
});

describe("a tax on top", () => {
  it("is the amount times the rate", () => {
    // 1999 × 0.08875 = 177.41125
    expect(multiplyByRate(1999, "0.08875", "half-up")).toBe(177);
    // 400 × 0.08875 = 35.5, a tie that 0.08875 × 400 in floating point may miss.
    expect(multiplyByRate(400, "0.08875", "half-up")).toBe(36);
    expect(multiplyByRate(400, "0.08875", "half-even")).toBe(36);
    expect(multiplyByRate(1200, "0.08875", "half-even")).toBe(106);
    expect(multiplyByRate(1234, "1", "down")).toBe(1234);
    expect(multiplyByRate(1234, "0", "up")).toBe(0);
  });

  it("equals that of integers alone, in every mode", () => {
    fc.assert(
      fc.property(amounts, scaledRates, modes, (amountMinor, scaled, mode) => {
        const exact = divide(BigInt(amountMinor) * BigInt(scaled), BigInt(SCALE), mode);
        expect(multiplyByRate(amountMinor, writeRate(scaled), mode)).toBe(Number(exact));
      }),
      { numRuns: 1000 },
    );
  });

  it("of what is no amount, or at what is no rate, throws", () => {
    expect(() => multiplyByRate(0.5, "0.2", "down")).toThrow(RangeError);
    expect(() => multiplyByRate(1, "1.5", "down")).toThrow(RangeError);
    expect(() => multiplyByRate(1, "", "down")).toThrow(new RangeError(" is no rate from 0 to 1"));
  });
});

describe("a tax that is included", () => {
  it("is the gross amount times rate / (1 + rate)", () => {
    // 120 × 0.2 / 1.2 = 20; 297 / 6 = 49.5
    expect(extractRate(120, "0.2", "half-up")).toBe(20);
    expect(ROUNDING_MODES.map((mode) => extractRate(297, "0.2", mode))).toEqual([50, 50, 49, 50]);
    // 303 / 6 = 50.5
    expect(ROUNDING_MODES.map((mode) => extractRate(303, "0.2", mode))).toEqual([51, 50, 50, 51]);
    // 100 × 19 / 119 = 15.97
    expect(extractRate(100, "0.19", "half-up")).toBe(16);
    expect(extractRate(-297, "0.2", "half-up")).toBe(-50);
    expect(extractRate(100, "0", "up")).toBe(0);
  });

  it("equals that of integers alone, in every mode", () => {
    fc.assert(
      fc.property(amounts, scaledRates, modes, (grossMinor, scaled, mode) => {
        const over = BigInt(grossMinor) * BigInt(scaled);
        const exact = divide(over, BigInt(SCALE + scaled), mode);
        expect(extractRate(grossMinor, writeRate(scaled), mode)).toBe(Number(exact));
      }),
      { numRuns: 1000 },
    );
  });

  it("is, to a unit, the tax on the net amount that is left", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e12 }), scaledRates, (grossMinor, scaled) => {
        const rate = writeRate(scaled);
        const taxMinor = extractRate(grossMinor, rate, "half-up");
        const onNetMinor = multiplyByRate(grossMinor - taxMinor, rate, "half-up");
        expect(Math.abs(taxMinor - onNetMinor)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("of a net amount with its tax on top is that tax", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e12 }), scaledRates, (netMinor, scaled) => {
        const rate = writeRate(scaled);
        const taxMinor = multiplyByRate(netMinor, rate, "half-up");
        expect(extractRate(netMinor + taxMinor, rate, "half-up")).toBe(taxMinor);
      }),
    );
  });
});

describe("fractions", () => {
  it("are added exactly and rounded once", () => {
    // 1/6 + 1/3 of one unit: 1 × 0.2 / 1.2 + 1 × 0.5 / 1.5 = 0.5, a tie.
    const sum = addFractions(takeTax(1, "0.2", true), takeTax(1, "0.5", true));
    expect(ROUNDING_MODES.map((mode) => roundFraction(sum, mode))).toEqual([1, 0, 0, 1]);
    expect(roundFraction(addFractions(NO_FRACTION, sum), "half-up")).toBe(1);
    expect(roundFraction(NO_FRACTION, "up")).toBe(0);
  });

  it("that are no safe amount throw", () => {
    const all = takeTax(Number.MAX_SAFE_INTEGER, "1", false);
    expect(roundFraction(all, "down")).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => roundFraction(addFractions(all, takeTax(1, "1", false)), "down")).toThrow(
      RangeError,
    );
  });
});
