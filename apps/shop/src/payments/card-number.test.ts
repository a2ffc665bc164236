import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containsCardNumber } from "./card-number.ts";

/** The check digit the slow way: the one that makes the doubled digits add up (ISO/IEC 7812-1). */
function addCheckDigit(digits: string): string {
  const table = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? table[Number(digit)]! : Number(digit)), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

const digits = (minLength: number, maxLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength })
    .map((numbers) => numbers.join(""));

describe("a card number", () => {
  it.each([
    // Test numbers that card networks and processors publish.
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "4222222222222",
    "6304000000000000",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111",
    "tok_4111111111111111_live",
    ";4111111111111111=25121010000012345678?",
    "411111111111111125121010000012345678",
  ])("is found in %s", (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  it.each([
    "",
    "4242",
    "4111111111111112",
    "pm_1NZ8kq2eZvKYlo2CKfQ8sX9t",
    "tok_41111111_11111111",
    "411111111111111",
    // Eleven digits, the check digit right.
    "79927398713",
  ])("is not found in %s", (text) => {
    expect(containsCardNumber(text)).toBe(false);
  });

  it("is found at every length that there is, wherever it stands", () => {
    fc.assert(
      fc.property(
        digits(11, 18),
        fc.constantFrom("", "tok_", "é"),
        fc.constantFrom("", "x", "_1"),
        (number, before, after) => {
          expect(containsCardNumber(before + addCheckDigit(number) + after)).toBe(true);
        },
      ),
    );
  });

  it("is found anywhere in a longer run of digits, and not in every such run", () => {
    // No stretch of 12 to 19 ones has its check digit right: 18, 19, 21, 22, 24, 25, 27, 28.
    const ones = (count: number) => "1".repeat(count);
    const counts = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(digits(11, 18), counts, (number, [before, after]) => {
        const text = ones(before) + addCheckDigit(number) + ones(after);
        fc.pre(text.length > 19);
        expect(containsCardNumber(text)).toBe(true);
        expect(containsCardNumber(ones(text.length))).toBe(false);
      }),
    );
    expect(containsCardNumber(ones(8) + addCheckDigit(ones(10) + 2))).toBe(true);
    expect(containsCardNumber(`${ones(1)}${addCheckDigit(ones(18))}`)).toBe(true);
  });

  it("has 12 digits at least, and any wrong digit gives it away", () => {
    fc.assert(
      fc.property(digits(2, 10), digits(11, 18), fc.nat(), (short, long, at) => {
        expect(containsCardNumber(addCheckDigit(short))).toBe(false);
        const number = addCheckDigit(long);
        const index = at % number.length;
        const wrong = (Number(number[index]) + 1) % 10;
        const changed = number.slice(0, index) + wrong + number.slice(index + 1);
        expect(containsCardNumber(changed)).toBe(false);
      }),
    );
  });
});
