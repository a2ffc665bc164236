/**
 * Fits what the engine of the smart cart assumes of people and weights, by coordinate search on trips in drawn worlds,
 * each in a world of its own, or on recorded ones. Each set of values is scored by the log loss of bills at the
 * published share of wrong ones, after it has been calibrated.
 *
 *     npm run fit-cart                          prints the values that do better, with what they gain
 *     npm run fit-cart -- --trips 40            honest trips; an eighth as many of each dishonest habit (default 240)
 *     npm run fit-cart -- --leave-out rough     a family of worlds is left out, and scored with the values found
 *     npm run fit-cart -- --only put,putOld     these parameters alone
 *     npm run fit-cart -- --recordings trips    recorded trips instead; every other one is left out, and scored with the
 *                                               values found
 *
 * Values go into packages/engine/src/parameters/smart-cart.ts by hand, rounded.
 */
import { SMART_CART, type SmartCartParameters } from "@saunter/engine/parameters/smart-cart";
import {
  findCartRecordings,
  readCartRecording,
} from "@saunter/ingest/cart-recordings/read-cart-recording";
import { RecordingError } from "@saunter/ingest/recordings/recording-codes";
import { predictLogistic } from "@saunter/numerics/signed-logistic";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { CART_FAMILIES, type CartFamily } from "@saunter/sim/smart-cart/draw-cart-world";
import { readOptions, refuse } from "../read-options.ts";
import { fitCalibration, readFeatures, weighTrips } from "./calibrate-trips.ts";
import { listTasks } from "./measure-cart.ts";
import type { PlayedTrip } from "./play-trip.ts";
import { createTripPool } from "./trip-pool.ts";

type Name = keyof SmartCartParameters;
type Changes = Partial<Record<Name, number>>;

/** Unlike the seeds of tests and reports. */
const FIRST_SEED = 200_000;
const STEPS = [0.5, 0.25];
const PROBABILITY_MIN = 1e-4;
/** log loss a trip that a step has to gain. */
const GAIN_MIN = 3e-4;
/** Right bills that a calibration takes, and wrong ones. */
const OUTCOMES_MIN = 5;

const FITTED: readonly Name[] = [
  ...(["weightTail", "creepG", "slopeShare", "slopeCount", "touchMeanG", "touchMeanS"] as const),
  ...(["rests", "childShare", "liftShare", "put", "putMore", "putMoreRolled"] as const),
  ...(["putOld", "extra", "extraOther", "otherLabel", "unscannedBeside", "unscanned"] as const),
  ...(["ownFirst", "ownLater", "touch", "touchWith", "back", "takeOut", "swap"] as const),
  ...(["nothing", "nothingRolled", "putFirst", "putBeside", "removesInside"] as const),
  ...(["saysOwnOfGoods", "saysOwnOfNothing", "ownUnsaidMeanS", "ownUnsaidLogMin"] as const),
  ...(["scanMeanS", "neverScans", "hides", "putMeanS", "carries", "neverPuts"] as const),
];

const options = readOptions({
  trips: { type: "string" },
  "leave-out": { type: "string" },
  only: { type: "string" },
  recordings: { type: "string" },
});
const honest = Number(options.trips ?? 240);
if (!(Number.isInteger(honest) && honest > 0)) refuse("--trips takes a whole number above 0");
const leftOut = options["leave-out"] as CartFamily | undefined;
if (leftOut !== undefined && !CART_FAMILIES.includes(leftOut)) {
  refuse(`--leave-out takes one of ${CART_FAMILIES.join(", ")}`);
}
const names = (options.only?.split(",") ?? FITTED) as readonly Name[];
const unknown = names.find((name) => !Object.hasOwn(SMART_CART, name));
if (unknown !== undefined) refuse(`--only: there is no parameter ${unknown}`);

if (options.recordings !== undefined && leftOut !== undefined) {
  refuse("--leave-out is of drawn worlds, not of --recordings");
}

