/** Calibrations of receipts, as shipped or fitted, and acceptance bounds on them. */

import { DEFAULT_CALIBRATION } from "@saunter/engine/parameters/calibration";
import { CALIBRATION_WEIGHTS, listFeatures } from "@saunter/engine/reporting/calibration";
import {
  brierScore,
  expectedCalibrationError,
  riskCoverage,
  riskCoverageArea,
} from "@saunter/numerics/calibration";
import { boundAcceptedWrongByGroup } from "@saunter/numerics/conformal-risk";
import {
  fitSignedLogistic,
  type LogisticModel,
  predictLogistic,
  type WeightSign,
} from "@saunter/numerics/signed-logistic";
import type { MixName } from "@saunter/sim/visit-mixes";
import type { WorldReceipt } from "./measure-worlds.ts";

/** Everyday receipts count most: the adversarial mix has far more hard actions than shops see. */
export const MIX_WEIGHTS: Readonly<Record<MixName, number>> = { everyday: 1, adversarial: 0.15 };
const PENALTY = 0.002;
const BINS = 10;

/** Gives the probability that a receipt is exact; null is the engine's own. */
export type ReceiptModel = LogisticModel | null;

/** Belief speaks for a receipt, all else against it. */
const SIGNS = CALIBRATION_WEIGHTS.map((name): WeightSign => (name === "perBelief" ? 1 : -1));

export function fitReceiptModel(receipts: readonly WorldReceipt[]): LogisticModel {
  const known = receipts.filter(({ evidence }) => evidence !== null);
  return fitSignedLogistic(
    {
      features: known.flatMap(listReceiptFeatures),
      outcomes: known.map(({ exact }) => Number(exact)),
      counts: known.map(({ mix }) => MIX_WEIGHTS[mix]),
    },
    SIGNS,
    PENALTY,
  );
}

function listReceiptFeatures({ evidence }: WorldReceipt): number[] {
  return evidence === null ? [] : listFeatures(evidence.belief, evidence.risk, DEFAULT_CALIBRATION);
}

/** Joined receipts keep the engine's own probability. */
export function foresee(model: ReceiptModel, receipt: WorldReceipt): number {
  return model === null || receipt.evidence === null
    ? receipt.probabilityExact
    : predictLogistic(model, listReceiptFeatures(receipt));
}

/**
 * The acceptance bound: at most a share `level` of each world's everyday receipts is accepted and wrong
 * (conformal risk control). Infinity if nothing may be accepted.
 */
export function chooseBound(
  model: ReceiptModel,
  receipts: readonly WorldReceipt[],
  level: number,
): number {
  const everyday = receipts.filter(({ mix }) => mix === "everyday");
  const groups = [...Map.groupBy(everyday, ({ world }) => world).values()].map((own) => ({
    // An alarm flags a receipt at any bound, so it is never accepted and wrong.
    scores: own.map((one) => (one.alarmed ? 0 : foresee(model, one))),
    correct: own.map((one) => one.alarmed || one.exact),
    // Receipts of one visit are often wrong together: visits are independent, receipts are not.
    clusterSizeMax: countMost(own.map(({ seed }) => seed)),
  }));
  return boundAcceptedWrongByGroup(groups, level);
}

/** How often the most frequent value appears. */
function countMost(values: readonly number[]): number {
  return Math.max(...[...Map.groupBy(values, (value) => value).values()].map((all) => all.length));
}

export interface ReceiptFigures {
  readonly receipts: number;
  readonly exact: number;
  readonly flagged: number;
  readonly wrongAccepted: number;
  readonly meanProbability: number;
  readonly calibrationError: number;
  readonly brier: number;
  /** Area under the risk–coverage curve (AURC). */
  readonly riskArea: number;
}

/** Figures of receipts under a model and a bound. RangeError without a receipt. */
export function measureReceipts(
  receipts: readonly WorldReceipt[],
  model: ReceiptModel,
  bound: number,
): ReceiptFigures {
  const probabilities = receipts.map((one) => foresee(model, one));
  const exact = receipts.map((one) => one.exact);
  const flagged = receipts.map((one, at) => one.alarmed || !(probabilities[at]! >= bound));
  return {
    receipts: receipts.length,
    exact: exact.filter(Boolean).length,
    flagged: flagged.filter(Boolean).length,
    wrongAccepted: exact.filter((right, at) => !right && !flagged[at]).length,
    meanProbability: probabilities.reduce((sum, one) => sum + one, 0) / receipts.length,
    calibrationError: expectedCalibrationError(probabilities, exact, BINS),
    brier: brierScore(probabilities, exact),
    riskArea: riskCoverageArea(riskCoverage(probabilities, exact)),
  };
}
