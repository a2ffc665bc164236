import { checkPositive, checkSameLength, checkSeries } from "./input-checks.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** 1 / normalQuantile(0.75): makes the MAD of a normal sample estimate its standard deviation. */
const MAD_SCALE = 1.4826;
/** Stirling's series is exact to rounding from here on with the terms kept below. */
const STIRLING_ARGUMENT_MIN = 10;
/** B(2k) / (2k (2k - 1)), k = 1..7: DLMF 5.11.1, https://dlmf.nist.gov/5.11. */
const STIRLING_COEFFICIENTS = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
] as const;
/** From here on the series of `logGammaHalfStep` is exact to rounding (next term 31 / 18432 a⁹). */
const HALF_STEP_SERIES_MIN = 30;

/** Arithmetic mean of a non-empty finite series. RangeError when empty or not finite. */
export function mean(values: ArrayLike<number>): number {
  checkSeries(values, "values");
  return meanUnchecked(values);
}

function meanUnchecked(values: ArrayLike<number>): number {
  const first = values[0];
  let sum = 0;
  // Sums of differences from the first value keep the digits of a series far from zero.
  for (let i = 1; i < values.length; i++) sum += values[i] - first;
  return first + sum / values.length;
}

/**
 * Unbiased sample variance (divisor n - 1), in the values' unit squared. Two passes, as in Chan,
 * Golub & LeVeque 1983, because the one-pass sum of squares cancels. RangeError below two
 * values or on a value that is not finite.
 */
export function variance(values: ArrayLike<number>): number {
  checkSeries(values, "values", 2);
  const centre = meanUnchecked(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return squares / (values.length - 1);
}

/**
 * Sample quantile, type 7 of Hyndman & Fan 1996 (the default of R and NumPy): linear between order
 * statistics. `probability` in [0, 1]. Does not reorder `values`. RangeError on a bad input.
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  checkSeries(values, "values");
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be in [0, 1], got ${probability}`);
  }
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const share = position - below;
  const low = sorted[below];
  if (share === 0) return low;
  const high = sorted[below + 1];
  // Clamped: rounding must not lift the result past the value above it.
  return Math.min(high, low + share * (high - low));
}

/** `quantile` of the finite ones among the values: NaN when there is none. */
export function quantileOfFinite(values: ArrayLike<number>, probability: number): number {
  const known = Array.from(values).filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : quantile(known, probability);
}

/** The middle value, or the mean of the two middle ones. RangeError when empty or not finite. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Median absolute deviation from the median times 1.4826, in the values' unit: a standard deviation
 * that half of the values cannot spoil (Rousseeuw & Croux 1993). RangeError when empty or not
 * finite.
 */
export function mad(values: ArrayLike<number>): number {
  return medianAndMad(values).mad;
}

/** Both at once, with one sorting. RangeError when empty or not finite. */
export function medianAndMad(values: ArrayLike<number>): {
  readonly median: number;
  readonly mad: number;
} {
  checkSeries(values, "values");
  const sorted = new Float64Array(values).sort();
  const last = sorted.length - 1;
  const [low, high] = [sorted[last >> 1]!, sorted[(last + 1) >> 1]!];
  const centre = low === high ? low : Math.min(high, low + 0.5 * (high - low));
  // The value furthest from the centre is at one end: half of them are taken off, the furthest first.
  let [from, to] = [0, last];
  let [further, nearer] = [0, 0];
  for (let taken = last - (last >> 1); taken >= 0; taken--) {
    const below = centre - sorted[from]!;
    const above = sorted[to]! - centre;
    further = nearer;
    nearer = Math.max(below, above);
    if (below > above) from++;
    else to--;
  }
  const deviation = last % 2 === 0 ? nearer : nearer + 0.5 * (further - nearer);
  return { median: centre, mad: MAD_SCALE * deviation };
}

/** The probability whose log odds (nats) these are: 1 / (1 + e^-x); NaN of NaN. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * log(sum(exp(values))) without overflow. -Infinity entries (probability zero) are welcome, and all
 * of them give -Infinity; an empty list or a NaN is a RangeError.
 */
export function logSumExp(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("logSumExp needs at least 1 value, got 0");
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) throw new RangeError(`values[${i}] must be a number, got NaN`);
    if (value > top) top = value;
  }
  // An infinite top is the answer already; subtracting it would give Infinity - Infinity.
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - top);
  return top + Math.log(sum);
}

