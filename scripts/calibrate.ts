/**
 * Fits what a belief's own probability of an exact receipt is worth, on simulated visits and, where
 * they are there, on re-enactments made harder, and writes the table that the engine reads.
 *
 * Usage: npx node scripts/calibrate.ts [--write]
 */
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fitTable, type Outcome } from "@saunter/edge/calibrate/fit-table";
import { findRecordings } from "@saunter/edge/ingest/recording/find-recordings";
import { readObservations } from "@saunter/edge/ingest/recording/read-observations";
import { readShop } from "@saunter/edge/ingest/recording/read-shop";
import { readTruth } from "@saunter/edge/ingest/recording/read-truth";
import { upperBoundOneSided } from "@saunter/numerics/binomial";
import { createEngine, finishEngine, stepEngine } from "@saunter/perception/engine";
import type { Observation } from "@saunter/perception/observation";
import type { ShopModel } from "@saunter/perception/shop-model";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { varyObservations } from "@saunter/sim/vary-observations";
import { readOptions } from "./read-options.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const reenacted = `${root}../shared/data/nanostore/reenacted`;
const target = `${root}packages/perception/src/calibration-table.ts`;

/** Scenario, minutes, seeds: other seeds than any test or report uses. */
const SIMULATED: readonly (readonly [ScenarioName, number, readonly number[]])[] = [
  ["everyday", 240, [901, 902, 903]],
  ["busy", 10, [901, 902, 903]],
  ["hold", 15, [901, 902]],
  ["misplace", 15, [901, 902]],
  ["swap", 10, [901]],
  ["noisy", 10, [901, 902]],
  ["broken-tracks", 10, [901, 902]],
];
const VARIED = [
  { noiseScale: 2 },
  { touchesPerMinute: 6 },
  { dropoutShare: 0.12 },
  { mixUpRate: 0.1 },
  { noiseScale: 2, touchesPerMinute: 4, dropoutShare: 0.1, mixUpRate: 0.1 },
];
/** Receipts in a block at the least. */
const BLOCK_LEAST = 40;

interface Truth {
  readonly targetId: string | null;
  readonly products: readonly { readonly barcode: string; readonly quantity: number }[];
}

function nameLines(products: Truth["products"]): string {
  return products
    .map(({ barcode, quantity }) => `${barcode}x${quantity}`)
    .sort()
    .join();
}

function judge(
  shop: ShopModel,
  observations: Iterable<Observation>,
  truth: () => readonly Truth[],
  outcomes: Outcome[],
): void {
  const engine = createEngine(shop, { calibrate: (probability) => probability });
  for (const observation of observations) stepEngine(engine, observation);
  const { receipts } = finishEngine(engine);
  for (const { targetId, products } of truth()) {
    const own = receipts.find((receipt) => receipt.targetId === targetId);
    if (own === undefined) continue;
    const exact = nameLines(own.products) === nameLines(products);
    outcomes.push({ probability: own.probabilityExact, exact });
  }
}

function judgeSimulated(outcomes: Outcome[]): void {
  for (const [scenario, minutes, seeds] of SIMULATED) {
    for (const seed of seeds) {
      const simulation = createSimulation({ seed, scenario, minutes });
      const truth = (): readonly Truth[] => simulation.truth().receipts;
      judge(simulation.shop, simulation.observations(), truth, outcomes);
    }
    console.error(`${scenario}: ${outcomes.length} receipts`);
  }
}

async function judgeReenacted(outcomes: Outcome[]): Promise<void> {
  for (const folder of await findRecordings([reenacted])) {
    const { shop } = await readShop(folder);
    const truth = await readTruth(folder);
    if (truth === null) continue;
    const observations: Observation[] = [];
    for await (const chunk of (await readObservations(folder)).chunks) observations.push(...chunk);
    for (const [at, options] of VARIED.entries()) {
      const varied = varyObservations(observations, { seed: 900 + at, ...options });
      judge(shop, varied, () => truth.receipts, outcomes);
    }
  }
  console.error(`re-enactments: ${outcomes.length} receipts`);
}

const options = readOptions({ write: { type: "boolean" } });
const outcomes: Outcome[] = [];
judgeSimulated(outcomes);
if (existsSync(reenacted)) await judgeReenacted(outcomes);
else console.error("no ../shared/data: fitted on simulated visits alone");
const { inputs, values, counts } = fitTable(outcomes, BLOCK_LEAST);
for (const [at, input] of inputs.entries()) {
  console.log(`${input.toFixed(4)} -> ${values[at]!.toFixed(4)}  (${counts[at]} receipts)`);
}
for (const least of [0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99]) {
  const accepted = outcomes.filter(({ probability }) => probability >= least);
  const wrong = accepted.filter(({ exact }) => !exact).length;
  const bound = upperBoundOneSided(wrong, accepted.length, 0.95);
  console.log(
    `accepting from ${least}: ${accepted.length} of ${outcomes.length} receipts, ${wrong} wrong, ` +
      `${((100 * wrong) / accepted.length).toFixed(2)} % (at most ${(100 * bound).toFixed(2)} %)`,
  );
}
if (options.write) {
  const print = (numbers: readonly number[]): string =>
    numbers.map((number) => `  ${number.toFixed(5)},\n`).join("");
  writeFileSync(
    target,
    `/** Written by scripts/calibrate.ts from ${outcomes.length} receipts; do not edit by hand. */\n` +
      `export const CALIBRATION_INPUTS: readonly number[] = [\n${print(inputs)}];\n` +
      `export const CALIBRATION_VALUES: readonly number[] = [\n${print(values)}];\n`,
  );
  console.error(`wrote ${target}`);
}
