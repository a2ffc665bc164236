import { CONFIG_LIMITS } from "./config-limits.ts";

const RANGES = /^\d+(?:-\d+)?(?:[,;] ?\d+(?:-\d+)?)*$/;

/**
 * Plates as they are written, "3-5" or "3, 4, 7-8": ascending, each once. Null where the text is
 * none, runs backwards, names a plate twice, or one that no shelf has.
 */
export function parsePlates(text: string): number[] | null {
  if (!RANGES.test(text)) return null;
  const plates: number[] = [];
  for (const range of text.split(/[,;] ?/)) {
    const [first, last = first] = range.split("-").map(Number) as [number, number | undefined];
    if (first < 1 || last < first || last > CONFIG_LIMITS.platesMax) return null;
    for (let plate = first; plate <= last; plate++) plates.push(plate);
  }
  plates.sort((a, b) => a - b);
  return plates.some((plate, i) => plate === plates[i - 1]) ? null : plates;
}

/** Runs of neighbouring plates, in order: [3, 4, 7] is [[3, 4], [7]]. */
export function splitRuns(plates: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const plate of plates) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === plate - 1) run.push(plate);
    else runs.push([plate]);
  }
  return runs;
}