const recorded = options.recordings === undefined ? null : await listRecorded(options.recordings);
const tasks = recorded ?? listTasks(FIRST_SEED, honest);
const pool = createTripPool();
const changes: Changes = {};
const first = await play({});
refuseTooFew(first.filter(isFitted), "to fit");
const others = first.filter((trip, at) => !isFitted(trip, at));
if (others.length > 0) refuseTooFew(others, "left out");
const progress = startProgressBar("steps", STEPS.length * names.length);
let best = scoreTrips(first, isFitted);
console.log(`log loss ${best.toFixed(4)}`);
for (const [at, step] of STEPS.entries()) {
  for (const [nameAt, name] of names.entries()) {
    for (const way of [1 + step, 1 / (1 + step)]) await follow(name, way);
    progress.update(at * names.length + nameAt + 1);
  }
}
progress.stop();
console.log(JSON.stringify(changes));
if (others.length > 0) {
  for (const [label, own] of [
    ["as it is", {}],
    ["with these", changes],
  ] as const) {
    const loss = scoreTrips(await play(own), (trip, at) => !isFitted(trip, at));
    console.log(`${leftOut ?? "every other trip"}, ${label}: log loss ${loss.toFixed(4)}`);
  }
}
await pool.close();

function isFitted({ family }: PlayedTrip, at: number): boolean {
  return recorded === null ? family !== leftOut : at % 2 === 0;
}

/** Folders of recordings that can be read and have their truth. */
async function listRecorded(dir: string): Promise<string[]> {
  try {
    const dirs = await findCartRecordings(dir);
    for (const one of dirs) {
      if ((await readCartRecording(one)).truth === null) refuse(`${one} has no truth.json`);
    }
    return dirs;
  } catch (error) {
    if (error instanceof RecordingError) refuse(error.message);
    throw error;
  }
}

/** Of fewer, a calibration says what it was fitted on, and nothing of other trips. */
function refuseTooFew(trips: readonly PlayedTrip[], what: string): void {
  const wrong = trips.filter(({ isExact }) => !isExact).length;
  if (Math.min(wrong, trips.length - wrong) >= OUTCOMES_MIN) return;
  refuse(
    `${trips.length} trips ${what}, ${wrong} with a wrong bill: ${OUTCOMES_MIN} right bills and as many wrong ones are the least`,
  );
}

function play(own: Changes): Promise<PlayedTrip[]> {
  return pool.measure(tasks.map((task) => ({ task, changes: own })));
}

/** Log loss of those that count, by the calibration of those that are fitted. */
function scoreTrips(
  trips: readonly PlayedTrip[],
  doesCount: (trip: PlayedTrip, at: number) => boolean,
): number {
  const model = fitCalibration(trips.filter(isFitted), "exact");
  const counted = trips.filter(doesCount);
  const weights = weighTrips(counted);
  return counted.reduce((sum, trip, at) => {
    const probability = predictLogistic(model, readFeatures(trip, "exact"));
    const right = trip.isExact ? probability : 1 - probability;
    return sum - weights[at]! * Math.log(Math.max(PROBABILITY_MIN, right));
  }, 0);
}

/** Goes on in one way for as long as that gains. */
async function follow(name: Name, way: number): Promise<void> {
  const { range, value } = SMART_CART[name];
  for (;;) {
    const own = changes[name] ?? value;
    const isShare = range[0] === 0 && range[1] === 1;
    // Odds, not shares, so that no step leaves 0 to 1.
    const moved = isShare ? 1 / (1 + (1 / own - 1) / way ** 2) : own * way;
    if (moved < range[0] || moved > range[1]) return;
    const score = scoreTrips(await play({ ...changes, [name]: moved }), isFitted);
    if (score > best - GAIN_MIN) return;
    console.log(`${name} ${own.toPrecision(3)} -> ${moved.toPrecision(3)}: ${score.toFixed(4)}`);
    changes[name] = moved;
    best = score;
  }
}
