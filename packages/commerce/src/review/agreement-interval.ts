/** How far a share of pairs that agreed says how often two reviewers agree. */

/** Of the standard normal distribution: 95 % lie within. */
const Z = 1.959964;
/** Of fewer pairs nothing is said: the interval would be wider than half of all that is possible. */
export const PAIRS_MIN = 10;

export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval (1927) of a share, at 95 %: it stays within 0 and 1, and holds for small numbers.
 * Null of too few pairs.
 */
export function findAgreementInterval(agreed: number, pairs: number): ShareInterval | null {
  if (pairs < PAIRS_MIN) return null;
  const share = agreed / pairs;
  const square = (Z * Z) / pairs;
  const centre = (share + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((share * (1 - share)) / pairs + square / (4 * pairs));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
