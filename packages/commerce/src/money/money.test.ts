import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AMOUNT_TEXT_LENGTH_MAX } from "./limits.ts";
import {
  addMoney,
  assertMinor,
  checkMoney,
  compareMoney,
  createMoney,
  displayMoney,
  formatDecimal,
  type Money,
  multiplyMinor,
  multiplyMoney,
  negateMoney,
  parseMoney,
  subtractMoney,
  sumMinor,
} from "./money.ts";

const MAX = Number.MAX_SAFE_INTEGER;
const NO_AMOUNTS = [0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1, -MAX - 1];
const gbp = (amountMinor: number): Money => ({ amountMinor, currency: "GBP" });
const eur = (amountMinor: number): Money => ({ amountMinor, currency: "EUR" });

const monies = fc.record({
  amountMinor: fc.maxSafeInteger(),
  currency: fc.constantFrom("JPY", "GBP", "KWD", "CLF"),
});

describe("an amount", () => {
  it("is a whole number up to the largest safe one", () => {
    expect([-MAX, -1, 0, 1, MAX].map(assertMinor)).toEqual([-MAX, -1, 0, 1, MAX]);
    for (const no of NO_AMOUNTS) {
      expect(() => assertMinor(no)).toThrow(
        new RangeError(`${no} is no whole, safe number of minor units`),
      );
    }
  });

  it("has no negative zero", () => {
    expect(assertMinor(-0)).toBe(0);
    expect(negateMoney(gbp(0)).amountMinor).toBe(0);
    expect(multiplyMinor(-5, 0)).toBe(0);
  });

  it("is summed and multiplied only while it stays safe", () => {
    expect(sumMinor([])).toBe(0);
    expect(sumMinor([MAX - 1, 1])).toBe(MAX);
    expect(() => sumMinor([MAX, 1])).toThrow(RangeError);
    expect(() => sumMinor([0.5, 0.5])).toThrow(RangeError);
    expect(multiplyMinor(-7, 3)).toBe(-21);
    expect(() => multiplyMinor(MAX, 2)).toThrow(RangeError);
    expect(() => multiplyMinor(2, 1.5)).toThrow(new RangeError("1.5 is no quantity"));
    expect(() => multiplyMinor(0.5, 2)).toThrow(RangeError);
  });
});

describe("money", () => {
  it("is made of a safe amount and a known currency", () => {
    expect(createMoney(1250, "GBP")).toEqual({ amountMinor: 1250, currency: "GBP" });
    expect(() => createMoney(1, "ZZZ")).toThrow(RangeError);
    expect(() => createMoney(0.5, "GBP")).toThrow(RangeError);
  });

  it("is added, subtracted, negated, multiplied and compared", () => {
    expect(addMoney(gbp(2), gbp(3))).toEqual(gbp(5));
    expect(subtractMoney(gbp(2), gbp(3))).toEqual(gbp(-1));
    expect(negateMoney(gbp(2))).toEqual(gbp(-2));
    expect(multiplyMoney(gbp(2), 3)).toEqual(gbp(6));
    expect(compareMoney(gbp(2), gbp(3))).toBeLessThan(0);
    expect(compareMoney(gbp(3), gbp(3))).toBe(0);
    expect(compareMoney(gbp(4), gbp(3))).toBeGreaterThan(0);
  });

  it("of two currencies is not mixed", () => {
    for (const mix of [addMoney, subtractMoney, compareMoney]) {
      expect(() => mix(gbp(1), eur(1))).toThrow(new RangeError("GBP with EUR"));
    }
  });

  it("that would not be safe throws in every operation", () => {
    expect(() => addMoney(gbp(MAX), gbp(1))).toThrow(RangeError);
    expect(() => subtractMoney(gbp(-MAX), gbp(1))).toThrow(RangeError);
    expect(() => multiplyMoney(gbp(MAX), 2)).toThrow(RangeError);
    expect(() => negateMoney(gbp(Number.NaN))).toThrow(RangeError);
  });
});

describe("money that somebody sent", () => {
  it("is taken in the currency that is expected", () => {
    expect(checkMoney(gbp(5), "GBP")).toEqual({ ok: true, value: gbp(5) });
    expect(checkMoney(gbp(MAX), "GBP").ok).toBe(true);
  });

  it("is refused in another currency, or if it is no whole amount", () => {
    expect(checkMoney(gbp(5), "EUR")).toEqual({
      ok: false,
      refusal: { code: "currency-mismatch", detail: "GBP was sent, EUR is expected" },
    });
    for (const no of NO_AMOUNTS) {
      expect(checkMoney(gbp(no), "GBP")).toEqual({
        ok: false,
        refusal: { code: "amount-invalid", detail: `${no} is no whole number of minor units` },
      });
    }
  });
});

