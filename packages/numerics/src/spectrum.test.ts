import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import { powerSpectrum, transformFourier } from "./spectrum.ts";

/** The transform by its definition. */
function transformSlowly(real: Float64Array, imaginary: Float64Array): [number, number][] {
  return Array.from(real, (_, k) => {
    let sumReal = 0;
    let sumImaginary = 0;
    for (let n = 0; n < real.length; n++) {
      const angle = (-2 * Math.PI * k * n) / real.length;
      sumReal += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
      sumImaginary += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
    }
    return [sumReal, sumImaginary];
  });
}

const complexSeries = fc.integer({ min: 0, max: 6 }).chain((power) => {
  const entries = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: 2 ** power,
    maxLength: 2 ** power,
  });
  return fc.tuple(entries, entries).map(([real, imaginary]) => {
    return { real: Float64Array.from(real), imaginary: Float64Array.from(imaginary) };
  });
});

function buildSinusoid(count: number, rateHz: number, frequencyHz: number, height: number) {
  return Float64Array.from({ length: count }, (_, i) => {
    return height * Math.sin((2 * Math.PI * frequencyHz * i) / rateHz + 0.3);
  });
}

function integrate({ frequenciesHz, powerDensity }: ReturnType<typeof powerSpectrum>): number {
  return powerDensity.reduce((sum, density) => sum + density, 0) * frequenciesHz[1];
}

test("the fast transform agrees with the definition", () => {
  fc.assert(
    fc.property(complexSeries, ({ real, imaginary }) => {
      const slow = transformSlowly(real, imaginary);
      transformFourier(real, imaginary);
      slow.forEach(([slowReal, slowImaginary], k) => {
        // The slow sum's angles, up to 2 pi 64, are the less exact: 64 * 10 * 400 * epsilon.
        expect(Math.abs(real[k] - slowReal)).toBeLessThan(1e-10);
        expect(Math.abs(imaginary[k] - slowImaginary)).toBeLessThan(1e-10);
      });
    }),
  );
});

test("Parseval: the transform holds as much power as the series", () => {
  fc.assert(
    fc.property(complexSeries, ({ real, imaginary }) => {
      const sumPower = () =>
        real.reduce((sum, value, i) => sum + value * value + imaginary[i] * imaginary[i], 0);
      const before = sumPower();
      transformFourier(real, imaginary);
      // Squares below 1e-300 have no digits left to compare.
      const tolerance = 1e-12 * before + 1e-300;
      expect(Math.abs(sumPower() / real.length - before)).toBeLessThanOrEqual(tolerance);
    }),
  );
});

test("the power spectrum agrees with SciPy", () => {
  // SciPy 1.17: scipy.signal.welch(x, fs=50, window="hann", nperseg=8, noverlap=4). Five segments
  // of eight values below 15: 1e-13 leaves room for either side's order of summing.
  const values = Float64Array.from({ length: 24 }, (_, i) => {
    return ((i * 7) % 11) - 3 + 0.5 * ((i * i) % 5);
  });
  const truth = [
    0.030175012177157474, 0.16676592146131583, 0.5108127223013748, 0.7984268153676182,
    0.18853833568373518,
  ];
  const { frequenciesHz, powerDensity } = powerSpectrum(values, 50, 8);
  expect([...frequenciesHz]).toEqual([0, 6.25, 12.5, 18.75, 25]);
  truth.forEach((density, k) => {
    expect(Math.abs(powerDensity[k] - density)).toBeLessThan(1e-13);
  });
});

test("a sinusoid peaks at its frequency and holds half of its height squared", () => {
  for (const frequencyHz of [5, 12.5, 20]) {
    const spectrum = powerSpectrum(buildSinusoid(1024, 80, frequencyHz, 3), 80, 128);
    const peak = spectrum.powerDensity.indexOf(Math.max(...spectrum.powerDensity));
    expect(spectrum.frequenciesHz[peak]).toBe(frequencyHz);
    // On a bin's centre the Hann window leaks into two neighbours only: exact to rounding.
    expect(integrate(spectrum)).toBeCloseTo(4.5, 10);
  }
});

test("a sinusoid between two bins peaks in one of them", () => {
  const spectrum = powerSpectrum(buildSinusoid(1024, 80, 10.2, 1), 80, 128);
  const peak = spectrum.powerDensity.indexOf(Math.max(...spectrum.powerDensity));
  expect(Math.abs(spectrum.frequenciesHz[peak] - 10.2)).toBeLessThan(80 / 128);
  expect(integrate(spectrum)).toBeCloseTo(0.5, 2);
});

test("white noise is flat at twice its variance over the sample rate", () => {
  const random = createRandom(9);
  const values = Float64Array.from({ length: 65_536 }, () => random.normal(4, 2));
  const { powerDensity } = powerSpectrum(values, 100, 64);
  // About 2047 half-overlapping segments: a relative deviation near 0.023, five of them. The lowest
  // two bins lose power with each segment's mean.
  for (let k = 2; k < 32; k++) {
    expect(Math.abs(powerDensity[k] / ((2 * 4) / 100) - 1)).toBeLessThan(0.12);
  }
});

test("doubling the values makes four times the power, and a constant adds none", () => {
  const series = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: 16,
    maxLength: 80,
  });
  fc.assert(
    fc.property(series, (values) => {
      const base = powerSpectrum(Float64Array.from(values), 10);
      const doubled = powerSpectrum(
        Float64Array.from(values, (value) => 2 * value + 5),
        10,
      );
      base.powerDensity.forEach((density, k) => {
        expect(density).toBeGreaterThanOrEqual(0);
        expect(doubled.powerDensity[k]).toBeCloseTo(4 * density, 9);
      });
    }),
  );
});

test("left to itself the segment is a power of two that fits four times", () => {
  expect(powerSpectrum(new Float64Array(4), 1).frequenciesHz.length).toBe(3);
  expect(powerSpectrum(new Float64Array(255), 1).frequenciesHz.length).toBe(17);
  expect(powerSpectrum(new Float64Array(256), 1).frequenciesHz.length).toBe(33);
});

const eight = new Float64Array(8);
const refusals: [string, () => unknown, RegExp][] = [
  ["an empty series", () => powerSpectrum(new Float64Array(0), 1), /at least 4 values, got 0/],
  ["a NaN value", () => powerSpectrum(Float64Array.of(1, 2, 3, Number.NaN), 1), /values\[3\]/],
  ["a sample rate of zero", () => powerSpectrum(eight, 0), /sampleRateHz must be/],
  ["a NaN sample rate", () => powerSpectrum(eight, Number.NaN), /sampleRateHz must be/],
  ["a segment of 6", () => powerSpectrum(eight, 1, 6), /power of two, got 6/],
  ["a segment of 2", () => powerSpectrum(eight, 1, 2), /segmentLength must be in \[4, 8\]/],
  ["a segment longer than the series", () => powerSpectrum(eight, 1, 16), /got 16/],
  ["a transform of 3", () => transformFourier(new Float64Array(3), new Float64Array(3)), /power/],
  ["a transform of none", () => transformFourier(eight.slice(8), eight.slice(8)), /power/],
  ["unequal parts", () => transformFourier(eight, new Float64Array(4)), /same length/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
