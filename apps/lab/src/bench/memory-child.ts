/**
 * A child of the bench: everyday hours in a shop of 330 plates, simulator and engine in one
 * process. Prints a line of JSON for each tenth of an hour.
 *
 *     node apps/lab/src/bench/memory-child.ts SEED HOURS
 */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation } from "@saunter/sim/simulate";

const [seed, hours] = process.argv.slice(2).map(Number) as [number, number];
const TELL_MS = 360_000;

let receipts = 0;
const simulation = createSimulation({
  seed,
  scenario: "everyday",
  minutes: 60 * hours,
  floor: makeFloorPlan({ gondolas: 6, shelves: 5, plates: 11 }),
  // Truth that nobody asks for would be memory of the simulator's.
  onReceipt: () => {
    receipts++;
  },
});
const engine = createEngine(simulation.shop, { keepResults: false });
let startMs = Number.NaN;
let reportedMs = 0;

function tell(hour: number): void {
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ hour, rssMb: rss / 1e6, heapMb: heapUsed / 1e6, receipts }));
}

for (const observation of simulation.observations()) {
  if (Number.isNaN(startMs)) startMs = observation.timestampMs;
  stepEngine(engine, observation);
  const streamMs = observation.timestampMs - startMs;
  if (streamMs - reportedMs < TELL_MS) continue;
  reportedMs += TELL_MS;
  tell(reportedMs / 3_600_000);
}
// The stream ends within moments of its last hour.
if (reportedMs / 3_600_000 < hours) tell(hours);
finishEngine(engine);
