import type { Observation } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import type { ScenarioName } from "./scenarios.ts";
import {
  findMedianSignals,
  formatSignalTable,
  MEASURED_MS_MAX,
  measureSignals,
  type SignalStatistics,
} from "./signal-statistics.ts";
import { createSimulation } from "./simulate.ts";

function measure(scenario: ScenarioName, seed: number): SignalStatistics {
  const simulation = createSimulation({ seed, scenario, minutes: 3 });
  const observations = [...simulation.observations()];
  return measureSignals(observations, simulation.truth().events);
}

function figureOf(statistics: SignalStatistics, name: string): number {
  const row = statistics.rows.find((one) => one.name === name);
  if (row === undefined) throw new RangeError(`no row ${name}`);
  return row.value;
}

/**
 * What the recordings give (real: BENCHMARK-1, cps-test-01; re-enacted where the real ones have
 * no joints or one step), and how far a seed of three minutes may be from it. Noise depends on how
 * many walk and which shelves are loud, so its range is what the recordings span and a little.
 */
const BUSY: readonly (readonly [name: string, low: number, high: number, why: string])[] = [
  ["noise (1 s std, median plate), gondola 1", 2, 4.6, "2.2-4.2 g"],
  ["noise (1 s std, median plate), gondola 2", 0.45, 1.4, "0.5-0.8 g; a loud shelf adds"],
  ["noise (1 s std, median plate), gondola 3", 0.5, 1.5, "0.7-1.0 g; a loud shelf adds"],
  ["noise (1 s std, 90th pct plate), gondola 1", 5, 11, "6.0-10.4 g"],
  ["dominant frequency, gondola 1", 7, 12, "9-12 Hz (engine.md)"],
  ["dominant frequency, gondola 2", 20, 26, "20-25 Hz (engine.md)"],
  ["dominant frequency, gondola 3", 11, 18, "11.7-16.4 Hz"],
  ["neighbours' correlation of differences, gondola 1", 0.15, 0.4, "0.26-0.33"],
  ["neighbours' correlation of differences, gondola 2", 0.45, 0.65, "0.56-0.61"],
  ["correlation four plates apart", 0.3, 0.5, "0.38-0.45"],
  ["shake: 0.25 s std over its median, 90th pct", 1.6, 2.7, "2.0-2.5"],
  ["shake, 99th pct", 2.8, 7, "3.1-6.5"],
  ["difference of 0.5 s means, median", 0.08, 0.25, "0.10-0.23 g"],
  ["difference of 0.5 s means, 90th pct", 0.2, 0.7, "0.32-0.53 g"],
  ["batch timestamps off the line, rms", 2, 4.5, "2.2-4.1 ms"],
  ["batch period error", 0.1, 7.5, "0.3-7.5e-5 over gondolas"],
  ["step over labelled grams, median", 0.98, 1.03, "1.00-1.01"],
  ["step error, median", 1, 3.6, "1.4-2.0 %; gains ~ N(1, 0.03^2)"],
  ["leak to a neighbour, median", 0.5, 2.3, "1.2-1.6 % (real: 0.45 %), 1-2.3 % in engine.md"],
  ["leak to the rest of the shelf, median", 0.05, 0.6, "0.28 %"],
  ["joint frame interval, mean", 66, 67.4, "66.6-66.7 ms"],
  ["joint frame interval, std", 12, 16, "13.5-13.9 ms"],
  ["shopper's frames missing", 0.8, 4, "0.3-2.6 % of frames; few gaps in three minutes"],
  ["gap of a shopper, median", 3, 10, "4-6.5 frames"],
  ["joints of score under 0.6", 1.5, 3.5, "2.3-2.8 %"],
  ["joints 0.3 m off their median", 1.8, 4, "3.0 %"],
  ["head missing", 0.3, 1.6, "0.8-1.1 %"],
  ["l_elbow missing", 6, 10, "8 %"],
  ["r_wrist missing", 10, 15, "11.5-12.5 % alone"],
  ["head noise per axis", 3.4, 4.4, "3.8-3.9 cm"],
  ["l_elbow noise per axis", 5.2, 6.6, "5.7-5.8 cm"],
  ["r_wrist noise per axis", 6.3, 8, "6.9-7.2 cm"],
];

describe("signals of the simulation", () => {
  const statistics = [5, 6].map((seed) => measure("busy", seed));

  for (const [name, low, high, why] of BUSY) {
    it(`have ${name} as recorded: ${why}`, () => {
      for (const one of statistics) {
        expect(figureOf(one, name)).toBeGreaterThanOrEqual(low);
        expect(figureOf(one, name)).toBeLessThanOrEqual(high);
      }
    });
  }

  it("have people taken for each other in a crowd, as in crowd-2, and not in quiet", () => {
    expect(figureOf(measure("crowd", 5), "identity switches per minute")).toBeGreaterThan(1.5);
    const quiet = measure("quiet", 5);
    expect(figureOf(quiet, "identity switches per minute")).toBe(0);
    // BENCHMARK-1: 0.2-0.6 cm.
    expect(figureOf(quiet, "head noise per axis")).toBeLessThan(1);
  });
});

describe("measureSignals", () => {
  it("reads no more than three minutes", () => {
    const { observations } = createSimulation({ seed: 1, scenario: "quiet", minutes: 10 });
    let lastMs = 0;
    let firstMs = 0;
    function* watch(): Generator<Observation> {
      for (const observation of observations()) {
        lastMs = observation.timestampMs;
        firstMs ||= lastMs;
        yield observation;
      }
    }
    measureSignals(watch());
    expect(lastMs - firstMs).toBeLessThan(MEASURED_MS_MAX + 300);
  });

  it("says nothing of what is not there", () => {
    const nothing = measureSignals([]);
    expect(formatSignalTable([{ title: "nothing", statistics: nothing }])).not.toContain("noise (");
    const short = createSimulation({ seed: 1, scenario: "quiet", minutes: 1 }).observations();
    const few = [];
    for (let i = 0; i < 12; i++) few.push(short.next().value as Observation);
    const table = formatSignalTable([
      { title: "few", statistics: measureSignals(few) },
      { title: "nothing", statistics: nothing },
    ]);
    expect(table).toContain("few");
    expect(table).toContain("-");
  });

  it("has the median of several streams, of those that have the figure", () => {
    const stream = (...values: number[]): SignalStatistics => ({
      rows: values.map((value, at) => ({ name: "ab"[at]!, unit: "g", value })),
    });
    const median = findMedianSignals([stream(1, Number.NaN), stream(5, 7), stream(3)]);
    expect(median.rows).toEqual([
      { name: "a", unit: "g", value: 3 },
      { name: "b", unit: "g", value: 7 },
    ]);
    expect(findMedianSignals([]).rows).toEqual([]);
  });

  it("lays streams side by side, rows in order, missing figures as a dash", () => {
    const table = formatSignalTable([
      { title: "one", statistics: { rows: [{ name: "a", unit: "g", value: 1.234 }] } },
      {
        title: "two",
        statistics: {
          rows: [
            { name: "a", unit: "g", value: 12.34 },
            { name: "b", unit: "", value: 3 },
            { name: "c", unit: "", value: Number.NaN },
          ],
        },
      },
    ]);
    expect(table).toBe(
      "figure  unit   one   two\na       g     1.23  12.3\nb                -     3\n",
    );
  });
});
