import fc from "fast-check";
import { expect, test } from "vitest";
import { clopperPearson, regularizedBeta, upperBoundOneSided } from "./binomial.ts";

function expectWithin(actual: number, truth: number, relative: number): void {
  expect(Math.abs(actual - truth)).toBeLessThanOrEqual(relative * Math.abs(truth));
}

/** P(at least `count` of `trials`), term by term. */
function sumTail(count: number, trials: number, rate: number): number {
  let sum = 0;
  for (let k = count; k <= trials; k++) {
    let term = 1;
    for (let i = 0; i < k; i++) term *= ((trials - i) / (k - i)) * rate;
    sum += term * (1 - rate) ** (trials - k);
  }
  return sum;
}

// Truths: mpmath 1.3 at 40 digits; the last row of the intervals SciPy 1.17's betaincinv.
//  function             tolerance  why
//  regularizedBeta      1e-13      rounding of the deviance and of up to 100 fraction steps
//  bounds               1e-12      the same, divided by the tail's slope; bisection adds nothing
//  published tables     half of the last printed digit
const betaTruths = [
  [0.5, 0.5, 0.5, 0.5],
  [0.1, 2, 3, 0.0523],
  [0.9, 2, 3, 0.9963],
  [0.25, 10, 30, 0.5243691817384027],
  [1e-10, 1, 1000, 9.999999500500017e-8],
  [0.3, 300, 700, 0.5036711828607676],
  [0.001, 5, 5000, 0.5602963659726456],
  [0.999999, 1000, 0.5, 0.9643338549329403],
] as const;

test.each(betaTruths)("regularizedBeta(%d, %d, %d) agrees with mpmath", (x, a, b, truth) => {
  expectWithin(regularizedBeta(x, a, b), truth, 1e-13);
});

const intervalTruths = [
  [0, 10, 0.95, 0, 0.3084971078187608],
  [1, 10, 0.95, 0.002528578544461787, 0.445016117028195],
  [5, 10, 0.95, 0.1870860284473986, 0.8129139715526014],
  [9, 10, 0.95, 0.554983882971805, 0.9974714214555382],
  [10, 10, 0.95, 0.6915028921812392, 1],
  [3, 100, 0.95, 0.006229971538306397, 0.08517605297428002],
  [7, 598, 0.9, 0.005506367060308402, 0.021873879396523684],
  [50, 1000, 0.99, 0.03392666271022028, 0.07050437520145812],
  [1, 1, 0.95, 0.025, 1],
  [0, 1, 0.95, 0, 0.975],
  [2, 100_000, 0.95, 0.000002422101962703155, 0.0000722449893650479],
] as const;

test.each(intervalTruths)(
  "clopperPearson(%d, %d, %d) agrees with mpmath",
  (successes, trials, confidence, lower, upper) => {
    const interval = clopperPearson(successes, trials, confidence);
    // SciPy's own inverse differs by 1e-7 between two of its routines at 2 of 100 000, low end.
    expectWithin(interval.lower, lower, trials === 100_000 ? 1e-10 : 1e-12);
    expectWithin(interval.upper, upper, trials === 100_000 ? 1e-10 : 1e-12);
  },
);

const oneSidedTruths = [
  [0, 598, 0.95, 0.004997058694246506],
  [0, 1, 0.95, 0.95],
  [1, 100, 0.95, 0.046559811453538935],
  [3, 1000, 0.99, 0.010009791991707746],
  [9, 10, 0.95, 0.9948838031081763],
] as const;

test.each(oneSidedTruths)(
  "upperBoundOneSided(%d, %d, %d) agrees with mpmath",
  (successes, trials, confidence, truth) => {
    expectWithin(upperBoundOneSided(successes, trials, confidence), truth, 1e-12);
  },
);

// The acceptance numbers of zero-failure tests, as every reliability handbook prints them: at 95 %
// 59 trials show 5 %, 299 show 1 %, 598 show 0.5 %, 2995 show 0.1 %; one fewer does not.
test.each([
  [59, 0.05],
  [299, 0.01],
  [598, 0.005],
  [2995, 0.001],
])("%d trials without a success are the fewest that show a rate below %d", (trials, rate) => {
  expect(upperBoundOneSided(0, trials, 0.95)).toBeLessThanOrEqual(rate);
  expect(upperBoundOneSided(0, trials - 1, 0.95)).toBeGreaterThan(rate);
});

