/**
 * Fits how the probability that a bill is exact follows from the hypotheses, on trips in drawn worlds of their own.
 *
 *     npm run calibrate-cart                     prints the three parameters
 *     npm run calibrate-cart -- --trips 80       honest trips; an eighth as many of each dishonest habit (default 1000)
 *
 * Values go into packages/engine/src/parameters/smart-cart.ts by hand, rounded.
 */
import { readOptions, refuse } from "../read-options.ts";
import { fitCalibration, scoreLeftOut, WRONG_SHARE } from "./calibrate-trips.ts";
import { listTasks } from "./measure-cart.ts";
import { playTrips } from "./trip-pool.ts";

/** Unlike the seeds of tests, fits and reports. */
const FIRST_SEED = 400_000;

const options = readOptions({ trips: { type: "string" } });
const honest = Number(options.trips ?? 1000);
if (!(Number.isInteger(honest) && honest > 0)) refuse("--trips takes a whole number above 0");

const trips = await playTrips("trips", listTasks(FIRST_SEED, honest));
const model = fitCalibration(trips);
const wrong = trips.filter(({ isExact }) => !isExact).length;
const { brier, brierOfNothing, error } = scoreLeftOut(trips);
console.log(
  `${trips.length} trips, ${wrong} with a wrong bill, which count as ${WRONG_SHARE} of all`,
);
const [slope, ofLines] = model.weights;
console.log(
  `exactOffset ${model.offset.toFixed(2)}, exactSlope ${slope!.toFixed(2)}, exactLines ${ofLines!.toFixed(2)}`,
);
console.log(
  `each family of worlds left out: Brier ${brier.toFixed(4)} (${brierOfNothing.toFixed(4)} of nothing), error ${error.toFixed(4)}`,
);
