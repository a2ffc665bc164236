/** Numbers and secret codes of gift cards and member cards. */
import type { RandomBytes } from "../access/tokens.ts";

/** Without letters and digits that look alike: 32 of them, 5 bits each. */
const CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_CHARS = 8;
/** Fewer than a payment card has, so that neither is taken for the other. */
const NUMBER_DIGITS = 12;

export function makeCardNumber(random: RandomBytes): string {
  let digits = "";
  while (digits.length < NUMBER_DIGITS) {
    // Each digit fits ten times 25 of 256 values; the others are left out.
    for (const byte of random(NUMBER_DIGITS)) if (byte < 250) digits += byte % 10;
  }
  return digits.slice(0, NUMBER_DIGITS);
}

/** 40 bits; tries are few, and a hash of it is slow. */
export function makeCardCode(random: RandomBytes): string {
  return [...random(CODE_CHARS)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");
}

/** As it is printed, however somebody typed it. */
export function readCardNumber(text: string): string {
  return text.replaceAll(/[\s-]/gu, "");
}

/** Others are nobody's; the database could not even be asked for some. */
export function isCardNumber(number: string): boolean {
  return number.length === NUMBER_DIGITS && /^\d+$/u.test(number);
}

export function readCardCode(text: string): string {
  return text.replaceAll(/[\s-]/gu, "").toUpperCase();
}

export function findLastFour(number: string): string {
  return number.slice(-4);
}
