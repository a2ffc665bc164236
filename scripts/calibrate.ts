/**
 * Fits what a belief in a receipt is worth, on receipts of simulated worlds, each of which is left out once:
 *
 *     npm run calibrate                      prints the weights, and each world as the others foresee it
 *     npm run calibrate -- --recordings 200  so many recordings of each world and mix (80)
 *
 * The weights go into packages/perception/src/parameters/calibration.ts by hand, with what was rounded.
 */

import { scoreRecording } from "@saunter/edge/evaluate/score-recording";
import { formatNumber } from "@saunter/edge/format-figures";
import { formatTable } from "@saunter/edge/format-table";
import { startProgressBar } from "@saunter/edge/progress-bar";
import { expectedCalibrationError } from "@saunter/numerics/calibration";
import { logistic } from "@saunter/numerics/statistics";
import { CALIBRATION_WEIGHTS, listFeatures } from "@saunter/perception/calibration";
import { createEngine, finishEngine, stepEngine } from "@saunter/perception/engine";
import { DEFAULT_CALIBRATION } from "@saunter/perception/parameters/calibration";
import type { MixName } from "@saunter/sim/visit-mixes";
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { simulateVisit, WORLD_NAMES, type WorldName } from "@saunter/sim/worlds";
import { readOptions, refuse } from "./read-options.ts";

/** What shops see every day counts most; what a mix has far more of than life, a little. */
const MIX_WEIGHTS: Readonly<Record<MixName, number>> = { everyday: 1, adversarial: 0.15 };
/** Other seeds than those that tests and reports use. */
const FIRST_SEED = 50_000;
const RIDGE = 0.002;
const STEPS = 1500;
const BINS = 10;

interface Judged {
  readonly world: WorldName;
  readonly mix: MixName;
  readonly features: readonly number[];
  readonly isExact: boolean;
}

interface Fit {
  readonly offset: number;
  readonly weights: readonly number[];
}

/** Features and truth of every receipt of one recording. */
function judge(world: WorldName, mix: MixName, seed: number): Judged[] {
  const visit = simulateVisit({ world, mix, seed });
  // A receipt is known again by the probability that is made up for it.
  const featuresOf = new Map<number, number[]>();
  const engine = createEngine(visit.shop, {
    calibrate: (belief, doubt) => {
      const code = (featuresOf.size + 1) / 1e6;
      featuresOf.set(code, listFeatures(belief, doubt, DEFAULT_CALIBRATION));
      return code;
    },
  });
  for (const observation of visit.observations()) stepEngine(engine, observation);
  const score = scoreRecording(finishEngine(engine).receipts, visit.truth().receipts);
  return score.receipts.flatMap(({ probabilityExact, exact }) => {
    const features = featuresOf.get(probabilityExact);
    return features === undefined ? [] : [{ world, mix, features, isExact: exact }];
  });
}

function foresee({ offset, weights }: Fit, features: readonly number[]): number {
  const odds = weights.reduce((sum, weight, at) => sum + weight * features[at]!, offset);
  return logistic(odds);
}

/** Logistic regression by gradient, with the sign of every weight held: belief speaks for, doubt against. */
function fitWeights(judged: readonly Judged[]): Fit {
  const count = CALIBRATION_WEIGHTS.length;
  const scales = Array.from({ length: count }, (_, at) => {
    const square = judged.reduce((sum, { features }) => sum + features[at]! ** 2, 0);
    return Math.sqrt(square / judged.length) || 1;
  });
  const total = judged.reduce((sum, { mix }) => sum + MIX_WEIGHTS[mix], 0);
  let offset = 1;
  const weights = scales.map((scale, at) => (at === 0 ? 1 : 0) / scale);
  for (let step = 0; step < STEPS; step++) {
    const slopes = new Float64Array(count);
    let slope = 0;
    for (const { features, isExact, mix } of judged) {
      const off = MIX_WEIGHTS[mix] * (foresee({ offset, weights }, features) - Number(isExact));
      slope += off / total;
      for (let at = 0; at < count; at++) slopes[at]! += (off * features[at]!) / total;
    }
    offset -= slope;
    for (let at = 0; at < count; at++) {
      const scale = scales[at]!;
      const next = weights[at]! - (slopes[at]! / scale + RIDGE * weights[at]! * scale) / scale;
      weights[at] = at === 0 ? Math.max(0, next) : Math.min(0, next);
    }
  }
  return { offset, weights };
}

/** A world's receipts by what all others foresee of them. */
function tell(own: readonly Judged[], model: Fit): string[] {
  const probabilities = own.map(({ features }) => foresee(model, features));
  const exact = own.map(({ isExact }) => isExact);
  const loss = own.reduce((sum, { isExact }, at) => {
    return sum - Math.log(isExact ? probabilities[at]! : 1 - probabilities[at]!);
  }, 0);
  return [
    String(own.length),
    formatNumber(exact.filter(Boolean).length / own.length, 3),
    formatNumber(probabilities.reduce((sum, p) => sum + p, 0) / own.length, 3),
    formatNumber(expectedCalibrationError(probabilities, exact, BINS), 3),
    formatNumber(loss / own.length, 3),
  ];
}

const options = readOptions({ recordings: { type: "string" } });
const recordings = Number(options.recordings ?? 80);
if (!(Number.isInteger(recordings) && recordings > 0)) refuse("--recordings takes a whole number");
const judged: Judged[] = [];
const all = WORLD_NAMES.length * MIX_NAMES.length * recordings;
const progress = startProgressBar("recordings", all);
let done = 0;
for (const world of WORLD_NAMES) {
  for (const mix of MIX_NAMES) {
    for (let at = 0; at < recordings; at++) {
      judged.push(...judge(world, mix, FIRST_SEED + at));
      progress.update(++done);
    }
  }
}
progress.stop();
const model = fitWeights(judged);
console.log(`offset: ${model.offset.toFixed(3)}`);
for (const [at, name] of CALIBRATION_WEIGHTS.entries()) {
  console.log(`${name}: ${model.weights[at]!.toFixed(3)}`);
}
const rows = WORLD_NAMES.flatMap((world) => {
  const others = fitWeights(judged.filter((one) => one.world !== world));
  return MIX_NAMES.map((mix) => {
    const own = judged.filter((one) => one.world === world && one.mix === mix);
    return [world, mix, ...tell(own, others)];
  });
});
console.log(
  `\nEach world by the weights of all others:\n${formatTable(
    ["world", "mix", "receipts", "exact", "foreseen", "calibration error", "log loss"],
    rows,
    new Set([2, 3, 4, 5, 6]),
  )}`,
);
