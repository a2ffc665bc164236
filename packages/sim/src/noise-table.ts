/**
 * Noise read from tables: drawing a normal deviate for each of 20,000 samples a second would be the
 * simulation's whole cost. A table is one long stretch of coloured noise of unit variance, made
 * once a simulation; each plate reads it from a place of its own and now and then jumps elsewhere.
 */

import type { Random } from "@saunter/numerics/random";
import { DEFAULT_PHYSICS } from "./physics.ts";
import type { ShelfNoise } from "./signal-parameters.ts";

/** Of the default. Every table's length is a power of two, so that a mask wraps it. */
export const TABLE_LENGTH = DEFAULT_PHYSICS.noise.tableSamples;

/**
 * A resonance at `ringHz` plus white noise, unit variance. A ring above half the sample rate shows
 * folded, as it does in an amplifier without a filter.
 */
export function makeNoiseTable(
  noise: ShelfNoise,
  random: Random,
  sampleRateHz = DEFAULT_PHYSICS.amplifiers[0]!.sampleRateHz,
  length = TABLE_LENGTH,
): Float32Array {
  const radius = Math.exp((-Math.PI * noise.bandwidthHz) / sampleRateHz);
  const angle = (2 * Math.PI * noise.ringHz) / sampleRateHz;
  const first = 2 * radius * Math.cos(angle);
  const second = -radius * radius;
  const ring = new Float64Array(length);
  let before = 0;
  let beforeThat = 0;
  let power = 0;
  for (let i = -500; i < length; i++) {
    const value = first * before + second * beforeThat + random.normal(0, 1);
    beforeThat = before;
    before = value;
    if (i < 0) continue;
    ring[i] = value;
    power += value * value;
  }
  const scale = Math.sqrt(((1 - noise.whiteShare) * length) / power);
  const white = Math.sqrt(noise.whiteShare);
  return Float32Array.from(ring, (value) => value * scale + random.normal(0, white));
}

/** Normal deviates of unit variance, for everything that is not a plate's sample. */
export function makeWhiteTable(random: Random, length = TABLE_LENGTH): Float32Array {
  return Float32Array.from({ length }, () => random.normal(0, 1));
}
