/**
 * What a stream of observations is like, as figures that can be laid side by side: real recordings,
 * re-enactments and simulation. Pure: takes observations (and the truth's events, for what a pick
 * does to the plates), returns rows.
 */

import type { JointFrame, Observation, PlateBatch } from "@saunter/engine/observation";
import { JOINT_NAMES } from "@saunter/engine/observation";
import { type JointFigures, measureJoints } from "./joint-statistics.ts";
import {
  type GondolaSeries,
  type LabelledEvent,
  measurePlates,
  type PlateFigures,
} from "./plate-statistics.ts";

export interface SignalRow {
  readonly name: string;
  readonly unit: string;
  /** NaN where the stream cannot say. */
  readonly value: number;
}

export interface SignalStatistics {
  readonly rows: readonly SignalRow[];
}

/** No more than this of a stream is kept and measured, so that memory is bounded. */
export const MEASURED_MS_MAX = 180_000;

/** Figures of the first three minutes of a stream. */
export function measureSignals(
  observations: Iterable<Observation>,
  truthEvents: readonly LabelledEvent[] = [],
): SignalStatistics {
  const batches = new Map<number, PlateBatch[]>();
  const frames: JointFrame[] = [];
  let firstMs = Number.NaN;
  for (const observation of observations) {
    if (Number.isNaN(firstMs)) firstMs = observation.timestampMs;
    if (observation.timestampMs - firstMs > MEASURED_MS_MAX) break;
    if (observation.kind === "joints") frames.push(observation);
    else {
      const list = batches.get(observation.gondola) ?? [];
      list.push(observation);
      batches.set(observation.gondola, list);
    }
  }
  const series = [...batches.keys()]
    .sort((a, b) => a - b)
    .map((gondola): GondolaSeries => ({ gondola, batches: batches.get(gondola)! }));
  const plates = series.map((one) => measurePlates(one, truthEvents));
  return { rows: [...listPlateRows(plates), ...listJointRows(measureJoints(frames))] };
}

function middle(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (known.length === 0) return Number.NaN;
  return 0.5 * (known[(known.length - 1) >> 1]! + known[known.length >> 1]!);
}

function listPlateRows(plates: readonly PlateFigures[]): SignalRow[] {
  const rows: SignalRow[] = [];
  const perGondola = (name: string, unit: string, read: (figures: PlateFigures) => number) => {
    for (const figures of plates) {
      const value = read(figures);
      if (Number.isFinite(value))
        rows.push({ name: `${name}, gondola ${figures.gondola}`, unit, value });
    }
  };
  const overall = (name: string, unit: string, read: (figures: PlateFigures) => number) =>
    rows.push({ name, unit, value: middle(plates.map(read)) });
  perGondola("noise (1 s std, median plate)", "g", (f) => f.noiseG);
  perGondola("noise (1 s std, 90th pct plate)", "g", (f) => f.noiseHighG);
  perGondola("dominant frequency", "Hz", (f) => f.dominantHz);
  perGondola("neighbours' correlation of differences", "", (f) => f.neighbourCorrelation);
  overall("correlation four plates apart", "", (f) => f.farCorrelation);
  overall("shake: 0.25 s std over its median, 90th pct", "", (f) => f.shakeHigh);
  overall("shake, 99th pct", "", (f) => f.shakeTop);
  overall("difference of 0.5 s means, median", "g", (f) => f.stepErrorG);
  overall("difference of 0.5 s means, 90th pct", "g", (f) => f.stepErrorHighG);
  overall("batch timestamps off the line, rms", "ms", (f) => f.jitterMs);
  overall("batch period error", "1e-5", (f) => 1e5 * f.periodError);
  const steps = plates.flatMap((f) => f.stepRatios);
  const leaks = plates.flatMap((f) => f.leaks);
  rows.push({ name: "steps measured", unit: "", value: steps.length });
  rows.push({ name: "step over labelled grams, median", unit: "", value: middle(steps) });
  const spread = middle(steps.map((ratio) => Math.abs(ratio - 1)));
  rows.push({ name: "step error, median", unit: "%", value: 100 * spread });
  rows.push({ name: "leak to a neighbour, median", unit: "%", value: 100 * middle(leaks) });
  const far = plates.flatMap((f) => f.farLeaks);
  rows.push({ name: "leak to the rest of the shelf, median", unit: "%", value: 100 * middle(far) });
  return rows;
}

function listJointRows(joints: JointFigures): SignalRow[] {
  const rows: SignalRow[] = [
    { name: "joint frame interval, mean", unit: "ms", value: joints.intervalMs },
    { name: "joint frame interval, std", unit: "ms", value: joints.intervalSpreadMs },
    { name: "shopper's frames missing", unit: "%", value: 100 * joints.trackMissingShare },
    { name: "gap of a shopper, median", unit: "frames", value: joints.gapFrames },
    { name: "joints of score under 0.6", unit: "%", value: 100 * joints.lowScoreShare },
    { name: "joints 0.3 m off their median", unit: "%", value: 100 * joints.outlierShare },
    { name: "identity switches per minute", unit: "", value: joints.swapsPerMinute },
  ];
  JOINT_NAMES.forEach((name, i) => {
    rows.push({ name: `${name} missing`, unit: "%", value: 100 * joints.missingShare[i]! });
  });
  JOINT_NAMES.forEach((name, i) => {
    rows.push({ name: `${name} noise per axis`, unit: "cm", value: 100 * joints.noiseM[i]! });
  });
  return rows;
}

/** One column a stream. */
export interface SignalColumn {
  readonly title: string;
  readonly statistics: SignalStatistics;
}

/** A header and a row for each figure, name and unit first; figures that no stream has are left out. */
export function tabulateSignals(columns: readonly SignalColumn[]): string[][] {
  const names: { name: string; unit: string }[] = [];
  for (const { statistics } of columns) {
    for (const [at, row] of statistics.rows.entries()) {
      if (names.some((known) => known.name === row.name)) continue;
      const before = statistics.rows[at - 1]?.name;
      const after = names.findIndex((known) => known.name === before);
      names.splice(before === undefined ? names.length : after + 1, 0, row);
    }
  }
  const known = columns.map(
    ({ statistics }) => new Map(statistics.rows.map((row) => [row.name, row.value])),
  );
  const table = [["figure", "unit", ...columns.map((column) => column.title)]];
  for (const { name, unit } of names) {
    const values = known.map((column) => column.get(name) ?? Number.NaN);
    if (values.every((value) => Number.isNaN(value))) continue;
    table.push([name, unit, ...values.map(formatFigure)]);
  }
  return table;
}

/** The table as text. */
export function formatSignalTable(columns: readonly SignalColumn[]): string {
  const lines = tabulateSignals(columns);
  const widths = lines[0]!.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  return `${lines
    .map((line) =>
      line
        .map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")}\n`;
}

/** Figure by figure the median over streams that have it. */
export function findMedianSignals(all: readonly SignalStatistics[]): SignalStatistics {
  const valuesByName = new Map<string, { unit: string; values: number[] }>();
  for (const { rows } of all) {
    for (const { name, unit, value } of rows) {
      const known = valuesByName.get(name);
      if (known === undefined) valuesByName.set(name, { unit, values: [value] });
      else known.values.push(value);
    }
  }
  const rows = [...valuesByName].map(([name, { unit, values }]) => {
    return { name, unit, value: middle(values) };
  });
  return { rows };
}

function formatFigure(value: number): string {
  if (Number.isNaN(value)) return "-";
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
