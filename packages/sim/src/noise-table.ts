/**
 * Noise read from tables: drawing a normal deviate for each of 20,000 samples a second would be the
 * simulation's whole cost. A table is one long stretch of coloured noise of unit variance, made
 * once a simulation; each plate reads it from a place of its own and now and then jumps elsewhere.
 */

import type { Random } from "@saunter/numerics/random";
import { SAMPLE_RATE_HZ, type ShelfNoise } from "./signal-parameters.ts";

export const TABLE_LENGTH = 1 << 15;
export const TABLE_MASK = TABLE_LENGTH - 1;

/** A resonance at `ringHz` plus white noise, unit variance. */
export function makeNoiseTable(noise: ShelfNoise, random: Random): Float32Array {
  const radius = Math.exp((-Math.PI * noise.bandwidthHz) / SAMPLE_RATE_HZ);
  const angle = (2 * Math.PI * noise.ringHz) / SAMPLE_RATE_HZ;
  const first = 2 * radius * Math.cos(angle);
  const second = -radius * radius;
  const ring = new Float64Array(TABLE_LENGTH);
  let before = 0;
  let beforeThat = 0;
  let power = 0;
  for (let i = -500; i < TABLE_LENGTH; i++) {
    const value = first * before + second * beforeThat + random.normal(0, 1);
    beforeThat = before;
    before = value;
    if (i < 0) continue;
    ring[i] = value;
    power += value * value;
  }
  const scale = Math.sqrt(((1 - noise.whiteShare) * TABLE_LENGTH) / power);
  const white = Math.sqrt(noise.whiteShare);
  return Float32Array.from(ring, (value) => value * scale + random.normal(0, white));
}

/** Normal deviates of unit variance, for everything that is not a plate's sample. */
export function makeWhiteTable(random: Random): Float32Array {
  return Float32Array.from({ length: TABLE_LENGTH }, () => random.normal(0, 1));
}
