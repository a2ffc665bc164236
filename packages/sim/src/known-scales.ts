/** A world in which scales are as a shop knows its own: their rate, resolution and noise, in place of drawn ones. */

import type { AmplifierPhysics, GondolaNoise, Physics } from "./physics.ts";

export interface KnownScale {
  readonly gondola: number;
  readonly shelf: number;
  readonly rateHz: number;
  /** Readings are multiples of this; null: not known. */
  readonly resolutionG: number | null;
  /** Standard deviation of readings over a second at rest, the middle plate's; null: not known. */
  readonly noiseG: number | null;
}

/** What the engine takes (docs/reference/devices.md, Rates). */
const RATE_MIN_HZ = 5;
const RATE_MAX_HZ = 500;
const BATCH_S = 0.2;

/** @param gondolas of the shop: those without known scales stay as they are drawn. */
export function withKnownScales(
  physics: Physics,
  scales: readonly KnownScale[],
  gondolas: readonly number[],
): Physics {
  if (scales.length === 0) return physics;
  const byGondola = Map.groupBy(scales, ({ gondola }) => gondola);
  // Gondola g uses number (g - 1) modulo the list's length.
  const length = Math.max(1, ...gondolas);
  const list = <T>(drawn: readonly T[], know: (one: T, own: readonly KnownScale[]) => T): T[] =>
    Array.from({ length }, (_, at) => {
      const own = byGondola.get(at + 1);
      const one = drawn[at % drawn.length]!;
      return own === undefined ? one : know(one, own);
    });
  return {
    ...physics,
    amplifiers: list(physics.amplifiers, knowAmplifier),
    noise: { ...physics.noise, gondolas: list(physics.noise.gondolas, knowNoise) },
  };
}

function knowAmplifier(drawn: AmplifierPhysics, scales: readonly KnownScale[]): AmplifierPhysics {
  const rateHz = Math.min(...scales.map((one) => one.rateHz));
  const sampleRateHz = Math.min(RATE_MAX_HZ, Math.max(RATE_MIN_HZ, rateHz));
  return {
    ...drawn,
    sampleRateHz,
    batchSamples: Math.max(1, Math.floor(BATCH_S * sampleRateHz)),
    shelfQuantumG: byShelf(scales, ({ resolutionG }) => resolutionG),
  };
}

function knowNoise(drawn: GondolaNoise, scales: readonly KnownScale[]): GondolaNoise {
  return {
    ...drawn,
    shelfNoiseG: byShelf(scales, ({ noiseG, resolutionG }) =>
      noiseG === null ? null : withoutRounding(noiseG, resolutionG ?? 0),
    ),
  };
}

/** Rounding to steps of q adds q² / 12 to the variance (Widrow 1956). */
const withoutRounding = (noiseG: number, resolutionG: number): number =>
  Math.sqrt(Math.max(0, noiseG ** 2 - resolutionG ** 2 / 12));

function byShelf(
  scales: readonly KnownScale[],
  read: (scale: KnownScale) => number | null,
): ReadonlyMap<number, number> {
  return new Map(
    scales.flatMap((scale) => {
      const value = read(scale);
      return value === null ? [] : [[scale.shelf, value] as const];
    }),
  );
}
