/**
 * Fits what the engine of the smart cart assumes of people and weights, by coordinate search on trips in drawn worlds,
 * each in a world of its own.
 *
 *     npm run fit-cart                     prints the values that do better, with what they gain
 *     npm run fit-cart -- --trips 40       honest trips; half as many of each dishonest habit (default 60)
 *
 * Values go into packages/engine/src/parameters/smart-cart.ts by hand, rounded.
 */
import { SMART_CART, type SmartCartParameters } from "@saunter/engine/parameters/smart-cart";
import { takeValues } from "@saunter/numerics/parameter-table";
import { DISHONEST_HABITS } from "@saunter/sim/smart-cart/cart-habits";
import { readOptions, refuse } from "../read-options.ts";
import { type PlayedTrip, playTrip, type TripTask } from "./play-trip.ts";

/** Unlike the seeds of tests and reports. */
const FIRST_SEED = 200_000;
/** Of the log loss: dishonest trips are rarer than the sample has them. */
const DISHONEST_WEIGHT = 0.5;
const STEPS = [0.5, 0.25];
const PROBABILITY_MIN = 1e-4;
/** log loss a trip that a step has to gain. */
const GAIN_MIN = 2e-4;

const options = readOptions({ trips: { type: "string" } });
const trips = Number(options.trips ?? 60);
if (!(Number.isInteger(trips) && trips > 0)) refuse("--trips takes a whole number above 0");

const tasks: TripTask[] = [];
for (let at = 0; at < trips; at++) tasks.push({ habit: "honest", seed: FIRST_SEED + at });
for (const habit of DISHONEST_HABITS) {
  for (let at = 0; at < trips / 4; at++) tasks.push({ habit, seed: FIRST_SEED + at });
}

function scoreTrip({ certainty, habit, isExact }: PlayedTrip): number {
  const right = isExact ? certainty.probabilityExact : 1 - certainty.probabilityExact;
  return (habit === "honest" ? 1 : DISHONEST_WEIGHT) * -Math.log(Math.max(PROBABILITY_MIN, right));
}

function scoreValues(values: SmartCartParameters): number {
  return tasks.reduce((sum, task) => sum + scoreTrip(playTrip(task, values)), 0) / tasks.length;
}

const FITTED = [
  ...["weightTail", "restShare", "creepG", "slopeShare", "forceMeanG", "forceMeanS", "forceLogMin"],
  ...["put", "putMore", "putOld", "extra", "extraOther", "otherLabel", "unscannedBeside"],
  ...["unscanned", "ownFirst", "ownLater", "force", "forceWith", "takeOut", "swap", "release"],
  ...["nothing", "nothingRolled", "putFirst", "removesInside", "saysOwnOfGoods", "itemSpread"],
] as readonly (keyof SmartCartParameters)[];

const changes: Partial<Record<keyof SmartCartParameters, number>> = {};
let best = scoreValues(takeValues(SMART_CART));
console.log(`log loss ${best.toFixed(4)} of ${tasks.length} trips`);
for (const step of STEPS) {
  for (const name of FITTED) {
    const { range, value } = SMART_CART[name];
    for (const way of [1 + step, 1 / (1 + step)]) {
      for (;;) {
        const own = changes[name] ?? value;
        const isShare = range[0] === 0 && range[1] === 1;
        // Odds, not shares, so that no step leaves 0 to 1.
        const moved = isShare ? 1 / (1 + (1 / own - 1) / way ** 2) : own * way;
        if (moved < range[0] || moved > range[1]) break;
        const score = scoreValues(takeValues(SMART_CART, { ...changes, [name]: moved }));
        if (score > best - GAIN_MIN) break;
        console.log(
          `${name} ${own.toPrecision(3)} -> ${moved.toPrecision(3)}: ${score.toFixed(4)}`,
        );
        changes[name] = moved;
        best = score;
      }
    }
  }
}
console.log(JSON.stringify(changes));
