/** How well clocks are aligned in simulated shops that no parameter was fitted on, and what that is worth to receipts. */
import type { EngineOptions } from "@saunter/engine/engine";
import { createRandom } from "@saunter/numerics/random";
import { quantile } from "@saunter/numerics/statistics";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { offsetJoints, playClocks } from "./play-clocks.ts";
import { listWrong } from "./play-live.ts";
import { formatLines } from "./settle-receipts.ts";

const SCENARIOS: readonly ScenarioName[] = ["everyday", "busy", "fast", "misplace", "noisy"];
/** Of these the median error is held; where everybody hurries, or plates tremble, it is told. */
const HELD: readonly ScenarioName[] = ["everyday", "busy", "misplace"];
const SHOPPERS = 25;
/** Offsets are drawn up to this, milliseconds. */
const OFFSET_MS_MAX = 1000;
const AFTER_CHANGES = [8, 16, 32, 48];
const NEAR_MS = 40;
const JUMP_MS = 400;
const FOUND_MS = 100;
const KNOWN_SD_MS = 25;
const COLUMNS = ["uncorrected", "corrected", "known from before"].flatMap((how) =>
  ["exact", "reviewed", "wrong"].map((what) => `${how}: ${what}`),
);
const OFFSETS_MS = [-500, -250, -100, 0, 100, 250, 500];

/** The shops that a proof plays: as many of each scenario, with seeds that were not fitted on. */
function* drawShops(count: number, seed: number, scenarios = SCENARIOS, shoppers = SHOPPERS) {
  for (let at = 0; at < count; at++) {
    for (const scenario of scenarios) {
      const simulation = createSimulation({ seed: 1000 * seed + at, scenario, shoppers });
      yield { at, scenario, simulation, observations: [...simulation.observations()] };
    }
  }
}

/** Whether offsets that are drawn are found, and none is where there is none. */
export function proveOffsets(count: number, seed: number): boolean {
  // Every other offset is none.
  const random = createRandom(seed);
  const errors = new Map<string, number[]>();
  const corrected = new Map(SCENARIOS.map((scenario) => [scenario, 0]));
  for (const { at, observations, scenario, simulation } of drawShops(count, seed)) {
    const offsetMs = at % 2 === 1 ? 0 : random.uniform(-OFFSET_MS_MAX, OFFSET_MS_MAX);
    const moved = offsetJoints(observations, () => offsetMs);
    const { trace } = playClocks(simulation.shop, moved, { alignsClocks: true });
    for (const changes of AFTER_CHANGES) {
      const found = trace.find(({ clocks }) => clocks.changes === changes);
      if (found === undefined) continue;
      const key = `${scenario} ${changes}`;
      errors.set(key, [...(errors.get(key) ?? []), found.clocks.offsetMs - offsetMs]);
    }
    if (offsetMs !== 0) continue;
    for (const { clocks } of trace) {
      const mostMs = Math.max(corrected.get(scenario)!, Math.abs(clocks.appliedMs));
      corrected.set(scenario, mostMs);
    }
  }
  console.log("| scenario | changes | shops | median error, ms | 90 % within, ms | within 40 ms |");
  console.log("|---|---:|---:|---:|---:|---:|");
  let isNear = true;
  for (const scenario of SCENARIOS) {
    for (const changes of AFTER_CHANGES) {
      const own = errors.get(`${scenario} ${changes}`) ?? [];
      if (own.length === 0) continue;
      const apart = own.map(Math.abs);
      const within = apart.filter((error) => error <= NEAR_MS).length / own.length;
      const row = [scenario, changes, own.length, quantile(own, 0.5).toFixed(0)];
      row.push(quantile(apart, 0.9).toFixed(0), `${(100 * within).toFixed(0)} %`);
      console.log(`| ${row.join(" | ")} |`);
      if (changes === AFTER_CHANGES.at(-1) && HELD.includes(scenario))
        isNear &&= quantile(apart, 0.5) <= NEAR_MS;
    }
  }
  const words = [...corrected].map(([scenario, mostMs]) => `${scenario} ${mostMs.toFixed(0)} ms`);
  console.log(`largest correction where clocks are one: ${words.join(", ")}`);
  return isNear && HELD.every((scenario) => corrected.get(scenario) === 0);
}

