/**
 * What a belief in a receipt is worth, by what makes it uncertain. The belief is a posterior of models that are wrong
 * in every shop in ways of its own, so that its certainty is taken for less the more there was that
 * may have been misread: people near, hands that met, hands that may have pressed.
 *
 * Monotone: more belief never makes a receipt less likely, more risk never likelier (logistic regression with signs
 * held, fitted by `npm run calibrate` on worlds of which each was left out once).
 */
import { logistic } from "@saunter/numerics/statistics";
import { type CalibrationParameters, DEFAULT_CALIBRATION } from "../parameters/calibration.ts";
import { NO_VISIT_RISK, type VisitRisk } from "./visit-risk.ts";

/** What is weighed of a receipt, in the order of `CALIBRATION_WEIGHTS`. */
export function listFeatures(
  belief: number,
  visit: Readonly<VisitRisk>,
  { beliefLogOddsMost, forcesMax }: Pick<CalibrationParameters, "beliefLogOddsMost" | "forcesMax">,
): number[] {
  const odds = Math.log(belief) - Math.log1p(-belief);
  return [
    Math.max(-beliefLogOddsMost, Math.min(beliefLogOddsMost, odds)),
    visit.changes,
    Math.min(1, visit.ambiguous),
    Math.log1p(visit.nearS),
    Math.min(1, visit.unclearMeetings),
    Math.min(1, visit.meetings),
    Math.min(forcesMax, visit.touches),
  ];
}

export const CALIBRATION_WEIGHTS = [
  "perBelief",
  "perChange",
  "perAmbiguous",
  "perNear",
  "perUnclearMeeting",
  "perMeeting",
  "perForce",
] as const satisfies readonly (keyof CalibrationParameters)[];

/**
 * Probability that a receipt is exact.
 *
 * @param belief the posterior of just this cart, 0..1.
 * @param parameters of the engine whose belief it is; those that are usual where it is not known.
 */
export function calibrateExact(
  belief: number,
  visit: Readonly<VisitRisk> = NO_VISIT_RISK,
  parameters: CalibrationParameters = DEFAULT_CALIBRATION,
): number {
  const features = listFeatures(belief, visit, parameters);
  let odds = parameters.offset;
  for (const [at, weight] of CALIBRATION_WEIGHTS.entries()) {
    odds += parameters[weight] * features[at]!;
  }
  return logistic(odds);
}
