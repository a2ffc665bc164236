/**
 * Pages whose figures take long to measure say what a small sample of the same gives. Where the sample gives something
 * else, the engine, the tracker or the simulator has other results than the page tells, and it has to be written again.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Sample, SampleName } from "./samples.ts";

export interface PublishedPage {
  /** Its path in the repository. */
  readonly file: string;
  /** What measures it again. */
  readonly command: string;
}

export const PUBLISHED_PAGES: Readonly<Record<SampleName, PublishedPage>> = {
  accuracy: { file: "docs/reference/accuracy.md", command: "npm run accuracy" },
  calibration: {
    file: "packages/engine/src/parameters/calibration.ts",
    command: "npm run calibrate, take its weights, and copy the line of its sample",
  },
  cart: { file: "docs/reference/cart-accuracy.md", command: "npm run cart-accuracy" },
  cameras: {
    file: "docs/reference/vision.md",
    command: "npm run vision -- --out docs/reference/vision.md",
  },
  speed: {
    file: "docs/reference/speed.md",
    command: "npm run bench -- --out docs/reference/speed.md",
  },
};

const PRINT = fileURLToPath(new URL("./print-sample.ts", import.meta.url));

/** Each in a process of its own: what has run before changes how much is counted. */
export async function takeSample(name: SampleName): Promise<Sample> {
  const { stdout } = await promisify(execFile)(process.execPath, [PRINT, name]);
  return JSON.parse(stdout);
}

/** The sentence of a page. */
export function formatSample(sample: Sample): string {
  const values = Object.entries(sample).map(([name, value]) => `${name} ${value}`);
  return `A small sample of it gives \`${values.join(", ")}\`; where it gives something else, this page is out of date.`;
}

/** What the sentence says; null where there is none. */
export function readSample(text: string): Sample | null {
  const said = /A small sample of it gives\s+`([^`]+)`/.exec(text)?.[1];
  if (said === undefined) return null;
  const pairs = said.split(", ").map((pair) => {
    const [name, value] = pair.split(" ") as [string, string];
    return [name, /^\d/.test(value) ? Number(value) : value];
  });
  return Object.fromEntries(pairs);
}

/** The work may differ by as much before figures of speed say something else. */
export const WORK_DIFFERENCE_MAX = 0.1;

/** Names of what the two say differently. */
export function compareSamples(written: Sample, taken: Sample): string[] {
  const names = new Set([...Object.keys(written), ...Object.keys(taken)]);
  return [...names].filter((name) => {
    const [before, now] = [written[name], taken[name]];
    if (typeof before !== "number" || typeof now !== "number") return before !== now;
    return Math.abs(now - before) > WORK_DIFFERENCE_MAX * before;
  });
}

/** For whoever changed something. */
export function describeStale(name: SampleName, differing: readonly string[]): string {
  const { file, command } = PUBLISHED_PAGES[name];
  const why =
    differing.length === 0 ? "has no sample" : `has another sample (${differing.join(", ")})`;
  return `${file} ${why}: it is out of date. Run ${command}`;
}