function checkDensityArguments(x: number, centre: number, scale: number, scaleName: string): void {
  if (Number.isNaN(x)) throw new RangeError("x must be a number, got NaN");
  if (!Number.isFinite(centre)) throw new RangeError(`mean must be finite, got ${centre}`);
  checkPositive(scale, scaleName);
}

/**
 * Natural log of the normal density at `x`, per unit of `x`. `standardDeviation` in the same unit,
 * above 0. RangeError on NaN or a deviation that is not positive.
 */
export function normalLogDensity(x: number, centre: number, standardDeviation: number): number {
  checkDensityArguments(x, centre, standardDeviation, "standardDeviation");
  const z = (x - centre) / standardDeviation;
  return -0.5 * z * z - Math.log(standardDeviation) - HALF_LOG_TWO_PI;
}

/** logGamma(a + 1/2) - logGamma(a), whose two terms cancel when `a` is large (DLMF 5.11.8). */
function logGammaHalfStep(a: number): number {
  if (a < HALF_STEP_SERIES_MIN) return logGamma(a + 0.5) - logGamma(a);
  const inverse = 1 / a;
  const square = inverse * inverse;
  const series = 1 / 8 - square * (1 / 192 - square * (1 / 640 - square * (17 / 14336)));
  return 0.5 * Math.log(a) - inverse * series;
}

/**
 * Natural log of Student's t density at `x`, moved to `centre` and stretched by `scale` (not the
 * standard deviation: that is scale * sqrt(d / (d - 2))). `degreesOfFreedom` above 0; Infinity is
 * the normal density. RangeError on NaN, or a scale or degrees that are not positive.
 */
export function studentLogDensity(
  x: number,
  centre: number,
  scale: number,
  degreesOfFreedom: number,
): number {
  checkDensityArguments(x, centre, scale, "scale");
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`degreesOfFreedom must be above 0, got ${degreesOfFreedom}`);
  }
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalLogDensity(x, centre, scale);
  const z = (x - centre) / scale;
  return (
    findStudentPeak(degreesOfFreedom) -
    Math.log(scale) -
    ((degreesOfFreedom + 1) / 2) * Math.log1p((z * z) / degreesOfFreedom)
  );
}

/** Peaks of those degrees of freedom that were asked for before: programs ask for very few. */
const studentPeaks = new Map<number, number>();
const STUDENT_PEAKS_MAX = 64;

/** log density of Student's t at its centre. */
function findStudentPeak(degreesOfFreedom: number): number {
  let peak = studentPeaks.get(degreesOfFreedom);
  if (peak === undefined) {
    peak = logGammaHalfStep(degreesOfFreedom / 2) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
    if (studentPeaks.size < STUDENT_PEAKS_MAX) studentPeaks.set(degreesOfFreedom, peak);
  }
  return peak;
}

/**
 * What Stirling's formula leaves out: logGamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), for
 * finite x > 0. Differences of large log gammas are taken through it, so that their big terms can
 * be cancelled on paper. RangeError outside.
 */
export function logGammaRemainder(x: number): number {
  checkPositive(x, "x");
  if (x < STIRLING_ARGUMENT_MIN) {
    return logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  let series = 0;
  for (let k = STIRLING_COEFFICIENTS.length - 1; k >= 0; k--) {
    series = series * square + STIRLING_COEFFICIENTS[k];
  }
  return series * inverse;
}

/**
 * Natural log of the gamma function for finite x > 0: Stirling's series (DLMF 5.11.1) after the
 * recurrence has carried small arguments to 10. RangeError outside.
 */
export function logGamma(x: number): number {
  checkPositive(x, "x");
  let argument = x;
  let product = 1;
  while (argument < STIRLING_ARGUMENT_MIN) {
    product *= argument;
    argument += 1;
  }
  const leading = (argument - 0.5) * Math.log(argument) - argument + HALF_LOG_TWO_PI;
  return leading + logGammaRemainder(argument) - Math.log(product);
}

function evaluatePolynomial(coefficientsFromHighest: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficientsFromHighest) value = value * x + coefficient;
  return value;
}

