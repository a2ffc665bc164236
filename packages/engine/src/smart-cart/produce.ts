/**
 * Goods by weight, as weights-and-measures rules have it: what a scale shows and may be priced by.
 *
 * OIML R 76-1:2006: the verification scale interval e and the maximum capacity make an instrument of class III (table 3:
 * e of 5 g or more with 500 to 10,000 intervals, or 0.1 to 2 g with 100 to 10,000); it shows multiples of its division
 * (4.2.2), prints and prices only what is in stable equilibrium (4.4.2), and never less than nothing or more than its
 * capacity with 9 e (4.2.3).
 */

export interface ProduceScale {
  /** Division, which is e: 1, 2 or 5 times a power of ten, grams. */
  readonly divisionG: number;
  readonly capacityG: number;
}

export type ProduceFault =
  /** It does not lie still. */
  | "unstable"
  /** Less than the minimum capacity, 20 divisions. */
  | "too-light"
  | "overloaded";

export type ProduceWeight =
  | { readonly isPriced: true; readonly netG: number }
  | { readonly isPriced: false; readonly fault: ProduceFault };

const DIVISIONS_MIN = 20;
const OVERLOAD_DIVISIONS = 9;
/** Stable equilibrium: two neighbouring indications at most (4.4.2). */
const STABLE_DIVISIONS = 1;

/** @returns why a scale may not price goods as one of class III, or null */
export function findScaleFault({ capacityG, divisionG }: ProduceScale): string | null {
  const digit = divisionG / 10 ** Math.floor(Math.log10(divisionG) + 1e-9);
  if (![1, 2, 5].some((one) => Math.abs(digit - one) < 1e-6)) {
    return "a division of 1, 2 or 5 times a power of ten grams";
  }
  const intervals = capacityG / divisionG;
  const least = divisionG >= 5 ? 500 : 100;
  const isIn = divisionG >= 0.1 && intervals >= least && intervals <= 10_000;
  return isIn ? null : `a capacity of ${least} to 10,000 divisions`;
}

/** To the nearest division, halves away from zero. */
export function roundToDivision(weightG: number, divisionG: number): number {
  // A quotient such as 2.4999999999999996 stands for 2.5 as it was written.
  const divisions = Math.abs(weightG) / divisionG;
  return Math.sign(weightG) * Math.round(divisions + 1e-9) * divisionG + 0;
}

/**
 * What goods weigh that were put on, from samples of the time that stability asks for.
 *
 * @param samplesG of the scale, less what lay there before
 * @param tareG of the container; it is rounded as the scale weighs it
 */
export function weighProduce(
  samplesG: ArrayLike<number>,
  tareG: number,
  { capacityG, divisionG }: ProduceScale,
): ProduceWeight {
  let sum = 0;
  let leastG = Number.POSITIVE_INFINITY;
  let mostG = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < samplesG.length; at++) {
    const sampleG = samplesG[at]!;
    if (!Number.isFinite(sampleG)) return { isPriced: false, fault: "unstable" };
    sum += sampleG;
    leastG = Math.min(leastG, sampleG);
    mostG = Math.max(mostG, sampleG);
  }
  const isStable = samplesG.length >= 2 && mostG - leastG <= STABLE_DIVISIONS * divisionG;
  if (!isStable) return { isPriced: false, fault: "unstable" };
  const grossG = roundToDivision(sum / samplesG.length, divisionG);
  if (grossG > capacityG + OVERLOAD_DIVISIONS * divisionG) {
    return { isPriced: false, fault: "overloaded" };
  }
  const netG = roundToDivision(grossG - roundToDivision(tareG, divisionG), divisionG);
  if (grossG < DIVISIONS_MIN * divisionG || netG <= 0) {
    return { isPriced: false, fault: "too-light" };
  }
  return { isPriced: true, netG };
}
