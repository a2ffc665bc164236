/**
 * Samples of test cases. `npm test` checks a few of many cases, which depend on the seed of the run;
 * `npm run prove` checks all of them.
 */
import { createRandom } from "@saunter/numerics/random";

/** Whether all cases are checked: SAUNTER_TESTS=all. */
export const CHECKS_ALL = process.env.SAUNTER_TESTS === "all";

/** Decides which cases are sampled. `npm test` takes it from the commit and prints it. */
export const SAMPLE_SEED = Number(process.env.SAUNTER_SEED ?? 1);

/** Some of the cases, in their order; all of them with SAUNTER_TESTS=all. */
export function sample<T>(cases: readonly T[], count: number): readonly T[] {
  if (CHECKS_ALL) return cases;
  const places = createRandom(SAMPLE_SEED).shuffle([...cases.keys()]);
  return places
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((place) => cases[place]!);
}

/** How often a check is repeated: the first number in `npm test`, the second in `npm run prove`. */
export function repeats(count: number, all: number): number {
  return CHECKS_ALL ? all : count;
}
