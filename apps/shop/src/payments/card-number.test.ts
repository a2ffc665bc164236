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

/** Card networks' prefixes, with the lengths of their numbers, as they publish them. */
const NETWORKS: Readonly<Record<string, readonly [prefixes: string, lengths: string]>> = {
  visa: ["4", "13 16 18 19"],
  mastercard: ["51 52 53 54 55 2221 2229 223 229 23 26 270 271 2720", "16"],
  "american express": ["34 37", "15"],
  "diners club": ["300 301 305 3095 36 38 39", "14 16 19"],
  discover: ["6011 622126 622925 644 649 65", "16 19"],
  jcb: ["3528 3529 353 358 3589", "16 19"],
  "jcb of 15 digits": ["1800 2131", "15"],
  unionpay: ["62 81", "16 17 18 19"],
  maestro: ["5018 5020 5038 56 57 58 6304 6759 6761 6763", "12 13 14 15 16 17 18 19"],
  mir: ["2200 2204", "16 19"],
  rupay: ["60 65 81 82 508 353 356", "16"],
  elo: ["401178 438935 504175 506699 509000 627780 636368 650031", "16"],
  verve: ["506099 506198 650002", "16 19"],
  troy: ["65 9792", "16"],
  uatp: ["1", "15"],
  gpn: ["1946", "16 18 19"],
  "national networks": ["2205 8600 9051 9112 9860 9704", "16"],
};

const digits = (minLength: number, maxLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength })
    .map((numbers) => numbers.join(""));

/** A card network's number without its check digit. */
const unchecked = fc
  .constantFrom(
    ...Object.values(NETWORKS).flatMap(([prefixes, lengths]) =>
      prefixes
        .split(" ")
        .flatMap((prefix) => lengths.split(" ").map((length) => [prefix, Number(length)] as const)),
    ),
  )
  .chain(([prefix, length]) => {
    const rest = length - prefix.length - 1;
    return digits(rest, rest).map((middle) => prefix + middle);
  });

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
    // A time in milliseconds, the check digit right.
    "1796194413656",
  ])("is not found in %s", (text) => {
    expect(containsCardNumber(text)).toBe(false);
  });

  it("is found if it is any card network's, whatever surrounds it", () => {
    fc.assert(
      fc.property(
        unchecked,
        fc.constantFrom("", "tok_", "é"),
        fc.constantFrom("", "x", "_1"),
        (number, before, after) => {
          expect(containsCardNumber(before + addCheckDigit(number) + after)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is not found in times, as text or as a number of milliseconds or microseconds", () => {
    const date = fc.date({
      min: new Date("2001-09-10"),
      max: new Date("2060-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.nat({ max: 999 }), (time, microseconds) => {
        expect(containsCardNumber(String(time.getTime()))).toBe(false);
        expect(containsCardNumber(time.toISOString())).toBe(false);
        if (time.getUTCFullYear() > 2030) return;
        const timeUs = `${time.getTime()}${String(microseconds).padStart(3, "0")}`;
        expect(containsCardNumber(timeUs)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  it("is found anywhere in a longer run of digits, and not in every such run", () => {
    // No card network's numbers begin with 000.
    const zeros = (count: number) => "0".repeat(count);
    const counts = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(unchecked, counts, (number, [before, after]) => {
        const text = zeros(before) + addCheckDigit(number) + zeros(after);
        fc.pre(text.length > 19);
        expect(containsCardNumber(text)).toBe(true);
        expect(containsCardNumber(zeros(text.length))).toBe(false);
      }),
    );
  });

  it("has 12 digits at least, and any wrong digit gives it away", () => {
    fc.assert(
      fc.property(digits(2, 10), unchecked, fc.nat(), (short, long, at) => {
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
