import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import {
  correlation,
  logGamma,
  logGammaRemainder,
  logistic,
  logSumExp,
  mad,
  mean,
  median,
  medianAndMad,
  normalCdf,
  normalLogDensity,
  normalQuantile,
  quantile,
  quantileOfFinite,
  studentLogDensity,
  variance,
} from "./statistics.ts";

const readings = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const series = fc.array(readings, { minLength: 2, maxLength: 40 });

function expectWithin(actual: number, truth: number, relative: number, absolute = 0): void {
  expect(Math.abs(actual - truth)).toBeLessThanOrEqual(relative * Math.abs(truth) + absolute);
}

// Truths: mpmath 1.3 at 40 to 50 digits. The tolerances say where each function's digits go.
//  function           tolerance            why
//  logGamma           4e-16 rel + 3e-15    cancels absolutely near its zeros, 1 and 2
//  normalCdf          1e-14 rel            Hart's coefficients hold 15 digits; 1e-15 seen beyond 3
//  normalQuantile     1e-15 rel            AS 241 claims 1e-16, plus the logarithm's rounding
//  studentLogDensity  1e-14 rel            sums of four logs of like size
const logGammaTruths = [
  [1e-300, 690.7755278982137],
  [1e-5, 11.512919692895826],
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247001],
  [1.5, -0.12078223763524522],
  [3.25, 0.9358019311087253],
  [9.99, 12.77931521435019],
  [10, 12.80182748008147],
  [33.3, 82.60372358165495],
  [171.5, 709.1431630309282],
  [1e6, 12815504.569147611],
  [1e15, 33538776394910668],
] as const;

test.each(logGammaTruths)("logGamma(%d) agrees with mpmath", (x, truth) => {
  expectWithin(logGamma(x), truth, 4e-16, 3e-15);
});

const normalCdfTruths = [
  [-37, 5.725571222524577e-300],
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-7.07, 7.746684865636478e-13],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-1.96, 0.024997895148220435],
  [-1, 0.15865525393145705],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [2, 0.9772498680518208],
  [6, 0.9999999990134123],
] as const;

test.each(normalCdfTruths)("normalCdf(%d) agrees with mpmath", (x, truth) => {
  expectWithin(normalCdf(x), truth, 1e-14);
});

const normalQuantileTruths = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404056],
  [0.001, -3.0902323061678136],
  [0.025, -1.9599639845400543],
  [0.07, -1.4757910281791706],
  [0.3, -0.5244005127080408],
  [0.5, 0],
  [0.75, 0.6744897501960817],
  [0.95, 1.6448536269514724],
  [0.999999, 4.753424308817088],
] as const;

test.each(normalQuantileTruths)("normalQuantile(%d) agrees with mpmath", (probability, truth) => {
  expectWithin(normalQuantile(probability), truth, 1e-15);
});

const studentTruths = [
  [0, 0, 1, 1, -1.1447298858494002],
  [1.5, 0, 1, 4, -2.096547009582775],
  [10, 2, 3, 2.5, -4.471852815401613],
  [100, 0, 1, 1, -10.355170252825916],
  [1, 0, 1, 199.5, -1.4214427050640686],
  [1, 0, 1, 200, -1.4214364498559224],
  [3, 1, 2, 5000, -2.1121857104312847],
  [2, 0, 1, 1e15, -2.918938533204671],
] as const;

test.each(studentTruths)(
  "studentLogDensity(%d, %d, %d, %d) agrees with mpmath",
  (x, centre, scale, degreesOfFreedom, truth) => {
    expectWithin(studentLogDensity(x, centre, scale, degreesOfFreedom), truth, 1e-14);
  },
);

test("infinitely many degrees of freedom make Student's density the normal one", () => {
  expect(studentLogDensity(1.3, 0.2, 2, Number.POSITIVE_INFINITY)).toBe(
    normalLogDensity(1.3, 0.2, 2),
  );
});

test("a log density integrates to one", () => {
  const stepWidth = 0.01;
  let normalSum = 0;
  let studentSum = 0;
  for (let x = -200; x <= 200; x += stepWidth) {
    normalSum += Math.exp(normalLogDensity(x, 3, 1.7)) * stepWidth;
    studentSum += Math.exp(studentLogDensity(x, 3, 1.7, 5)) * stepWidth;
  }
  // The rectangle rule is exact to rounding on smooth peaks; the t tail beyond 200 holds 1e-9.
  expect(normalSum).toBeCloseTo(1, 10);
  expect(studentSum).toBeCloseTo(1, 7);
});

test("far from its centre a log density stays finite where the density is zero", () => {
  expect(normalLogDensity(1e5, 0, 1)).toBeCloseTo(-5e9 - 0.9189385332046727, 3);
});

test("logGamma follows its recurrence", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
      expectWithin(logGamma(x + 1), logGamma(x) + Math.log(x), 1e-14, 1e-13);
    }),
  );
});

