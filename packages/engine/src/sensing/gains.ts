/**
 * How far each plate's reading is off by a factor: learned from what was surely taken from it.
 *
 * A plate's gain is N(1, gainSpread²) before anything is seen, and the same ever after. Without it, every pick from a plate that reads 5 % too much
 * would speak again for a heavier product.
 */
import type { WeightParameters } from "../parameters/weights.ts";
import { formatPlateKey } from "../shop-model.ts";

export interface Gain {
  /** Reading over weight. */
  mean: number;
  /** Posterior variance. */
  variance: number;
  /** Sure picks of the planned product from this plate. */
  sureCount: number;
}

export type Gains = Map<string, Gain>;

export function findGain(
  gains: Gains,
  gondola: number,
  shelf: number,
  plate: number,
  { gainSpread }: WeightParameters,
): Gain {
  const known = gains.get(formatPlateKey(gondola, shelf, plate));
  return known ?? { mean: 1, variance: gainSpread ** 2, sureCount: 0 };
}

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
  parameters: WeightParameters,
): void {
  const { gainOffMax, gainLearntOffMax, gainSpreadMin, sureBeliefMin } = parameters;
  const { unitSpread, unitErrorShare } = parameters;
  if (Math.abs(ratio - 1) > gainOffMax) return;
  const before = findGain(gains, key.gondola, key.shelf, key.plate, parameters);
  // The units' spread averages out; the catalogue's error does not. What lies elsewhere says nothing.
  const unitVariance = unitSpread ** 2 * (unitErrorShare + (1 - unitErrorShare) / count);
  const noise = unitVariance / (share * share * belief * belief);
  const pull = before.variance / (before.variance + noise);
  gains.set(formatPlateKey(key.gondola, key.shelf, key.plate), {
    mean: Math.min(
      1 + gainLearntOffMax,
      Math.max(1 - gainLearntOffMax, before.mean + pull * (ratio - before.mean)),
    ),
    variance: Math.max(gainSpreadMin ** 2, before.variance * (1 - pull)),
    sureCount: before.sureCount + (belief >= sureBeliefMin ? 1 : 0),
  });
}
