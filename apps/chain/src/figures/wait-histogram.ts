/**
 * How long shoppers waited, counted in steps that grow by a tenth, so that waits of many shops and days add up: the whole
 * of a histogram is one number, in which each step has its own decimal places. Sums of histograms are sums of numbers.
 */

/** Shorter ones count as this long, … */
export const WAIT_MS_MIN = 1000;
const GROWTH = 1.1;
const STEPS = 80;
/** … and longer ones as this long: 34 minutes. */
export const WAIT_MS_MAX = WAIT_MS_MIN * GROWTH ** STEPS;
/** What is read of a histogram is off by no more than this share of it, within the two. */
export const WAIT_ERROR_MAX = Math.sqrt(GROWTH) - 1;

/** Decimal places of a step: far more waits than there are. */
const PLACES = 12;

/** The histogram of one wait. */
export function countWait(waitMs: number): bigint {
  return 10n ** BigInt(PLACES * findStep(waitMs));
}

function findStep(waitMs: number): number {
  if (!(waitMs > WAIT_MS_MIN)) return 0;
  return Math.min(STEPS - 1, Math.floor(Math.log(waitMs / WAIT_MS_MIN) / Math.log(GROWTH)));
}

/** How many waits there are by step. @param waits a histogram in decimal digits. */
export function listCounts(waits: string): number[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const end = waits.length - PLACES * step;
    return end <= 0 ? 0 : Number(waits.slice(Math.max(0, end - PLACES), end));
  });
}

/** The wait, in whole milliseconds, that a share of all are no longer than (nearest rank); null where there are none. */
export function findWaitMs(counts: readonly number[], share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const rank = Math.max(1, Math.ceil(share * all));
  let seen = 0;
  const step = counts.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  return Math.round(WAIT_MS_MIN * GROWTH ** (step + 0.5));
}
