import { describe, expect, it } from "vitest";
import { getDecimals, isCurrency } from "./currency.ts";

const INTL = Intl.supportedValuesOf("currency");

/** Those that Intl gives fewer decimals than ISO 4217 does, as people pay without them. */
const WITHOUT_SMALL_CHANGE =
  "AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER".split(" ");
/** Withdrawn before 2025, or no money to pay with. */
const NOT_LISTED = "CUC HRK SLL XDR XSU ZWL".split(" ");

function getIntlDecimals(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return maximumFractionDigits!;
}

describe("a currency", () => {
  it("is one that ISO 4217 lists, in capitals", () => {
    expect(INTL.filter((code) => !isCurrency(code))).toEqual(NOT_LISTED);
    expect(["", "gbp", "GB", "EURO", "XAU", "XXX", "ZZZ"].filter(isCurrency)).toEqual([]);
  });

  it("has 2 decimals, but where the table says 0, 3 or 4", () => {
    const withDecimals = (decimals: number): string[] =>
      [...INTL, "CLF", "UYW", "VED"].filter(
        (code) => isCurrency(code) && getDecimals(code) === decimals,
      );
    expect(withDecimals(0).join(" ")).toBe(
      "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    );
    expect(withDecimals(3).join(" ")).toBe("BHD IQD JOD KWD LYD OMR TND");
    expect(withDecimals(4).join(" ")).toBe("CLF UYW");
    expect(withDecimals(2)).toHaveLength(134);
    expect(withDecimals(2)).toEqual(expect.arrayContaining(["EUR", "GBP", "USD", "ZWG", "VED"]));
  });

  it("has Intl's decimals, but where that leaves small change out", () => {
    const other = INTL.filter((code) => isCurrency(code)).filter(
      (code) => getDecimals(code) !== getIntlDecimals(code),
    );
    expect(other).toEqual(WITHOUT_SMALL_CHANGE);
  });

  it("that is unknown has no decimals: asking throws", () => {
    expect(() => getDecimals("ZZZ")).toThrow(new RangeError("unknown currency ZZZ"));
  });
});