describe("decimal text", () => {
  it("is read with the decimals of its currency, or fewer", () => {
    const read = (text: string, currency: string): number | string => {
      const parsed = parseMoney(text, currency);
      return parsed.ok ? parsed.value.amountMinor : parsed.refusal.code;
    };
    expect(read("12.50", "GBP")).toBe(1250);
    expect(read("12.5", "GBP")).toBe(1250);
    expect(read("12", "GBP")).toBe(1200);
    expect(read("0.05", "GBP")).toBe(5);
    expect(read("-0.05", "GBP")).toBe(-5);
    expect(read("-0", "GBP")).toBe(0);
    expect(read("1200", "JPY")).toBe(1200);
    expect(read("1.234", "KWD")).toBe(1234);
    expect(read("1.2345", "CLF")).toBe(12345);
    expect(read("90071992547409.91", "GBP")).toBe(MAX);
  });

  it("of any other form is refused", () => {
    const strange = [
      "",
      " ",
      "1 200",
      "1,200",
      "12,50",
      "+1",
      "1.",
      ".5",
      "01",
      "1e3",
      "£1",
      "--1",
    ];
    for (const text of [...strange, "12.50 ", " 12.50", "1.2.3", "NaN", "0x10", "१"]) {
      expect(parseMoney(text, "GBP")).toEqual({
        ok: false,
        refusal: {
          code: "amount-invalid",
          detail: "an amount must be digits, such as 12.50",
        },
      });
    }
  });

  it("with too many decimals is refused", () => {
    expect(parseMoney("12.500", "GBP")).toEqual({
      ok: false,
      refusal: { code: "amount-invalid", detail: "GBP has 2 decimals" },
    });
    expect(parseMoney("1.0", "JPY").ok).toBe(false);
    expect(parseMoney("1.2345", "KWD").ok).toBe(false);
  });

  it("of an unsafe amount is refused", () => {
    expect(parseMoney("90071992547409.92", "GBP")).toEqual({
      ok: false,
      refusal: { code: "amount-invalid", detail: "the amount is too large" },
    });
  });

  it("is read up to its bound of length, and not past it", () => {
    const refusedFor = (length: number): string => {
      const parsed = parseMoney("9".repeat(length), "GBP");
      return parsed.ok ? "" : parsed.refusal.detail;
    };
    expect(refusedFor(AMOUNT_TEXT_LENGTH_MAX)).toBe("the amount is too large");
    expect(refusedFor(AMOUNT_TEXT_LENGTH_MAX + 1)).toContain("must be digits");
  });

  it("in a currency that is unknown is refused", () => {
    expect(parseMoney("1", "ZZZ")).toEqual({
      ok: false,
      refusal: { code: "currency-mismatch", detail: "ZZZ is no currency of ISO 4217" },
    });
  });

  it("is written with all decimals of its currency", () => {
    const write = (amountMinor: number, currency: string): string =>
      formatDecimal({ amountMinor, currency });
    expect(write(1250, "GBP")).toBe("12.50");
    expect(write(5, "GBP")).toBe("0.05");
    expect(write(-5, "GBP")).toBe("-0.05");
    expect(write(0, "GBP")).toBe("0.00");
    expect(write(-0, "GBP")).toBe("0.00");
    expect(write(1200, "JPY")).toBe("1200");
    expect(write(-1, "JPY")).toBe("-1");
    expect(write(1234, "KWD")).toBe("1.234");
    expect(write(1, "CLF")).toBe("0.0001");
    expect(() => write(0.5, "GBP")).toThrow(RangeError);
    expect(() => write(1, "ZZZ")).toThrow(RangeError);
  });

  it("is read back as it was written, in every currency", () => {
    fc.assert(
      fc.property(monies, (money) => {
        expect(parseMoney(formatDecimal(money), money.currency)).toEqual({
          ok: true,
          value: money.amountMinor === 0 ? { ...money, amountMinor: 0 } : money,
        });
      }),
    );
  });
});

describe("text for people", () => {
  it("is as the locale writes the currency", () => {
    expect(displayMoney(gbp(123456), "en-GB")).toBe("£1,234.56");
    expect(displayMoney(eur(-5), "de-DE")).toBe("-0,05\u00a0€");
    expect(displayMoney({ amountMinor: 1200, currency: "JPY" }, "ja-JP")).toBe("￥1,200");
    expect(displayMoney({ amountMinor: 1200, currency: "JPY" }, "en-GB")).toBe("¥1,200");
    expect(displayMoney({ amountMinor: 1234, currency: "KWD" }, "en")).toBe("KWD\u00a01.234");
    // Arabic has symbols of its own; the narrow ones of these are Latin.
    expect(displayMoney({ amountMinor: 1234, currency: "EGP" }, "ar")).toContain("ج.م.");
  });

  it("has the decimals of ISO 4217 where people pay without small change", () => {
    expect(displayMoney({ amountMinor: 1234, currency: "IQD" }, "en")).toBe("IQD\u00a01.234");
    expect(displayMoney({ amountMinor: 5, currency: "HUF" }, "en")).toBe("Ft\u00a00.05");
  });

  it("keeps digits that a floating point number would lose", () => {
    expect(displayMoney(gbp(MAX), "en-GB")).toBe("£90,071,992,547,409.91");
    fc.assert(
      fc.property(monies, (money) => {
        const digits = displayMoney(money, "en").replace(/\D/g, "");
        expect(digits).toBe(formatDecimal(money).replace(/\D/g, ""));
      }),
    );
  });

  it("in a malformed locale throws", () => {
    expect(() => displayMoney(gbp(1), "no locale")).toThrow(RangeError);
  });
});
