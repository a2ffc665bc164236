/** How likely weights are of goods and of shoppers' own things of which nothing else is known. */
import { normalLogDensity } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";

/** Weights of goods are at least so likely, log density a gram: nobody's catalogue is complete. */
const DENSITY_LOG_MIN = Math.log(1e-6);

export function weighOwnThing(
  { ownLogSpread, ownMedianG }: SmartCartParameters,
  weightG: number,
): number {
  return normalLogDensity(Math.log(weightG / ownMedianG), 0, ownLogSpread) - Math.log(weightG);
}

/** log density of goods of a catalogue, all alike: how many weigh about as much. Looked up in a table. */
export function createGoodsDensity(
  weightsG: readonly number[],
  { itemSpread, itemSpreadG }: SmartCartParameters,
): (weightG: number) => number {
  const known = weightsG.filter((weightG) => weightG > 0);
  const densities = new Float64Array(TABLE_SIZE);
  const weightAt = (at: number): number => TABLE_FROM_G * Math.exp(at * TABLE_STEP);
  for (const own of known) {
    const spreadG = Math.hypot(DENSITY_WIDTH * itemSpread * own, itemSpreadG);
    const from = Math.max(0, Math.floor(findAt(own - 5 * spreadG)));
    const to = Math.min(TABLE_SIZE - 1, Math.ceil(findAt(own + 5 * spreadG)));
    for (let at = from; at <= to; at++) {
      densities[at]! += Math.exp(normalLogDensity(weightAt(at), own, spreadG)) / known.length;
    }
  }
  const logs = densities.map((density) => Math.max(DENSITY_LOG_MIN, Math.log(density)));
  return (weightG) => {
    if (!(weightG > 0)) return Number.NEGATIVE_INFINITY;
    return logs[Math.round(findAt(weightG))] ?? DENSITY_LOG_MIN;
  };
}

/** Wider than an item's spread: the catalogue's weights may be off. */
const DENSITY_WIDTH = 2;
/** Weights of the table: from 1 g, in steps of half a percent, to 30 kg. */
const TABLE_FROM_G = 1;
const TABLE_STEP = 0.005;
const TABLE_SIZE = Math.ceil(Math.log(30_000) / TABLE_STEP);

function findAt(weightG: number): number {
  return Math.log(Math.max(TABLE_FROM_G, weightG) / TABLE_FROM_G) / TABLE_STEP;
}