test("logGammaRemainder is what Stirling's formula leaves out", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (x) => {
      const stirling = (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI);
      expectWithin(stirling + logGammaRemainder(x), logGamma(x), 1e-13, 1e-13);
    }),
  );
  // DLMF 5.11.1 at 100: 1/1200 - 1/(360e6) + ...
  expectWithin(logGammaRemainder(100), 1 / 1200 - 1 / 360e6 + 1 / 1260e10, 1e-12);
});

test("logGamma is the log of the factorial", () => {
  let logFactorial = 0;
  for (let n = 1; n <= 300; n++) {
    expectWithin(logGamma(n), logFactorial, 1e-14, 3e-15);
    logFactorial += Math.log(n);
  }
});

test("normalCdf agrees with adding up the density", () => {
  // Simpson's rule, 4000 steps: its error is below 1e-13 here.
  for (const x of [-4, -3.01, -2.99, -1, 0.3, 2.5]) {
    const from = -12;
    const width = (x - from) / 4000;
    let sum = 0;
    for (let i = 0; i <= 4000; i++) {
      const weight = i === 0 || i === 4000 ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * Math.exp(normalLogDensity(from + i * width, 0, 1));
    }
    expect(Math.abs(normalCdf(x) - (sum * width) / 3)).toBeLessThan(1e-12);
  }
});

test("normalCdf and normalQuantile undo each other", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (probability) => {
      // A quantile off by one ulp moves the tail by x² ulps, x up to 37.
      expectWithin(normalCdf(normalQuantile(probability)), probability, 1e-12);
    }),
  );
});

test("normalQuantile mirrors itself", () => {
  // Shares of 4096, because 1 - probability is then exact.
  for (let share = 1; share <= 2048; share++) {
    const below = normalQuantile(share / 4096);
    expectWithin(normalQuantile(1 - share / 4096), -below, 1e-15);
  }
});

test("normalCdf never falls as x rises", () => {
  let last = 0;
  for (let x = -40; x <= 40; x += 0.003) {
    const probability = normalCdf(x);
    expect(probability).toBeGreaterThanOrEqual(last * (1 - 1e-13));
    last = probability;
  }
});

test("the ends of the normal distribution are exact", () => {
  expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
});

test("mean and variance agree with their definitions", () => {
  fc.assert(
    fc.property(series, (values) => {
      const sum = values.reduce((total, value) => total + value, 0);
      const centre = sum / values.length;
      const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0);
      expectWithin(mean(values), centre, 1e-12, 1e-8);
      expectWithin(variance(values), squares / (values.length - 1), 1e-9, 1e-8);
    }),
  );
});

test("variance keeps its digits far from zero", () => {
  // NIST StRD NumAcc4: 1001 values around 1e7, standard deviation exactly 0.1.
  const values = [10000000.2];
  for (let i = 0; i < 500; i++) values.push(10000000.1, 10000000.3);
  expectWithin(mean(values), 10000000.2, 1e-15);
  expectWithin(Math.sqrt(variance(values)), 0.1, 1e-8);
});

test("quantile agrees with NumPy, whose default is type 7", () => {
  // NumPy 2: np.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .9, 1]).
  const values = [16, 1, 8, 2, 4];
  const truths = [
    [0, 1],
    [0.1, 1.4],
    [0.25, 2],
    [0.5, 4],
    [0.9, 12.8],
    [1, 16],
  ] as const;
  for (const [probability, truth] of truths) {
    expectWithin(quantile(values, probability), truth, 1e-14);
  }
  expect(values).toEqual([16, 1, 8, 2, 4]);
});

test("quantile rises with probability and stays among the values", () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
      const value = quantile(values, probability);
      expect(value).toBeGreaterThanOrEqual(Math.min(...values));
      expect(value).toBeLessThanOrEqual(Math.max(...values));
      expect(quantile(values, Math.min(1, probability + 0.1))).toBeGreaterThanOrEqual(value - 1e-9);
    }),
  );
});

test("a quantile between two equal values is that value, the smallest number included", () => {
  // Found by the median's property: low / 2 + high / 2 is 0 for the smallest number above 0.
  expect(median([Number.MIN_VALUE, Number.MIN_VALUE])).toBe(Number.MIN_VALUE);
  fc.assert(
    fc.property(readings, fc.double({ min: 0, max: 1, noNaN: true }), (value, probability) => {
      expect(quantile([value, value, value], probability)).toBe(value);
    }),
  );
});

