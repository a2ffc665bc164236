/** How the probability that a bill is exact follows from the hypotheses: fitted on trips, at the published share of wrong bills. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { brierScore, expectedCalibrationError } from "@saunter/numerics/calibration";
import {
  fitSignedLogistic,
  type LogisticModel,
  predictLogistic,
} from "@saunter/numerics/signed-logistic";
import { CART_FAMILIES } from "@saunter/sim/smart-cart/draw-cart-world";
import type { PlayedTrip } from "./play-trip.ts";

/** Of trips: 2.9 % of baskets that scan-and-go has scanned again have an error (ECR, 2018). */
export const WRONG_SHARE = 0.029;
const LOG_ODDS_MAX = 12;
const PENALTY = 1e-3;

/** The hypotheses' log odds, without the calibration that a trip was played with, and the logarithm of one more than its lines. */
export function readFeatures({ certainty: { probabilityExact }, lines }: PlayedTrip): number[] {
  const { exactLines, exactOffset, exactSlope } = DEFAULT_SMART_CART;
  const calibrated = Math.log(probabilityExact) - Math.log1p(-probabilityExact);
  const logLines = Math.log1p(lines);
  const logOdds = (calibrated - exactOffset - exactLines * logLines) / exactSlope;
  return [Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, logOdds)), logLines];
}

/** What each trip counts, so that wrong bills are as frequent as published; the sum is 1. */
export function weighTrips(trips: readonly PlayedTrip[]): number[] {
  const wrong = trips.filter(({ isExact }) => !isExact).length;
  return trips.map(({ isExact }) =>
    isExact ? (1 - WRONG_SHARE) / (trips.length - wrong) : WRONG_SHARE / wrong,
  );
}

export function fitCalibration(trips: readonly PlayedTrip[]): LogisticModel {
  const features = trips.flatMap(readFeatures);
  const outcomes = trips.map(({ isExact }) => Number(isExact));
  return fitSignedLogistic({ features, outcomes, counts: weighTrips(trips) }, [1, 0], PENALTY);
}

export interface CalibrationScore {
  readonly brier: number;
  /** Of saying 97.1 % of every bill. */
  readonly brierOfNothing: number;
  readonly error: number;
}

/** Each family of worlds is predicted by what was fitted on the others. */
export function scoreLeftOut(trips: readonly PlayedTrip[]): CalibrationScore {
  const predicted = CART_FAMILIES.flatMap((family) => {
    const own = trips.filter((trip) => trip.family === family);
    const model = fitCalibration(trips.filter((trip) => trip.family !== family));
    return own.map((trip) => ({ trip, probability: predictLogistic(model, readFeatures(trip)) }));
  });
  const probabilities = predicted.map(({ probability }) => probability);
  const outcomes = predicted.map(({ trip }) => trip.isExact);
  const weights = weighTrips(predicted.map(({ trip }) => trip));
  return {
    brier: brierScore(probabilities, outcomes, weights),
    brierOfNothing: WRONG_SHARE * (1 - WRONG_SHARE),
    error: expectedCalibrationError(probabilities, outcomes, undefined, weights),
  };
}
