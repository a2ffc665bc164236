/**
 * How the shelves of the real gondolas ring, measured on BENCHMARK-1 and cps-test-01 under
 * ../shared/data/nanostore. Everything else that was measured is in `physics.ts`.
 */

/** How the plates of a shelf ring. */
export interface ShelfNoise {
  /** Median over plates of the 1 s standard deviation, nobody walking. */
  readonly noiseG: number;
  /** Where most of the power is. */
  readonly ringHz: number;
  /** Standard deviation of the ring's frequency as a bandwidth: larger is less pure. */
  readonly bandwidthHz: number;
  /** Share of white noise in the variance. */
  readonly whiteShare: number;
  /** Share of the variance that all plates of the shelf have in common (neighbour correlation). */
  readonly commonShare: number;
  /** How much of the rest a plate has from the plate on its left, as an angle. */
  readonly mixRad: number;
}

/**
 * Gondola 1, shelves 1..6: 1 s standard deviations 0.7, 0.7, 2.5, 3.6, 5, 7 g; power between 13 and
 * 18 Hz on shelves 1-2, 8-13 Hz on 3-4, 5-13 Hz on 5-6; neighbour correlation of first differences
 * 0.50, 0.55, 0.27, 0.24, 0.01, 0.08.
 */
export const RINGING_GONDOLA: readonly ShelfNoise[] = [
  { noiseG: 0.6, ringHz: 16, bandwidthHz: 2.4, whiteShare: 0.22, commonShare: 0.46, mixRad: 0.2 },
  { noiseG: 0.6, ringHz: 16, bandwidthHz: 2.4, whiteShare: 0.22, commonShare: 0.46, mixRad: 0.2 },
  { noiseG: 2.1, ringHz: 10.3, bandwidthHz: 1.6, whiteShare: 0.16, commonShare: 0.26, mixRad: 0 },
  { noiseG: 2.9, ringHz: 10.3, bandwidthHz: 2, whiteShare: 0.2, commonShare: 0.22, mixRad: 0 },
  { noiseG: 4.3, ringHz: 9, bandwidthHz: 2, whiteShare: 0.14, commonShare: 0.03, mixRad: 0 },
  { noiseG: 6.2, ringHz: 7.5, bandwidthHz: 1.6, whiteShare: 0.08, commonShare: 0.1, mixRad: 0 },
];

/** Gondola 3: 0.5-1 g, 14-17 Hz, correlation 0.3-0.66 (0.3-0.5 four plates apart). */
export const MIDDLE_GONDOLA: ShelfNoise = {
  noiseG: 0.68,
  ringHz: 16,
  bandwidthHz: 2.4,
  whiteShare: 0.25,
  commonShare: 0.4,
  mixRad: 0.22,
};

/** Gondolas 2, 4 and 5: 0.4-1 g, 20-25 Hz, correlation 0.4-0.7 (0.3-0.5 four plates apart). */
export const QUIET_GONDOLA: ShelfNoise = {
  noiseG: 0.58,
  ringHz: 24,
  bandwidthHz: 2.2,
  whiteShare: 0.22,
  commonShare: 0.42,
  mixRad: 0.25,
};
