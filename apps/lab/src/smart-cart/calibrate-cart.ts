/**
 * Fits how the probabilities that a bill is right follow from the hypotheses, on trips in drawn worlds of their own.
 *
 *     npm run calibrate-cart                     prints the nine parameters
 *     npm run calibrate-cart -- --trips 80       honest trips; an eighth as many of each dishonest habit (default 1000)
 *
 * Values go into packages/engine/src/parameters/smart-cart.ts by hand, rounded.
 */
import { readOptions, refuse } from "../read-options.ts";
import { CALIBRATED_PARTS, fitCalibration, scoreLeftOut, WRONG_SHARE } from "./calibrate-trips.ts";
import { listTasks } from "./measure-cart.ts";
import { playTrips } from "./trip-pool.ts";

/** Unlike the seeds of tests, fits and reports. */
const FIRST_SEED = 400_000;

const options = readOptions({ trips: { type: "string" } });
const honest = Number(options.trips ?? 1000);
if (!(Number.isInteger(honest) && honest > 0)) refuse("--trips takes a whole number above 0");

const trips = await playTrips("trips", listTasks(FIRST_SEED, honest));
const wrong = trips.filter(({ isExact }) => !isExact).length;
console.log(
  `${trips.length} trips, ${wrong} with a wrong bill, which count as ${WRONG_SHARE} of all`,
);
for (const part of CALIBRATED_PARTS) {
  const {
    offset,
    weights: [slope, ofLines],
  } = fitCalibration(trips, part);
  const { brier, brierOfNothing, error } = scoreLeftOut(trips, part);
  console.log(
    `${part}Offset ${offset.toFixed(2)}, ${part}Slope ${slope!.toFixed(2)}, ${part}Lines ${ofLines!.toFixed(2)}`,
  );
  console.log(
    `  each family of worlds left out: Brier ${brier.toFixed(4)} (${brierOfNothing.toFixed(4)} of nothing), error ${error.toFixed(4)}`,
  );
}
