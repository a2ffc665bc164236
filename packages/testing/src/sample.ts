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

/**
 * Vitest's `it`, of whose tests `npm test` runs a share, spread evenly over a file. CI and `npm run prove`
 * run all of them. Use it only where no test depends on one before it.
 *
 * @param share in (0, 1]
 */
export function sampleTests<T extends (...args: never[]) => unknown>(it: T, share: number): T {
  if (CHECKS_ALL || process.env.CI !== undefined) return it;
  let due = createRandom(SAMPLE_SEED).next();
  const isDue = (): boolean => {
    due += share;
    if (due < 1) return false;
    due--;
    return true;
  };
  return new Proxy(it, {
    apply: (target, self, args) => (isDue() ? Reflect.apply(target, self, args) : undefined),
    get: (target, name) => {
      if (name !== "each") return Reflect.get(target, name);
      const each = Reflect.get(target, name) as (cases: readonly unknown[]) => unknown;
      return (cases: readonly unknown[]) => each.call(target, cases.filter(isDue));
    },
  });
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