test("0 of 598 shows at most 0.5 % one-sided and 0.6 % as half of a two-sided interval", () => {
  expect(upperBoundOneSided(0, 598, 0.95)).toBeCloseTo(0.005, 4);
  expect(clopperPearson(0, 598, 0.95).upper).toBeCloseTo(0.00615, 5);
  expect(clopperPearson(0, 598, 0.9).upper).toBeCloseTo(upperBoundOneSided(0, 598, 0.95), 14);
});

test("regularizedBeta is the binomial tail added up", () => {
  const rates = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      rates,
      (a, b, rate) => {
        const [count, trials] = [Math.min(a, b), Math.max(a, b)];
        const tail = regularizedBeta(rate, count, trials - count + 1);
        expect(Math.abs(tail - sumTail(count, trials, rate))).toBeLessThan(1e-12);
      },
    ),
  );
});

test("regularizedBeta and its mirror add up to one", () => {
  const shapes = fc.double({ min: 0.05, max: 500, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1023 }), shapes, shapes, (share, a, b) => {
      // Shares of 1024, because 1 - x is then exact.
      const sum = regularizedBeta(share / 1024, a, b) + regularizedBeta(1 - share / 1024, b, a);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
    }),
  );
});

test("regularizedBeta is exact at both ends", () => {
  expect(regularizedBeta(0, 3, 4)).toBe(0);
  expect(regularizedBeta(1, 3, 4)).toBe(1);
});

test("at each bound the binomial tail holds exactly its share of the risk", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      (a, b, confidence) => {
        const successes = Math.min(a, b);
        const trials = Math.max(a, b, 1);
        const { lower, upper } = clopperPearson(successes, trials, confidence);
        const share = (1 - confidence) / 2;
        if (successes > 0) expect(sumTail(successes, trials, lower)).toBeCloseTo(share, 11);
        else expect(lower).toBe(0);
        if (successes < trials) {
          expect(1 - sumTail(successes + 1, trials, upper)).toBeCloseTo(share, 11);
        } else expect(upper).toBe(1);
      },
    ),
  );
});

test("an interval mirrors that of the failures", () => {
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (a, b) => {
      const successes = Math.min(a, b);
      const trials = Math.max(a, b, 1);
      const interval = clopperPearson(successes, trials, 0.95);
      const mirror = clopperPearson(trials - successes, trials, 0.95);
      expect(interval.lower).toBeCloseTo(1 - mirror.upper, 12);
      expect(interval.upper).toBeCloseTo(1 - mirror.lower, 12);
      expect(interval.lower).toBeLessThan(interval.upper);
    }),
  );
});

test("a one-sided bound at 95 % is the upper end of the two-sided interval at 90 %", () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.nat({ max: 200 }), (a, b) => {
      const successes = Math.min(a, b);
      const trials = Math.max(a, b, 1);
      expectWithin(
        upperBoundOneSided(successes, trials, 0.95),
        clopperPearson(successes, trials, 0.9).upper,
        1e-12,
      );
    }),
  );
});

test("a million trials are bounded as the normal approximation says", () => {
  const { lower, upper } = clopperPearson(500_000, 1_000_000, 0.95);
  expect(upper - 0.5).toBeCloseTo(1.959964 * 0.0005, 5);
  expect(0.5 - lower).toBeCloseTo(upper - 0.5, 9);
});

const refusals: [string, () => unknown, RegExp][] = [
  ["no trial", () => clopperPearson(0, 0, 0.95), /trials must be an integer/],
  ["more successes than trials", () => clopperPearson(3, 2, 0.95), /successes must be/],
  ["a negative success", () => upperBoundOneSided(-1, 2, 0.95), /successes must be/],
  ["half a trial", () => upperBoundOneSided(0, 2.5, 0.95), /trials must be/],
  ["NaN trials", () => upperBoundOneSided(0, Number.NaN, 0.95), /trials must be/],
  ["a confidence of 1", () => clopperPearson(1, 2, 1), /confidence must be in \(0, 1\)/],
  ["a confidence of NaN", () => clopperPearson(1, 2, Number.NaN), /confidence/],
  ["a beta at NaN", () => regularizedBeta(Number.NaN, 1, 1), /x must be in/],
  ["a beta of shape 0", () => regularizedBeta(0.5, 0, 1), /a must be/],
  ["a beta of infinite shape", () => regularizedBeta(0.5, 1, Number.POSITIVE_INFINITY), /b must/],
  ["a beta too large to settle", () => regularizedBeta(0.5, 1e15, 1e15), /did not settle/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
