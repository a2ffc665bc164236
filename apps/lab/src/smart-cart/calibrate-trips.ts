/** How the probability that a bill is right follows from the hypotheses: fitted on trips, at the published share of wrong bills. */
import { readShare } from "@saunter/engine/smart-cart/weigh-certainty";
import { brierScore, expectedCalibrationError } from "@saunter/numerics/calibration";
import {
  fitSignedLogistic,
  type LogisticModel,
  predictLogistic,
} from "@saunter/numerics/signed-logistic";
import { CART_FAMILIES } from "@saunter/sim/smart-cart/draw-cart-world";
import { countUnits, type PlayedTrip } from "./play-trip.ts";

/** Of trips: 2.9 % of baskets that scan-and-go has scanned again have an error (ECR, 2018). */
export const WRONG_SHARE = 0.029;
const LOG_ODDS_MAX = 12;
const PENALTY = 1e-3;

/** What is fitted: all of a bill is right, nothing is missing on it, or nothing is too much. */
export const CALIBRATED_PARTS = ["exact", "missing", "tooMuch"] as const;
export type CalibratedPart = (typeof CALIBRATED_PARTS)[number];

/** The hypotheses' log odds that it is right, and the logarithm of one more than its lines. */
export function readFeatures({ lines, shares }: PlayedTrip, part: CalibratedPart): number[] {
  const share = part === "exact" ? shares.exact : 1 - shares[part];
  const [logOdds, logLines] = readShare(share, lines);
  return [Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, logOdds)), logLines];
}

function isRight(trip: PlayedTrip, part: CalibratedPart): boolean {
  if (part === "exact") return trip.isExact;
  const units = [...countUnits(trip).values()];
  return units.every((more) => (part === "missing" ? more >= 0 : more <= 0));
}

/** What each trip counts, so that wrong bills are as frequent as published; the sum is 1. */
export function weighTrips(trips: readonly PlayedTrip[]): number[] {
  const wrong = trips.filter(({ isExact }) => !isExact).length;
  return trips.map(({ isExact }) =>
    isExact ? (1 - WRONG_SHARE) / (trips.length - wrong) : WRONG_SHARE / wrong,
  );
}

export function fitCalibration(trips: readonly PlayedTrip[], part: CalibratedPart): LogisticModel {
  const features = trips.flatMap((trip) => readFeatures(trip, part));
  const outcomes = trips.map((trip) => Number(isRight(trip, part)));
  return fitSignedLogistic({ features, outcomes, counts: weighTrips(trips) }, [1, 0], PENALTY);
}

export interface CalibrationScore {
  readonly brier: number;
  /** Of saying how often it is right of every bill. */
  readonly brierOfNothing: number;
  readonly error: number;
}

/** Each family of worlds is predicted by what was fitted on the others. */
export function scoreLeftOut(
  trips: readonly PlayedTrip[],
  part: CalibratedPart = "exact",
): CalibrationScore {
  const predicted = CART_FAMILIES.flatMap((family) => {
    const own = trips.filter((trip) => trip.family === family);
    const others = trips.filter((trip) => trip.family !== family);
    const model = fitCalibration(others, part);
    return own.map((trip) => ({
      trip,
      probability: predictLogistic(model, readFeatures(trip, part)),
    }));
  });
  const probabilities = predicted.map(({ probability }) => probability);
  const outcomes = predicted.map(({ trip }) => isRight(trip, part));
  const weights = weighTrips(predicted.map(({ trip }) => trip));
  const right = weights.reduce((sum, weight, at) => (outcomes[at] ? sum + weight : sum), 0);
  return {
    brier: brierScore(probabilities, outcomes, weights),
    brierOfNothing: right * (1 - right),
    error: expectedCalibrationError(probabilities, outcomes, undefined, weights),
  };
}
