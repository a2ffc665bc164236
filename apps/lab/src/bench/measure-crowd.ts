/** Thirty shoppers among 1,200 plates: whether the engine keeps up, and whose things are whose. */

import type { Observation } from "@saunter/engine/observation";
import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";
import { countPlates } from "@saunter/sim/floor-plan";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { evaluateSimulation } from "../evaluate/evaluate-stream.ts";
import type { RecordingScore } from "../evaluate/score-recording.ts";
import { atLeast, createFigure, type FigureGroup } from "./figure.ts";

export const CROWD_SPEED_MIN = 20;
export const CROWD_UNITS_SHARE_MIN = 97;

/** How long the shop takes to fill. */
const FILLING_S = 40;

export interface CrowdOptions {
  /** `rush`, or one that is over sooner. */
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly minutes: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds of the stream while people come in. */
export function countCrowdSteps(minutes: number): number {
  return Math.round(60 * minutes);
}

export async function measureCrowd({
  scenario,
  seed,
  minutes,
  progress,
}: CrowdOptions): Promise<FigureGroup[]> {
  const simulation = createSimulation({ seed, scenario, minutes });
  const watch = createFullWatch(minutes, progress);
  const engine = createSteppedEngine(simulation.shop);
  const timed = () => ({
    step: (observation: Observation) => {
      if (!watch.isFull) return engine.step(observation);
      const before = readCpuSeconds();
      const outputs = engine.step(observation);
      watch.engineSeconds += readCpuSeconds() - before;
      return outputs;
    },
    finish: () => engine.finish(),
  });
  const evaluated = await evaluateSimulation(scenario, simulation, timed, readCpuSeconds, {
    onObservation: watch.see,
  });
  const { score } = evaluated;
  const { truePositives, trueUnits, predictedUnits, exactReceipts } = score;
  const attributed = await attribute({ scenario, seed, minutes });
  const figures = [
    createFigure("shoppers in the shop, mean", watch.shoppersMean(), "", 1),
    createFigure(
      "engine alone by CPU time, while the shop is full",
      watch.fullSeconds() / watch.engineSeconds,
      "x real time",
      1,
      atLeast(CROWD_SPEED_MIN),
    ),
    createFigure("units taken", trueUnits, "", 0),
    createFigure(
      "attributed to who took them, of those taken",
      (100 * attributed.truePositives) / attributed.trueUnits,
      "%",
      1,
      atLeast(CROWD_UNITS_SHARE_MIN),
    ),
    createFigure(
      "attributed to somebody else, of those taken",
      (100 * countSwapped(attributed)) / attributed.trueUnits,
      "%",
      1,
    ),
    createFigure(
      "charged to who took them, of those taken",
      (100 * truePositives) / trueUnits,
      "%",
      1,
    ),
    createFigure("the same, of those charged", (100 * truePositives) / predictedUnits, "%", 1),
    createFigure("exact receipts", (100 * exactReceipts) / score.receipts.length, "%", 1),
  ];
  const plates = countPlates(simulation.floor);
  return [{ title: `Crowd: scenario ${scenario}, seed ${seed}, ${plates} plates`, figures }];
}

/**
 * The same once more with each unit where the belief says that it likelier is. A receipt charges what it
 * is surer of: there an overcharge costs five undercharges.
 */
async function attribute({
  scenario,
  seed,
  minutes,
}: Omit<CrowdOptions, "progress">): Promise<RecordingScore> {
  const simulation = createSimulation({ seed, scenario, minutes });
  const engine = () => createSteppedEngine(simulation.shop, { overchargeCost: 1 });
  const { score } = await evaluateSimulation(scenario, simulation, engine, readCpuSeconds);
  return score;
}

interface FullWatch {
  readonly isFull: boolean;
  engineSeconds: number;
  readonly see: (observation: Observation) => void;
  readonly fullSeconds: () => number;
  readonly shoppersMean: () => number;
}

/** Between the time at which the shop is full and the one after which nobody comes any more. */
function createFullWatch(minutes: number, progress: Progress): FullWatch {
  let startMs = Number.NaN;
  let nowS = 0;
  let frames = 0;
  let shoppers = 0;
  const endS = 60 * minutes;
  const fillingS = Math.min(FILLING_S, endS / 2);
  const isFull = (): boolean => nowS >= fillingS && nowS < endS;
  let doneS = 0;
  return {
    get isFull() {
      return isFull();
    },
    engineSeconds: 0,
    see: (observation) => {
      if (Number.isNaN(startMs)) startMs = observation.timestampMs;
      nowS = Math.max(nowS, (observation.timestampMs - startMs) / 1000);
      if (observation.kind === "joints" && isFull()) {
        frames++;
        shoppers += observation.shoppers.length;
      }
      if (nowS < doneS + 1) return;
      doneS = Math.floor(nowS);
      progress.update(Math.min(doneS, Math.round(endS)));
    },
    fullSeconds: () => endS - fillingS,
    shoppersMean: () => shoppers / frames,
  };
}

/** Units that one receipt has too many and another too few. */
function countSwapped({ receipts }: RecordingScore): number {
  const over = new Map<string, number>();
  const under = new Map<string, number>();
  for (const { overcharged, undercharged } of receipts) {
    for (const { barcode, quantity } of overcharged) {
      over.set(barcode, (over.get(barcode) ?? 0) + quantity);
    }
    for (const { barcode, quantity } of undercharged) {
      under.set(barcode, (under.get(barcode) ?? 0) + quantity);
    }
  }
  return [...over].reduce((sum, [code, units]) => sum + Math.min(units, under.get(code) ?? 0), 0);
}
