/** What a lane's floor scale reads, beside what the bill says that the cart carries. */
import { correctTrip } from "./correct-trip.ts";
import type { TripScene } from "./find-stakes.ts";
import type { LaneWeight, TripRecord } from "./trip-records.ts";
import { findLineWeight } from "./weigh-trip.ts";

/** What goods weigh and what the bill says agree within so many standard deviations. */
const SPREADS = 3;

/** Nothing is confirmed where a product's weight is not known. */
export function weighAtLane(
  { model }: Pick<TripScene, "model">,
  record: Pick<TripRecord, "corrections" | "trip" | "weighed">,
  { emptyG, scaleErrorG, weightG }: Record<"emptyG" | "scaleErrorG" | "weightG", number>,
): LaneWeight {
  let [expectedG, varianceG2] = [emptyG, 0];
  for (const line of correctTrip(record).lines) {
    if (line.removed) continue;
    const own = findLineWeight(line, model.products);
    expectedG += own.meanG;
    varianceG2 += own.varianceG2;
  }
  for (const { kind, weightG: ownG } of record.weighed?.findings ?? []) {
    if (kind === "own") expectedG += ownG ?? 0;
  }
  const isKnown = Number.isFinite(expectedG);
  const offG = Math.abs(weightG - expectedG);
  const isConfirmed = isKnown && offG <= scaleErrorG + SPREADS * Math.sqrt(varianceG2);
  return { weightG, expectedG: isKnown ? expectedG : emptyG, isConfirmed };
}
