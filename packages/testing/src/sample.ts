/**
 * Samples of test cases. `npm test` checks a few of many cases, which depend on the seed of the run;
 * `npm run prove` checks all of them.
 */
import { createRandom } from "@saunter/numerics/random";

/** Whether all cases are checked: SAUNTER_TESTS=all. */
export const CHECKS_ALL = process.env.SAUNTER_TESTS === "all";

/** Decides which cases are sampled. `npm test` takes it from the commit and prints it. */
export const SAMPLE_SEED = Number(process.env.SAUNTER_SEED ?? 1);

/**
 * Some of the cases, in their order; all of them with SAUNTER_TESTS=all.
 *
 * @param label Another label draws another sample.
 */
export function sample<T>(cases: readonly T[], count: number, label = ""): readonly T[] {
  return CHECKS_ALL ? cases : drawSample(cases, count, SAMPLE_SEED, label);
}

/** How often a check is repeated: `count` times in `npm test`, `all` times with SAUNTER_TESTS=all. */
export function repeats(count: number, all: number): number {
  return CHECKS_ALL ? all : count;
}

/** Without replacement, in the order of the cases. */
export function drawSample<T>(
  cases: readonly T[],
  count: number,
  seed: number,
  label: string,
): readonly T[] {
  const places = createRandom(seed)
    .fork(label)
    .shuffle([...cases.keys()]);
  return places
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((place) => cases[place]!);
}

/** Prints how much was checked, for the page of long proofs; nothing in `npm test`. */
export function reportExtent(extent: string): void {
  if (CHECKS_ALL) console.log(`proved: ${extent}`);
}
