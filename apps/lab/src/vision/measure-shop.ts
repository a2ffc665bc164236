/** A simulated shop whose people are seen by simulated cameras alone: whose things are whose. */

import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";
import { createCameraPipeline, type PipelineCounts } from "@saunter/sim/cameras/camera-pipeline";
import type { Doors } from "@saunter/sim/floor-plan";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { atLeast, atMost, createFigure, type Figure, type FigureGroup } from "../bench/figure.ts";
import { evaluateSimulation } from "../evaluate/evaluate-stream.ts";
import { coverFloor } from "./cover-floor.ts";

export const UNITS_SHARE_MIN = 97;
export const SWITCHES_A_HUNDRED_MAX = 1;

/** Gates admit one after the other, and nobody stands nearer to somebody before a shelf (Fruin 1971). */
const PEOPLE = { gateGapS: 1.5, roomM: 0.6 };

export interface ShopOptions {
  readonly scenario: ScenarioName;
  readonly minutes: number;
  readonly cameras: number;
  readonly heightM: number;
  /** One shop after the other, that are reported together. */
  readonly seeds: readonly number[];
  /** Where people come in and leave; left out: by one door. */
  readonly doors?: Doors;
}

/** What was seen in the shops, summed. */
interface Sums {
  visits: number;
  units: number;
  attributed: number;
  readonly counts: PipelineCounts;
}

export async function measureShop(options: ShopOptions): Promise<FigureGroup> {
  const { scenario, cameras, heightM, seeds } = options;
  const counts = { frames: 0, people: 0, reported: 0, switches: 0, fragments: 0, ghosts: 0 };
  const sums: Sums = { visits: 0, units: 0, attributed: 0, counts };
  for (const seed of seeds) await addShop(sums, options, seed);
  return {
    title: `Simulated shop, ${scenario}, ${cameras} cameras at ${heightM} m, ${describeSeeds(seeds)}`,
    figures: listFigures(sums),
  };
}

const describeSeeds = (seeds: readonly number[]): string =>
  seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;

async function addShop(sums: Sums, options: ShopOptions, seed: number): Promise<void> {
  const { scenario, minutes, cameras, heightM, doors } = options;
  const people = { seed, scenario, minutes, ...PEOPLE, ...(doors === undefined ? {} : { doors }) };
  const { floor } = createSimulation(people);
  const pipeline = createCameraPipeline(coverFloor(floor, { cameras, heightM, seed }));
  const simulation = createSimulation({ ...people, look: pipeline.look });
  // Each unit where the belief says that it likelier is, as where a tracker is given.
  const engine = () => createSteppedEngine(simulation.shop, { overchargeCost: 1 });
  const { score } = await evaluateSimulation(scenario, simulation, engine, readCpuSeconds);
  sums.visits += simulation.truth().receipts.length;
  sums.units += score.trueUnits;
  sums.attributed += score.truePositives;
  for (const key of Object.keys(sums.counts) as (keyof PipelineCounts)[])
    sums.counts[key] += pipeline.counts[key];
}

function listFigures({ visits, units, attributed, counts }: Sums): Figure[] {
  return [
    createFigure("shoppers in the shop, mean", counts.people / counts.frames, "", 1),
    createFigure("visits", visits, "", 0),
    createFigure("units taken", units, "", 0),
    createFigure(
      "attributed to who took them, of those taken",
      (100 * attributed) / units,
      "%",
      1,
      atLeast(UNITS_SHARE_MIN),
    ),
    createFigure(
      "identity switches, of 100 visits",
      (100 * (counts.switches + counts.fragments)) / visits,
      "",
      2,
      atMost(SWITCHES_A_HUNDRED_MAX),
    ),
    createFigure(
      "people reported, of those there",
      (100 * counts.reported) / counts.people,
      "%",
      1,
    ),
    createFigure("reported who do not exist", (100 * counts.ghosts) / counts.reported, "%", 1),
  ];
}
