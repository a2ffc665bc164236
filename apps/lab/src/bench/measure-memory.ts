/** Resident memory over hours of a stream, with the flags that the shop's own process has. */

import { readFileSync } from "node:fs";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { runChild } from "./children.ts";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

export const RESIDENT_MB_MAX = 300;
/** What counts as flat: the slope of a line through the hours after the first. */
export const GROWTH_MB_PER_HOUR_MAX = 5;

const CHILD = new URL("memory-child.ts", import.meta.url);

export interface MemoryOptions {
  readonly seed: number;
  readonly hours: number;
  readonly progress: Progress;
}

interface Reading {
  readonly hour: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly receipts: number;
}

/** Steps of `progress`: tenths of an hour. */
export function countMemorySteps(hours: number): number {
  return Math.floor(10 * hours);
}

export async function measureMemory({
  seed,
  hours,
  progress,
}: MemoryOptions): Promise<FigureGroup[]> {
  const readings: Reading[] = [];
  const takeLine = (line: string): void => {
    readings.push(JSON.parse(line));
    progress.update(readings.length);
  };
  await runChild(CHILD, [String(seed), String(hours)], takeLine, readLongRunningFlags());
  const last = readings.at(-1)!;
  const whole = readings.filter(({ hour }) => Math.abs(hour - Math.round(hour)) < 1e-9);
  const later = readings.filter(({ hour }) => hour >= 1);
  const figures = [
    ...whole.map(({ hour, rssMb }) =>
      createFigure(`after hour ${Math.round(hour)}`, rssMb, "MB", 0),
    ),
    createFigure(
      "highest",
      Math.max(...readings.map(({ rssMb }) => rssMb)),
      "MB",
      0,
      atMost(RESIDENT_MB_MAX),
    ),
  ];
  if (later.length > 1) {
    const slope = fitSlope(later.map(({ hour, rssMb }) => [hour, rssMb]));
    const limit = atMost(GROWTH_MB_PER_HOUR_MAX);
    figures.push(createFigure("growth after the first hour", slope, "MB/h", 1, limit));
  }
  const what = `${hours} everyday hours, 330 plates, ${last.receipts} receipts, seed ${seed}`;
  return [{ title: `Resident memory, simulator included (${what})`, figures }];
}

function readLongRunningFlags(): readonly string[] {
  const file = new URL("../../../shop/bin/long-running.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).flags.shop;
}

/** Least squares, of two points or more. */
function fitSlope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const xy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return xy / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