test("median has as many values on either side", () => {
  fc.assert(
    fc.property(series, (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test("median and mad at once are those of the definitions, ties and short samples among them", () => {
  const random = createRandom(3);
  for (let round = 0; round < 2000; round++) {
    const values = Array.from({ length: 1 + (round % 13) }, () =>
      round % 3 === 0 ? random.integer(0, 3) : random.uniform(-5, 5),
    );
    const centre = quantile(values, 0.5);
    const deviations = values.map((value) => Math.abs(value - centre));
    const both = medianAndMad(values);
    expect(both.median).toBe(centre);
    expect(both.mad).toBeCloseTo(1.4826 * quantile(deviations, 0.5), 12);
  }
});

test("mad agrees with its published example and with the normal distribution", () => {
  // Wikipedia, "Median absolute deviation": the unscaled deviation of this sample is 1.
  expect(mad([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 12);
  const random = createRandom(20);
  const sample = Array.from({ length: 20_000 }, () => random.normal(5, 3));
  // The MAD's relative standard error is 1.17 / sqrt(n) = 0.008; three of them.
  expect(Math.abs(mad(sample) / 3 - 1)).toBeLessThan(0.025);
});

test("logSumExp agrees with the plain sum where that one works", () => {
  const logs = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(logs, (values) => {
      const plain = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
      expectWithin(logSumExp(values), plain, 1e-13, 1e-13);
      expectWithin(logSumExp(Float64Array.from(values)), plain, 1e-13, 1e-13);
    }),
  );
});

test("logSumExp neither overflows nor underflows", () => {
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
  expect(logSumExp([Number.NEGATIVE_INFINITY, 3])).toBe(3);
  expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  expect(logSumExp([Number.POSITIVE_INFINITY, 0])).toBe(Number.POSITIVE_INFINITY);
});

test("correlation agrees with Anscombe's published quartet", () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  // Anscombe 1973 prints 0.816; NumPy 2 gives the rest.
  expect(correlation(x, y)).toBeCloseTo(0.81642051634484, 13);
});

test("correlation of a line is one, of its mirror minus one, of a constant undefined", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 }), (x) => {
      const line = x.map((value) => 3 * value - 7);
      const mirror = x.map((value) => -value);
      expect(correlation(x, line)).toBeCloseTo(1, 12);
      expect(correlation(x, mirror)).toBeCloseTo(-1, 12);
    }),
  );
  expect(correlation([1, 2], [4, 4])).toBeNaN();
});

const refusals: [string, () => unknown, RegExp][] = [
  ["an empty mean", () => mean([]), /at least 1 value/],
  ["a mean of NaN", () => mean([1, Number.NaN]), /values\[1\] must be a finite number/],
  ["a variance of one value", () => variance([1]), /at least 2 values/],
  ["an empty median", () => median([]), /at least 1 value/],
  ["an infinite median", () => median([Number.POSITIVE_INFINITY]), /finite/],
  ["an empty mad", () => mad([]), /at least 1 value/],
  ["a quantile above 1", () => quantile([1], 1.01), /probability must be in \[0, 1\]/],
  ["a NaN quantile", () => quantile([1], Number.NaN), /probability/],
  ["an empty logSumExp", () => logSumExp([]), /at least 1 value/],
  ["logSumExp of NaN", () => logSumExp([0, Number.NaN]), /values\[1\]/],
  ["a normal density at NaN", () => normalLogDensity(Number.NaN, 0, 1), /x must be/],
  ["a NaN centre", () => normalLogDensity(0, Number.NaN, 1), /mean must be finite/],
  ["a deviation of zero", () => normalLogDensity(0, 0, 0), /standardDeviation must be/],
  ["a negative scale", () => studentLogDensity(0, 0, -1, 3), /scale must be/],
  ["zero degrees of freedom", () => studentLogDensity(0, 0, 1, 0), /degreesOfFreedom/],
  ["logGamma of zero", () => logGamma(0), /x must be/],
  ["logGamma of infinity", () => logGamma(Number.POSITIVE_INFINITY), /x must be/],
  ["normalCdf of NaN", () => normalCdf(Number.NaN), /x must be/],
  ["normalQuantile below 0", () => normalQuantile(-0.1), /probability/],
  ["unequal correlation", () => correlation([1, 2], [1]), /same length, got 2 and 1/],
  ["correlation of one pair", () => correlation([1], [1]), /at least 2 values/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});

test("a quantile of the finite values leaves out the others, and is NaN of none", () => {
  const values = [Number.NaN, 1, 2, Number.POSITIVE_INFINITY, 4, 8, 16];
  expect(quantileOfFinite(values, 0.25)).toBe(quantile([1, 2, 4, 8, 16], 0.25));
  expect(quantileOfFinite([Number.NaN], 0.5)).toBeNaN();
  expect(quantileOfFinite([], 0.5)).toBeNaN();
});

// 1 / (1 + e^-x) at 40 digits.
test.each([
  [-800, 0],
  [-2, 0.11920292202211755],
  [0, 0.5],
  [1.5, 0.8175744761936437],
  [800, 1],
])("logistic(%d) agrees with mpmath", (logOdds, truth) => {
  expectWithin(logistic(logOdds), truth, 1e-15);
});
