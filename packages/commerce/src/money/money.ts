/**
 * Money is an integer of minor units. Every operation checks that its amounts and its result are
 * safe integers and that currencies agree; where they do not, it throws RangeError. Only what
 * people send is refused politely: `parseMoney`, `checkMoney`.
 */
import { accept, type Result, refuse } from "../refusal.ts";
import { getDecimals, isCurrency } from "./currency.ts";
import { AMOUNT_TEXT_LENGTH_MAX } from "./limits.ts";

export interface Money {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** The amount itself, a negative zero as zero. Throws RangeError if it is no safe integer. */
export function assertMinor(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) {
    throw new RangeError(`${amountMinor} is no whole, safe number of minor units`);
  }
  return amountMinor + 0;
}

/** The sum of amounts of one currency, minor units; 0 of none. Throws RangeError. */
export function sumMinor(amountsMinor: readonly number[]): number {
  return amountsMinor.reduce((sum, amount) => assertMinor(sum + assertMinor(amount)), 0);
}

/** So many times an amount, minor units. Throws RangeError. */
export function multiplyMinor(amountMinor: number, quantity: number): number {
  if (!Number.isSafeInteger(quantity)) throw new RangeError(`${quantity} is no quantity`);
  return assertMinor(assertMinor(amountMinor) * quantity);
}

/** Money of a known currency. Throws RangeError. */
export function createMoney(amountMinor: number, currency: string): Money {
  getDecimals(currency);
  return { amountMinor: assertMinor(amountMinor), currency };
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} with ${b.currency}`);
}

/** `a + b`. Throws RangeError, also where currencies differ. */
export function addMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return createMoney(sumMinor([a.amountMinor, b.amountMinor]), a.currency);
}

/** `a - b`. Throws RangeError, also where currencies differ. */
export function subtractMoney(a: Money, b: Money): Money {
  return addMoney(a, negateMoney(b));
}

/** `-money`. Throws RangeError. */
export function negateMoney(money: Money): Money {
  return createMoney(-assertMinor(money.amountMinor), money.currency);
}

/** `money` multiplied by a factor. Throws RangeError. */
export function multiplyMoney(money: Money, quantity: number): Money {
  return createMoney(multiplyMinor(money.amountMinor, quantity), money.currency);
}

/** Below 0 if a is less than b, 0 if equal, else above 0. Throws RangeError. */
export function compareMoney(a: Money, b: Money): number {
  return subtractMoney(a, b).amountMinor;
}

/**
 * Money that somebody sent. Refuses `amount-invalid` if it is no safe integer, `currency-mismatch`
 * if its currency is not the one that is expected.
 */
export function checkMoney(money: Money, currency: string): Result<Money> {
  if (money.currency !== currency) {
    return refuse("currency-mismatch", `${money.currency} was sent, ${currency} is expected`);
  }
  if (!Number.isSafeInteger(money.amountMinor)) {
    return refuse("amount-invalid", `${money.amountMinor} is no whole number of minor units`);
  }
  return accept(createMoney(money.amountMinor, currency));
}

/**
 * Money from decimal text, such as "12.50": digits, at most the currency's decimals after a full
 * stop, a minus in front if negative; no spaces, no separators, no leading zeros. Refuses
 * `currency-mismatch` for a currency that ISO 4217 does not list, `amount-invalid` otherwise.
 */
export function parseMoney(text: string, currency: string): Result<Money> {
  if (!isCurrency(currency)) {
    return refuse("currency-mismatch", `${currency} is no currency of ISO 4217`);
  }
  const decimals = getDecimals(currency);
  const match =
    text.length <= AMOUNT_TEXT_LENGTH_MAX ? /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text) : null;
  if (match === null) {
    return refuse("amount-invalid", "an amount must be digits, such as 12.50");
  }
  const [, sign, whole, fraction = ""] = match;
  if (fraction.length > decimals) {
    return refuse("amount-invalid", `${currency} has ${decimals} decimals`);
  }
  const amountMinor = Number(`${sign}${whole}${fraction.padEnd(decimals, "0")}`);
  if (!Number.isSafeInteger(amountMinor))
    return refuse("amount-invalid", "the amount is too large");
  return accept(createMoney(amountMinor, currency));
}

/** Decimal text for machines, with all of the currency's decimals: "12.50". Throws RangeError. */
export function formatDecimal({ amountMinor, currency }: Money): string {
  const decimals = getDecimals(currency);
  const digits = String(Math.abs(assertMinor(amountMinor))).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const fraction = decimals > 0 ? `.${digits.slice(point)}` : "";
  return `${amountMinor < 0 ? "-" : ""}${digits.slice(0, point)}${fraction}`;
}

/**
 * Text for people, as a locale (BCP 47) writes this currency. Intl is given decimal text, so no
 * floating point number comes between. Throws RangeError, also on a malformed locale.
 */
export function displayMoney(money: Money, locale: string): string {
  const decimals = getDecimals(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: money.currency,
    // A shop has one currency: its yen need not be distinguished from others' yuan. Arabic's narrow symbols are Latin.
    currencyDisplay: new Intl.Locale(locale).language === "ar" ? "symbol" : "narrowSymbol",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(formatDecimal(money) as Intl.StringNumericLiteral);
}
