/**
 * Measures a recording of a load cell with an HX711 amplifier: its noise and its spikes, which the simulated cart's
 * scale has, and what the tray of a smart cart makes of it.
 */
import { readFileSync } from "node:fs";
import { mad, median } from "@saunter/numerics/statistics";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import { createTrayWatch } from "./measure-tray.ts";

export interface LoadCellRecording {
  readonly sampleRateHz: number;
  readonly samplesG: Float32Array;
}

/** A file of lines of seconds and grams. The recorder's times jitter; the amplifier's rate does not. */
export function readLoadCell(path: string): LoadCellRecording {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  const seconds = rows.at(-1)![0]! - rows[0]![0]!;
  const samplesG = Float32Array.from(rows, ([, weightG]) => weightG!);
  return { sampleRateHz: (rows.length - 1) / seconds, samplesG };
}

export interface LoadCellNoise {
  /** Samples whose neighbours lie still. */
  readonly quiet: number;
  /** Robust standard deviation of these about the median of their neighbours. */
  readonly noiseG: number;
  /** Of these: off by more than `SPIKE_G`, and by how much at most. */
  readonly spikes: number;
  readonly spikeGMax: number;
}

/** Neighbours of a sample on each side, and by how much they differ at most where they lie still. */
const BESIDE = 3;
const STILL_G = 5;
export const SPIKE_G = 30;

export function measureNoise({ samplesG }: LoadCellRecording): LoadCellNoise {
  const offG: number[] = [];
  for (let at = BESIDE; at < samplesG.length - BESIDE; at++) {
    const before = samplesG.subarray(at - BESIDE, at);
    const after = samplesG.subarray(at + 1, at + 1 + BESIDE);
    // Medians: a neighbour may be a spike itself.
    if (Math.abs(median(before) - median(after)) > STILL_G) continue;
    offG.push(samplesG[at]! - median([...before, ...after]));
  }
  const sizesG = offG.map(Math.abs);
  return {
    quiet: offG.length,
    noiseG: mad(offG),
    spikes: sizesG.filter((sizeG) => sizeG > SPIKE_G).length,
    spikeGMax: Math.max(...sizesG),
  };
}

export interface LoadCellChanges {
  /** From one level to the next, each of them for five seconds and more. */
  readonly changes: number;
  /** From the first of ten samples that lie at the next level to when it was shown; infinite where it never was. */
  readonly delaysMs: readonly number[];
  /** Changes that the tray took for settled while the recording stayed at one level. */
  readonly falseChanges: number;
}

interface Level {
  readonly from: number;
  to: number;
  levelG: number;
}

const FLAT_SAMPLES = 10;
const FLAT_G = 2;
const LEVEL_SAMPLES_MIN = 50;
const SAME_LEVEL_G = 5;
/** How long after it has come to a level the tray may still say so. */
const SETTLES_MS_MAX = 2000;

export function measureChanges(recording: LoadCellRecording): LoadCellChanges {
  const { sampleRateHz, samplesG } = recording;
  const watch = createTrayWatch();
  watch.push({ kind: "weights", tray: 0, timestampMs: 0, sampleRateHz, samplesG });
  const toMs = (at: number): number => (1000 * at) / sampleRateHz;
  const levels = listLevels(samplesG);
  const delaysMs = levels.slice(1).map(({ from, levelG, to }) => {
    const shown = watch.news.find(
      ({ atMs, shownG }) =>
        atMs >= toMs(from) && atMs < toMs(to) && Math.abs(shownG - levelG) < SAME_LEVEL_G,
    );
    return shown === undefined ? Number.POSITIVE_INFINITY : shown.atMs - toMs(from);
  });
  const falseChanges = watch.news.filter(
    ({ atMs, isSettled }) =>
      isSettled &&
      levels.some(({ from, to }) => atMs > toMs(from) + SETTLES_MS_MAX && atMs < toMs(to)),
  ).length;
  return { changes: delaysMs.length, delaysMs, falseChanges };
}

/** Levels at which the recording stays, seen from both sides. */
function listLevels(samplesG: Float32Array): Level[] {
  const levels: Level[] = [];
  for (let from = 0; from + FLAT_SAMPLES <= samplesG.length; from++) {
    const run = samplesG.subarray(from, from + FLAT_SAMPLES);
    const levelG = median(run);
    const half = FLAT_SAMPLES / 2;
    const apartG = Math.abs(median(run.subarray(0, half)) - median(run.subarray(half)));
    if (mad(run) > FLAT_G || apartG > FLAT_G) continue;
    const last = levels.at(-1);
    const isSame = last !== undefined && Math.abs(levelG - last.levelG) < SAME_LEVEL_G;
    if (isSame) {
      last.to = from + FLAT_SAMPLES;
      last.levelG = levelG;
    } else levels.push({ from, to: from + FLAT_SAMPLES, levelG });
  }
  return levels.filter(({ from, to }) => to - from >= LEVEL_SAMPLES_MIN);
}

/** A section of the page of signals. */
export function formatLoadCell(recording: LoadCellRecording): string {
  const { noiseG, quiet, spikeGMax, spikes } = measureNoise(recording);
  const { changes, delaysMs, falseChanges } = measureChanges(recording);
  const perMin = (60 * spikes * recording.sampleRateHz) / quiet;
  const slowest = Math.max(...delaysMs);
  const rows = [
    ["samples a second", "Hz", recording.sampleRateHz.toFixed(2)],
    ["samples between neighbours that lie still", "", String(quiet)],
    ["noise of these", "g", noiseG.toFixed(2)],
    [`spikes: off by more than ${SPIKE_G} g`, "", String(spikes)],
    ["the same a minute", "1/min", perMin.toFixed(1)],
    ["largest spike", "g", spikeGMax.toFixed(0)],
    ["changes from one level to another", "", String(changes)],
    ["a smart cart's tray: shown after, median", "ms", median(delaysMs).toFixed(0)],
    ["the same, slowest", "ms", slowest.toFixed(0)],
    ["a smart cart's tray: false changes", "", String(falseChanges)],
  ];
  return `## A load cell under a coffee pot

A bar cell with an HX711 amplifier (\`loadcell/fill.csv\`), somebody filling and lifting the pot: where the simulated
cart's scale has its noise and spikes from, and what a smart cart's tray makes of the recording. A change is shown after
the first of ten samples that lie at the next level.

${formatMarkdownTable(["figure", "unit", "value"], rows, new Set([2]))}`;
}
