import { checkPositive, checkSameLength, checkSeries } from "./input-checks.ts";

/** A one-sided power spectrum. */
export interface PowerSpectrum {
  /** From 0 to half the sample rate, evenly spaced, segmentLength / 2 + 1 of them. */
  readonly frequenciesHz: Float64Array;
  /** The values' unit squared per Hz; its sum times the spacing is about the variance. */
  readonly powerDensity: Float64Array;
}

const SEGMENT_LENGTH_MIN = 4;
const SEGMENT_LENGTH_MAX = 65_536;
/** Seven half-overlapping segments fit in four lengths: enough averaging to read a peak. */
const LENGTHS_PER_SERIES = 4;

function checkPowerOfTwo(length: number, name: string): void {
  if (!Number.isInteger(length) || length < 1 || (length & (length - 1)) !== 0) {
    throw new RangeError(`${name} must be a power of two, got ${length}`);
  }
}

/** Swaps every entry with the one at its index read backwards in bits. */
function reorderByReversedBits(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const realHeld = real[i];
      real[i] = real[j];
      real[j] = realHeld;
      const imaginaryHeld = imaginary[i];
      imaginary[i] = imaginary[j];
      imaginary[j] = imaginaryHeld;
    }
  }
}

/**
 * Discrete Fourier transform in place, X[k] = sum x[n] exp(-2 pi i k n / N), unscaled: radix 2,
 * decimation in time (Cooley & Tukey 1965). Both arrays of one length, a power of two. RangeError
 * otherwise.
 */
export function transformFourier(real: Float64Array, imaginary: Float64Array): void {
  checkSameLength(real.length, imaginary.length, "real and imaginary");
  const length = real.length;
  checkPowerOfTwo(length, "length");
  reorderByReversedBits(real, imaginary);
  // One table for all stages; repeated multiplication of a twiddle would gather rounding.
  const cosines = new Float64Array(length >> 1);
  const sines = new Float64Array(length >> 1);
  for (let k = 0; k < cosines.length; k++) {
    cosines[k] = Math.cos((-2 * Math.PI * k) / length);
    sines[k] = Math.sin((-2 * Math.PI * k) / length);
  }
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half);
    for (let block = 0; block < length; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const cosine = cosines[k * stride];
        const sine = sines[k * stride];
        const a = block + k;
        const b = a + half;
        const realTurned = real[b] * cosine - imaginary[b] * sine;
        const imaginaryTurned = real[b] * sine + imaginary[b] * cosine;
        real[b] = real[a] - realTurned;
        imaginary[b] = imaginary[a] - imaginaryTurned;
        real[a] += realTurned;
        imaginary[a] += imaginaryTurned;
      }
    }
  }
}

/** The largest power of two that leaves four lengths in the series, within the bounds above. */
function chooseSegmentLength(count: number): number {
  let length = SEGMENT_LENGTH_MIN;
  while (length * 2 * LENGTHS_PER_SERIES <= count && length < SEGMENT_LENGTH_MAX) length *= 2;
  return length;
}

/** Periodic, not symmetric: half-overlapped copies then add up to a constant (Harris 1978). */
function buildHannWindow(length: number): Float64Array {
  const window = new Float64Array(length);
  for (let i = 0; i < length; i++) window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length);
  return window;
}

/**
 * Power spectral density by Welch's method (1967): segments of `segmentLength` values overlapping
 * by half, each less its own mean and under a Hann window, their periodograms averaged. One-sided:
 * the power of negative frequencies is folded onto the positive. Values left over at the end, fewer
 * than half a segment, are not used.
 *
 * `sampleRateHz` above 0; `segmentLength` a power of two in [4, 65536] and not above the series'
 * length, a quarter of it (rounded down to a power of two) when left out. RangeError otherwise, on
 * fewer than 4 values, or on one that is not finite.
 */
export function powerSpectrum(
  values: Float64Array,
  sampleRateHz: number,
  segmentLength: number = chooseSegmentLength(values.length),
): PowerSpectrum {
  checkSeries(values, "values", SEGMENT_LENGTH_MIN);
  checkPositive(sampleRateHz, "sampleRateHz");
  checkPowerOfTwo(segmentLength, "segmentLength");
  const lengthMax = Math.min(values.length, SEGMENT_LENGTH_MAX);
  if (segmentLength < SEGMENT_LENGTH_MIN || segmentLength > lengthMax) {
    throw new RangeError(
      `segmentLength must be in [${SEGMENT_LENGTH_MIN}, ${lengthMax}], got ${segmentLength}`,
    );
  }
  const window = buildHannWindow(segmentLength);
  const windowPower = window.reduce((sum, weight) => sum + weight * weight, 0);
  const nyquist = segmentLength / 2;
  const powerDensity = new Float64Array(nyquist + 1);
  const real = new Float64Array(segmentLength);
  const imaginary = new Float64Array(segmentLength);
  let segments = 0;
  for (let start = 0; start + segmentLength <= values.length; start += nyquist) {
    const segment = values.subarray(start, start + segmentLength);
    const centre = segment.reduce((sum, value) => sum + value / segmentLength, 0);
    for (let i = 0; i < segmentLength; i++) real[i] = (segment[i] - centre) * window[i];
    imaginary.fill(0);
    transformFourier(real, imaginary);
    for (let k = 0; k <= nyquist; k++) {
      powerDensity[k] += real[k] * real[k] + imaginary[k] * imaginary[k];
    }
    segments++;
  }
  const scale = 1 / (sampleRateHz * windowPower * segments);
  for (let k = 0; k <= nyquist; k++) {
    // Zero and the Nyquist frequency have no negative twin to fold in.
    powerDensity[k] *= k === 0 || k === nyquist ? scale : 2 * scale;
  }
  const frequenciesHz = powerDensity.map((_, k) => (k * sampleRateHz) / segmentLength);
  return { frequenciesHz, powerDensity };
}
