/**
 * How far each plate's reading is off by a factor: learned from what was surely taken from it.
 *
 * A plate's gain is N(1, 0.028²) before anything is seen (measured; the plates of one shop differ by
 * about 3 %), and the same ever after. Without it, every pick from a plate that reads 5 % too much
 * would speak again for a heavier product.
 */
import { formatPlateKey } from "./shop-model.ts";

export interface Gain {
  /** Reading over weight. */
  mean: number;
  /** Posterior variance. */
  variance: number;
  /** Sure picks of the planned product from this plate. */
  sureCount: number;
}

export type Gains = Map<string, Gain>;

const PRIOR_VARIANCE = 0.028 ** 2;
/** One unit's weight against the catalogue's, its spread and the catalogue's own error. */
const UNIT_VARIANCE = 0.018 ** 2;
/** A gain keeps this much doubt: leakage differs with where an item lies. */
const VARIANCE_LEAST = 0.01 ** 2;

export function findGain(gains: Gains, gondola: number, shelf: number, plate: number): Gain {
  const known = gains.get(formatPlateKey(gondola, shelf, plate));
  return known ?? { mean: 1, variance: PRIOR_VARIANCE, sureCount: 0 };
}

/** What is off by more than this is not a plate's gain. */
const OFF_MAX = 0.13;

/** A pick this likely to be of the planned product confirms the planogram. */
const SURE_BELIEF_LEAST = 0.9;

/**
 * Learns from a pick of the planned product, the less the less sure it is.
 *
 * @param ratio what the plate's change was, over the catalogue's weight of the units taken.
 * @param belief in the pick, 0..1.
 * @param share how much of the change lay on this plate, 0..1.
 */
export function learnGain(
  gains: Gains,
  key: { readonly gondola: number; readonly shelf: number; readonly plate: number },
  ratio: number,
  share: number,
  count: number,
  belief: number,
): void {
  if (Math.abs(ratio - 1) > OFF_MAX) return;
  const before = findGain(gains, key.gondola, key.shelf, key.plate);
  // The units' spread averages out; the catalogue's error does not. What lies elsewhere says nothing.
  const noise = (UNIT_VARIANCE * (0.5 + 0.5 / count)) / (share * share * belief * belief);
  const pull = before.variance / (before.variance + noise);
  gains.set(formatPlateKey(key.gondola, key.shelf, key.plate), {
    mean: Math.min(1.12, Math.max(0.88, before.mean + pull * (ratio - before.mean))),
    variance: Math.max(VARIANCE_LEAST, before.variance * (1 - pull)),
    sureCount: before.sureCount + (belief >= SURE_BELIEF_LEAST ? 1 : 0),
  });
}