/** After how many changes a jump is noticed, and found. */
export function proveJumps(count: number, seed: number): boolean {
  console.log("| scenario | jumps | noticed after, changes | found after, changes | at most |");
  console.log("|---|---:|---:|---:|---:|");
  const noticed = new Map<string, number[]>();
  const found = new Map<string, number[]>();
  for (const { at, observations, scenario, simulation } of drawShops(count, seed)) {
    const sign = at % 2 === 0 ? 1 : -1;
    const jumpMs = observations[Math.floor(observations.length / 2)]!.timestampMs;
    const toMs = sign * JUMP_MS;
    const moved = offsetJoints(observations, (timestampMs) => (timestampMs < jumpMs ? 0 : toMs));
    const { trace } = playClocks(simulation.shop, moved, { alignsClocks: true });
    const after = trace.filter(({ timeMs }) => timeMs > jumpMs + OFFSET_MS_MAX + JUMP_MS);
    const take = (into: Map<string, number[]>, place: number): void => {
      const own = into.get(scenario) ?? [];
      own.push(place < 0 ? Number.POSITIVE_INFINITY : place + 1);
      into.set(scenario, own);
    };
    take(
      noticed,
      after.findIndex(({ clocks }) => !clocks.isBearable),
    );
    take(
      found,
      after.findIndex(
        ({ clocks }) => clocks.isKnown && Math.abs(clocks.offsetMs - toMs) < FOUND_MS,
      ),
    );
  }
  let isFound = true;
  for (const scenario of SCENARIOS) {
    const [first, last] = [noticed.get(scenario)!, found.get(scenario)!];
    const row = [scenario, last.length, quantile(first, 0.5), quantile(last, 0.5)];
    console.log(`| ${[...row, Math.max(...last)].join(" | ")} |`);
    isFound &&= Number.isFinite(quantile(last, 0.5));
  }
  return isFound;
}

interface Sums {
  exact: number;
  reviewed: number;
  wrong: number;
}

/** How a shop treats the offset: not at all, from its first hour on, and when it was found out before. */
const TREATMENTS: readonly ((offsetMs: number) => Partial<EngineOptions>)[] = [
  () => ({}),
  () => ({ alignsClocks: true }),
  (offsetMs) => ({
    alignsClocks: true,
    knownOffset: { offsetMs, sdMs: KNOWN_SD_MS, appliedMs: offsetMs },
  }),
];

/** What an offset does to receipts. */
export function proveReceipts(count: number, seed: number): boolean {
  let isNoWorse = true;
  for (const scenario of ["everyday", "busy"] as const) {
    const rows = OFFSETS_MS.map((offsetMs) => {
      const sums = TREATMENTS.map((): Sums => ({ exact: 0, reviewed: 0, wrong: 0 }));
      return { offsetMs, sums, receipts: 0 };
    });
    for (const { observations, simulation } of drawShops(count, seed, [scenario])) {
      const truth = new Map(
        simulation.truth().receipts.map((one) => [one.targetId, formatLines(one.products)]),
      );
      for (const row of rows) {
        const moved = offsetJoints(observations, () => row.offsetMs);
        row.receipts += truth.size;
        for (const [at, sums] of row.sums.entries()) {
          const options = TREATMENTS[at]!(row.offsetMs);
          const { receipts } = playClocks(simulation.shop, moved, options);
          for (const [shopperId, lines] of truth) {
            if (receipts.get(shopperId)?.lines === lines) sums.exact++;
            if (receipts.get(shopperId)?.needsReview) sums.reviewed++;
          }
          sums.wrong += listWrong(receipts, truth).length;
        }
      }
    }
    console.log(`| ${scenario}: joints late by, ms | receipts | ${COLUMNS.join(" | ")} |`);
    console.log(`|---:|---:|${COLUMNS.map(() => "---:|").join("")}`);
    const usual = rows.find(({ offsetMs }) => offsetMs === 0)!.sums[0]!;
    for (const { offsetMs, receipts, sums } of rows) {
      const cells = sums.flatMap(({ exact, reviewed, wrong }) => [exact, reviewed, wrong]);
      console.log(`| ${[offsetMs, receipts, ...cells].join(" | ")} |`);
      isNoWorse &&= sums.slice(1).every(({ wrong }) => wrong <= usual.wrong);
    }
  }
  return isNoWorse;
}