/** Hart 1968, algorithm 5666, as given by West 2005, "Better approximations to cumulative normal
 * functions", Wilmott Magazine. */
const HART_NUMERATOR = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const HART_DENOMINATOR = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];
/** Hart's error is absolute, about 1e-16: from 3 on it eats into the tail's relative accuracy (3e-9
 * at 7), which a log-likelihood ratio would show. */
const HART_ARGUMENT_MAX = 3;
/** Depth at which Laplace's continued fraction (DLMF 7.9) is exact to rounding from 3 on. */
const TAIL_FRACTION_DEPTH = 60;

/**
 * Standard normal cumulative probability, -Infinity to Infinity accepted. The lower tail keeps its
 * relative accuracy, so ask for normalCdf(-x) rather than 1 - normalCdf(x). RangeError on NaN.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) throw new RangeError("x must be a number, got NaN");
  const distance = Math.abs(x);
  const bell = Math.exp(-0.5 * distance * distance);
  let tail = 0;
  if (distance < HART_ARGUMENT_MAX) {
    tail =
      (bell * evaluatePolynomial(HART_NUMERATOR, distance)) /
      evaluatePolynomial(HART_DENOMINATOR, distance);
  } else if (bell > 0) {
    let fraction = distance;
    for (let k = TAIL_FRACTION_DEPTH; k > 0; k--) fraction = distance + k / fraction;
    tail = bell / (fraction * Math.sqrt(2 * Math.PI));
  }
  return x > 0 ? 1 - tail : tail;
}

/** Wichura 1988, algorithm AS 241 (PPND16), Applied Statistics 37: three rational functions.
 * The paper's digits, rounded to double precision. */
const CENTRE_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const MIDDLE_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
];
const TAIL_NUMERATOR = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const TAIL_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

/**
 * The x at which the standard normal's cumulative probability is `probability` (AS 241).
 * 0 and 1 give -Infinity and Infinity. RangeError outside [0, 1].
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be in [0, 1], got ${probability}`);
  }
  const fromCentre = probability - 0.5;
  if (Math.abs(fromCentre) <= 0.425) {
    const r = 0.180625 - fromCentre * fromCentre;
    return (
      (fromCentre * evaluatePolynomial(CENTRE_NUMERATOR, r)) /
      evaluatePolynomial(CENTRE_DENOMINATOR, r)
    );
  }
  const tail = Math.min(probability, 1 - probability);
  const sign = fromCentre < 0 ? -1 : 1;
  if (tail === 0) return sign * Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const magnitude =
    r <= 5
      ? evaluatePolynomial(MIDDLE_NUMERATOR, r - 1.6) /
        evaluatePolynomial(MIDDLE_DENOMINATOR, r - 1.6)
      : evaluatePolynomial(TAIL_NUMERATOR, r - 5) / evaluatePolynomial(TAIL_DENOMINATOR, r - 5);
  return sign * magnitude;
}

/**
 * Pearson's correlation of two parallel series, in [-1, 1]; NaN when either is constant, for which
 * none is defined. RangeError below two values, on unequal lengths or a value that is not finite.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkSameLength(a.length, b.length, "a and b");
  checkSeries(a, "a", 2);
  checkSeries(b, "b", 2);
  const centreA = meanUnchecked(a);
  const centreB = meanUnchecked(b);
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let i = 0; i < a.length; i++) {
    const deviationA = a[i] - centreA;
    const deviationB = b[i] - centreB;
    squaresA += deviationA * deviationA;
    squaresB += deviationB * deviationB;
    products += deviationA * deviationB;
  }
  const value = products / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
  return Math.max(-1, Math.min(1, value));
}
