/**
 * What an amplifier does to the samples of a batch: it rounds them, and now and then one of them is
 * far off or missing. How a step settles over conversions is in `plate-field.ts`.
 */

import type { Random } from "@saunter/numerics/random";
import type { GondolaPlan } from "./floor-plan-types.ts";
import type { AmplifierPhysics } from "./physics.ts";

/** Rounds the plates that exist to the amplifier's resolution. */
export function quantise(plan: GondolaPlan, samplesG: Float32Array, amplifier: AmplifierPhysics) {
  const { plateCount, shapePlates, shapeShelves, shelfHeightsM } = plan;
  const { shelfQuantumG, batchSamples } = amplifier;
  for (let s = 1; s <= shelfHeightsM.length; s++) {
    const quantumG = shelfQuantumG?.get(s) ?? amplifier.quantumG;
    for (let i = 0; i < batchSamples; i++) {
      const row = (i * shapeShelves + s) * shapePlates;
      for (let p = row + 1; p <= row + plateCount; p++) {
        samplesG[p] = Math.round(samplesG[p]! / quantumG) * quantumG;
      }
    }
  }
}

/** An amplifier without a cell reads up to so far below zero (24 bits at about 0.05 g each). */
const BELOW_ZERO_G_MAX = 420_000;

/** Single samples that are far off, and single ones that are missing. */
export function spoil(
  plan: GondolaPlan,
  samplesG: Float32Array,
  amplifier: AmplifierPhysics,
  random: Random,
): void {
  const { sampleRateHz, batchSamples, spikesPerMinute, missingPerMinute } = amplifier;
  const plates = plan.plateCount * plan.shelfHeightsM.length;
  const minutes = (plates * batchSamples) / sampleRateHz / 60;
  const drawCell = (): number => {
    const i = random.integer(0, batchSamples - 1);
    const s = random.integer(1, plan.shelfHeightsM.length);
    return (i * plan.shapeShelves + s) * plan.shapePlates + random.integer(1, plan.plateCount);
  };
  const spikes = spikesPerMinute > 0 ? random.poisson(spikesPerMinute * minutes) : 0;
  for (let k = 0; k < spikes; k++) {
    const cell = drawCell();
    samplesG[cell] = drawSpike(samplesG[cell]!, amplifier, random);
  }
  const missing = missingPerMinute > 0 ? random.poisson(missingPerMinute * minutes) : 0;
  for (let k = 0; k < missing; k++) samplesG[drawCell()] = Number.NaN;
}

function drawSpike(levelG: number, amplifier: AmplifierPhysics, random: Random): number {
  if (random.chance(amplifier.spikeNegativeShare)) {
    return -Math.exp(random.uniform(Math.log(10), Math.log(BELOW_ZERO_G_MAX)));
  }
  const sign = random.chance(0.5) ? -1 : 1;
  return levelG + sign * random.uniform(Math.min(100, amplifier.spikeMaxG), amplifier.spikeMaxG);
}
