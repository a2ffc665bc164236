/**
 * Rates are decimal text ("0.2", "0.08875") and amounts whole minor units. What is between is an
 * exact fraction, rounded once: no tie is decided by a rounding before it.
 */
import Big from "big.js";
import { RATE_DECIMALS_MAX } from "./limits.ts";
import { assertMinor } from "./money.ts";

/**
 * `half-up` takes a tie away from zero, `half-even` to the even neighbour; `down` is towards zero
 * and `up` away from it. A negative amount rounds as its opposite, so a refund mirrors its charge.
 */
export const ROUNDING_MODES = ["half-up", "half-even", "down", "up"] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** A division to whole numbers in one mode; big.js rounds by the exact remainder. */
function createDivider(mode: 0 | 1 | 2 | 3): Big.BigConstructor {
  const divider = Big();
  divider.DP = 0;
  divider.RM = mode;
  return divider;
}

const DIVIDERS: Readonly<Record<RoundingMode, Big.BigConstructor>> = {
  "half-up": createDivider(1),
  "half-even": createDivider(2),
  down: createDivider(0),
  up: createDivider(3),
};

const RATE_PATTERN = new RegExp(
  `^(0|1|0\\.\\d{1,${RATE_DECIMALS_MAX}}|1\\.0{1,${RATE_DECIMALS_MAX}})$`,
);

/** Whether a text is a rate: decimal, from "0" to "1", at most `RATE_DECIMALS_MAX` decimals. */
export function isRate(text: string): boolean {
  return RATE_PATTERN.test(text);
}

function parseRate(rate: string): Big {
  if (!isRate(rate)) throw new RangeError(`${rate} is no rate from 0 to 1`);
  return new Big(rate);
}

/** A rate as it is written shortest: "0.20" is "0.2". Throws RangeError on what is no rate. */
export function normaliseRate(rate: string): string {
  return parseRate(rate).toFixed();
}

/** The sum of rates; "0" of none. Throws RangeError on what is no rate; a sum may exceed 1. */
export function addRates(rates: readonly string[]): string {
  return rates.reduce((sum, rate) => sum.plus(parseRate(rate)), new Big(0)).toFixed();
}

/** An amount in minor units that is not yet rounded: `over / under`, exactly. */
export interface Fraction {
  readonly over: Big;
  readonly under: Big;
}

export const NO_FRACTION: Fraction = { over: new Big(0), under: new Big(1) };

/**
 * The exact tax in an amount: `amount × rate` on top of a net amount, `amount × rate / (1 + rate)`
 * out of a gross one. Throws RangeError.
 */
export function takeTax(amountMinor: number, rate: string, isIncluded: boolean): Fraction {
  const parsed = parseRate(rate);
  return {
    over: parsed.times(assertMinor(amountMinor)),
    under: isIncluded ? parsed.plus(1) : new Big(1),
  };
}

/** `a + b`, exactly. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  return {
    over: a.over.times(b.under).plus(b.over.times(a.under)),
    under: a.under.times(b.under),
  };
}

/** A fraction as whole minor units. Throws RangeError where they are not safe. */
export function roundFraction({ over, under }: Fraction, mode: RoundingMode): number {
  return assertMinor(new DIVIDERS[mode](over).div(under).toNumber());
}

/** `amount × rate` in whole minor units: a tax on top, a discount. Throws RangeError. */
export function multiplyByRate(amountMinor: number, rate: string, mode: RoundingMode): number {
  return roundFraction(takeTax(amountMinor, rate, false), mode);
}

/** The tax that a gross amount includes, in whole minor units. Throws RangeError. */
export function extractRate(grossMinor: number, rate: string, mode: RoundingMode): number {
  return roundFraction(takeTax(grossMinor, rate, true), mode);
}
