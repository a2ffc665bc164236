/** Simulated days and scenarios. */

import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { readSimulatedTruth } from "@saunter/stand-ins/recordings/simulated-truth";
import { chunkObservations } from "../chunk-observations.ts";
import { type Measured, measureStream, type ProductNames, type SetPlan } from "./measured-set.ts";

/** A long simulation reports this often, in minutes of its stream. */
const STEP_MINUTES = 10;

async function measureSimulation(
  scenario: ScenarioName,
  seed: number,
  minutes: number,
  onStep: () => void,
  names: ProductNames,
): Promise<Measured> {
  const simulation = createSimulation({ seed, scenario, minutes });
  let startMs = Number.NaN;
  let steps = 0;
  const stepsMax = countSteps(minutes);
  const advanceTo = (count: number): void => {
    for (; steps < Math.min(count, stepsMax); steps++) onStep();
  };
  const measured = await measureStream(
    {
      name: `${scenario}, seed ${seed}`,
      shop: simulation.shop,
      chunks: chunkObservations(simulation.observations()),
      truth: () => readSimulatedTruth(simulation),
      onObservation: ({ timestampMs }) => {
        if (Number.isNaN(startMs)) startMs = timestampMs;
        advanceTo(Math.floor((timestampMs - startMs) / (60_000 * STEP_MINUTES)));
      },
    },
    names,
  );
  advanceTo(stepsMax);
  return measured;
}

function countSteps(minutes: number): number {
  return Math.max(1, Math.floor(minutes / STEP_MINUTES));
}

/** One set for each seed: days differ. */
export function planEverydays(seeds: readonly number[], hours: number): SetPlan[] {
  return seeds.map((seed) => ({
    title: `everyday, seed ${seed}`,
    what: `${hours} simulated opening hours (ten make a day) of the scenario \`everyday\``,
    steps: countSteps(60 * hours),
    run: async (onStep, names) => [
      await measureSimulation("everyday", seed, 60 * hours, onStep, names),
    ],
  }));
}

/** One set for each scenario, with every seed. */
export function planScenarios(
  scenarios: readonly ScenarioName[],
  seeds: readonly number[],
  minutes: number,
): SetPlan[] {
  return scenarios.map((scenario) => ({
    title: scenario,
    what: `${minutes} minutes of the scenario \`${scenario}\`; seeds ${seeds.join(", ")}`,
    steps: seeds.length * countSteps(minutes),
    run: async (onStep, names) => {
      const all = [];
      for (const seed of seeds) {
        all.push(await measureSimulation(scenario, seed, minutes, onStep, names));
      }
      return all;
    },
  }));
}
