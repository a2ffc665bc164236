/**
 * Fits how the probability that a bill is exact follows from the hypotheses, on trips in drawn worlds of their own.
 *
 *     npm run calibrate-cart                     prints offset and slope
 *     npm run calibrate-cart -- --trips 80       honest trips; an eighth as many of each dishonest habit (default 160)
 *
 * Values go into packages/engine/src/parameters/smart-cart.ts by hand, rounded.
 */
import { SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { takeValues } from "@saunter/numerics/parameter-table";
import { fitSignedLogistic } from "@saunter/numerics/signed-logistic";
import { readOptions, refuse } from "../read-options.ts";
import { listTasks } from "./measure-cart.ts";
import { playTrip } from "./play-trip.ts";

/** Unlike the seeds of tests, fits and reports. */
const FIRST_SEED = 400_000;
/** Of trips: 2.9 % of baskets that scan-and-go has scanned again have an error (ECR, 2018). */
const WRONG_SHARE = 0.029;
const LOG_ODDS_MAX = 12;
const PENALTY = 1e-3;

const options = readOptions({ trips: { type: "string" } });
const honest = Number(options.trips ?? 160);
if (!(Number.isInteger(honest) && honest > 0)) refuse("--trips takes a whole number above 0");

const asThought = takeValues(SMART_CART, { exactOffset: 0, exactSlope: 1 });
const trips = listTasks(FIRST_SEED, honest).map((task) => playTrip(task, asThought));
const features = trips.map(({ certainty: { probabilityExact } }) => {
  const logOdds = Math.log(probabilityExact) - Math.log1p(-probabilityExact);
  return Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, logOdds));
});
const wrong = trips.filter(({ isExact }) => !isExact).length;
const counts = trips.map(({ isExact }) =>
  isExact ? (1 - WRONG_SHARE) / (trips.length - wrong) : WRONG_SHARE / wrong,
);
const outcomes = trips.map(({ isExact }) => Number(isExact));
const model = fitSignedLogistic({ features, outcomes, counts }, [1], PENALTY);
console.log(`${trips.length} trips, ${wrong} with a wrong bill`);
console.log(`exactOffset ${model.offset.toFixed(2)}, exactSlope ${model.weights[0]!.toFixed(2)}`);
